// The film of the timeline: a quick preview in the monitor, and the real one with its price beforehand.

import { ApiError, api, freshKey } from "../../common/api.js";
import { clock, icon, make } from "../../common/dom.js";
import { gettext, language, ngettext } from "../../common/words.js";

const SIDES = ["480p", "720p", "1080p", "1440p", "2160p"];
const KIND = "project.render";
const isOver = (job) => !["queued", "processing"].includes(job.status);

export class Rendering {
  constructor({ store, saving, player }) {
    Object.assign(this, { store, saving, player, key: freshKey(), jobs: new Map(), over: new Map() });
    this.place = document.getElementById("tl-render");
    this.dialog = document.getElementById("tl-render-dialog");
    this.form = document.getElementById("tl-render-form");
    this.preview = document.getElementById("tl-preview");
    this.address = `/api/projects/${store.projectId}/render`;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.start();
    });
    this.form.addEventListener("change", () => this.quote());
    document.getElementById("tl-preview-close").addEventListener("click", () => this.closePreview());
    store.follow("edited", () => this.closePreview());
    document.addEventListener("live:job", ({ detail: job }) => this.hear(job));
    document.addEventListener("live:snapshot", ({ detail }) => this.catchUp(detail.jobs));
  }

  /** What is at work since before this page was opened. */
  async resume() {
    const answer = await api(`/api/jobs?kind=${KIND}&projectId=${this.store.projectId}&limit=5`);
    for (const job of answer.results.filter((each) => !isOver(each))) this.show(job);
  }

  // --- the dialog --------------------------------------------------------------------------------------

  async open() {
    const { width, height } = this.store.timeline;
    const short = Math.min(width, height);
    const size = document.getElementById("render-size");
    const sides = SIDES.filter((side) => parseInt(side, 10) !== short);
    size.replaceChildren(make("option", { value: "source" }, gettext("As the timeline: {width} × {height}", { width, height })), ...sides.map((side) => make("option", { value: side }, side)));
    this.dialog.showModal();
    await this.quote();
  }

  wish() {
    const fields = new FormData(this.form);
    return { title: fields.get("title"), resolution: fields.get("size"), format: fields.get("format") };
  }

  async quote() {
    const price = document.getElementById("render-price");
    const button = document.getElementById("render-go");
    const problem = document.getElementById("render-error");
    button.disabled = true;
    problem.textContent = "";
    price.textContent = gettext("Asking for the price…");
    try {
      await this.saving.flushed();
      const { quote } = await api(`${this.address}?dryRun=true`, { method: "POST", body: this.wish() });
      const costs = ngettext("{amount} credit", "{amount} credits", quote.credits, { amount: quote.credits.toLocaleString(language) });
      price.textContent = [gettext("{price} for a film of {length}.", { price: costs, length: clock(this.store.duration) }), ...(quote.notes ?? [])].join(" ");
      button.disabled = false;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      price.textContent = "";
      problem.textContent = error.message;
    }
  }

  async start() {
    document.getElementById("render-go").disabled = true;
    try {
      await this.saving.flushed();
      const job = await api(this.address, { method: "POST", body: this.wish(), headers: { "Idempotency-Key": this.key } });
      this.key = freshKey();
      this.dialog.close();
      this.show(job);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      document.getElementById("render-error").textContent = error.message;
    }
  }

  async startPreview() {
    if (!this.store.duration) return this.store.announce(gettext("There is nothing to show yet."));
    this.player.pause();
    try {
      await this.saving.flushed();
      this.show(await api(this.address, { method: "POST", body: { preview: true } }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.tell("bad", error.message);
    }
  }

  // --- progress and result -----------------------------------------------------------------------------

  show(job) {
    // A quick job may be over before the answer to its order is here.
    const last = this.over.get(job.id) ?? job;
    this.jobs.set(job.id, last);
    if (isOver(last)) return this.finish(last);
    const bar = make("progress", { class: "bar", max: 100, "data-job-bar": true, value: job.status === "processing" ? job.progress : undefined, "aria-label": gettext("Progress of {name}", { name: job.title }) });
    const words = make("div", { class: "live-words" }, make("span", { "data-job-stage": true }, job.stage || gettext("Waiting")), make("span", { "data-job-percent": true }));
    const cancel = make("button", { class: "button button-small", type: "button", "data-job-cancel": job.id }, gettext("Cancel"));
    this.put(make("div", { class: "tl-render-row take" }, make("strong", { class: "small clip" }, job.title), make("div", { class: "live", "data-job": job.id, "data-job-status": job.status }, bar, words), cancel));
  }

  hear(job) {
    if (job.kind !== KIND || job.projectId !== this.store.projectId) return;
    if (isOver(job)) this.over.set(job.id, job);
    if (!this.jobs.has(job.id)) return isOver(job) ? undefined : this.show(job);
    if (isOver(job) && !isOver(this.jobs.get(job.id))) this.finish(job);
  }

  async catchUp(jobs) {
    // They may have ended while the connection was lost.
    for (const [id, known] of this.jobs) {
      if (isOver(known) || jobs.some((job) => job.id === id)) continue;
      const job = await api(`/api/jobs/${id}`);
      if (isOver(job)) this.finish(job);
    }
  }

  finish(job) {
    this.jobs.set(job.id, job);
    const output = job.outputs?.[0];
    const isPreview = job.params?.preview || !job.result?.videoId;
    if (job.status === "failed") return this.tell("bad", job.error?.message ?? gettext("It failed. Nothing was charged."));
    if (job.status === "cancelled") return this.put();
    if (isPreview && output) return this.playPreview(output.url);
    this.tell("good", gettext("The film is ready."), make("a", { href: `/videos/${job.result.videoId}/`, id: "tl-open-result" }, gettext("Open it")));
    this.store.announce(gettext("The film is ready."));
  }

  playPreview(url) {
    this.put();
    this.preview.src = url;
    this.preview.hidden = false;
    document.getElementById("tl-preview-close").hidden = false;
    this.store.announce(gettext("The preview is ready."));
    this.preview.play().catch(() => undefined);
  }

  closePreview() {
    if (this.preview.hidden) return;
    this.preview.pause();
    this.preview.removeAttribute("src");
    this.preview.hidden = true;
    document.getElementById("tl-preview-close").hidden = true;
  }

  tell(tone, words, link = null) {
    const dismiss = make("button", { class: "button button-quiet button-small button-icon push", type: "button", "aria-label": gettext("Dismiss"), onclick: () => this.put() }, icon("close"));
    this.put(make("div", { class: `notice notice-${tone}`, role: tone === "bad" ? "alert" : undefined }, icon(tone === "good" ? "check" : "alert"), make("span", { class: "row" }, words, link), dismiss));
  }

  put(...parts) {
    this.place.replaceChildren(...parts);
    this.place.hidden = parts.length === 0;
  }
}
