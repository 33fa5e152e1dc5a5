// What each task computes with, and how its scores and labels are spread beside the hour before.

import { ask, clock, count, el, empty, figure, percent, place, put } from "./dom.js";

export class ModelsView {
  async load() {
    this.root = el("div.models", null, el("h1.unseen", null, "Models"));
    this.timer = setInterval(() => this.refresh().catch(() => {}), 5000);
    await this.refresh();
  }

  close() {
    clearInterval(this.timer);
  }

  events() {
    return { flow: () => {} };
  }

  async refresh() {
    const answer = await ask("api/models");
    put(
      this.root,
      el("h1.unseen", null, "Models"),
      answer.tasks.length ? null : empty("No model runs here."),
      events(answer),
      ...answer.tasks.map((task) => card(task, answer.models.find((model) => model.name === task.model))),
    );
  }
}

/** A median, or the shares of labels or languages. */
const state = (text) => (Number.isNaN(Number(text)) ? text : figure(Number(text)));

/** Alarms and drifts, where texts are judged. */
function events({ alarms, drifts }) {
  if (!alarms.length && !drifts.length) return null;
  return el(
    "article.card",
    null,
    el("h2", null, "What is unusual"),
    alarms.length
      ? el(
          "figure",
          null,
          el("figcaption", null, "Alarms, the latest first"),
          el("ul.events", null, alarms.map((text) => el("li", null, el("time", null, clock(text.seen)), el("span", { dir: "auto" }, text.text ?? place(text)), el("small", null, `p ${figure(text.anomaly.p)}`)))),
        )
      : null,
    drifts.length
      ? el(
          "figure",
          null,
          el("figcaption", null, "Drifts, the latest first"),
          el("ul.events", null, drifts.map((drift) => el("li", null, el("time", null, clock(drift.seen)), el("span", null, `${drift.measure}: ${state(drift.before)} to ${state(drift.after)}`), el("small", null, `index ${figure(drift.index)}`)))),
        )
      : null,
  );
}

function card(task, model) {
  const facts = [
    ["model", task.model],
    ["family", model?.family],
    ["task", task.kind],
    ["device", model?.device],
    ["runtime", model?.runtime],
    ["precision", model?.precision],
    ["inputs", model?.inputs],
    ["outputs", model?.outputs],
    ["longest text", model?.tokens ? `${count(model.tokens)} tokens` : undefined],
    ["share a batch", model?.batches],
    ["fingerprint", task.fingerprint.slice(0, 16)],
    ["writes to", task.topic],
  ].filter(([, value]) => value);
  return el(
    "article.card",
    null,
    el("h2", null, task.pipeline ? `${task.pipeline} / ${task.name}` : task.name),
    el("dl.facts", null, facts.flatMap(([name, value]) => [el("dt", null, name), el("dd", null, value)])),
    spread(task),
    labels(task),
    model?.card ? cardText(task.model) : null,
  );
}

function spread({ now, before }) {
  const total = now.bins.reduce((a, b) => a + b, 0);
  if (!total) return null;
  const past = before.bins.reduce((a, b) => a + b, 0);
  const part = (bins, all) => bins.map((bin) => (all ? bin / all : 0));
  const [a, b] = [part(now.bins, total), part(before.bins, past)];
  const top = Math.max(...a, ...b);
  const median = (bins, all) => {
    let seen = 0;
    return (bins.findIndex((bin) => (seen += bin) >= all / 2) + 0.5) / bins.length;
  };
  const words = `Scores of the last hour, ${count(total)} texts, median about ${percent(median(now.bins, total))}` + (past ? `; the hour before ${percent(median(before.bins, past))}` : "");
  const chart = el("div.histogram", { role: "img", "aria-label": words });
  a.forEach((share, i) => {
    const bin = el("i", { title: `${(i / a.length).toFixed(2)} to ${((i + 1) / a.length).toFixed(2)}: ${percent(share)}` }, past ? el("u") : null);
    bin.style.setProperty("--now", `${(100 * share) / top}%`);
    bin.style.setProperty("--before", `${(100 * b[i]) / top}%`);
    chart.append(bin);
  });
  return el("figure", null, el("figcaption", null, "Scores, last hour", past ? el("span.past", null, " against the hour before") : null), chart, el("p.axis", null, el("span", null, "0"), el("span", null, "1")));
}

function labels({ now, before }) {
  if (!now.labels.length) return null;
  const past = new Map(before.labels);
  const top = Math.max(...now.labels.map(([, number]) => number / now.texts), ...before.labels.map(([, number]) => number / (before.texts || 1)));
  return el(
    "figure",
    null,
    el("figcaption", null, "Labels, last hour", before.texts ? el("span.past", null, " against the hour before") : null),
    el(
      "ul.bars.shares",
      null,
      now.labels.map(([label, number]) => {
        const share = number / now.texts;
        const item = el("li", null, el("b", { dir: "auto" }, label), el("span", null, count(number)));
        item.style.setProperty("--part", `${(100 * share) / top}%`);
        item.style.setProperty("--before", `${(100 * (past.get(label) ?? 0)) / (before.texts || 1) / top}%`);
        return item;
      }),
    ),
  );
}

/** Fetched when it is opened; stays open when the rest is drawn anew. */
const open = new Map();
function cardText(name) {
  const text = el("pre", { tabindex: "0" }, open.get(name) ?? "Loading …");
  const details = el("details.cardtext", { open: open.has(name) }, el("summary", null, "Model card"), text);
  details.addEventListener("toggle", async () => {
    if (!details.open) {
      open.delete(name);
    } else if (!open.has(name)) {
      open.set(name, await ask(`api/card?model=${encodeURIComponent(name)}`).catch((problem) => problem.message));
      text.textContent = open.get(name);
    }
  });
  return details;
}
