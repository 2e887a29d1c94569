// The picture: the film as it is while it plays, and what will become of it while it rests.

import { api, csrfToken, wordsFor } from "../../common/api.js";
import { debounce, make } from "../../common/dom.js";
import { gettext } from "../../common/words.js";
import { course } from "./times.js";

const WIDTH = 960; // pixels of a picture of the result
const CLIP_SECONDS = 4;
const QUIET_FOR = 200;
const SIZE = "X-Preview-Size";

const element = (name) => document.getElementById(name);
const isOver = (job) => !["queued", "processing"].includes(job.status);

export class Stage extends EventTarget {
  #looking = null;
  #clip = null;
  // A quick job may be over before the answer to its order is here.
  #over = new Map();

  constructor({ recipe, price, playhead, film, cuts }) {
    super();
    Object.assign(this, { recipe, price, playhead, film, cuts, showsResult: true, until: null });
    this.canvas = element("result");
    this.small = element("clip");
    this.badge = element("stage-badge");
    this.lookSoon = debounce(() => this.look(), QUIET_FOR);
    playhead.addEventListener("moved", () => this.#moved());
    price.addEventListener("told", () => this.#priced());
    document.addEventListener("live:job", ({ detail }) => this.#hear(detail));
    document.addEventListener("live:snapshot", ({ detail }) => this.#catchUp(detail.jobs));
    for (const choice of document.querySelectorAll("[data-see]")) choice.addEventListener("click", () => this.see(choice.dataset.see === "result"));
    element("clip-button").addEventListener("click", () => this.playClip());
  }

  /** The steps that the picture shows: all, or those up to the one that is being placed. */
  get shown() {
    return this.until ? this.until() : this.recipe.active;
  }

  see(isResult) {
    this.showsResult = isResult;
    for (const choice of document.querySelectorAll("[data-see]")) choice.setAttribute("aria-pressed", String((choice.dataset.see === "result") === isResult));
    this.forgetClip();
    if (isResult) this.look();
    else this.#showOriginal();
  }

  /** Shows the picture of fewer steps (`() => steps`), or of all again (null). */
  showUpTo(until) {
    this.until = until;
    this.look();
  }

  get #isCut() {
    return this.cuts().some((part) => this.playhead.time >= part.startTime && this.playhead.time < part.endTime - 0.001);
  }

  #moved() {
    if (this.at === this.playhead.time && !this.playhead.isPlaying) return;
    this.at = this.playhead.time;
    this.forgetClip();
    if (!this.until) this.#showOriginal();
    if (!this.playhead.isPlaying) this.lookSoon();
  }

  #priced() {
    element("clip-button").disabled = !this.price.quote || !this.film.hasPicture;
    if (this.price.quote || this.recipe.active.length === 0 || this.until) this.lookSoon();
  }

  #showOriginal() {
    this.#looking?.abort();
    this.canvas.hidden = true;
    this.#say(this.#isCut ? gettext("Cut out") : gettext("Original"));
  }

  /** Asks for the picture of the result at this moment, and shows it. */
  async look() {
    const steps = this.shown;
    if (!this.film.hasPicture || this.playhead.isPlaying) return;
    const isNeeded = this.until || this.playhead.isBroken || (this.showsResult && steps.length > 0 && this.price.quote && !this.#isCut);
    if (!isNeeded) return this.#showOriginal();
    this.#looking?.abort();
    this.#looking = new AbortController();
    const { signal } = this.#looking;
    this.canvas.setAttribute("aria-busy", "true");
    try {
      await this.#draw(steps, signal);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.canvas.hidden = true;
      this.#say(error.message);
    } finally {
      if (!signal.aborted) this.canvas.removeAttribute("aria-busy");
    }
  }

  async #draw(steps, signal) {
    const operations = this.playhead.isBroken && !this.showsResult && !this.until ? [] : steps.map(({ operation, params }) => ({ operation, ...params }));
    const way = course(steps, this.film.duration);
    const timestamp = Math.max(Math.min(way.toResult(this.playhead.time), way.duration), 0);
    const response = await fetch("/api/video/preview", {
      method: "POST",
      signal,
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
      body: JSON.stringify({ videoId: this.film.id, operations, timestamp, width: WIDTH }),
    });
    if (!response.ok) {
      const answer = await response.json().catch(() => ({}));
      throw new Error(answer.errors?.map((error) => error.detail).join(" ") || wordsFor(response.status));
    }
    const bitmap = await createImageBitmap(await response.blob());
    if (signal.aborted) return;
    // On a canvas, since the content policy lets no image come from anywhere but an address of ours.
    [this.canvas.width, this.canvas.height] = [bitmap.width, bitmap.height];
    this.canvas.getContext("2d").drawImage(bitmap, 0, 0);
    this.canvas.hidden = false;
    this.#say(operations.length ? gettext("Result") : gettext("Original"), decodeURIComponent(response.headers.get("X-Preview-Note") ?? ""));
    const [width, height] = (response.headers.get(SIZE) ?? `${bitmap.width}x${bitmap.height}`).split("x").map(Number);
    this.dispatchEvent(new CustomEvent("drawn", { detail: { width, height } }));
  }

  #say(words, note = "") {
    this.badge.textContent = words;
    element("stage-note").textContent = note;
    element("stage-note").hidden = !note;
  }

  // -- a few seconds of it -----------------------------------------------------------------------------

  async playClip() {
    if (!this.price.quote) return;
    this.playhead.pause();
    this.forgetClip();
    const way = course(this.recipe.active, this.film.duration);
    const startTime = Math.max(Math.min(way.toResult(this.playhead.time), this.price.quote.seconds - CLIP_SECONDS), 0);
    try {
      const job = await api("/api/video/preview-clip", { method: "POST", body: { videoId: this.film.id, operations: this.recipe.operations, startTime } });
      const last = this.#over.get(job.id) ?? job;
      this.#clip = job.id;
      if (isOver(last)) this.#showClip(last);
      else this.#showProgress(job);
    } catch (error) {
      this.#say(gettext("Original"), error.message);
    }
  }

  #showProgress(job) {
    const bar = make("progress", { class: "bar", max: 100, "data-job-bar": true, "aria-label": gettext("Progress of the preview") });
    const words = make("div", { class: "live-words" }, make("span", { "data-job-stage": true }, gettext("Waiting")), make("span", { "data-job-percent": true }));
    element("stage-live").replaceChildren(make("div", { class: "live", "data-job": job.id, "data-job-status": job.status }, bar, words));
  }

  #showClip(job) {
    this.#clip = null;
    element("stage-live").replaceChildren();
    // A newer one has taken the place of a cancelled one.
    if (job.status !== "completed") return this.#say(gettext("Original"), job.status === "failed" ? (job.error?.message ?? gettext("This preview could not be made.")) : "");
    this.small.src = job.outputs[0].url;
    this.small.hidden = false;
    this.canvas.hidden = true;
    this.#say(gettext("Result"), gettext("A quick, small version of the result."));
    // A browser may want one more click before it lets sound out; the controls are there.
    this.small.play().catch(() => undefined);
    return undefined;
  }

  forgetClip() {
    this.#clip = null;
    element("stage-live").replaceChildren();
    if (this.small.hidden) return;
    this.small.pause();
    this.small.removeAttribute("src");
    this.small.hidden = true;
  }

  #hear(job) {
    if (job.kind !== "video.preview-clip" || !isOver(job)) return;
    this.#over.set(job.id, job);
    if (job.id === this.#clip) this.#showClip(job);
  }

  async #catchUp(jobs) {
    // It may have ended while the connection was lost.
    if (!this.#clip || jobs.some((job) => job.id === this.#clip)) return;
    const job = await api(`/api/jobs/${this.#clip}`).catch(() => null);
    if (job && isOver(job) && job.id === this.#clip) this.#showClip(job);
  }
}
