// Draws the tracks with their clips. Places are CSS numbers (`--start`, `--long`), so that zooming touches one only.

import { icon, make } from "../../common/dom.js";
import { gettext } from "../../common/words.js";
import { TRANSITIONS } from "./fields.js";
import { KINDS, endOf } from "./model.js";
import { spoken, timecode } from "./time.js";

const LEAST_SHOWN = 12; // seconds
const ROOM = 240; // pixels behind the film, to drop something there
const EDGE = 36; // pixels at the side of the view that scroll it

export const sheetParts = () => ({ scroll: document.getElementById("tl-scroll"), sheet: document.getElementById("tl-sheet"), rows: document.getElementById("tl-rows"), guide: document.getElementById("tl-guide") });

/** What lies over everything is on top: pictures and texts from the last to the first, then the sounds. */
export function shownOrder(timeline) {
  const seen = timeline.tracks.filter((track) => track.kind !== "audio").reverse();
  return [...seen, ...timeline.tracks.filter((track) => track.kind === "audio")];
}

export function trackName(timeline, track) {
  if (track.name) return track.name;
  const same = timeline.tracks.filter((each) => each.kind === track.kind);
  const title = track.role === "captions" ? gettext("Captions") : KINDS[track.kind].title;
  return same.length > 1 ? `${title} ${same.indexOf(track) + 1}` : title;
}

export const clipName = (clip, mediaOf) => clip.text ?? (clip.name || mediaOf(clip.videoId)?.title || gettext("Clip"));

function toldOf(clip, name) {
  const told = { name, start: spoken(clip.start), duration: spoken(clip.duration) };
  if (!clip.transition) return gettext("{name}, from {start}, {duration} long", told);
  const { kind, duration } = clip.transition;
  return gettext("{name}, from {start}, {duration} long, comes in within {over}: {kind}", { ...told, over: spoken(duration), kind: TRANSITIONS[kind] ?? kind });
}

export class Sheet {
  constructor(store) {
    this.store = store;
    Object.assign(this, sheetParts());
    this.drawn = new Map(); // clip id -> { element, face, name, clip, kind }
    this.lanes = new Map(); // track id -> { row, lane, head, strip }
    store.follow("timeline media", () => this.draw());
    this.hands = [document.getElementById("tl-playhead"), document.getElementById("tl-knob")];
    Object.assign(this, { left: 0, viewWidth: 0, headWidth: 0, heights: new Map(), attached: null });
    store.follow("selection state", () => this.mark());
    store.follow("zoom", (detail) => this.zoom(detail?.around));
    store.follow("playhead", () => this.placePlayhead());
    this.scroll.addEventListener("scroll", () => this.scrolled(this.scroll.scrollLeft), { passive: true });
    new ResizeObserver(() => this.measure()).observe(this.scroll);
    this.rows.addEventListener("pointerover", (event) => this.offerHandles(event.target.closest(".tl-clip")));
    this.measure();
  }

  /** Sizes are read here only: reading them between edits would lay out the page again and again. */
  measure() {
    this.headWidth = this.rows.querySelector(".tl-head")?.offsetWidth ?? 0;
    this.viewWidth = Math.max(this.scroll.clientWidth - this.headWidth, 0);
    for (const lane of this.rows.querySelectorAll(".tl-lane")) this.heights.set(lane.closest(".tl-track").dataset.kind, Math.max(lane.clientHeight - 6, 0));
    this.zoom();
  }

  scrolled(left) {
    this.left = left;
    if (this.store.timeline && !this.covers()) this.arrangeClips();
    this.store.tell("scrolled");
  }

  scrollTo(left) {
    this.scroll.scrollLeft = left;
    this.scrolled(this.scroll.scrollLeft);
  }

  draw() {
    const { timeline } = this.store;
    const focused = document.activeElement;
    const order = shownOrder(timeline);
    const rows = order.map((track) => this.drawTrack(track));
    for (const id of [...this.lanes.keys()]) if (!order.some((track) => track.id === id)) this.lanes.delete(id);
    arrange(this.rows, rows);
    this.arrangeClips();
    this.forget();
    this.stretch();
    this.mark();
    if (focused?.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
    document.getElementById("tl-hint")?.toggleAttribute("hidden", timeline.tracks.some((track) => track.clips.length));
    if (order.some((track) => !this.heights.has(track.kind)) || !this.headWidth) this.measure();
    this.store.tell("drawn");
  }

  drawTrack(track) {
    const known = this.lanes.get(track.id) ?? this.makeLane(track);
    const name = trackName(this.store.timeline, track);
    known.row.setAttribute("aria-label", name);
    for (const flag of ["muted", "hidden", "locked"]) known.row.toggleAttribute(`data-${flag}`, track[flag]);
    if (known.head.track !== track || known.head.name !== name) known.head.replaceChildren(...this.headOf(track, name));
    Object.assign(known.head, { track, name });
    return known.row;
  }

  /** Only clips in sight and a screen to each side are on the page. */
  arrangeClips() {
    const { from, until } = this.shown;
    const room = Math.max(until - from, 1);
    this.attached = { from: from - room, until: until + room };
    const focused = document.activeElement?.closest?.(".tl-clip")?.dataset.id;
    for (const track of this.store.timeline.tracks) {
      if (!this.lanes.has(track.id)) continue; // it is drawn in a moment
      const near = track.clips.filter((clip) => (clip.start < this.attached.until && endOf(clip) > this.attached.from) || clip.id === focused);
      arrange(this.lanes.get(track.id).lane, near.map((clip) => this.drawClip(clip, track)));
    }
  }

  covers() {
    const { from, until } = this.shown;
    const room = (until - from) / 3;
    return this.attached && this.attached.from <= Math.max(from - room, 0) && this.attached.until >= until + room;
  }

  makeLane(track) {
    const head = make("div", { class: "tl-head" });
    const lane = make("ul", { class: "tl-lane", "data-track": track.id, "aria-label": gettext("Clips") });
    const strip = make("canvas", { class: "tl-strip", "aria-hidden": "true" });
    const row = make("div", { class: "tl-track", role: "group", "data-kind": track.kind, "data-row": track.id }, head, make("div", { class: "tl-bed" }, strip, lane));
    this.lanes.set(track.id, { row, lane, head, strip });
    return this.lanes.get(track.id);
  }

  headOf(track, name) {
    const flag = (which, on, off, words, at) => make("button", { class: "tl-flag", type: "button", "data-flag": which, "data-of": track.id, "aria-pressed": String(Boolean(at)), "aria-label": words, title: words, disabled: !this.store.mayEdit }, icon(at ? on : off));
    const sound = track.kind !== "text";
    const seen = track.kind !== "audio";
    return [
      make("button", { class: "tl-track-name", type: "button", "data-choose": track.id, title: gettext("Details of {name}", { name }) }, icon(KINDS[track.kind].icon), make("span", { class: "clip" }, name)),
      make("span", { class: "tl-flags" }, sound ? flag("muted", "mute", "sound", gettext("Mute {name}", { name }), track.muted) : null, seen ? flag("hidden", "eye-off", "eye", gettext("Hide {name}", { name }), track.hidden) : null, flag("locked", "lock", "unlock", gettext("Lock {name}", { name }), track.locked)),
    ];
  }

  drawClip(clip, track) {
    const known = this.drawn.get(clip.id) ?? this.makeClip(clip);
    const stale = known.clip !== clip || known.kind !== track.kind || known.media !== this.store.mediaOf(clip.videoId);
    Object.assign(known, { clip, kind: track.kind, trackId: track.id, media: this.store.mediaOf(clip.videoId) });
    if (stale) this.describe(known, track);
    return known.element;
  }

  makeClip(clip) {
    const name = make("span", { class: "tl-clip-words" });
    const face = make("button", { class: "tl-face", type: "button", "data-clip": clip.id, "aria-pressed": "false" }, name);
    const made = { element: make("li", { class: "tl-clip", "data-id": clip.id }, face), face, name };
    this.drawn.set(clip.id, made);
    return made;
  }

  /** Only the clip under the pointer has handles: a long film has thousands of clips. */
  offerHandles(element) {
    if (!this.store.mayEdit || !element) return;
    const edges = element.querySelector(".tl-over") ? ["start", "end", "over"] : ["start", "end"];
    const missing = edges.filter((edge) => !element.querySelector(`[data-edge="${edge}"]`));
    element.append(...missing.map((edge) => make("span", { class: "tl-handle", "data-edge": edge, "aria-hidden": "true" })));
  }

  describe(known, track) {
    const { clip, element, face } = known;
    const { mediaOf, rate } = this.store;
    const name = clipName(clip, mediaOf);
    known.name.textContent = clip.speed && clip.speed !== 1 ? `${name} · ${Number(clip.speed.toFixed(2))}×` : name;
    known.name.dataset.times = `${timecode(clip.start, rate)} · ${Number(clip.duration.toFixed(2))} s`;
    element.style.setProperty("--start", clip.start);
    element.style.setProperty("--long", clip.duration);
    element.dataset.kind = track.kind;
    this.describeTransition(element, clip.transition);
    element.toggleAttribute("data-missing", Boolean(clip.videoId && this.store.mediaKnown && !mediaOf(clip.videoId)));
    face.setAttribute("aria-label", toldOf(clip, name.slice(0, 80)));
    face.title = name;
  }

  describeTransition(element, transition) {
    const known = element.querySelector(".tl-over");
    if (!transition) {
      element.querySelector('[data-edge="over"]')?.remove();
      return known?.remove();
    }
    element.style.setProperty("--over", transition.duration);
    const over = known ?? make("span", { class: "tl-over", "aria-hidden": "true" });
    if (!known) element.append(over);
    return undefined;
  }

  forget() {
    const there = new Set(this.store.timeline.tracks.flatMap((track) => track.clips.map((clip) => clip.id)));
    for (const [id, { element }] of [...this.drawn]) if (!there.has(id) || !element.isConnected) this.drawn.delete(id);
  }

  mark() {
    const wrong = new Set(this.store.problems.filter((problem) => problem.blocks).map((problem) => problem.clipId));
    for (const [id, { face, element }] of this.drawn) {
      const on = this.store.selection.has(id);
      element.toggleAttribute("data-selected", on);
      face.setAttribute("aria-pressed", String(on));
      element.toggleAttribute("data-problem", wrong.has(id));
      // A finger does not hover.
      if (on && this.store.selection.size === 1) this.offerHandles(element);
    }
    for (const [id, { row }] of this.lanes) row.toggleAttribute("data-chosen", id === this.store.chosenTrack);
  }

  // --- seconds and pixels ----------------------------------------------------------------------------

  secondsAt(clientX) {
    const left = this.scroll.getBoundingClientRect().left + this.headWidth;
    return (clientX - left + this.left) / this.store.zoom;
  }

  /** The shown stretch of the film in seconds. */
  get shown() {
    const from = this.left / this.store.zoom;
    return { from, until: from + this.viewWidth / this.store.zoom };
  }

  zoom(around = null) {
    const point = around ?? this.store.playhead;
    const offset = point * (this.zoomed ?? this.store.zoom) - this.left;
    this.zoomed = this.store.zoom;
    this.sheet.style.setProperty("--zoom", this.store.zoom);
    this.stretch();
    if (this.store.timeline) this.arrangeClips();
    if (offset >= 0 && offset <= this.viewWidth) this.scrollTo(point * this.store.zoom - offset);
    else this.scrolled(this.scroll.scrollLeft);
  }

  stretch() {
    const seconds = this.store.timeline ? this.store.duration : 0;
    const width = `${Math.max(seconds * this.store.zoom + ROOM, this.viewWidth)}px`;
    if (width !== this.width) this.sheet.style.setProperty("--film", width);
    this.width = width;
    this.placePlayhead();
  }

  placePlayhead() {
    const { playhead, playing, zoom } = this.store;
    // Set on themselves: the sheet's own properties would restyle every clip at every frame.
    for (const hand of this.hands) hand.style.setProperty("transform", `translateX(${playhead * zoom}px)`);
    if (!playing) return;
    const x = playhead * zoom - this.left;
    if (x > this.viewWidth - 24 || x < 0) this.scrollTo(Math.max(playhead * zoom - 48, 0));
  }

  /** Brings a moment into sight. */
  reveal(seconds) {
    const { from, until } = this.shown;
    if (seconds < from || seconds > until) this.scrollTo(Math.max(seconds * this.store.zoom - this.viewWidth / 3, 0));
  }

  /** A drag that comes to a side of the view takes it along. */
  followEdge(clientX) {
    const box = this.scroll.getBoundingClientRect();
    if (clientX > box.right - EDGE) this.scrollTo(this.left + 14);
    else if (clientX < box.left + this.headWidth + EDGE) this.scrollTo(this.left - 14);
  }

  fit() {
    const seconds = Math.max(this.store.duration, LEAST_SHOWN);
    this.store.setZoom((this.viewWidth - 32) / seconds, 0);
    this.scrollTo(0);
  }

  guideAt(seconds) {
    this.guide.hidden = seconds === null;
    if (seconds !== null) this.guide.style.setProperty("--at", seconds);
  }

  face(id) {
    return this.drawn.get(id)?.face ?? null;
  }
}

/** Puts children into this order, touching only those that are not there already. */
function arrange(parent, children) {
  children.forEach((child, place) => {
    if (parent.children[place] !== child) parent.insertBefore(child, parent.children[place] ?? null);
  });
  while (parent.children.length > children.length) parent.lastElementChild.remove();
}
