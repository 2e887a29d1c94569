// Plays the timeline by playing its files: an element for each clip that is seen or heard at the moment.
//
// This is a quick look: effects are not in it. The exact picture comes from the server (monitor.js).

import { make } from "../../common/dom.js";
import { clipsAt, duckAt, loudnessAt, pictureAt } from "./mixing.js";
import { drawWords } from "./words.js";

const AHEAD = 1.2; // seconds; files are opened before they are needed
const DRIFT = 0.16; // seconds
const MOST_IDLE = 10;
const LONGEST_WAIT = 2500; // milliseconds for a file that is slow to come
const FASTEST = 8;

export class Player {
  constructor(store, layers) {
    Object.assign(this, { store, layers, speed: 1, cast: new Map(), idle: [] });
    store.follow("timeline", ({ from }) => from !== "inspector-typing" && this.show());
    store.follow("playhead", ({ from }) => from !== "play" && this.show());
    document.addEventListener("visibilitychange", () => document.hidden && this.pause());
  }

  toggle() {
    if (this.store.playing) this.pause();
    else this.play();
  }

  play(speed = 1) {
    const { store } = this;
    if (!store.duration) return;
    if (speed > 0 && store.playhead >= store.duration - 0.01) store.seek(0);
    this.speed = speed;
    this.last = null;
    this.waited = 0;
    if (store.playing) return;
    store.playing = true;
    store.tell("playing");
    this.frame = requestAnimationFrame((now) => this.tick(now));
  }

  pause() {
    if (!this.store.playing) return;
    cancelAnimationFrame(this.frame);
    this.store.playing = false;
    this.store.tell("playing");
    this.store.seek(Math.min(this.store.playhead, this.store.duration));
  }

  /** J and L: faster with every press, up to eight times. */
  shuttle(direction) {
    const same = this.store.playing && Math.sign(this.speed) === direction;
    this.play(same ? Math.max(Math.min(this.speed * 2, FASTEST), -FASTEST) : direction);
  }

  tick(now) {
    const { store } = this;
    if (!store.playing) return;
    const passed = this.last === null ? 0 : Math.min(now - this.last, 250);
    this.last = now;
    const waiting = this.speed > 0 && this.isWaiting() && this.waited < LONGEST_WAIT;
    this.waited = waiting ? this.waited + passed : 0;
    const time = store.playhead + (waiting ? 0 : (passed / 1000) * this.speed);
    const end = this.speed > 0 ? store.duration : 0;
    if (this.speed > 0 ? time >= end : time <= end) {
      store.seek(end, { from: "play" });
      return this.pause();
    }
    store.seek(time, { from: "play" });
    this.show();
    this.frame = requestAnimationFrame((next) => this.tick(next));
  }

  isWaiting() {
    return [...this.cast.values()].some(({ element, started, broken }) => started && !broken && element.readyState !== undefined && element.readyState < HTMLMediaElement.HAVE_FUTURE_DATA);
  }

  /** Brings what is seen and heard to the playhead. */
  show() {
    const { store } = this;
    if (!store.timeline) return;
    const time = Math.max(Math.min(store.playhead, store.duration - 0.5 / store.rate), 0);
    const wanted = new Set();
    store.timeline.tracks.forEach((track, depth) => {
      for (const { clip, after } of clipsAt(track, time, store.playing ? AHEAD : 0)) {
        if (track.kind !== "audio" && track.hidden && (track.kind !== "video" || track.muted)) continue;
        wanted.add(clip.id);
        this.perform({ clip, after, track, depth, time });
      }
    });
    for (const [id, actor] of this.cast) if (!wanted.has(id)) this.dismiss(id, actor);
  }

  perform({ clip, after, track, depth, time }) {
    const actor = this.cast.get(clip.id) ?? this.engage(clip, track);
    actor.started = time >= clip.start;
    actor.layer?.toggleAttribute("hidden", !actor.started || track.hidden);
    if (actor.layer) this.dress(actor, clip, after, time, depth);
    if (actor.element.play) this.follow(actor, clip, after, track, time);
  }

  dress({ layer, element }, clip, after, time, depth) {
    const look = pictureAt(clip, after, time);
    const set = (name, value) => layer.style.setProperty(name, value);
    set("z-index", depth + 1);
    set("opacity", look.opacity);
    set("clip-path", look.clip);
    set("transform", look.shift ? `translateX(${look.shift * 100}%)` : "none");
    const { x, y, width, height } = clip.place ?? { x: 0, y: 0, width: 1, height: 1 };
    for (const [name, value] of Object.entries({ left: x, top: y, width, height })) set(name, `${value * 100}%`);
    if (clip.text !== undefined) drawWords(layer, element, clip, this.store.timeline);
    else element.style.setProperty("object-fit", { stretch: "fill" }[clip.fit] ?? clip.fit ?? "contain");
  }

  follow(actor, clip, after, track, time) {
    const { element } = actor;
    const { playing } = this.store;
    const there = clip.sourceIn + Math.max(time - clip.start, 0) * clip.speed;
    const plays = playing && this.speed > 0 && actor.started;
    const off = Math.abs(element.currentTime - there);
    const bearable = plays ? DRIFT * Math.max(this.speed, 1) : playing ? 0.2 : 0.4 / this.store.rate;
    if (off > bearable && !element.seeking) element.currentTime = there;
    element.volume = Math.min(Math.max(loudnessAt(clip, after, track, time, duckAt(this.store.timeline, track, time)), 0), 1);
    element.muted = !plays || element.volume === 0;
    element.playbackRate = Math.min(Math.max(clip.speed * Math.abs(this.speed), 0.0625), 16);
    if (plays && element.paused) element.play().catch(() => (actor.broken ||= element.error !== null));
    else if (!plays && !element.paused) element.pause();
  }

  engage(clip, track) {
    const actor = clip.text === undefined ? this.open(clip, track) : { element: make("span", {}) };
    if (track.kind !== "audio") {
      actor.layer = make("div", { class: "tl-layer", "data-kind": track.kind }, actor.element);
      this.layers.append(actor.layer);
    }
    this.cast.set(clip.id, actor);
    return actor;
  }

  open(clip, track) {
    const media = this.store.mediaOf(clip.videoId);
    const tag = media?.mediaType === "image" ? "img" : track.kind === "audio" ? "audio" : "video";
    const source = `/api/videos/${clip.videoId}/download?inline=1`;
    const place = this.idle.findIndex((actor) => actor.source === source && actor.tag === tag);
    if (place >= 0) return this.idle.splice(place, 1)[0];
    const actor = { tag, source };
    const attributes = tag === "img" ? { alt: "" } : { preload: "auto", playsinline: true, tabindex: -1 };
    actor.element = make(tag, { ...attributes, src: source, onerror: () => this.lose(actor, media), onseeked: () => this.store.playing || this.show() });
    return actor;
  }

  /** A file that this browser cannot play is at least hinted at; the exact picture shows it. */
  lose(actor, media) {
    actor.broken = true;
    if (actor.tag === "video" && media?.thumbnailUrl) actor.element.poster = media.thumbnailUrl;
  }

  /** Files stay open for a while: the next clip is often of the same one. */
  dismiss(id, actor) {
    this.cast.delete(id);
    actor.layer?.remove();
    actor.layer = null;
    actor.started = false;
    if (!actor.source) return;
    actor.element.pause?.();
    this.idle.push(actor);
    for (const { element } of this.idle.splice(0, Math.max(this.idle.length - MOST_IDLE, 0))) {
      element.removeAttribute("src");
      element.load?.();
    }
  }
}
