import { Stream } from "./stream.js";
import { FlowView } from "./flow.js";
import { TextsView } from "./texts.js";
import { MapView } from "./map.js";
import { FailuresView } from "./failures.js";
import { ModelsView } from "./models.js";
import { ask, el, put } from "./dom.js";

const VIEWS = { flow: FlowView, texts: TextsView, map: MapView, failures: FailuresView, models: ModelsView };
const STATUS = { live: "live", connecting: "connecting", disconnected: "disconnected, trying again", paused: "paused" };

const main = document.getElementById("view");
const status = document.getElementById("status");
let view = null;

const stream = new Stream((now) => {
  if (status.dataset.now === now) return;
  status.dataset.now = now;
  status.textContent = STATUS[now];
});

/** What there is, once for all views: pipelines with their tasks. */
let known = null;
async function pipelines() {
  known ??= ask("api/flow").catch((problem) => {
    known = null;
    throw problem;
  });
  return known;
}

async function show() {
  const name = VIEWS[location.hash.slice(2)] ? location.hash.slice(2) : "flow";
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#/${name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${name[0].toUpperCase()}${name.slice(1)} – Textmill`;
  view?.close?.();
  const made = new VIEWS[name]();
  view = made;
  main.dataset.view = name;
  put(main, el("p.empty", { "aria-busy": "true" }, "Loading …"));
  await start(made);
}

async function start(made) {
  try {
    const flow = await pipelines();
    await made.load(flow);
    if (view !== made) return;
    put(main, made.root);
    made.shown?.();
    performance.mark("shown");
    let first = true;
    stream.listen({
      ...made.events(),
      hello: () => {
        if (!first) made.refresh().catch(() => {});
        first = false;
      },
    });
  } catch (problem) {
    if (view !== made) return;
    put(
      main,
      el(
        "div.problem",
        { role: "alert" },
        el("p", null, problem.message),
        el("button", { type: "button", onclick: () => show() }, "Try again"),
      ),
    );
    stream.stop("disconnected");
    setTimeout(() => view === made && start(made), 2000);
  }
}

const theme = document.getElementById("theme");
function dress(wanted) {
  const dark = wanted ? wanted === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  if (wanted) document.documentElement.dataset.theme = wanted;
  theme.textContent = dark ? "Light" : "Dark";
  theme.setAttribute("aria-label", dark ? "Use the light theme" : "Use the dark theme");
  theme.onclick = () => {
    localStorage.setItem("theme", dark ? "light" : "dark");
    dress(dark ? "light" : "dark");
  };
  view?.dressed?.();
}
dress(localStorage.getItem("theme"));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => dress(localStorage.getItem("theme")));

addEventListener("hashchange", show);
show();
