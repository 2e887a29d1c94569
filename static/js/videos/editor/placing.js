// What lies on the picture, dragged there: the rectangle of a crop, the corner of a text or an image.

import { make } from "../../common/dom.js";
import { gettext } from "../../common/words.js";
import { clamp } from "./times.js";

const LEAST = 16; // pixels of a crop
const SIDES = ["n", "ne", "e", "se", "s", "sw", "w", "nw"];
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const FAR = 10; // pixels moved at once with Control

const picture = document.getElementById("stage-picture");
const layer = document.getElementById("placing");

export class Placing {
  #step = null;
  #size = null;

  constructor({ recipe, steps, stage }) {
    Object.assign(this, { recipe, steps, stage });
    steps.addEventListener("place", ({ detail }) => (this.#step === detail ? this.end() : this.begin(detail)));
    stage.addEventListener("drawn", ({ detail }) => this.#drawn(detail));
    recipe.addEventListener("changed", () => this.#changed());
    new ResizeObserver(() => this.#step && this.#lay()).observe(picture);
    layer.addEventListener("keydown", (event) => this.#onKey(event));
    layer.addEventListener("pointerdown", (event) => this.#press(event));
  }

  get #params() {
    return this.recipe.find(this.#step)?.params ?? {};
  }

  get #isCrop() {
    return this.recipe.find(this.#step)?.operation === "crop";
  }

  begin(id) {
    if (this.#step) this.end();
    this.#step = id;
    this.#mark(true);
    layer.hidden = false;
    layer.replaceChildren();
    // A crop is chosen on the picture before it, a text is seen where it lies.
    this.stage.showUpTo(() => {
      const number = this.recipe.steps.findIndex((step) => step.id === id);
      return this.recipe.steps.slice(0, this.#isCrop ? number : number + 1).filter((step) => step.on || step.id === id);
    });
  }

  end() {
    const card = this.steps.card(this.#step);
    this.#mark(false);
    this.#step = this.#size = null;
    layer.hidden = true;
    layer.replaceChildren();
    this.stage.showUpTo(null);
    card?.placing?.focus();
  }

  #mark(isOn) {
    const button = this.steps.card(this.#step)?.placing;
    button?.setAttribute("aria-pressed", String(isOn));
  }

  #changed() {
    if (!this.#step) return;
    if (!this.recipe.find(this.#step)) this.end();
    else this.#lay();
  }

  #drawn(size) {
    if (!this.#step) return;
    this.#size = size;
    if (layer.childElementCount === 0) this.#begin();
    this.#lay();
  }

  #begin() {
    const words = this.#isCrop ? gettext("The rectangle that is kept. Arrow keys move it, Shift and arrow keys change its size.") : gettext("The upper left corner. Arrow keys move it.");
    const grips = this.#isCrop ? SIDES.map((side) => make("span", { class: "place-grip", "data-side": side, "aria-hidden": "true" })) : [];
    const box = make("button", { class: this.#isCrop ? "place-box" : "place-pin", type: "button", "aria-label": words }, ...grips);
    layer.replaceChildren(box);
    box.focus({ preventScroll: true });
  }

  /** Where the picture lies on the page: it is fitted into its place. */
  get #frame() {
    const { width, height } = picture.getBoundingClientRect();
    const scale = Math.min(width / this.#size.width, height / this.#size.height);
    return { scale, left: (width - this.#size.width * scale) / 2, top: (height - this.#size.height * scale) / 2 };
  }

  get #box() {
    const { width: wide, height: high } = this.#size;
    const { width = wide, height = high, x = 0, y = 0, position } = this.#params;
    if (!this.#isCrop) return { x: position?.x ?? wide * 0.1, y: position?.y ?? high * 0.8 };
    return { width: Math.min(width, wide), height: Math.min(height, high), x: Math.min(x, wide - LEAST), y: Math.min(y, high - LEAST) };
  }

  #lay() {
    if (!this.#size || !layer.firstElementChild) return;
    const { scale, left, top } = this.#frame;
    const { x, y, width, height } = this.#box;
    const style = layer.style;
    Object.entries({ "--left": left + x * scale, "--top": top + y * scale, "--width": (width ?? 0) * scale, "--height": (height ?? 0) * scale }).forEach(([name, value]) => style.setProperty(name, `${value}px`));
  }

  #set(box) {
    const params = this.#isCrop ? { ...this.#params, ...this.#even(box) } : this.#positioned(box);
    this.recipe.update(this.#step, params, { from: "placing", key: `placing:${this.#step}` });
  }

  #positioned({ x, y }) {
    const { anchor: _, ...others } = this.#params;
    const { width, height } = this.#size;
    return { ...others, position: { x: Math.round(clamp(x, 0, width - 1)), y: Math.round(clamp(y, 0, height - 1)) } };
  }

  /** Whole and within the picture; sizes even, as codecs need them. */
  #even({ x, y, width, height }) {
    const { width: wide, height: high } = this.#size;
    const left = Math.round(clamp(x, 0, wide - LEAST));
    const top = Math.round(clamp(y, 0, high - LEAST));
    const even = (value, most) => Math.max(Math.floor(Math.min(value, most) / 2 + 0.25) * 2, LEAST);
    return { x: left, y: top, width: even(width, wide - left), height: even(height, high - top) };
  }

  #press(event) {
    if (event.button !== 0 || !this.#size || !event.target.closest("button")) return;
    event.preventDefault();
    const box = layer.firstElementChild;
    box.focus({ preventScroll: true });
    box.setPointerCapture(event.pointerId);
    const side = event.target.dataset.side ?? "";
    const from = this.#box;
    const { scale } = this.#frame;
    const move = (pointer) => this.#drag(from, side, (pointer.clientX - event.clientX) / scale, (pointer.clientY - event.clientY) / scale);
    box.addEventListener("pointermove", move);
    box.addEventListener("lostpointercapture", () => box.removeEventListener("pointermove", move), { once: true });
  }

  #drag(from, side, right, down) {
    const { width: wide, height: high } = this.#size;
    if (!side && !this.#isCrop) return this.#set({ x: from.x + right, y: from.y + down });
    if (!side) return this.#set({ ...from, x: clamp(from.x + right, 0, wide - from.width), y: clamp(from.y + down, 0, high - from.height) });
    const box = { ...from };
    if (side.includes("e")) box.width = clamp(from.width + right, LEAST, wide - from.x);
    if (side.includes("s")) box.height = clamp(from.height + down, LEAST, high - from.y);
    if (side.includes("w")) box.x = clamp(from.x + right, 0, from.x + from.width - LEAST);
    if (side.includes("n")) box.y = clamp(from.y + down, 0, from.y + from.height - LEAST);
    if (side.includes("w")) box.width = from.x + from.width - box.x;
    if (side.includes("n")) box.height = from.y + from.height - box.y;
    return this.#set(box);
  }

  #onKey(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.end();
      return;
    }
    const by = KEYS[event.key]?.map((each) => each * (event.ctrlKey || event.metaKey ? FAR : 2));
    if (!by || !this.#size || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.#drag(this.#box, event.shiftKey && this.#isCrop ? "se" : "", ...by);
  }
}
