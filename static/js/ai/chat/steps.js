// One step of a plan: what it is in words, how it looks before and after, what it costs, and its form.

import { api } from "../../common/api.js";
import { clock, icon, make } from "../../common/dom.js";
import { drawForm, resolve } from "../../common/schema_form.js";
import { gettext, language, ngettext } from "../../common/words.js";

const MOST_SPANS = 3;
const LONGEST_FACT = 60;
const UNSEEN = 3; // of 255, what two pictures of the same may differ by
const SHORT_UNITS = { seconds: gettext("s"), pixels: "px", "0-1": "" };
const number = new Intl.NumberFormat(language, { maximumFractionDigits: 3, useGrouping: false });
let asked = null;

/** Every kind of step by its name: {title, icon, schema}. Asked for once. */
export function tools() {
  asked ??= api("/chat/tools/").catch((error) => {
    asked = null;
    throw error;
  });
  return asked;
}

export const credits = (amount) => ngettext("{amount} credit", "{amount} credits", amount, { amount: number.format(amount) });

export function wait(seconds) {
  if (seconds < 1) return gettext("a moment");
  if (seconds < 90) return gettext("about {count} s", { count: Math.ceil(seconds) });
  return seconds < 5400 ? gettext("about {count} min", { count: Math.round(seconds / 60) }) : gettext("about {count} h", { count: Math.round(seconds / 3600) });
}

/** What of a step differs from the usual, as [label, value]. */
export function factsOf(schema, values, definitions = schema.$defs ?? {}) {
  return Object.entries(schema.properties ?? {}).flatMap(([name, raw]) => {
    const field = resolve(raw, definitions).schema;
    const value = values?.[name];
    if (value === undefined || value === null || value === "" || JSON.stringify(value) === JSON.stringify(field.default)) return [];
    if (field.properties) return factsOf(field, value, definitions);
    return [[field.title ?? name, worded(value, field)]];
  });
}

function worded(value, field) {
  if (typeof value === "boolean") return value ? gettext("yes") : gettext("no");
  if (Array.isArray(value) && value.length <= MOST_SPANS && value.every((each) => "startTime" in Object(each))) {
    return value.map((each) => `${clock(each.startTime)}–${clock(each.endTime)}`).join(", ");
  }
  if (Array.isArray(value)) return value.some((each) => typeof each === "object") ? String(value.length) : value.join(", ");
  if (typeof value === "string") {
    const words = field["x-labels"]?.[value] ?? value;
    return words.length > LONGEST_FACT ? `${words.slice(0, LONGEST_FACT - 1)}…` : words;
  }
  return `${number.format(value)} ${SHORT_UNITS[field.unit] ?? field.unit ?? ""}`.trim();
}

/** Title and facts, once they are known; until then (or when they cannot be had) the server's own line. */
export function drawWords(step) {
  const title = make("span", { class: "plan-title" }, step.title);
  const facts = make("p", { class: "plan-facts" });
  const symbol = make("span", { class: "plan-icon" }, icon("step"));
  const known = ({ [step.operation]: tool }) => {
    title.textContent = tool.title;
    symbol.replaceChildren(icon(tool.icon));
    facts.replaceChildren(...factsOf(tool.schema, step.params).map(([label, value]) => make("span", { class: "fact" }, make("span", { class: "faint" }, label), ` ${value}`)));
  };
  tools().then(known).catch(() => facts.remove());
  return { title, facts, symbol };
}

/** The same moment before and after; without it where no picture can be had, or both are the same. */
export function drawFrames(step, words) {
  if (!step.preview) return null;
  const element = make("div", { class: "plan-frames" });
  const frame = (side, caption) => {
    const picture = make("img", { src: step.preview[side], alt: `${caption}: ${words}`, width: 640, height: 360 });
    const seen = new Promise((resolve) => {
      picture.addEventListener("load", () => resolve(true));
      picture.addEventListener("error", () => resolve(false));
    });
    return { picture, seen, figure: make("figure", {}, picture, make("figcaption", {}, caption)) };
  };
  const [before, after] = [frame("before", gettext("Before")), frame("after", gettext("After"))];
  element.append(before.figure, after.figure);
  Promise.all([before.seen, after.seen]).then(([one, other]) => {
    if (!one || !other) element.remove();
    else if (areSame(before.picture, after.picture)) element.replaceWith(make("p", { class: "plan-same" }, gettext("The picture itself stays as it is.")));
  });
  return element;
}

function areSame(one, other) {
  const [width, height] = [one.naturalWidth, one.naturalHeight];
  if (width !== other.naturalWidth || height !== other.naturalHeight) return false;
  const [first, second] = [one, other].map((picture) => {
    const canvas = new OffscreenCanvas(width, height).getContext("2d");
    canvas.drawImage(picture, 0, 0);
    return canvas.getImageData(0, 0, width, height).data;
  });
  return first.every((value, place) => Math.abs(value - second[place]) <= UNSEEN);
}

/** The step's form; `save(params)` may fail with an ApiError, which is shown here. */
export async function drawAdjust(step, { save, close }) {
  const { [step.operation]: tool } = await tools();
  const player = document.getElementById("player");
  const form = drawForm(tool.schema, { values: step.params, now: player ? () => player.currentTime : null });
  const problem = make("p", { class: "field-error", role: "alert" });
  const button = make("button", { class: "button button-primary button-small", type: "submit" }, gettext("Use these"));
  const element = make("form", { class: "plan-form", "aria-label": gettext("Adjust: {title}", { title: tool.title }) }, form.element, problem, make("div", { class: "row" }, button, make("button", { class: "button button-quiet button-small", type: "button", onclick: close }, gettext("Cancel"))));
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    problem.textContent = "";
    try {
      await save(form.read());
    } catch (error) {
      problem.textContent = error.message;
      button.disabled = false;
    }
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation(); // the chat itself stays open
    close();
  });
  return element;
}
