// Elements and numbers. Content is only ever set as text.

/** An element: el("p.small", {title: "…"}, child, "text", …). */
export function el(what, attributes, ...children) {
  const [tag, ...classes] = what.split(".");
  const node = document.createElement(tag || "div");
  if (classes.length) node.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

export function put(node, ...children) {
  node.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined));
}

const formats = new Map();
function format(options) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(undefined, options));
  return formats.get(key);
}

/** A count as people read it: 1,234, 12.3K. */
export function count(number) {
  if (number === null || number === undefined || Number.isNaN(number)) return "–";
  if (Math.abs(number) >= 1e5) return format({ notation: "compact", maximumFractionDigits: 1 }).format(number);
  return format({ maximumFractionDigits: 0 }).format(number);
}

/** A rate or another small number. */
export function rate(number) {
  if (number === null || number === undefined || Number.isNaN(number)) return "–";
  if (Math.abs(number) >= 100) return count(number);
  return format({ maximumFractionDigits: Math.abs(number) < 10 ? 1 : 0 }).format(number);
}

export function score(number) {
  return format({ minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(number);
}

export function figure(number) {
  return number === null ? "–" : format({ maximumSignificantDigits: 3 }).format(number);
}

export function percent(number) {
  return format({ style: "percent", maximumFractionDigits: 0 }).format(number || 0);
}

export function bytes(number) {
  if (number < 1000) return format({ style: "unit", unit: "byte", unitDisplay: "long" }).format(number);
  if (number < 1e6) return format({ style: "unit", unit: "kilobyte", maximumFractionDigits: 1 }).format(number / 1e3);
  return format({ style: "unit", unit: "megabyte", maximumFractionDigits: 1 }).format(number / 1e6);
}

export function seconds(number) {
  if (number < 1) return format({ style: "unit", unit: "millisecond", maximumFractionDigits: 0 }).format(number * 1000);
  if (number < 120) return format({ style: "unit", unit: "second", maximumFractionDigits: 1 }).format(number);
  if (number < 7200) return format({ style: "unit", unit: "minute", maximumFractionDigits: 0 }).format(number / 60);
  return format({ style: "unit", unit: "hour", maximumFractionDigits: 1 }).format(number / 3600);
}

const clockFormat = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const momentFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

export const clock = (millis) => clockFormat.format(millis);
export const moment = (millis) => momentFormat.format(millis);

export const place = (record) => `${record.topic}-${record.partition}@${record.offset}`;

/** JSON of the server's, or an error that says what to tell. */
export async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error("Textmill does not answer.");
  }
  let body = null;
  try {
    body = await answer.json();
  } catch {
    throw new Error(`Textmill answers with status ${answer.status}.`);
  }
  if (!answer.ok) throw new Error(body.error || `Textmill answers with status ${answer.status}.`);
  return body;
}

/** A line in place of what is not there. */
export const empty = (text) => el("p.empty", null, text);

/** A colour of the style sheet as a canvas takes it. */
export function colour(name) {
  const probe = el("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}
