// A text with what models said of its stretches. Text goes in as text nodes, whatever it looks like.

import { el, score } from "./dom.js";

const MOST_PIECES = 4000;

/** Control characters as their pictures: they would not be seen otherwise. */
function visible(text) {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, (c) =>
    c === "\u007f" ? "\u2421" : String.fromCharCode(0x2400 + c.charCodeAt(0)),
  );
}

/** The results that shade or name stretches, joined. */
export function stretches(results) {
  return {
    tones: results.find((result) => result.tones)?.tones ?? [],
    marks: results.flatMap((result) => result.marks ?? []),
  };
}

/** Pieces of one word become the word, as strong as its strongest piece. */
function words(text, tones) {
  const letter = (at) => /[\p{L}\p{M}\p{N}]/u.test(text[at] ?? "");
  const joined = [];
  for (const tone of tones) {
    const last = joined[joined.length - 1];
    if (last && last[1] === tone[0] && letter(tone[0]) && letter(tone[0] - 1)) {
      joined[joined.length - 1] = [last[0], tone[1], Math.max(last[2], tone[2]), last[3] | tone[3]];
    } else {
      joined.push(tone);
    }
  }
  return joined;
}

/**
 * The text as an element.
 *
 * tones: [start, end, strength, flagged]; marks: [start, end, label, score]; both count UTF-16 code units.
 */
export function annotated(text, { tones: pieces, marks }) {
  const node = el("bdi.text", { dir: "auto" });
  const tones = words(text, pieces);
  if (tones.length + marks.length > MOST_PIECES) {
    node.textContent = visible(text);
    return node;
  }
  const cuts = new Set([0, text.length]);
  for (const [start, end] of [...tones, ...marks]) {
    cuts.add(Math.min(start, text.length));
    cuts.add(Math.min(end, text.length));
  }
  const places = [...cuts].sort((a, b) => a - b);
  let tone = 0;
  let mark = 0;
  for (let i = 0; i + 1 < places.length; i++) {
    const [from, to] = [places[i], places[i + 1]];
    while (tone < tones.length && tones[tone][1] <= from) tone++;
    while (mark < marks.length && marks[mark][1] <= from) mark++;
    const shade = tones[tone] && tones[tone][0] <= from ? tones[tone] : null;
    const named = marks[mark] && marks[mark][0] <= from ? marks[mark] : null;
    node.append(piece(visible(text.slice(from, to)), shade, named, named && named[1] === to));
  }
  return node;
}

function piece(text, shade, named, last) {
  if (!named && (!shade || shade[2] < 0.05)) return text;
  const node = el(named ? "span.named" : "span");
  node.textContent = text;
  if (shade && shade[2] >= 0.05) {
    node.classList.add("shade");
    node.style.setProperty("--strength", shade[2]);
    if (shade[3]) node.classList.add("flagged");
    node.title = `replaced with probability ${score(shade[2])}`;
  }
  if (named) {
    node.title = `${named[2]} ${score(named[3])}`;
    if (last) node.dataset.label = named[2];
  }
  return node;
}

/** Where words are not shown: a bar for the text with its stretches at their places. */
export function anonymous(length, { tones, marks }) {
  const end = Math.max(length ?? 0, ...tones.map((tone) => tone[1]), ...marks.map((mark) => mark[1]), 1);
  const bar = el("span.bar", { role: "img", "aria-label": spoken(tones, marks) || "text not shown" });
  for (const [start, stop, strength, flagged] of tones) {
    const part = el(flagged ? "i.shade.flagged" : "i.shade", { title: `replaced with probability ${score(strength)}` });
    part.style.setProperty("--strength", strength);
    part.style.left = `${(100 * start) / end}%`;
    part.style.width = `${(100 * (stop - start)) / end}%`;
    bar.append(part);
  }
  for (const [start, stop, label, sure] of marks) {
    const part = el("i.named", { title: `${label} ${score(sure)}` });
    part.style.left = `${(100 * start) / end}%`;
    part.style.width = `${(100 * (stop - start)) / end}%`;
    bar.append(part);
  }
  return bar;
}

/** What colour tells, for those who listen. */
export function spoken(tones, marks, text) {
  const parts = [];
  const flagged = (text ? words(text, tones) : tones).filter((tone) => tone[3]);
  if (flagged.length) {
    const words = text ? `: ${flagged.slice(0, 5).map((t) => text.slice(t[0], t[1])).join(", ")}` : "";
    parts.push(`${flagged.length} flagged${words}`);
  }
  for (const [start, end, label] of marks.slice(0, 5)) {
    parts.push(text ? `${label}: ${text.slice(start, end)}` : label);
  }
  return parts.join("; ");
}

/** Labels, words and numbers of a result as small chips. */
export function chips(result, most = 3) {
  const chip = (kind, name, value) => el(`span.chip.${kind}`, null, el("b", { dir: "auto" }, name), " ", value);
  return [
    ...(result.labels ?? []).slice(0, most).map(([name, sure]) => chip("label", name, score(sure))),
    ...(result.words ?? []).slice(0, most).map(([name, weight]) => chip("word", name, score(weight))),
  ];
}
