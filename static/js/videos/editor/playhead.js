// Where we are in the source, exact to the frame, and the player that follows. Works without a playable film, too.

import { clamp, frameAt } from "./times.js";

const FASTEST = 8;
const EARLY = 0.02; // seconds; a player's clock is not exact

export class Playhead extends EventTarget {
  #at = 0;
  #backwards = null;

  /** `cuts()` are the parts of the source that playing leaves out. */
  constructor({ player, film, cuts }) {
    super();
    Object.assign(this, { player, film, cuts, skips: true, isBroken: false });
    player.addEventListener("play", () => this.#begin());
    player.addEventListener("pause", () => this.#rest());
    player.addEventListener("seeked", () => this.isPlaying || this.#tell());
    player.addEventListener("error", () => (this.isBroken = true));
  }

  get isPlaying() {
    return !this.player.paused || this.#backwards !== null;
  }

  get time() {
    return this.player.paused ? this.#at : this.player.currentTime;
  }

  /** The beginning of the last frame: beyond it there is nothing to see. */
  get last() {
    const { duration, fps } = this.film;
    return fps ? Math.max(frameAt(duration - 0.5 / fps, fps), 0) : duration;
  }

  seek(seconds) {
    const { fps } = this.film;
    this.#at = clamp(frameAt(seconds + 0.0005, fps), 0, this.last);
    // Into the middle of the frame: its edge may show the one before.
    if (!this.isBroken) this.player.currentTime = fps ? Math.min(this.#at + 0.5 / fps, this.film.duration) : this.#at;
    this.#tell();
  }

  step(frames) {
    this.pause();
    this.seek(this.#at + frames / (this.film.fps || 10) + 0.001);
  }

  toggle() {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  play(rate = 1) {
    this.#stopBackwards();
    if (this.#at >= this.last - EARLY) this.seek(0);
    this.player.playbackRate = rate;
    this.player.play().catch(() => undefined);
  }

  pause() {
    this.#stopBackwards();
    this.player.pause();
  }

  /** J and L: each press doubles, the other direction begins anew. */
  shuttle(direction) {
    if (direction > 0) {
      this.play(this.player.paused ? 1 : Math.min(this.player.playbackRate * 2, FASTEST));
      return;
    }
    const rate = Math.min((this.#backwards?.rate ?? 0.5) * 2, FASTEST);
    this.pause();
    this.#backwards = { rate, since: performance.now() };
    requestAnimationFrame((now) => this.#goBack(now));
    this.#tell();
  }

  // Browsers play forwards only.
  #goBack(now) {
    if (!this.#backwards) return;
    const { rate, since } = this.#backwards;
    this.#backwards.since = now;
    this.seek(this.#at - (rate * Math.max(now - since, 0)) / 1000);
    if (this.#at <= 0) return this.pause();
    requestAnimationFrame((next) => this.#goBack(next));
  }

  #stopBackwards() {
    if (!this.#backwards) return;
    this.#backwards = null;
    this.#tell();
  }

  #begin() {
    this.#follow();
    this.#tell();
  }

  #rest() {
    this.#at = clamp(frameAt(this.player.currentTime, this.film.fps), 0, this.last);
    this.player.playbackRate = 1;
    this.#tell();
  }

  #follow() {
    if (this.player.paused) return;
    if (this.skips) this.#leaveOut();
    this.#tell();
    requestAnimationFrame(() => this.#follow());
  }

  #leaveOut() {
    const now = this.player.currentTime;
    const cut = this.cuts().find((part) => now >= part.startTime && now < part.endTime - EARLY);
    if (!cut) return;
    if (cut.endTime < this.film.duration - EARLY) this.player.currentTime = cut.endTime;
    else this.pause();
  }

  #tell() {
    this.dispatchEvent(new CustomEvent("moved"));
  }
}
