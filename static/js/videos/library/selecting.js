// Which videos of the page are selected: by their boxes, from one to another with shift, all, none.

import { ngettext } from "../../common/words.js";

const library = document.getElementById("library");
const form = document.getElementById("selection");
const words = document.getElementById("selected-words");
const selected = new Set();
let last = null; // the box from which a range begins

const boxes = () => [...library.querySelectorAll(".card-select")];

export const selectedIds = () => [...selected];

function draw() {
  const shown = boxes();
  const there = new Set(shown.map((box) => box.value));
  [...selected].filter((id) => !there.has(id)).forEach((id) => selected.delete(id));
  shown.forEach((box) => (box.checked = selected.has(box.value)));
  form.hidden = selected.size === 0;
  library.toggleAttribute("data-selecting", selected.size > 0);
  words.textContent = ngettext("{count} selected", "{count} selected", selected.size);
}

function put(box, isIn) {
  if (isIn) selected.add(box.value);
  else selected.delete(box.value);
}

/** Selects a box, or no longer; with `far`, like it all between it and the one before. */
export function select(box, isIn, { far = false } = {}) {
  const shown = boxes();
  const from = shown.findIndex((each) => each.value === last);
  const to = shown.indexOf(box);
  if (far && from >= 0) shown.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((each) => put(each, isIn));
  else put(box, isIn);
  last = box.value;
  draw();
}

export function selectAll() {
  boxes().forEach((box) => put(box, true));
  draw();
}

export function selectNone() {
  selected.clear();
  draw();
}

export function listenForSelecting() {
  let shift = false;
  library.addEventListener("click", (event) => {
    if (event.target.closest("#select-none")) selectNone();
    if (event.target.closest("#select-all, [data-select-all]")) selectAll();
    shift = event.shiftKey;
  });
  library.addEventListener("change", (event) => {
    const box = event.target.closest(".card-select");
    if (box) select(box, box.checked, { far: shift });
  });
  document.body.addEventListener("htmx:afterSwap", draw);
  draw();
}
