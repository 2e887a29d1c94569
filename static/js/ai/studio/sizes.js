// The shape and the size of what is made: shapes are shown as such, sizes by their shorter side.

import { make } from "../../common/dom.js";
import { gettext } from "../../common/words.js";

const LARGEST_DRAWN = 22;
const SAME_SHAPE = 0.02;

export function drawSizes({ shapes, lines, usual }, values, changed) {
  const error = make("p", { class: "field-error" });
  const shape = shapes.find((each) => isAlike(each, values)) ?? usual[0];
  const radios = shapes.map((each) => drawShape(each, each === shape));
  const select = make("select", { class: "input number", id: "size-lines", onchange: changed });
  const group = make("div", { class: "shapes", role: "radiogroup", "aria-label": gettext("Shape"), onchange: changed }, ...radios);
  const known = lines.find((each) => each === Math.min(values.width, values.height)) ?? usual[1];
  const fill = () => {
    const before = Number(select.value) || known;
    select.replaceChildren(...lines.map((each) => make("option", { value: each }, written(chosen(), each))));
    select.value = before;
  };
  const chosen = () => group.querySelector("input:checked")?.value ?? usual[0];
  group.addEventListener("change", fill);
  fill();
  const element = make("div", { class: "field" }, make("span", { class: "field-label" }, gettext("Shape")), group, make("label", { class: "field-label", for: "size-lines" }, gettext("Size"), make("span", { class: "unit" }, gettext("pixels"))), select, error);
  return {
    element,
    read: () => ({ size: pixels(chosen(), Number(select.value)).join("x") }),
    /** Only the shapes that the model makes. */
    allow(model) {
      for (const input of group.querySelectorAll("input")) input.disabled = Boolean(model?.shapes) && !model.shapes.includes(input.value);
      const open = group.querySelector("input:enabled");
      if (group.querySelector("input:checked")?.disabled && open) open.checked = true;
      fill();
    },
    showErrors(errors) {
      const mine = errors.filter(({ path }) => ["size", "width", "height"].includes(path));
      error.textContent = mine.map(({ detail }) => detail).join(" ");
      return errors.filter((each) => !mine.includes(each));
    },
  };
}

const ratioOf = (shape) => shape.split(":").reduce((wide, high) => wide / high);
// Widths are rounded to whole pairs of pixels.
const isAlike = (shape, { width, height }) => Math.abs(width / height / ratioOf(shape) - 1) < SAME_SHAPE;
const written = (shape, lines) => pixels(shape, lines).join(" × ");

function pixels(shape, lines) {
  const [wide, high] = shape.split(":").map(Number);
  const even = (length) => Math.round(length / 2) * 2;
  return wide >= high ? [even((lines * wide) / high), lines] : [lines, even((lines * high) / wide)];
}

function drawShape(shape, checked) {
  const [wide, high] = shape.split(":").map(Number);
  const drawn = make("span", { class: "shape-drawn", "aria-hidden": "true" });
  const scale = LARGEST_DRAWN / Math.max(wide, high);
  drawn.style.width = `${wide * scale}px`;
  drawn.style.height = `${high * scale}px`;
  const input = make("input", { class: "visually-hidden", type: "radio", name: "shape", value: shape, checked });
  return make("label", { class: "shape" }, input, drawn, make("span", { class: "number" }, shape));
}
