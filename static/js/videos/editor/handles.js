// Handles, playhead and shading that lie over the strip: dragged, or moved by the keyboard.

import { gettext } from "../../common/words.js";
import { timecode } from "./times.js";

const SNAP = 8; // pixels within which a handle holds on to the playhead
const LONG = 1; // seconds moved with Shift
const KEYS = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageDown: -10, PageUp: 10 };

const place = (name) => document.getElementById(name);

export class Handles {
  constructor({ view, range, playhead, film, recipe }) {
    Object.assign(this, { view, range, playhead, film });
    this.ends = { start: place("handle-in"), end: place("handle-out") };
    this.kept = place("strip-kept");
    this.head = place("playhead");
    Object.entries(this.ends).forEach(([name, handle]) => this.#listen(handle, name));
    this.#listenToHead();
    view.scroller.addEventListener("pointerdown", (event) => this.#press(event));
    view.addEventListener("zoomed", () => this.draw());
    recipe.addEventListener("changed", () => this.draw());
    playhead.addEventListener("moved", () => this.drawHead());
    this.draw();
  }

  draw() {
    const { start, end } = this.range.span;
    this.#put(this.ends.start, start);
    this.#put(this.ends.end, end);
    this.kept.style.setProperty("--from", `${this.view.place(start)}px`);
    this.kept.style.setProperty("--until", `${this.view.place(end)}px`);
    this.kept.toggleAttribute("data-whole", this.range.isWhole);
    this.drawHead();
  }

  drawHead() {
    const time = this.playhead.time;
    this.#put(this.head, time);
    if (this.playhead.isPlaying) this.view.show(time);
  }

  #put(element, seconds) {
    element.style.setProperty("--at", `${this.view.place(seconds)}px`);
    const value = seconds.toFixed(2);
    if (element.getAttribute("aria-valuenow") === value) return;
    element.setAttribute("aria-valuenow", value);
    element.setAttribute("aria-valuetext", timecode(seconds, this.film.fps));
  }

  #move(name, seconds) {
    this.range.set({ [name]: seconds }, `handle:${name}`);
    const { start, end } = this.range.span;
    this.playhead.seek(name === "start" ? start : end - 0.5 / (this.film.fps || 100));
  }

  #listen(handle, name) {
    handle.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.stopPropagation();
      this.playhead.pause();
      const held = this.playhead.time;
      this.#drag(handle, event, (at) => {
        const isNear = Math.abs(this.view.place(at) - this.view.place(held)) < SNAP;
        this.#move(name, isNear ? held : this.#onFrame(at));
      });
    });
    handle.addEventListener("keydown", (event) => this.#onKey(event, this.range.span[name], (at) => this.#move(name, at)));
  }

  #listenToHead() {
    const seek = (at) => {
      this.playhead.pause();
      this.playhead.seek(at);
      this.view.show(this.playhead.time);
    };
    this.head.addEventListener("keydown", (event) => this.#onKey(event, this.playhead.time + 0.001, seek));
  }

  #onKey(event, now, work) {
    const by = KEYS[event.key];
    const to = { Home: 0, End: this.film.duration }[event.key] ?? (by && now + (event.shiftKey || Math.abs(by) > 1 ? by * LONG : by / (this.film.fps || 10)));
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    work(to);
  }

  #onFrame(seconds) {
    const { fps } = this.film;
    return fps ? Math.round(seconds * fps) / fps : seconds;
  }

  #press(event) {
    if (event.button !== 0 || event.target.closest("[data-handle]")) return;
    // A finger scrolls the strip; its tap seeks.
    if (event.pointerType === "touch" && !event.target.closest("#playhead")) {
      this.view.scroller.addEventListener("click", (tap) => this.#seekTo(tap.clientX), { once: true });
      return;
    }
    // The scroll bar keeps its own presses.
    if (event.offsetY > this.view.scroller.clientHeight) return;
    this.playhead.pause();
    this.#seekTo(event.clientX);
    this.#drag(this.head, event, (at) => this.playhead.seek(at));
  }

  #seekTo(clientX) {
    this.playhead.seek(this.view.secondsAt(clientX));
  }

  #drag(element, event, work) {
    event.preventDefault();
    element.focus({ preventScroll: true });
    element.setPointerCapture(event.pointerId);
    const move = (pointer) => work(this.view.secondsAt(pointer.clientX));
    element.addEventListener("pointermove", move);
    const done = () => element.removeEventListener("pointermove", move);
    element.addEventListener("lostpointercapture", done, { once: true });
  }
}

/** What the strip's buttons and keys do with the range. */
export function rangeCommands({ range, playhead, say }) {
  const { film } = playhead;
  return {
    markIn: () => range.set({ start: playhead.time, end: Math.max(range.span.end, playhead.time) === playhead.time ? film.duration : range.span.end }),
    // The frame that is seen is kept, too.
    markOut: () => {
      const end = playhead.time + 1 / (film.fps || 100);
      range.set({ end, start: range.span.start < end - 0.001 ? range.span.start : 0 });
    },
    cutOut: () => range.cutOut() || say(gettext("Mark a part first: I for its beginning, O for its end.")),
    clear: () => range.clear(),
  };
}
