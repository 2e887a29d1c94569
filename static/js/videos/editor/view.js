// Which seconds of the film the strip shows, and how large. `zoom` is pixels a second.

import { clamp } from "./times.js";

export const MARGIN = 16; // pixels on both sides, so that the handles at the ends can be held
const WIDEST = 12_000_000; // pixels; browsers lay out no more
const FRAME = 32; // pixels of one frame at the closest
const STEP = 1.5;

export class View extends EventTarget {
  #zoom = null; // null: the whole film

  constructor({ scroller, wide, film }) {
    super();
    Object.assign(this, { scroller, wide, film });
    scroller.addEventListener("scroll", () => this.#tell());
    new ResizeObserver(() => this.#lay()).observe(scroller);
    scroller.addEventListener("wheel", (event) => this.#onWheel(event), { passive: false });
  }

  get width() {
    return this.scroller.clientWidth;
  }

  get fit() {
    return Math.max((this.width - 2 * MARGIN) / (this.film.duration || 1), 0.0001);
  }

  get zoom() {
    return this.#zoom ?? this.fit;
  }

  get most() {
    return Math.max(Math.min((this.film.fps || 25) * FRAME, WIDEST / (this.film.duration || 1)), this.fit);
  }

  get from() {
    return (this.scroller.scrollLeft - MARGIN) / this.zoom;
  }

  get until() {
    return this.from + this.width / this.zoom;
  }

  /** Pixels from the strip's own left edge. */
  place(seconds) {
    return MARGIN + seconds * this.zoom;
  }

  secondsAt(clientX) {
    return (clientX - this.scroller.getBoundingClientRect().left + this.scroller.scrollLeft - MARGIN) / this.zoom;
  }

  zoomBy(steps, around = null) {
    this.zoomTo(this.zoom * STEP ** steps, around);
  }

  zoomTo(zoom, around = null) {
    const still = around ?? (this.from + this.until) / 2;
    const from = (still - this.from) * this.zoom;
    const wished = clamp(zoom, this.fit, this.most);
    this.#zoom = wished <= this.fit ? null : wished;
    this.#lay();
    this.scroller.scrollLeft = this.place(still) - from;
    this.#tell();
  }

  show(seconds) {
    const place = this.place(seconds) - this.scroller.scrollLeft;
    if (place < MARGIN || place > this.width - MARGIN) this.scroller.scrollLeft += place - this.width * 0.2;
  }

  #lay() {
    this.wide.style.setProperty("width", `${this.film.duration * this.zoom + 2 * MARGIN}px`);
    this.wide.toggleAttribute("data-whole", this.#zoom === null);
    this.dispatchEvent(new CustomEvent("zoomed"));
    this.#tell();
  }

  #onWheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.zoomBy(event.deltaY < 0 ? 1 : -1, this.secondsAt(event.clientX));
  }

  #tell() {
    this.dispatchEvent(new CustomEvent("shown"));
  }
}
