// The topology with live numbers on its edges, and how they moved in the last quarter of an hour.

import { Charts } from "./charts.js";
import { bytes, count, el, empty, percent, put, rate, seconds } from "./dom.js";

const sum = (moment, name) => moment.pipelines.reduce((all, pipeline) => all + (pipeline.now[name] ?? 0), 0);
const max = (moment, name) => Math.max(0, ...moment.pipelines.map((pipeline) => pipeline.now[name] ?? 0));

const SPECS = [
  { title: "Results a second", unit: (n) => `${rate(n)}/s`, axis: rate, get: (m) => sum(m, "results") },
  { title: "Tokens a second", unit: (n) => `${rate(n)}/s`, axis: rate, get: (m) => m.engine.tokens },
  { title: "Lag", unit: count, get: (m) => sum(m, "lagRecords"), colour: "--second" },
  { title: "Age of the oldest", unit: seconds, get: (m) => max(m, "lagSeconds"), colour: "--second" },
  { title: "Batch fill", unit: percent, get: (m) => m.engine.fill, least: 0.2 },
  { title: "Padding", unit: percent, get: (m) => m.engine.padding, colour: "--second", least: 0.2 },
  { title: "Runs at a time", unit: rate, least: 2, get: (m) => m.engine.busy },
  { title: "Dead letters a second", unit: (n) => `${rate(n)}/s`, axis: rate, get: (m) => sum(m, "deadLetters"), colour: "--bad" },
];

export class FlowView {
  constructor() {
    this.root = el("div");
    this.numbers = new Map();
  }

  async load(known) {
    const flow = this.again ? await (await fetch("api/flow")).json() : known;
    this.again = true;
    this.flow = flow;
    this.charts?.close();
    this.charts = new Charts(SPECS);
    this.troubles = el("ul.troubles", { hidden: true, "aria-label": "What is wrong" });
    this.note = empty("No text has come yet. What you send appears within a second.");
    this.note.hidden = true;
    put(
      this.root,
      el("h1.unseen", null, "Flow"),
      this.troubles,
      this.diagram(flow),
      this.note,
      this.charts.root,
    );
  }

  shown() {
    const moments = this.moments(this.flow);
    this.charts.draw(
      moments.map((moment) => moment.time / 1000),
      SPECS.map((spec) => moments.map(spec.get)),
    );
    if (moments.length) this.tell({ ...moments[moments.length - 1], totals: this.flow.totals });
  }

  moments(flow) {
    return flow.times.map((time, i) => ({
      time,
      engine: Object.fromEntries(Object.entries(flow.engine).map(([name, column]) => [name, column[i]])),
      pipelines: Object.entries(flow.series).map(([name, series]) => ({
        name,
        now: Object.fromEntries(Object.entries(series).map(([key, column]) => [key, column[i]])),
      })),
    }));
  }

  async refresh() {
    await this.load();
    this.shown();
  }

  dressed() {
    this.shown();
  }

  events() {
    return {
      flow: (moment) => {
        this.charts.add(moment.time / 1000, SPECS.map((spec) => spec.get(moment)));
        this.tell(moment);
      },
    };
  }

  close() {
    this.charts?.close();
  }

  /** Columns from left to right; on a narrow screen from top to bottom. */
  diagram(flow) {
    this.numbers.clear();
    const grid = el("div.diagram", { role: "group", "aria-label": "Topology" });
    const rows = flow.pipelines.reduce((all, pipeline) => all + pipeline.tasks.length + 1, 0);
    let row = 1;
    const spanned = (node, column, from, many) => {
      node.style.setProperty("--column", column);
      node.style.setProperty("--rows", `${from} / span ${many}`);
      grid.append(node);
    };
    for (const pipeline of flow.pipelines) {
      const many = pipeline.tasks.length + 1;
      const key = pipeline.name;
      spanned(box("topic", "reads", pipeline.inputs.join(", "), this.number(`${key}:lag`)), 1, row, many);
      spanned(edge(this.number(`${key}:read`)), 2, row, many);
      spanned(
        box(
          "pipeline",
          "pipeline",
          pipeline.name || pipeline.application,
          this.number(`${key}:inFlight`),
          this.number(`${key}:commits`),
        ),
        3,
        row,
        many,
      );
      spanned(edge(this.number("engine:queue")), 4, row, many);
      row += many;
    }
    spanned(
      box(
        "engine",
        "engine",
        flow.device,
        this.number("engine:load"),
        this.number("engine:fill"),
        this.number("engine:padding"),
        this.number("engine:busy"),
        this.number("engine:tokens"),
        this.number("engine:window"),
      ),
      5,
      1,
      rows,
    );
    row = 1;
    for (const pipeline of flow.pipelines) {
      for (const task of pipeline.tasks) {
        spanned(edge(this.number(`${pipeline.name}:results`)), 6, row, 1);
        spanned(box("task", task.kind, task.name, el("span", null, task.model)), 7, row, 1);
        spanned(edge(), 8, row, 1);
        spanned(box("topic", "writes", task.topic), 9, row, 1);
        row++;
      }
      spanned(edge(this.number(`${pipeline.name}:failed`)), 6, row, 1);
      spanned(box("dead", "dead letters", pipeline.deadLetterTopic, this.number(`${pipeline.name}:deadLetters`)), 7, row, 1);
      row++;
    }
    return grid;
  }

  /** A place for a number; several places can have the same. */
  number(key) {
    const node = el("output", null, "–");
    if (!this.numbers.has(key)) this.numbers.set(key, []);
    this.numbers.get(key).push(node);
    return node;
  }

  set(key, text) {
    for (const node of this.numbers.get(key) ?? []) {
      if (node.textContent !== text) node.textContent = text;
    }
  }

  tell(moment) {
    for (const { name, now } of moment.pipelines) {
      this.set(`${name}:read`, `${rate(now.read)}/s`);
      this.set(`${name}:lag`, now.lagRecords ? `lag ${count(now.lagRecords)}, ${seconds(now.lagSeconds)}` : "no lag");
      this.set(`${name}:inFlight`, `${count(now.inFlight)} in flight`);
      this.set(`${name}:commits`, `${rate(now.commits)} commits/s`);
      this.set(`${name}:results`, `${rate(now.results)}/s`);
      this.set(`${name}:failed`, `${rate(now.deadLetters)}/s`);
    }
    const engine = moment.engine;
    this.set("engine:load", `${rate(engine.tokens)} tokens/s`);
    this.set("engine:fill", `batches ${percent(engine.fill)} full`);
    this.set("engine:padding", `${percent(engine.padding)} padding`);
    this.set("engine:busy", `${rate(engine.busy)} runs at a time`);
    this.set("engine:queue", `${count(engine.queuedTexts)} queued`);
    this.set("engine:tokens", `${count(engine.queuedTokens)} tokens queued`);
    this.set("engine:window", `${count(engine.waiting)} texts, ${bytes(engine.waitingBytes)} held`);
    let read = 1;
    if (moment.totals) {
      read = 0;
      for (const totals of moment.totals.pipelines) {
        read += totals.read;
        this.set(`${totals.name}:deadLetters`, `${count(totals.deadLetters)} since the start`);
      }
      const troubles = moment.totals.troubles;
      this.troubles.hidden = !troubles.length;
      if (String([...this.troubles.children].map((item) => item.textContent)) !== String(troubles)) {
        put(this.troubles, troubles.map((trouble) => el("li", null, trouble)));
      }
    }
    this.note.hidden = read > 0;
  }
}

function box(kind, what, name, ...lines) {
  return el(`div.box.${kind}`, null, el("small", null, what), el("strong", { title: name }, name), ...lines);
}

function edge(number) {
  return el("div.edge", null, number ?? null);
}
