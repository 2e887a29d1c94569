// A selected text or picture over the film is put in its place on the monitor: dragged, sized at its corner, or by arrows.

import { make } from "../../common/dom.js";
import { gettext } from "../../common/words.js";
import { carried } from "./merging.js";
import { endOf, locate, withClips } from "./model.js";
import { clipName } from "./sheet.js";

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 0.01; // of the frame; with Shift five times as much
const RESTS = 0.012; // of the frame: so near to the middle or to an edge it rests there
const LEAST = 0.03;
const USUAL_LETTERS = 1 / 15; // of the frame's shorter side
const LETTERS = [8, 1000];

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
const exact = (value) => Math.round(value * 1e4) / 1e4;

/** What `value` comes to rest at: of `places`, where it is near one. */
const rested = (value, places) => places.find((place) => Math.abs(place - value) < RESTS) ?? value;

export class Placing {
  constructor(store, player) {
    Object.assign(this, { store, player, current: null });
    this.stage = document.getElementById("tl-stage");
    this.corner = make("span", { class: "tl-place-corner", "aria-hidden": "true" });
    this.box = make("button", { class: "tl-place", type: "button", hidden: true, title: gettext("Drag to place it; arrow keys too"), onpointerdown: (event) => this.press(event), onkeydown: (event) => this.step(event) }, this.corner);
    this.stage.append(this.box);
    store.follow("timeline selection playing playhead media", () => this.draw());
  }

  /** The clip that can be placed now, or null. */
  get chosen() {
    const { store } = this;
    const found = store.timeline && store.mayEdit && !store.playing ? store.chosen : null;
    if (!found || found.track.locked || found.track.hidden || !["text", "overlay"].includes(found.track.kind)) return null;
    return store.playhead >= found.clip.start && store.playhead < endOf(found.clip) ? found : null;
  }

  draw() {
    const found = this.chosen;
    const place = found && this.placeOf(found.clip);
    this.box.hidden = !place;
    if (!place) return;
    this.box.setAttribute("aria-label", gettext("Place of {name}", { name: clipName(found.clip, this.store.mediaOf).slice(0, 60) }));
    for (const [name, value] of Object.entries({ left: place.x, top: place.y, width: place.width, height: place.height })) this.box.style.setProperty(name, `${value * 100}%`);
  }

  /** In shares of the frame; words are measured where they are drawn. */
  placeOf(clip) {
    if (clip.text === undefined) return clip.place;
    const words = this.player.cast.get(clip.id)?.element.getBoundingClientRect();
    const frame = this.stage.getBoundingClientRect();
    if (!words?.width || !frame.width) return null;
    return { x: (words.left - frame.left) / frame.width, y: (words.top - frame.top) / frame.height, width: words.width / frame.width, height: words.height / frame.height };
  }

  // --- by pointer --------------------------------------------------------------------------------------

  press(event) {
    const found = this.chosen;
    if (event.button !== 0 || !found) return;
    const frame = this.stage.getBoundingClientRect();
    this.current = { id: found.clip.id, before: this.store.timeline, after: null, place: this.placeOf(found.clip), sizes: event.target === this.corner };
    this.box.setPointerCapture(event.pointerId);
    const follow = (move) => this.follow((move.clientX - event.clientX) / frame.width, (move.clientY - event.clientY) / frame.height);
    this.box.addEventListener("pointermove", follow);
    this.box.addEventListener("lostpointercapture", () => {
      this.box.removeEventListener("pointermove", follow);
      this.stop();
    }, { once: true });
  }

  follow(right, down) {
    const { before, id, place, sizes } = this.current;
    const next = sizes ? this.sized(before, id, place, right) : this.moved(before, id, place, right, down);
    this.current.after = next;
    this.store.show(next, "drag");
  }

  stop() {
    const { before, after, sizes } = this.current;
    this.current = null;
    this.store.show(before, "drag");
    if (after) this.store.edit(sizes ? gettext("Changed a size on the monitor") : gettext("Placed something on the monitor"), (now) => carried(before, after, now));
  }

  step(event) {
    const way = STEPS[event.key];
    const found = this.chosen;
    if (!way || !found || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const by = STEP * (event.shiftKey ? 5 : 1);
    const { id } = found.clip;
    this.store.edit(gettext("Placed something on the monitor"), (now) => this.moved(now, id, this.placeOf(found.clip), way[0] * by, way[1] * by, false), { key: `place:${id}` });
  }

  // --- what becomes of the clip ------------------------------------------------------------------------

  moved(timeline, id, place, right, down, rests = true) {
    const middle = { x: (1 - place.width) / 2, y: (1 - place.height) / 2 };
    const rest = (value, own, size) => (rests ? rested(value, [0, own, 1 - size]) : value);
    const x = rest(place.x + right, middle.x, place.width);
    const y = rest(place.y + down, middle.y, place.height);
    return withClips(timeline, [id], (clip) => (clip.text === undefined ? { ...clip, place: { ...clip.place, x: exact(clamp(x, -1, 1)), y: exact(clamp(y, -1, 1)) } } : this.written(timeline, clip, x, y)));
  }

  /** A free position takes the place of an anchor. */
  written(timeline, { anchor: _anchor, ...clip }, x, y) {
    const { width, height } = timeline;
    return { ...clip, position: { x: Math.round(clamp(x, 0, 0.98) * width), y: Math.round(clamp(y, 0, 0.96) * height) } };
  }

  sized(timeline, id, place, right) {
    const by = Math.max((place.width + right) / place.width, LEAST / place.width);
    return withClips(timeline, [id], (clip) => (clip.text === undefined ? { ...clip, place: { ...clip.place, width: exact(clamp(place.width * by, LEAST, 2)), height: exact(clamp(place.height * by, LEAST, 2)) } } : this.lettered(timeline, clip, by)));
  }

  lettered(timeline, clip, by) {
    const usual = Math.round(Math.min(timeline.width, timeline.height) * USUAL_LETTERS);
    const before = locate(this.current.before, clip.id).clip.style?.fontSize ?? usual;
    return { ...clip, style: { ...clip.style, fontSize: Math.round(clamp(before * by, ...LETTERS)) } };
  }
}
