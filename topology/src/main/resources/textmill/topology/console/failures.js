// Dead letters by reason, each with its message, its bytes and the command that replays it.

import { annotated } from "./annotated.js";
import { ask, bytes, count, el, empty, moment, place, put } from "./dom.js";

export class FailuresView {
  constructor() {
    this.failures = [];
    this.reason = "";
  }

  async load() {
    this.reasons = el("ul.reasons", { "aria-label": "Reasons" });
    this.rows = el("ol.failures", { "aria-label": "Dead letters, the latest first" });
    this.note = empty("No record has become a dead letter since the start.");
    this.root = el("div", null, el("h1.unseen", null, "Failures"), this.reasons, this.note, this.rows);
    await this.refresh();
  }

  async refresh() {
    this.failures = await ask("api/failures");
    this.draw();
  }

  events() {
    return {
      failures: (fresh) => {
        this.failures.unshift(...fresh.reverse());
        this.failures.splice(200);
        this.draw();
      },
    };
  }

  draw() {
    const counts = new Map();
    for (const failure of this.failures) counts.set(failure.reason, (counts.get(failure.reason) ?? 0) + 1);
    const button = (reason, text, number) =>
      el(
        "li",
        null,
        el(
          "button",
          {
            type: "button",
            "aria-pressed": String(this.reason === reason),
            onclick: () => {
              this.reason = reason;
              this.draw();
            },
          },
          text,
          el("small", null, count(number)),
        ),
      );
    put(
      this.reasons,
      this.failures.length ? button("", "all", this.failures.length) : null,
      [...counts].sort((a, b) => b[1] - a[1]).map(([reason, number]) => button(reason, reason, number)),
    );
    this.note.hidden = this.failures.length > 0;
    const open = new Set([...this.rows.querySelectorAll("details[open]")].map((node) => node.dataset.id));
    put(
      this.rows,
      this.failures.filter((failure) => !this.reason || failure.reason === this.reason).map((failure) => this.row(failure, open)),
    );
  }

  row(failure, open) {
    const details = el(
      "details",
      { "data-id": failure.id, open: open.has(String(failure.id)) },
      el(
        "summary",
        null,
        el("time", null, moment(failure.seen)),
        el("b.reason", null, failure.reason),
        el("span.message", { dir: "auto" }, failure.message),
        el("span.small", null, place(failure)),
      ),
    );
    const fill = () => {
      if (details.open && details.children.length === 1) details.append(this.inside(failure));
    };
    details.addEventListener("toggle", fill);
    fill();
    return el("li", null, details);
  }

  inside(failure) {
    return el(
      "div.inside",
      null,
      el("p", null, failure.meaning),
      command(failure.command),
      failure.length < 0
        ? el("p.small", null, "It has no value.")
        : failure.value === undefined
          ? el("p.small", null, `${bytes(failure.length)}, not shown: console.texts is not full.`)
          : dump(failure),
    );
  }
}

function command(text) {
  const button = el(
    "button",
    {
      type: "button",
      onclick: async () => {
        try {
          await navigator.clipboard.writeText(text);
          button.textContent = "Copied";
        } catch {
          getSelection().selectAllChildren(code);
          button.textContent = "Selected";
        }
        setTimeout(() => (button.textContent = "Copy"), 1500);
      },
    },
    "Copy",
  );
  const code = el("code", { tabindex: "0" }, text);
  return el("div.command", null, code, button, el("p.small", null, "Shows what would be sent again; without --dry-run it is."));
}

function dump(failure) {
  const raw = Uint8Array.from(atob(failure.value), (c) => c.charCodeAt(0));
  const lines = [];
  for (let at = 0; at < raw.length; at += 16) {
    const row = [...raw.subarray(at, at + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const ascii = row.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "·")).join("");
    lines.push(`${at.toString(16).padStart(6, "0")}  ${hex.padEnd(47)}  ${ascii}`);
  }
  const cut = failure.length > raw.length ? `, the first ${bytes(raw.length)}` : "";
  return el(
    "div.dump",
    null,
    el("h3", null, `Bytes (${bytes(failure.length)}${cut})`),
    el("pre", { tabindex: "0", "aria-label": "Bytes in hexadecimal" }, lines.join("\n")),
    el("h3", null, "As text"),
    el("p.whole", null, annotated(new TextDecoder().decode(raw), { tones: [], marks: [] })),
  );
}
