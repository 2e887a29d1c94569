// What can be done, by name: the toolbar's buttons and the keys call these.

import { ApiError } from "../../common/api.js";
import { gettext, ngettext } from "../../common/words.js";
import * as cutting from "./cutting.js";
import * as model from "./model.js";
import { restingPlaces, snapped } from "./snapping.js";
import { onFrame, spoken } from "./time.js";

const USUAL_TRANSITION = 1; // seconds
const ZOOM_STEP = 1.4;
const SNAP = 12; // pixels

export class Commands {
  constructor({ store, sheet, player, saving, dragging, panels }) {
    Object.assign(this, { store, sheet, player, saving, dragging, panels });
    this.clipboard = [];
  }

  /** What an edit is about: the selection, or a clip that the keyboard has come to without selecting it. */
  get ids() {
    const there = document.activeElement;
    const id = there?.matches(".tl-face:focus-visible") ? there.dataset.clip : null;
    return id && !this.store.selection.has(id) ? [id] : [...this.store.selection];
  }

  /** A moment, or the edge close to it where snapping is on. */
  restAt(seconds) {
    const { store } = this;
    const places = restingPlaces(store.timeline, new Set(), store.playhead);
    return this.dragging.snapping ? seconds + (snapped([seconds], places, SNAP / store.zoom)?.by ?? 0) : seconds;
  }

  say(words) {
    this.store.announce(words);
  }

  edit(summary, change, options) {
    return this.store.edit(summary, change, options);
  }

  // --- what is there and what is not -----------------------------------------------------------------

  split() {
    const { store } = this;
    const made = cutting.split(store.timeline, this.ids, store.playhead, store.mediaOf);
    // With a clip selected elsewhere, the playhead still says what is meant.
    const done = made.ids.length ? made : cutting.split(store.timeline, [], store.playhead, store.mediaOf);
    if (!done.ids.length) return this.say(gettext("There is no clip to split at the playhead."));
    const count = done.ids.length;
    this.edit(ngettext("Split {count} clip", "Split {count} clips", count), () => done.timeline, { select: done.ids });
    this.say(ngettext("Split {count} clip at {time}.", "Split {count} clips at {time}.", count, { time: spoken(store.playhead) }));
  }

  delete() {
    this.drop(model.remove, (count) => ngettext("Deleted {count} clip", "Deleted {count} clips", count));
  }

  close() {
    this.drop(model.removeAndClose, (count) => ngettext("Deleted {count} clip and closed the gap", "Deleted {count} clips and closed the gaps", count));
  }

  drop(change, told) {
    const { ids } = this;
    if (!ids.length) return this.say(gettext("Select a clip first."));
    const next = this.nextFocus(ids);
    if (!this.edit(told(ids.length), (timeline) => change(timeline, ids))) return;
    this.say(`${told(ids.length)}.`);
    this.sheet.face(next)?.focus();
  }

  /** Where the keyboard goes on once these clips are gone. */
  nextFocus(ids) {
    const { track, clip } = model.locate(this.store.timeline, ids[0]) ?? {};
    const others = track?.clips.filter((each) => !ids.includes(each.id)) ?? [];
    return (others.find((each) => each.start > clip.start) ?? others.at(-1))?.id;
  }

  duplicate() {
    const made = model.duplicate(this.store.timeline, this.ids);
    if (!made.ids.length) return this.say(gettext("Select a clip first."));
    const words = ngettext("Duplicated {count} clip", "Duplicated {count} clips", made.ids.length);
    this.edit(words, () => made.timeline, { select: made.ids });
    this.say(`${words}.`);
  }

  copy() {
    if (!this.ids.length) return;
    this.clipboard = model.copied(this.store.timeline, this.ids);
    this.say(ngettext("Copied {count} clip.", "Copied {count} clips.", this.clipboard.length));
  }

  cut() {
    this.copy();
    this.delete();
  }

  paste() {
    const made = model.paste(this.store.timeline, this.clipboard, this.store.playhead);
    const count = made.ids.length;
    if (!count) return this.say(gettext("Copy a clip first."));
    this.edit(ngettext("Pasted {count} clip", "Pasted {count} clips", count), () => made.timeline, { select: made.ids });
    this.say(ngettext("Pasted {count} clip at {time}.", "Pasted {count} clips at {time}.", count, { time: spoken(this.store.playhead) }));
  }

  text() {
    const made = model.addText(this.store.timeline, this.store.playhead);
    if (!this.edit(gettext("Added text"), () => made.timeline, { select: made.ids })) return;
    this.say(gettext("Text added. Write it under Details."));
    this.panels.open("details");
    const field = document.querySelector("#inspector-body textarea");
    field?.focus();
    field?.select();
  }

  /** Puts a file of the library onto the timeline: behind the others where no place is given. */
  media(media, place = {}) {
    this.store.media.set(media.id, media);
    const first = this.store.duration === 0;
    const made = model.addMedia(this.store.timeline, media, place);
    if (!this.edit(gettext("Added {name}", { name: media.title }).slice(0, 200), () => made.timeline, { select: made.ids })) return;
    const { clip } = model.locate(this.store.timeline, made.ids[0]);
    if (first) this.sheet.fit();
    else this.sheet.reveal(clip.start);
    this.panels.close();
    this.say(gettext("{name} added at {time}.", { name: media.title, time: spoken(clip.start) }));
  }

  track(kind) {
    const made = model.addTrack(this.store.timeline, kind);
    this.edit(gettext("Added a track"), () => made.timeline);
    this.store.chooseTrack(made.track.id);
    this.say(gettext("Track added: {name}.", { name: model.KINDS[kind].title }));
  }

  marker() {
    const { store } = this;
    this.edit(gettext("Added a marker"), (timeline) => model.addMarker(timeline, store.playhead, gettext("Marker {number}", { number: (timeline.markers ?? []).length + 1 })));
    this.say(gettext("Marker at {time}.", { time: spoken(store.playhead) }));
  }

  transition() {
    const { store } = this;
    const id = this.ids.find((each) => cutting.joined(store.timeline, each)) ?? this.followerOf(this.ids[0]) ?? this.cutAtPlayhead();
    if (!id) return this.say(gettext("Select a clip that follows directly on another one."));
    const has = Boolean(model.locate(store.timeline, id).clip.transition);
    this.edit(has ? gettext("Took a transition away") : gettext("Added a transition"), (timeline) => cutting.setTransition(timeline, id, has ? 0 : USUAL_TRANSITION, { mediaOf: store.mediaOf }), { select: [id] });
    this.say(has ? gettext("Transition taken away.") : gettext("Transition added."));
  }

  /** The clip that begins where this one ends. */
  followerOf(id) {
    const found = id && model.locate(this.store.timeline, id);
    const after = found && cutting.neighbours(found.track, found.clip).after;
    return after && cutting.joined(this.store.timeline, after.id) ? after.id : undefined;
  }

  /** The clip that begins where the playhead is. */
  cutAtPlayhead() {
    const { timeline, playhead } = this.store;
    return model.clipsOf(timeline).find((clip) => Math.abs(clip.start - playhead) < 0.25 && cutting.joined(timeline, clip.id))?.id;
  }

  // --- moving and trimming by keys -------------------------------------------------------------------

  nudge(seconds) {
    const { ids } = this;
    if (!this.edit(ngettext("Moved {count} clip", "Moved {count} clips", ids.length), (timeline) => model.move(timeline, ids, seconds, { meet: false }), { key: `nudge:${ids.join()}` })) return;
    const found = model.locate(this.store.timeline, ids[0]);
    if (found) this.say(gettext("Starts at {time}.", { time: spoken(found.clip.start) }));
  }

  /** To the next track above (-1) or below (1) that takes all of the selection. */
  lift(by, order) {
    const { store, ids } = this;
    const from = order.findIndex((track) => track.id === model.locate(store.timeline, ids[0])?.track.id);
    for (let place = from + by; from >= 0 && order[place]; place += by) {
      const done = this.edit(ngettext("Moved {count} clip", "Moved {count} clips", ids.length), (timeline) => {
        const next = model.move(timeline, ids, 0, { trackId: order[place].id, mediaOf: store.mediaOf, meet: false });
        return model.locate(next, ids[0])?.track.id === order[place].id ? next : timeline;
      });
      if (!done) continue;
      this.say(gettext("Moved to another track."));
      return this.sheet.face(ids[0])?.focus();
    }
    this.say(gettext("There is no further track that takes it."));
  }

  trimTo(edge) {
    const { store } = this;
    const ids = this.ids.length ? this.ids : this.under();
    for (const id of ids) this.edit(gettext("Trimmed a clip"), (timeline) => cutting.trim(timeline, id, edge, store.playhead, store.mediaOf));
    this.sayLength(ids[0]);
  }

  trimBy(edge, seconds) {
    for (const id of this.ids) {
      this.edit(
        gettext("Trimmed a clip"),
        (timeline) => {
          const { clip } = model.locate(timeline, id);
          return cutting.trim(timeline, id, edge, (edge === "start" ? clip.start : model.endOf(clip)) + seconds, this.store.mediaOf);
        },
        { key: `trim:${id}` },
      );
    }
    this.sayLength(this.ids[0]);
  }

  sayLength(id) {
    const found = id && model.locate(this.store.timeline, id);
    if (found) this.say(gettext("{time} long.", { time: spoken(found.clip.duration) }));
  }

  /** The clips of unlocked tracks under the playhead. */
  under() {
    return cutting.cutBy(this.store.timeline, [], this.store.playhead);
  }

  /** Everything that begins at the playhead or later: to make room, or to close up. */
  selectOnward() {
    const { store } = this;
    const later = store.timeline.tracks.filter((track) => !track.locked).flatMap((track) => track.clips.filter((clip) => clip.start > store.playhead - 0.001));
    store.select(later.map((clip) => clip.id));
    this.say(ngettext("{count} clip selected.", "{count} clips selected.", later.length));
  }

  /** A finger's tap: the first one selects, the second one shows the details. */
  tap(id) {
    if (this.store.selection.has(id)) this.panels.open("details");
    else this.store.select([id]);
  }

  // --- looking ---------------------------------------------------------------------------------------

  play() {
    this.player.toggle();
  }

  frames(count) {
    const { store } = this;
    this.player.pause();
    const by = typeof count === "number" ? count / store.rate : 0;
    store.seek(Math.min(Math.max(onFrame(store.playhead + by, store.rate), 0), store.duration));
    this.sheet.reveal(store.playhead);
  }

  seek(seconds) {
    this.player.pause();
    this.store.seek(seconds);
    this.sheet.reveal(seconds);
  }

  toCut(by) {
    const { timeline, playhead } = this.store;
    const times = [...new Set([0, ...model.clipsOf(timeline).flatMap((clip) => [clip.start, model.endOf(clip)]), ...(timeline.markers ?? []).map((marker) => marker.time)])].sort((one, other) => one - other);
    const found = by > 0 ? times.find((time) => time > playhead + 0.001) : times.findLast((time) => time < playhead - 0.001);
    if (found !== undefined) this.seek(found);
  }

  zoomBy(steps, around = null) {
    this.store.setZoom(this.store.zoom * ZOOM_STEP ** steps, around);
  }

  snapping() {
    this.dragging.snapping = !this.dragging.snapping;
    document.querySelector('[data-do="snapping"]')?.setAttribute("aria-pressed", String(this.dragging.snapping));
    this.say(this.dragging.snapping ? gettext("Snapping is on.") : gettext("Snapping is off."));
  }

  /** Takes back, or does again, and says what. */
  async step(path) {
    try {
      const what = await this.saving.step(path);
      if (what === null) return this.say(gettext("There is no connection: this can be taken back once it is there again."));
      if (path === "undo") this.say(what ? gettext("Undone: {what}.", { what }) : gettext("Undone."));
      else this.say(what ? gettext("Done again: {what}.", { what }) : gettext("Done again."));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.say(error.message);
    }
  }
}
