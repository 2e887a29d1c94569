// A box drawn over the tracks with the mouse selects the clips in it; a press without one moves the playhead.

import { make } from "../../common/dom.js";
import { endOf } from "./model.js";

const BEGINS = 4; // pixels until a press is a box

export class Boxing {
  constructor(store, sheet) {
    Object.assign(this, { store, sheet, current: null });
    this.box = make("div", { class: "tl-box", "aria-hidden": "true", hidden: true });
    sheet.sheet.append(this.box);
    sheet.sheet.addEventListener("pointerdown", (event) => this.press(event));
  }

  press(event) {
    // A finger pans there.
    if (event.button !== 0 || event.pointerType === "touch" || event.target.closest(".tl-clip, .tl-head, .tl-ruler-row")) return;
    const adds = event.shiftKey || event.ctrlKey || event.metaKey;
    this.current = { from: this.pointAt(event), kept: adds ? [...this.store.selection] : [], rows: this.rows(), drawn: false };
    this.sheet.sheet.setPointerCapture(event.pointerId);
    const follow = (move) => this.follow(move);
    const done = () => {
      this.sheet.sheet.removeEventListener("pointermove", follow);
      this.stop(event);
    };
    this.sheet.sheet.addEventListener("pointermove", follow);
    this.sheet.sheet.addEventListener("lostpointercapture", done, { once: true });
  }

  /** Seconds across, pixels of the sheet down. */
  pointAt(event) {
    return { seconds: this.sheet.secondsAt(event.clientX), y: event.clientY - this.sheet.sheet.getBoundingClientRect().top };
  }

  rows() {
    const top = this.sheet.sheet.getBoundingClientRect().top;
    return [...this.sheet.lanes].map(([id, { row }]) => {
      const box = row.getBoundingClientRect();
      return { id, top: box.top - top, bottom: box.bottom - top };
    });
  }

  follow(event) {
    const { from, kept } = this.current;
    const to = this.pointAt(event);
    const wide = Math.abs(to.seconds - from.seconds) * this.store.zoom;
    if (!this.current.drawn && Math.hypot(wide, to.y - from.y) < BEGINS) return;
    this.current.drawn = true;
    this.sheet.followEdge(event.clientX);
    this.draw(from, to);
    this.store.select([...new Set([...kept, ...this.within(from, to)])]);
  }

  draw(from, to) {
    const set = (name, value) => this.box.style.setProperty(name, value);
    set("--at", Math.max(Math.min(from.seconds, to.seconds), 0));
    set("--long", Math.abs(to.seconds - from.seconds));
    set("top", `${Math.min(from.y, to.y)}px`);
    set("height", `${Math.abs(to.y - from.y)}px`);
    this.box.hidden = false;
  }

  within(from, to) {
    const [least, most] = [Math.min(from.seconds, to.seconds), Math.max(from.seconds, to.seconds)];
    const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
    const touched = new Set(this.current.rows.filter((row) => row.top < bottom && row.bottom > top).map(({ id }) => id));
    const tracks = this.store.timeline.tracks.filter((track) => touched.has(track.id));
    return tracks.flatMap((track) => track.clips.filter((clip) => clip.start < most && endOf(clip) > least).map((clip) => clip.id));
  }

  stop(event) {
    const { drawn } = this.current;
    this.current = null;
    this.box.hidden = true;
    if (!drawn) this.rest(event);
  }

  /** A press on nothing lets go of the selection and goes there. */
  rest(event) {
    this.store.select([]);
    this.store.seek(Math.min(Math.max(this.sheet.secondsAt(event.clientX), 0), this.store.duration));
  }
}
