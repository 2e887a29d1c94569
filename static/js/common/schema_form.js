// Draws the form of any operation from its JSON Schema, and reads it back. Knows no operation by name.
//
// A form is a tree of parts. Each part has `element`, `read()` (undefined: not given), and perhaps `slots(path)`:
// the places for the errors of the fields below it, by their path ("style.fontSize").

import { icon, make } from "./dom.js";
import { drawPick } from "../videos/library_pick.js";
import { gettext } from "./words.js";

const LONG = 90;
const LONG_CHOICE = 14;
let numbered = 0;
const freshId = () => `field-${++numbered}`;

/** `suggest(name, schema)` gives a first value for a required field; `now()` the player's time in seconds. */
export function drawForm(schema, { values = {}, suggest = () => undefined, now = null, changed = () => {} } = {}) {
  const context = { definitions: schema.$defs ?? {}, suggest, now, changed };
  const part = drawObject(schema, values, context);
  return { ...part, showErrors: (errors) => showErrors(part, errors), clearErrors: () => showErrors(part, []) };
}

/** Follows references and takes the null out of `anyOf`: what is left, and whether nothing is an answer too. */
export function resolve(schema, definitions) {
  if (schema.$ref) return resolve({ ...definitions[schema.$ref.split("/").pop()], ...without(schema, "$ref") }, definitions);
  const choices = schema.anyOf ?? schema.oneOf ?? (schema.allOf?.length === 1 ? schema.allOf : null);
  if (!choices) return { schema, optional: false };
  const real = choices.filter((choice) => choice.type !== "null");
  const inner = resolve(real[0], definitions);
  const around = without(schema, "anyOf", "oneOf", "allOf");
  return { schema: { ...inner.schema, ...around }, optional: inner.optional || real.length < choices.length };
}

function without(object, ...names) {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

function drawObject(schema, values, context) {
  const parts = Object.entries(schema.properties ?? {}).map(([name, raw]) => {
    const found = resolve(raw, context.definitions);
    const required = (schema.required ?? []).includes(name);
    return [name, drawField(name, found.schema, { value: values?.[name], required, optional: found.optional }, context)];
  });
  return {
    element: make("div", { class: "form-grid" }, ...parts.map(([, part]) => part.element)),
    read() {
      const given = parts.map(([name, part]) => [name, part.read()]).filter(([, value]) => value !== undefined);
      return Object.fromEntries(given);
    },
    slots: (path = "") => parts.flatMap(([name, part]) => part.slots(path ? `${path}.${name}` : name)),
  };
}

function drawField(name, schema, state, context) {
  if (schema.properties) return drawGroup(name, schema, state, context);
  const items = schema.type === "array" && !schema.picks ? resolve(schema.items ?? {}, context.definitions).schema : {};
  if (items.properties) return drawRows(name, schema, items, state, context);
  const start = state.value ?? schema.default ?? (state.required ? context.suggest(name, schema) : undefined);
  const control = controlFor(name, schema, start, state, context);
  const id = control.input.id;
  const hint = make("p", { class: "field-hint", id: `${id}-hint` }, control.hint ?? schema.description ?? "");
  const error = make("p", { class: "field-error", id: `${id}-error` });
  control.input.setAttribute("aria-describedby", `${id}-hint ${id}-error`);
  const unit = unitWords(schema.unit) ?? (state.required || schema.default !== undefined && schema.default !== null ? null : gettext("optional"));
  const label = make("label", { class: control.inline ? "check" : "field-label", for: id }, control.inline ? control.element : null, schema.title ?? name, unit ? make("span", { class: "unit" }, unit) : null);
  // Long words in half a panel would be a tower of them.
  const wide = control.wide || (control.hint ?? schema.description ?? "").length > LONG ? " field-wide" : "";
  const element = make("div", { class: `field${wide}`, "data-field": name }, label, control.inline ? null : control.element, hint, error);
  return { element, read: control.read, slots: (path) => [{ path, input: control.input, error }] };
}

// A slider from 0 to 1 shows by itself that it is one.
const UNITS = { "0-1": null, seconds: gettext("seconds"), pixels: gettext("pixels"), degrees: gettext("degrees"), times: gettext("times"), "frames per second": gettext("frames per second") };
const unitWords = (unit) => (unit in UNITS ? UNITS[unit] : (unit ?? null));

/** An object within an object: open when it is needed or was given, else behind a tick. */
function drawGroup(name, schema, { value, required, optional }, context) {
  const always = required || !optional;
  const inner = drawObject(schema, value ?? schema.default ?? {}, context);
  const error = make("p", { class: "field-error" });
  const id = freshId();
  const title = schema.title ?? name;
  const tick = make("input", { type: "checkbox", id, checked: always || Boolean(value) });
  const body = make("div", { class: "group-body" }, inner.element);
  body.hidden = !always && !value;
  tick.addEventListener("change", () => {
    body.hidden = !tick.checked;
    context.changed();
  });
  const head = always ? make("legend", { class: "group-title" }, title) : make("legend", {}, make("label", { class: "check", for: id }, tick, title));
  const element = make("fieldset", { class: "group field-wide", "data-field": name }, head, make("p", { class: "field-hint" }, schema.description ?? ""), body, error);
  const given = () => always || tick.checked;
  return {
    element,
    read: () => (given() ? inner.read() : undefined),
    slots: (path) => [{ path, input: always ? body.querySelector("input, select") : tick, error }, ...inner.slots(path)],
  };
}

/** A list of objects: a small form for each, and a button for one more. */
function drawRows(name, schema, items, { value }, context) {
  const rows = [];
  const title = schema.title ?? name;
  const body = make("div", { class: "form-rows" });
  const error = make("p", { class: "field-error" });
  const add = (values = {}) => {
    const row = { part: drawObject(items, values, context) };
    const remove = make("button", { class: "button button-quiet button-small button-icon", type: "button", "aria-label": gettext("Remove one of {field}", { field: title }), title: gettext("Remove") }, icon("trash"));
    row.element = make("div", { class: "form-row" }, row.part.element, remove);
    remove.addEventListener("click", () => {
      rows.splice(rows.indexOf(row), 1);
      row.element.remove();
      more.focus();
      context.changed();
    });
    rows.push(row);
    body.append(row.element);
    return row;
  };
  const more = make("button", { class: "button button-small", type: "button", "aria-label": gettext("Add one to {field}", { field: title }) }, gettext("Add one"));
  more.addEventListener("click", () => {
    add().element.querySelector("input, select, textarea")?.focus();
    context.changed();
  });
  (value ?? []).forEach((values) => add(values));
  const element = make("fieldset", { class: "group field-wide", "data-field": name }, make("legend", { class: "group-title" }, title), make("p", { class: "field-hint" }, schema.description ?? ""), body, more, error);
  return {
    element,
    read: () => (rows.length ? rows.map((row) => row.part.read()) : undefined),
    slots: (path) => [{ path, input: more, error }, ...rows.flatMap((row, place) => row.part.slots(`${path}.${place}`))],
  };
}

function controlFor(name, schema, start, state, context) {
  if (schema.picks) return drawPick(schema, start, { id: freshId(), changed: context.changed });
  if (schema.enum) return drawChoice(schema, start, state, context);
  if (schema.type === "boolean") return drawTick(start, context);
  if (schema.type === "number" || schema.type === "integer") return drawNumber(schema, start, state, context);
  if (isColour(name, schema)) return drawColour(schema, start, state, context);
  if (schema.type === "array") return drawLines(schema, start, context);
  return drawText(schema, start, context);
}

function drawChoice(schema, start, { required, optional }, context) {
  const input = make("select", { class: "input", id: freshId(), onchange: context.changed });
  if (optional || (required && start === undefined)) input.append(make("option", { value: "" }, optional ? gettext("As it comes") : gettext("Choose…")));
  const words = schema.enum.map((choice) => schema["x-labels"]?.[choice] ?? String(choice));
  schema.enum.forEach((choice, place) => input.append(make("option", { value: choice }, words[place])));
  input.value = start ?? "";
  const wide = words.some((each) => each.length > LONG_CHOICE);
  return { input, element: input, wide, read: () => (input.value === "" ? undefined : schema.enum[[...input.options].filter((option) => option.value !== "").indexOf(input.selectedOptions[0])]) };
}

function drawTick(start, context) {
  const input = make("input", { type: "checkbox", id: freshId(), checked: Boolean(start), onchange: context.changed });
  return { input, element: input, inline: true, read: () => input.checked };
}

function bounds(schema) {
  const least = schema.minimum ?? schema.exclusiveMinimum;
  const most = schema.maximum ?? schema.exclusiveMaximum;
  return { least, most, whole: schema.type === "integer" };
}

function drawNumber(schema, start, state, context) {
  const { least, most, whole } = bounds(schema);
  const small = !whole && least !== undefined && most !== undefined && most - least <= 10;
  if (small || schema.unit === "0-1") return drawSlider(schema, start, { least: least ?? 0, most: most ?? 1 }, context);
  const input = make("input", {
    class: "input number", type: "number", id: freshId(), inputmode: whole ? "numeric" : "decimal",
    min: least, max: most, step: whole ? schema.multipleOf ?? 1 : "any", required: state.required,
    placeholder: start === undefined && schema.example !== undefined ? gettext("e.g. {example}", { example: schema.example }) : undefined,
    value: start ?? undefined, oninput: context.changed,
  });
  const timed = schema.unit === "seconds" && context.now;
  const element = timed ? make("div", { class: "input-group" }, input, nowButton(schema, input, context)) : input;
  // What is no number goes as it stands: the server's words about it are better than silence.
  return { input, element, read: () => (input.value === "" ? (input.validity.badInput ? "" : undefined) : Number(input.value)) };
}

function nowButton(schema, input, context) {
  const words = gettext("Use the player's current time for {field}", { field: schema.title ?? "" });
  const use = () => {
    input.value = context.now().toFixed(2).replace(/\.?0+$/, "");
    context.changed();
  };
  return make("button", { class: "button button-icon", type: "button", title: gettext("Use current time"), "aria-label": words, onclick: use }, icon("clock"));
}

function drawSlider(schema, start, { least, most }, context) {
  const output = make("output", { class: "slider-value number" });
  // As fine as it is shown: a coarser grid would move a default that does not lie on it.
  const input = make("input", { type: "range", id: freshId(), min: least, max: most, step: 0.01, value: start ?? most });
  const show = () => (output.textContent = Number(input.value).toFixed(2));
  input.addEventListener("input", () => {
    show();
    context.changed();
  });
  show();
  return { input, element: make("div", { class: "input-group slider" }, input, output), read: () => Number(input.value) };
}

function drawText(schema, start, context) {
  const long = !schema.maxLength || schema.maxLength > 120;
  const input = make(long ? "textarea" : "input", { class: "input", id: freshId(), maxlength: schema.maxLength, placeholder: schema.example, oninput: context.changed, rows: long ? 2 : undefined });
  input.value = start ?? "";
  return { input, element: input, wide: long, read: () => (input.value === "" ? undefined : input.value) };
}

/** A list of plain values, one on each line. */
function drawLines(schema, start, context) {
  const input = make("textarea", { class: "input", id: freshId(), rows: 3, placeholder: gettext("One on each line"), oninput: context.changed });
  input.value = (start ?? []).join("\n");
  const number = ["number", "integer"].includes(schema.items?.type);
  const lines = () => input.value.split("\n").map((line) => line.trim()).filter(Boolean);
  return { input, element: input, wide: true, read: () => (lines().length ? lines().map((line) => (number ? Number(line) : line)) : undefined) };
}

/** A colour says so by its format, its pattern or its name. */
export function isColour(name, schema) {
  return schema.format === "color" || /#\[0-9a-f/i.test(schema.pattern ?? "") || /colou?r$/i.test(name);
}

function drawColour(schema, start, { optional }, context) {
  const veiled = /\{2\}/.test(schema.pattern ?? "");
  const first = asHex(start ?? (optional ? schema.example : "#ffffff") ?? "#000000");
  const input = make("input", { type: "color", id: freshId(), value: first.slice(0, 7), oninput: context.changed });
  const opacity = veiled ? make("input", { type: "range", min: 0, max: 255, value: parseInt(first.slice(7) || "ff", 16), "aria-label": gettext("{field}: opacity", { field: schema.title ?? gettext("Colour") }), oninput: context.changed }) : null;
  const tick = optional ? make("input", { type: "checkbox", "aria-label": gettext("Use {field}", { field: schema.title ?? gettext("Colour") }), checked: start !== undefined && start !== null }) : null;
  const follow = () => [input, opacity].forEach((control) => control && (control.disabled = Boolean(tick && !tick.checked)));
  tick?.addEventListener("change", () => {
    follow();
    context.changed();
  });
  follow();
  const veil = () => (opacity && opacity.value !== "255" ? Number(opacity.value).toString(16).padStart(2, "0") : "");
  const element = make("div", { class: "input-group" }, tick, input, opacity);
  const chosen = () => `${input.value}${veil()}`;
  const before = chosen();
  // What nobody has changed keeps its own name: "white" stays "white".
  const read = () => (tick && !tick.checked ? undefined : chosen() === before && start ? start : chosen());
  // How colours are written is no concern of somebody who picks them.
  return { input, element, read, wide: veiled, hint: (schema.description ?? "").split(/[:;.]\s/)[0] };
}

/** Any colour that CSS knows, "white" too, as #rrggbb or #rrggbbaa. */
function asHex(colour) {
  if (/^#[0-9a-f]{6}([0-9a-f]{2})?$/i.test(colour)) return colour.toLowerCase();
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.fillStyle = colour;
  return canvas.fillStyle;
}

/** Puts each `{path, detail}` beside its field, else beside the nearest group; gives back what found no place. */
function showErrors(part, errors) {
  const slots = part.slots();
  for (const { input, error } of slots) {
    error.textContent = "";
    input?.removeAttribute("aria-invalid");
  }
  return errors.filter(({ path, detail }) => {
    const names = path ? path.split(".") : [];
    for (; names.length > 0; names.pop()) {
      const slot = slots.find((each) => each.path === names.join("."));
      if (!slot) continue;
      slot.error.textContent = detail;
      slot.input?.setAttribute("aria-invalid", "true");
      return false;
    }
    return true;
  });
}
