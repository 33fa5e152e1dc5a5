// Small charts over the last quarter of an hour, one number each.

import { colour, el } from "./dom.js";

const SPAN = 900;
const HEIGHT = 104;

export class Charts {
  /** specs: {title, unit(number) -> text, get(moment) -> number, colour} */
  constructor(specs) {
    this.specs = specs;
    this.root = el("div.charts");
    this.charts = specs.map((spec) => {
      const value = el("output", null, "–");
      const box = el("div.plot", { role: "img", "aria-label": spec.title });
      this.root.append(el("section.chart", null, el("h3", null, spec.title, value), box));
      return { spec, value, box, plot: null };
    });
    this.resized = new ResizeObserver(() => this.fit());
  }

  /** Draws; only once the charts are in the page, which gives them their width. */
  draw(times, columns) {
    this.times = times;
    this.columns = columns;
    const ink = colour("--muted");
    const line = colour("--line");
    for (const [i, chart] of this.charts.entries()) {
      chart.plot?.destroy();
      const stroke = colour(chart.spec.colour ?? "--accent");
      chart.plot = new uPlot(
        {
          width: Math.max(200, chart.box.clientWidth),
          height: HEIGHT,
          legend: { show: false },
          cursor: { y: false, sync: { key: "flow" }, points: { size: 5 }, drag: { x: false, y: false } },
          scales: {
            x: { time: true, range: (u, min, max) => [Math.max(min, max - SPAN), Math.max(max, min + 30)] },
            y: { range: (u, min, max) => [0, Math.max(chart.spec.least ?? 1, max * 1.15)] },
          },
          axes: [
            { stroke: ink, grid: { show: false }, ticks: { show: false }, size: 22, space: 72, font: "11px system-ui", values: clocks },
            {
              stroke: ink,
              grid: { stroke: line, width: 1 },
              ticks: { show: false },
              size: 46,
              gap: 4,
              font: "11px system-ui",
              space: 30,
              values: (u, splits) => splits.map(chart.spec.axis ?? chart.spec.unit),
            },
          ],
          series: [{}, { stroke, width: 1.5, fill: stroke.replace("rgb(", "rgba(").replace(")", ", 0.10)"), points: { show: false } }],
          hooks: { setCursor: [(u) => this.read(chart, i, u.cursor.idx)] },
        },
        [times, columns[i]],
        chart.box,
      );
      this.read(chart, i, null);
    }
    this.resized.disconnect();
    this.resized.observe(this.root);
  }

  /** One second more. */
  add(time, values) {
    this.times.push(time);
    this.columns.forEach((column, i) => column.push(values[i]));
    while (this.times.length > SPAN) {
      this.times.shift();
      this.columns.forEach((column) => column.shift());
    }
    for (const [i, chart] of this.charts.entries()) {
      chart.plot?.setData([this.times, this.columns[i]]);
      if (chart.plot?.cursor.idx === null || chart.plot?.cursor.idx === undefined) this.read(chart, i, null);
    }
  }

  read(chart, i, index) {
    const column = this.columns[i];
    const at = index ?? column.length - 1;
    const text = column.length ? chart.spec.unit(column[at] ?? 0) : "–";
    if (chart.value.textContent !== text) chart.value.textContent = text;
    if (index === null || index === undefined) chart.box.setAttribute("aria-label", `${chart.spec.title}: ${text} now`);
  }

  fit() {
    for (const { plot, box } of this.charts) {
      if (plot && box.clientWidth && Math.abs(plot.width - box.clientWidth) > 1) plot.setSize({ width: box.clientWidth, height: HEIGHT });
    }
  }

  close() {
    this.resized.disconnect();
    this.charts.forEach((chart) => chart.plot?.destroy());
  }
}

const minute = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
function clocks(u, splits) {
  return splits.map((split) => (split % 60 === 0 ? minute.format(split * 1000) : ""));
}
