// The one state of the page: the timeline, what is selected, where the playhead is. Views follow its events.

import { clipsOf, durationOf, locate, rate } from "./model.js";
import { onFrame } from "./time.js";

const LEAST_ZOOM = 2; // pixels a second
const MOST_ZOOM = 800;

export class Store extends EventTarget {
  constructor({ projectId, userId, mayEdit }) {
    super();
    Object.assign(this, { projectId, userId, mayEdit });
    this.timeline = null;
    this.selection = new Set();
    this.chosenTrack = null;
    this.playhead = 0;
    this.zoom = 60;
    this.playing = false;
    this.media = new Map();
    this.problems = [];
    this.canUndo = this.canRedo = false;
    this.undoes = this.redoes = "";
  }

  /** Calls `work` with the detail of each of the named events. */
  follow(names, work) {
    for (const name of names.split(" ")) this.addEventListener(name, (event) => work(event.detail));
  }

  tell(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  get rate() {
    return rate(this.timeline);
  }

  get duration() {
    return durationOf(this.timeline);
  }

  mediaOf = (videoId) => this.media.get(videoId) ?? null;

  /** Shows a timeline that came from the server, or that an edit made. */
  show(timeline, from = "server") {
    this.timeline = timeline;
    const there = new Set(clipsOf(timeline).map((clip) => clip.id));
    const kept = [...this.selection].filter((id) => there.has(id));
    const fewer = kept.length !== this.selection.size;
    this.selection = new Set(kept);
    if (!timeline.tracks.some((track) => track.id === this.chosenTrack)) this.chosenTrack = null;
    this.tell("timeline", { from });
    if (fewer) this.tell("selection", { from });
  }

  /** One edit of the person: `summary` says it to others, edits in a row with the same `key` count as one. */
  edit(summary, change, { key = null, from = "edit", select = null } = {}) {
    if (!this.mayEdit || !this.timeline) return false;
    const next = change(this.timeline);
    if (!next || next === this.timeline) return false;
    this.show(next, from);
    if (select) this.select(select);
    this.tell("edited", { summary, key });
    return true;
  }

  select(ids, { add = false } = {}) {
    const wanted = add ? new Set([...this.selection].filter((id) => !ids.includes(id)).concat(ids.filter((id) => !this.selection.has(id)))) : new Set(ids);
    if (wanted.size === this.selection.size && [...wanted].every((id) => this.selection.has(id)) && !this.chosenTrack) return;
    this.selection = wanted;
    this.chosenTrack = null;
    this.tell("selection", { from: "select" });
  }

  chooseTrack(id) {
    this.selection = new Set();
    this.chosenTrack = id;
    this.tell("selection", { from: "select" });
  }

  /** The one selected clip with its track, or null. */
  get chosen() {
    return this.selection.size === 1 ? locate(this.timeline, [...this.selection][0]) : null;
  }

  seek(seconds, { from = "seek" } = {}) {
    this.playhead = from === "play" ? Math.max(seconds, 0) : onFrame(Math.max(seconds, 0), this.rate);
    this.tell("playhead", { from });
  }

  setZoom(zoom, around = null) {
    this.zoom = Math.min(Math.max(zoom, LEAST_ZOOM), MOST_ZOOM);
    this.tell("zoom", { around });
  }

  announce(words) {
    this.tell("news", words);
  }
}
