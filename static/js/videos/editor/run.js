// Makes the new version: one order, its live progress, its end. Found again after a reload and in a second tab.

import { api, freshKey } from "../../common/api.js";
import { icon, make, refresh } from "../../common/dom.js";
import { gettext } from "../../common/words.js";

const place = document.getElementById("run");
const button = document.getElementById("run-button");
const isOver = (job) => !["queued", "processing"].includes(job.status);

export class Run {
  #job = null;
  #key = freshKey();
  #isOrdering = false;
  // A quick job may be over before the answer to its order is here.
  #ended = new Map();

  constructor({ recipe, price, film }) {
    Object.assign(this, { recipe, price, film });
    recipe.addEventListener("changed", () => (this.#key = freshKey()));
    price.addEventListener("told", () => this.#allow());
    button.addEventListener("click", () => this.order());
    document.addEventListener("live:job", ({ detail }) => this.#hear(detail));
    document.addEventListener("live:snapshot", ({ detail }) => this.#catchUp(detail.jobs));
    place.addEventListener("click", (event) => event.target.closest("[data-dismiss]") && this.#dismiss());
    this.#takeUp();
  }

  #allow() {
    button.disabled = !this.price.quote || this.#job !== null || this.#isOrdering;
  }

  async order() {
    if (button.disabled) return;
    this.#isOrdering = true;
    this.#allow();
    try {
      const job = await api("/api/video/edit", { method: "POST", body: { videoId: this.film.id, operations: this.recipe.operations }, headers: { "Idempotency-Key": this.#key } });
      this.#key = freshKey();
      this.#show(job);
      if (this.#ended.has(job.id)) this.#finish(this.#ended.get(job.id));
      else if (isOver(job)) this.#finish(job);
      refresh();
    } catch (error) {
      this.price.refuse(error);
    } finally {
      this.#isOrdering = false;
      this.#allow();
    }
  }

  /** A run that this tab began before it was loaded again. */
  async #takeUp() {
    const id = remembered(this.film.id);
    const job = id && (await api(`/api/jobs/${id}`).catch(() => null));
    if (!job || this.#job) return;
    this.#show(job);
    if (isOver(job)) this.#finish(job);
  }

  #show(job) {
    this.#job = job.id;
    remember(this.film.id, job.id);
    const bar = make("progress", { class: "bar", max: 100, "data-job-bar": true, value: job.status === "processing" ? job.progress : undefined, "aria-label": gettext("Progress of {title}", { title: job.title }) });
    const words = make("div", { class: "live-words" }, make("span", { "data-job-stage": true }, job.stage || gettext("Waiting")), make("span", { "data-job-percent": true }));
    const live = make("div", { class: "live", "data-job": job.id, "data-job-status": job.status }, bar, words);
    const cancel = make("button", { class: "button button-small", type: "button", "data-job-cancel": job.id }, gettext("Cancel"));
    place.replaceChildren(make("div", { class: "row" }, make("strong", { class: "clip small" }, job.title), make("span", { class: "push" }), cancel), live);
    place.hidden = false;
    this.#allow();
  }

  #finish(job) {
    this.#job = null;
    const isGood = job.status === "completed";
    const close = make("button", { class: "button button-quiet button-small button-icon push", type: "button", "aria-label": gettext("Dismiss"), "data-dismiss": true }, icon("close"));
    const words = { failed: job.error?.message ?? gettext("It failed. Nothing was charged."), cancelled: gettext("Cancelled. Nothing was charged.") }[job.status];
    const line = isGood ? [gettext("Done."), make("a", { href: `/videos/${job.outputs[0].id}/`, id: "open-result" }, gettext("Open the result")), make("a", { href: `/videos/${job.outputs[0].id}/edit/` }, gettext("Edit it further"))] : [words];
    place.replaceChildren(make("div", { class: `notice ${isGood ? "notice-good" : job.status === "failed" ? "notice-bad" : ""}`, role: "status" }, icon(isGood ? "check" : "alert"), make("span", { class: "row" }, ...line), close));
    place.hidden = false;
    this.price.ask();
  }

  #dismiss() {
    place.hidden = true;
    remember(this.film.id, null);
    button.focus();
  }

  #hear(job) {
    if (job.kind !== "video.edit" || job.videoId !== this.film.id) return;
    if (!isOver(job)) {
      // Begun in another tab, or by the chat.
      if (!this.#job && !this.#isOrdering) this.#show(job);
      return;
    }
    this.#ended.set(job.id, job);
    if (job.id === this.#job) this.#finish(job);
  }

  async #catchUp(jobs) {
    const running = jobs.find((job) => job.kind === "video.edit" && job.videoId === this.film.id);
    if (!this.#job && running) this.#show(running);
    // It may have ended while the connection was lost.
    if (!this.#job || jobs.some((job) => job.id === this.#job)) return;
    const job = await api(`/api/jobs/${this.#job}`).catch(() => null);
    if (job && isOver(job) && job.id === this.#job) this.#finish(job);
  }
}

function remember(video, job) {
  try {
    if (job) sessionStorage.setItem(`edit-run:${video}`, job);
    else sessionStorage.removeItem(`edit-run:${video}`);
  } catch {
    // Storage is blocked: the live connection tells of what runs.
  }
}

function remembered(video) {
  try {
    return sessionStorage.getItem(`edit-run:${video}`);
  } catch {
    return null;
  }
}
