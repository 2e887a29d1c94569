// Moving and trimming clips with a pointer. A drag shows what it would do; letting go does it.

import { gettext, ngettext } from "../../common/words.js";
import { endOf, locate, move } from "./model.js";
import { setTransition, trim } from "./cutting.js";
import { carried } from "./merging.js";
import { restingPlaces, snapped } from "./snapping.js";
import { spoken } from "./time.js";

const SNAP = 9; // pixels
const BEGINS = { mouse: 4, pen: 4, touch: 8 }; // pixels until a press is a drag

export class Dragging {
  constructor(store, sheet) {
    Object.assign(this, { store, sheet, snapping: true, current: null, isTouch: false });
    sheet.rows.addEventListener("pointerdown", (event) => this.press(event));
    document.addEventListener("pointerdown", (event) => (this.isTouch = event.pointerType === "touch"), { capture: true });
    sheet.rows.addEventListener("contextmenu", (event) => this.hold(event));
    // Somebody else's save may come in while the pointer is down.
    store.follow("timeline", ({ from }) => from !== "drag" && this.current && (this.current.newest = store.timeline));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.current) this.stop(false);
    });
  }

  press(event) {
    if (event.button !== 0) return;
    const element = event.target.closest(".tl-clip");
    if (!element) return;
    const id = element.dataset.id;
    // A finger pans over clips that are not selected; a tap selects (main.js), and then they can be dragged.
    if (this.isTouch && !this.store.selection.has(id)) return;
    const edge = event.target.closest(".tl-handle")?.dataset.edge ?? null;
    const adding = event.shiftKey || event.ctrlKey || event.metaKey;
    if (adding && !edge) this.store.select([id], { add: true });
    else if (edge || !this.store.selection.has(id)) this.store.select([id]);
    if (adding || !this.store.mayEdit) return;
    if (locate(this.store.timeline, id)?.track.locked) return;
    this.begin(event, { id, edge });
  }

  /** A finger that rests on a clip takes it to those that are selected. */
  hold(event) {
    const element = event.target.closest(".tl-clip");
    if (!element || !this.isTouch) return;
    event.preventDefault();
    this.stop(false);
    if (!this.store.selection.has(element.dataset.id)) this.store.select([element.dataset.id], { add: true });
  }

  begin(event, { id, edge }) {
    const { store, sheet } = this;
    const ids = edge ? [id] : [...store.selection];
    this.current = { id, edge, ids, x: event.clientX, y: event.clientY, begins: BEGINS[event.pointerType] ?? BEGINS.mouse, at: sheet.secondsAt(event.clientX), before: store.timeline, moved: false, trackId: null };
    const follow = (move) => this.later(move);
    const done = () => this.stop(true);
    const lost = () => this.stop(false);
    window.addEventListener("pointermove", follow);
    window.addEventListener("pointerup", done);
    window.addEventListener("pointercancel", lost);
    this.current.forget = () => {
      window.removeEventListener("pointermove", follow);
      window.removeEventListener("pointerup", done);
      window.removeEventListener("pointercancel", lost);
    };
  }

  /** Pointers tell more often than a page is drawn. */
  later(event) {
    this.latest = event;
    this.frame ??= requestAnimationFrame(() => this.catchUp());
  }

  catchUp() {
    cancelAnimationFrame(this.frame);
    const event = this.latest;
    this.latest = this.frame = null;
    if (event && this.current) this.follow(event);
  }

  follow(event) {
    const drag = this.current;
    const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) >= drag.begins;
    if (!drag.moved && !far) return;
    if (!drag.moved) this.sheet.rows.classList.add("tl-dragging");
    drag.moved = true;
    this.sheet.followEdge(event.clientX);
    const by = this.sheet.secondsAt(event.clientX) - drag.at;
    if (drag.edge === "over") this.comeIn(drag, by);
    else if (drag.edge) this.trimTo(drag, by);
    else this.moveBy(drag, by, event);
  }

  moveBy(drag, by, event) {
    const clips = drag.ids.map((id) => locate(drag.before, id)?.clip).filter(Boolean);
    const edges = clips.flatMap((clip) => [clip.start + by, endOf(clip) + by]);
    const rest = this.rest(drag, edges, event);
    drag.by = by + (rest?.by ?? 0);
    drag.trackId = this.laneAt(event);
    this.sheet.guideAt(rest?.at ?? null);
    this.preview(move(drag.before, drag.ids, drag.by, { trackId: drag.trackId, mediaOf: this.store.mediaOf }));
  }

  trimTo(drag, by) {
    const { clip } = locate(drag.before, drag.id);
    const time = (drag.edge === "start" ? clip.start : endOf(clip)) + by;
    const rest = this.rest(drag, [time], {});
    this.sheet.guideAt(rest?.at ?? null);
    this.preview(trim(drag.before, drag.id, drag.edge, time + (rest?.by ?? 0), this.store.mediaOf));
  }

  /** The end of a transition: how long the clip takes to come in. */
  comeIn(drag, by) {
    const { transition } = locate(drag.before, drag.id).clip;
    this.preview(setTransition(drag.before, drag.id, Math.max(transition.duration + by, 1 / this.store.rate), { mediaOf: this.store.mediaOf }));
  }

  rest(drag, edges, { altKey = false }) {
    if (!this.snapping || altKey) return null;
    drag.places ??= restingPlaces(drag.before, new Set(drag.ids), this.store.playhead);
    return snapped(edges, drag.places, SNAP / this.store.zoom);
  }

  laneAt(event) {
    return document.elementFromPoint(event.clientX, event.clientY)?.closest(".tl-track")?.dataset.row ?? null;
  }

  preview(timeline) {
    this.current.after = timeline;
    this.store.show(timeline, "drag");
  }

  stop(keep) {
    const drag = this.current;
    if (!drag) return;
    if (keep) this.catchUp();
    this.current = null;
    drag.forget();
    this.sheet.rows.classList.remove("tl-dragging");
    this.sheet.guideAt(null);
    if (!drag.moved) return;
    this.swallowClick();
    this.store.show(drag.newest ?? drag.before, "drag");
    if (keep && drag.after && drag.after !== drag.before) this.keep(drag);
  }

  keep(drag) {
    const over = drag.edge === "over";
    const words = over ? gettext("Changed a transition") : drag.edge ? gettext("Trimmed a clip") : ngettext("Moved {count} clip", "Moved {count} clips", drag.ids.length);
    this.store.edit(words, (now) => carried(drag.before, drag.after, now));
    const clip = locate(this.store.timeline, drag.id)?.clip;
    if (!clip) return;
    if (over) this.store.announce(gettext("Comes in within {time}.", { time: spoken(clip.transition?.duration ?? 0) }));
    else this.store.announce(drag.edge ? gettext("Trimmed: {time} long.", { time: spoken(clip.duration) }) : gettext("Moved to {time}.", { time: spoken(clip.start) }));
  }

  /** The click that ends a drag means nothing. */
  swallowClick() {
    const swallow = (event) => event.stopPropagation();
    window.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => window.removeEventListener("click", swallow, { capture: true }), 0);
  }
}
