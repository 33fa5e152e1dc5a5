// A sampled live list of texts, a field to try one, and a sheet with all that is known of one.

import { annotated, anonymous, chips, spoken, stretches } from "./annotated.js";
import { ask, clock, count, el, empty, figure, moment, place, put, score } from "./dom.js";

const MOST = 120;

export class TextsView {
  constructor() {
    this.rows = el("ol.texts", { "aria-label": "Texts, the latest first" });
    this.filter = { pipeline: "", label: "", score: 0, flagged: false, alarms: false };
    this.paused = false;
    this.missed = 0;
  }

  async load(flow) {
    this.flow = flow;
    this.root = el(
      "div",
      null,
      el("h1.unseen", null, "Texts"),
      this.tryForm(flow),
      this.filters(flow),
      (this.note = empty("No text has come yet.")),
      this.rows,
    );
    await this.refresh();
  }

  async refresh() {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(this.filter)) {
      if (value) query.set(name, value === true ? "1" : value);
    }
    const texts = await ask(`api/texts?${query}`);
    put(this.rows, texts.map((text) => this.row(text)));
    this.counted();
  }

  events() {
    return { texts: (texts) => this.arrived(texts) };
  }

  arrived(texts) {
    const wanted = texts.filter((text) => this.wants(text));
    if (this.paused) {
      this.missed += wanted.length;
      this.pause.textContent = this.missed ? `Go on (${count(this.missed)} new)` : "Go on";
      return;
    }
    for (const text of wanted) {
      const row = this.row(text);
      row.classList.add("new");
      this.rows.prepend(row);
      for (const [name] of text.results.flatMap((result) => (result.labels ?? []).slice(0, 1))) this.remember(name);
    }
    while (this.rows.children.length > MOST) this.rows.lastElementChild.remove();
    this.counted();
  }

  wants(text) {
    const { pipeline, label, flagged } = this.filter;
    return (
      (!pipeline || text.pipeline === pipeline) &&
      (!flagged || text.flagged) &&
      (!this.filter.alarms || text.anomaly?.alarm) &&
      (!label ||
        text.results.some(
          (result) => result.labels?.[0]?.[0] === label || result.marks?.some((mark) => mark[2] === label),
        )) &&
      (!this.filter.score || text.results.some((result) => best(result) >= this.filter.score))
    );
  }

  counted() {
    const filtered = Object.values(this.filter).some(Boolean);
    this.note.hidden = this.rows.children.length > 0;
    this.note.textContent = filtered ? "No text that is kept fits the filter." : "No text has come yet.";
  }

  filters(flow) {
    const change = (name, read) => (event) => {
      this.filter[name] = read(event.target);
      this.refresh().catch((problem) => (this.note.textContent = problem.message));
    };
    this.labels = el("datalist", { id: "labels" });
    this.pause = el("button", { type: "button", "aria-pressed": "false", onclick: () => this.toggle() }, "Pause");
    const pipelines =
      flow.pipelines.length < 2
        ? null
        : el(
            "label",
            null,
            "Pipeline ",
            el(
              "select",
              { onchange: change("pipeline", (node) => node.value) },
              el("option", { value: "" }, "all"),
              ...flow.pipelines.map((pipeline) => el("option", { value: pipeline.name }, pipeline.name)),
            ),
          );
    return el(
      "form.filters",
      { "aria-label": "Filter", onsubmit: (event) => event.preventDefault() },
      pipelines,
      el("label", null, "Label ", el("input", { type: "search", list: "labels", onchange: change("label", (node) => node.value.trim()) })),
      el(
        "label",
        null,
        "Score at least ",
        el("input", { type: "number", min: "0", max: "1", step: "0.05", onchange: change("score", (node) => Number(node.value) || 0) }),
      ),
      el("label", null, el("input", { type: "checkbox", onchange: change("flagged", (node) => node.checked) }), " flagged"),
      el("label", null, el("input", { type: "checkbox", onchange: change("alarms", (node) => node.checked) }), " alarms"),
      this.labels,
      this.pause,
    );
  }

  remember(label) {
    if (this.labels.children.length < 300 && ![...this.labels.children].some((option) => option.value === label)) {
      this.labels.append(el("option", { value: label }));
    }
  }

  toggle() {
    this.paused = !this.paused;
    this.missed = 0;
    this.pause.setAttribute("aria-pressed", String(this.paused));
    this.pause.textContent = this.paused ? "Go on" : "Pause";
    if (!this.paused) this.refresh().catch(() => {});
  }

  row(text) {
    const parts = stretches(text.results);
    const shown = text.text === undefined ? anonymous(text.length, parts) : annotated(text.text, parts);
    const cut = text.text !== undefined && text.length > text.text.length;
    return el(
      "li",
      { "data-id": text.id },
      el("time", { datetime: new Date(text.seen).toISOString() }, clock(text.seen)),
      el(
        "div.said",
        null,
        el(
          "button.open",
          { type: "button", title: "Show the record", onclick: () => openText(text.id) },
          shown,
          cut ? el("span.more", null, ` … ${count(text.length - text.text.length)} more`) : null,
        ),
        el("span.unseen", null, spoken(parts.tones, parts.marks, text.text)),
        text.nearest ? nearest(text.nearest) : null,
      ),
      el("div.chips", null, text.results.flatMap((result) => chips(result, 1)), worst(text), alarm(text)),
    );
  }

  tryForm(flow) {
    const field = el("textarea", { id: "try", rows: "1", maxlength: "8000", placeholder: "which shots do i need before a trip to canada" });
    const answer = el("div.answer", { "aria-live": "polite" });
    const computing = flow.pipelines.filter((pipeline) => pipeline.tasks.length);
    const pipeline = el(
      "select",
      { "aria-label": "Pipeline", hidden: computing.length < 2 },
      ...computing.map((one) => el("option", { value: one.name }, one.name)),
    );
    const button = el("button", { type: "submit" }, "Try");
    const form = el(
      "form.try",
      {
        "aria-label": "Try a text",
        onsubmit: async (event) => {
          event.preventDefault();
          if (!field.value.trim()) return;
          button.disabled = true;
          try {
            put(answer, tried(field.value, await send(pipeline.value, field.value)));
          } catch (problem) {
            put(answer, el("p.problem", null, problem.message));
          }
          button.disabled = false;
        },
      },
      el("label", { for: "try" }, "Try a text"),
      field,
      pipeline,
      button,
      answer,
    );
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
    return form;
  }
}

const best = (result) =>
  Math.max(0, ...(result.labels ?? []).slice(0, 1).map((label) => label[1]), ...(result.tones ?? []).map((tone) => tone[2]));

function send(pipeline, text) {
  return ask("api/try", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ pipeline, text }),
  });
}

function tried(text, answer) {
  return el(
    "div",
    null,
    el(
      "p.small",
      null,
      `${figure(answer.millis)} ms, ${count(answer.tokens)} tokens${answer.truncated ? ", its end was not seen" : ""}. It was written nowhere.`,
    ),
    ...answer.results.map((result) => resultOf(text, result)),
    answer.nearest ? nearest(answer.nearest) : null,
  );
}

function nearest(near) {
  return el(
    "p.nearest",
    null,
    el("span", null, `nearest ${score(near.cosine)} `),
    near.text === undefined ? null : el("bdi", { dir: "auto" }, near.text),
  );
}

/** The most suspicious token, as a chip. */
function worst(text) {
  const tones = text.results.flatMap((result) => result.tones ?? []);
  if (!text.flagged) return null;
  const top = Math.max(...tones.map((tone) => tone[2]));
  return el("span.chip.flag", { title: "the greatest probability of a token to have been replaced" }, el("b", null, "flagged"), " ", score(top));
}

/** How rare a text is that gave an alarm. */
function alarm({ anomaly }) {
  if (!anomaly?.alarm) return null;
  return el("span.chip.alarm", { title: "the chance that a text like those before it is at least as unusual" }, el("b", null, "alarm"), ` p ${figure(anomaly.p)}`);
}

/** One task's result in full. */
export function resultOf(text, result) {
  const parts = { tones: result.tones ?? [], marks: result.marks ?? [] };
  const drawn = parts.tones.length || parts.marks.length;
  return el(
    "section.result",
    null,
    el("h3", null, result.task),
    drawn ? (text === undefined ? anonymous(0, parts) : el("p", null, annotated(text, parts))) : null,
    ...[result.labels, result.words].filter(Boolean).map((labels) =>
      el(
        "ul.bars",
        null,
        labels.map(([name, sure]) => {
          const item = el("li", null, el("b", { dir: "auto" }, name), el("span", null, score(sure)));
          item.style.setProperty("--part", `${Math.round(100 * Math.max(0, Math.min(1, sure)))}%`);
          return item;
        }),
      ),
    ),
    result.figures ? el("p.figures", null, result.figures.map(([name, number]) => el("span", null, `${name} `, el("b", null, figure(number))))) : null,
  );
}

function unusual(anomaly) {
  return el(
    "section.result",
    null,
    el("h3", null, anomaly.warming ? "How unusual (too few texts are known yet)" : anomaly.alarm ? "How unusual: an alarm" : "How unusual"),
    el(
      "p.figures",
      null,
      el("span", null, "p ", el("b", null, figure(anomaly.p))),
      el("span", null, "alarm up to ", el("b", null, figure(anomaly.threshold))),
      ...anomaly.parts.map(([name, p]) => el("span", null, `${name} `, el("b", null, figure(p)))),
    ),
  );
}

/** A sheet with everything about one text. */
export async function openText(id) {
  const sheet = document.getElementById("sheet");
  const close = el("button", { type: "button", class: "close", onclick: () => sheet.close() }, "Close");
  put(sheet, el("h2", { id: "sheet-title" }, "Text"), close, empty("Loading …"));
  if (!sheet.open) sheet.showModal();
  try {
    const text = await ask(`api/text?id=${id}`);
    const facts = [
      ["record", place(text)],
      ["time", moment(text.time)],
      ["shown", moment(text.seen)],
      ["pipeline", text.pipeline],
      ["key", text.key],
      ["length", text.length === undefined ? undefined : `${count(text.length)} characters`],
      ["tokens", `${count(text.tokens)}${text.truncated ? ", the end was not seen" : ""}${text.substituted ? ", something was no Unicode" : ""}`],
    ].filter(([, value]) => value);
    const tasks = await ask("api/models").catch(() => ({ tasks: [] }));
    const known = (result) => tasks.tasks.find((task) => task.name === result.task && task.pipeline === text.pipeline);
    put(
      sheet,
      el("h2", { id: "sheet-title" }, place(text)),
      close,
      text.text === undefined
        ? el("p.small", null, "Words are not shown: console.texts = none.")
        : el("p.whole", null, annotated(text.text, stretches(text.results))),
      text.pair ? el("p.whole", null, el("bdi", { dir: "auto" }, text.pair)) : null,
      el("dl.facts", null, facts.flatMap(([name, value]) => [el("dt", null, name), el("dd", { dir: "auto" }, value)])),
      text.nearest ? nearest(text.nearest) : null,
      text.anomaly ? unusual(text.anomaly) : null,
      ...text.results.map((result) => {
        const section = resultOf(text.text, result);
        const task = known(result);
        if (task) section.append(el("p.small", null, `${task.model}, fingerprint ${task.fingerprint.slice(0, 16)}, to ${task.topic}`));
        return section;
      }),
    );
  } catch (problem) {
    put(sheet, el("h2", { id: "sheet-title" }, "Text"), close, el("p.problem", { role: "alert" }, problem.message));
  }
}
