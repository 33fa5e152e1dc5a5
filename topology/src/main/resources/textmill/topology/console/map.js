// Where texts are: their vectors in the plane in which they differ most, on a canvas.

import { ask, colour, count, el, empty, put } from "./dom.js";
import { openText } from "./texts.js";

const COLOURS = ["--c1", "--c2", "--c3", "--c4", "--c5", "--c6", "--c7"];
const NEAR = 14;

export class MapView {
  async load(flow) {
    this.pipelines = flow.pipelines.filter((pipeline) => pipeline.tasks.length);
    this.pipeline = this.pipelines[0]?.name ?? "";
    this.canvas = el("canvas", {
      tabindex: "0",
      role: "application",
      "aria-roledescription": "map",
      "aria-describedby": "map-help",
      onkeydown: (event) => this.key(event),
      onpointermove: (event) => this.pointed(event),
      onpointerleave: () => this.choose(null),
      onclick: () => this.chosen !== null && openText(this.points[this.chosen].id),
    });
    this.tip = el("div.tip", { hidden: true });
    this.said = el("p.unseen", { "aria-live": "polite" });
    this.legend = el("ul.legend", { "aria-label": "Labels" });
    this.note = empty("Too few texts with embeddings have come yet.");
    const choice =
      this.pipelines.length < 2
        ? null
        : el(
            "label",
            null,
            "Pipeline ",
            el(
              "select",
              {
                onchange: (event) => {
                  this.pipeline = event.target.value;
                  this.refresh();
                },
              },
              ...this.pipelines.map((pipeline) => el("option", { value: pipeline.name }, pipeline.name)),
            ),
          );
    this.summary = el("p.small", { id: "map-help" });
    this.root = el(
      "div.map",
      null,
      el("h1.unseen", null, "Map"),
      el("div.filters", null, choice, this.summary),
      this.note,
      el("div.board", null, el("div.sea", null, this.canvas, this.tip), this.legend),
      this.said,
    );
    this.texts = new Map();
    this.chosen = null;
    this.lit = null;
    this.resized = new ResizeObserver(() => this.draw());
    await this.refresh();
  }

  async refresh() {
    if (!this.pipelines.length) return;
    const map = await ask(`api/map?pipeline=${encodeURIComponent(this.pipeline)}`);
    this.edition = map.edition;
    this.points = [];
    this.take(map, 0);
    this.choose(null);
    this.draw();
  }

  shown() {
    this.resized.observe(this.canvas.parentElement);
    this.draw();
  }

  dressed() {
    this.draw();
  }

  close() {
    this.resized?.disconnect();
  }

  take(map, at) {
    map.ids.forEach((id, i) => {
      this.points.push({ id, x: map.x[i], y: map.y[i], label: map.labels[map.label[i]] ?? "", flagged: map.flagged[i] === 1, alarm: map.alarm[i] === 1, at });
    });
    if (this.points.length > 3000) this.points.splice(0, this.points.length - 3000);
    const counts = new Map();
    for (const { label } of this.points) counts.set(label, (counts.get(label) ?? 0) + 1);
    const ranked = [...counts].filter(([label]) => label).sort((a, b) => b[1] - a[1]);
    // Labels that have a colour keep it while they are among the most frequent.
    const most = new Set(ranked.slice(0, COLOURS.length).map(([label]) => label));
    this.slots = (this.slots ?? COLOURS.map(() => null)).map((label) => (most.has(label) ? label : null));
    for (const label of most) {
      if (!this.slots.includes(label)) this.slots[this.slots.indexOf(null)] = label;
    }
    this.counts = counts;
    this.listed();
  }

  listed() {
    const total = this.points.length;
    this.note.hidden = total > 0;
    this.summary.textContent = total
      ? `The latest ${count(total)} texts that were sampled, by the two main directions of their embeddings. Point at one, or use the arrow keys and Enter.`
      : "";
    const others = total - this.slots.reduce((all, label) => all + (label === null ? 0 : this.counts.get(label)), 0);
    put(
      this.legend,
      this.slots.map((label, i) =>
        label === null
          ? null
          : el(
              "li",
              null,
              el(
                "button",
                {
                  type: "button",
                  "aria-pressed": String(this.lit === label),
                  onclick: () => {
                    this.lit = this.lit === label ? null : label;
                    this.listed();
                    this.draw();
                  },
                },
                el(`i.dot.c${i + 1}`),
                el("span", { dir: "auto" }, label),
                el("small", null, count(this.counts.get(label))),
              ),
            ),
      ),
      others ? el("li", null, el("span.rest", null, el("i.dot"), el("span", null, "others"), el("small", null, count(others)))) : null,
      this.points.some((point) => point.alarm)
        ? el("li", null, el("span.rest", null, el("i.dot.ring.alarm"), el("span", null, "alarm"), el("small", null, count(this.points.filter((point) => point.alarm).length))))
        : null,
      this.points.some((point) => point.flagged)
        ? el("li", null, el("span.rest", null, el("i.dot.ring"), el("span", null, "flagged"), el("small", null, count(this.points.filter((point) => point.flagged).length))))
        : null,
    );
  }

  events() {
    return {
      points: (maps) => {
        const map = maps.find((one) => one.pipeline === this.pipeline);
        if (!map || !map.ids.length) return;
        if (map.edition !== this.edition) {
          this.refresh().catch(() => {});
        } else {
          this.take(map, performance.now());
          this.draw();
        }
      },
    };
  }

  draw() {
    if (!this.points || !this.canvas.isConnected) return;
    const width = this.canvas.parentElement.clientWidth;
    const height = Math.max(280, Math.min(680, innerHeight - this.canvas.parentElement.getBoundingClientRect().top - 24));
    const sharp = devicePixelRatio || 1;
    this.canvas.width = width * sharp;
    this.canvas.height = height * sharp;
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.canvas.setAttribute("aria-label", `Map of ${count(this.points.length)} texts`);
    const pen = this.canvas.getContext("2d");
    pen.scale(sharp, sharp);
    const xs = this.points.map((point) => point.x);
    const ys = this.points.map((point) => point.y);
    const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const edge = 24;
    const scale = Math.min((width - 2 * edge) / (right - left || 1), (height - 2 * edge) / (high - low || 1));
    const colours = COLOURS.map(colour);
    const rest = colour("--rest");
    const bad = colour("--ink");
    const alarm = colour("--bad");
    for (const point of this.points) {
      point.px = width / 2 + (point.x - (left + right) / 2) * scale;
      point.py = height / 2 - (point.y - (low + high) / 2) * scale;
      const slot = this.slots.indexOf(point.label);
      pen.globalAlpha = this.lit !== null && point.label !== this.lit ? 0.12 : slot < 0 ? 0.45 : 0.85;
      pen.fillStyle = slot < 0 ? rest : colours[slot];
      pen.beginPath();
      pen.arc(point.px, point.py, slot < 0 ? 3 : 4.5, 0, 7);
      pen.fill();
      if (point.alarm) {
        pen.strokeStyle = alarm;
        pen.lineWidth = 2;
        pen.beginPath();
        pen.arc(point.px, point.py, 7, 0, 7);
        pen.stroke();
      }
      if (point.flagged) {
        pen.strokeStyle = bad;
        pen.lineWidth = 1;
        pen.stroke();
      }
    }
    pen.globalAlpha = 1;
    if (this.chosen !== null && this.points[this.chosen]) {
      const point = this.points[this.chosen];
      pen.strokeStyle = bad;
      pen.lineWidth = 2;
      pen.beginPath();
      pen.arc(point.px, point.py, 7, 0, 7);
      pen.stroke();
    }
  }

  pointed(event) {
    const at = this.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - at.left, event.clientY - at.top];
    let nearest = null;
    let best = NEAR * NEAR;
    this.points.forEach((point, i) => {
      const away = (point.px - x) ** 2 + (point.py - y) ** 2;
      if (away < best) {
        best = away;
        nearest = i;
      }
    });
    this.choose(nearest);
  }

  key(event) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === "Enter" && this.chosen !== null) {
      event.preventDefault(); // or the same stroke would press the button that gets the focus
      openText(this.points[this.chosen].id);
    } else if (event.key === "Escape") {
      this.choose(null);
    } else if (way && this.points.length) {
      event.preventDefault();
      this.choose(this.chosen === null ? this.points.length - 1 : this.next(this.points[this.chosen], way), true);
    }
  }

  /** The point that is nearest in a direction. */
  next(from, [dx, dy]) {
    let found = this.chosen;
    let best = Infinity;
    this.points.forEach((point, i) => {
      const along = (point.px - from.px) * dx + (point.py - from.py) * dy;
      const aside = Math.abs((point.px - from.px) * dy) + Math.abs((point.py - from.py) * dx);
      if (along > 0.5 && along + 2 * aside < best) {
        best = along + 2 * aside;
        found = i;
      }
    });
    return found;
  }

  async choose(index, aloud) {
    if (index === this.chosen) return;
    this.chosen = index;
    this.draw();
    this.tip.hidden = true;
    if (index === null) return;
    const point = this.points[index];
    if (!this.texts.has(point.id)) {
      await new Promise((wait) => setTimeout(wait, 60));
      if (this.points[this.chosen] !== point) return;
      this.texts.set(point.id, await ask(`api/text?id=${point.id}`).catch(() => null));
      if (this.texts.size > 400) this.texts.delete(this.texts.keys().next().value);
    }
    if (this.points[this.chosen] !== point) return;
    const text = this.texts.get(point.id);
    const words = text === null ? "no longer kept" : (text.text ?? "words are not shown");
    put(this.tip, el("bdi", { dir: "auto" }, words.slice(0, 300)), point.label ? el("small", null, point.label) : null);
    this.tip.hidden = false;
    const left = Math.min(Math.max(8, point.px + 12), this.canvas.clientWidth - this.tip.offsetWidth - 8);
    this.tip.style.left = `${left}px`;
    this.tip.style.top = `${point.py + this.tip.offsetHeight + 20 > this.canvas.clientHeight ? point.py - this.tip.offsetHeight - 12 : point.py + 12}px`;
    if (aloud) this.said.textContent = `${words.slice(0, 200)}. ${point.label}`;
  }
}
