// Keeps every element with `data-job` up to date, and lets jobs be cancelled and done again from anywhere.

import { api } from "../common/api.js";
import { refresh } from "../common/dom.js";
import { toast } from "../common/toasts.js";
import { gettext, language } from "../common/words.js";

const FINISHED = new Set(["completed", "failed", "cancelled"]);
// The chat says itself what became of these.
const SAID_ELSEWHERE = new Set(["ai.chat", "ai.verify"]);
// More than so many are not asked for one by one.
const MOST_ASKED = 20;
// Of what is shown and should move, nothing was heard for so long: an event was lost on the way.
const SILENCE = 30_000;
const running = new Set();
const announced = new Set();
const heardAt = new Map();
// Deleted meanwhile, or somebody else's.
const unknown = new Set();

const places = (id) => document.querySelectorAll(`[data-job="${CSS.escape(id)}"]`);

function draw(place, job) {
  place.dataset.jobStatus = job.status;
  const waiting = job.status === "queued";
  const bar = place.querySelector("[data-job-bar]");
  if (bar && waiting) bar.removeAttribute("value");
  else if (bar) bar.value = job.status === "completed" ? 100 : job.progress;
  const stage = place.querySelector("[data-job-stage]");
  if (stage) stage.textContent = ENDED[job.status]?.() ?? (waiting ? gettext("Waiting") : job.stage || gettext("Starting"));
  const percent = place.querySelector("[data-job-percent]");
  if (percent) percent.textContent = job.status === "processing" ? `${whole.format(job.progress)} %` : "";
}

const ENDED = {
  completed: () => gettext("Completed"),
  failed: () => gettext("Failed"),
  cancelled: () => gettext("Cancelled"),
};
const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });

function follow(job) {
  heardAt.set(job.id, Date.now());
  const finished = FINISHED.has(job.status);
  const news = finished ? !announced.has(job.id) : !running.has(job.id);
  const shown = [...places(job.id)];
  const changed = shown.some((place) => place.dataset.jobStatus !== job.status);
  shown.forEach((place) => draw(place, job));
  if (finished) {
    running.delete(job.id);
    heardAt.delete(job.id);
    announced.add(job.id);
  } else running.add(job.id);
  count();
  if (news || changed) refresh();
  // The editor tells of its own run in its own place, and so do the Studio's cards and the chat's plans.
  if (news && finished && !SAID_ELSEWHERE.has(job.kind) && !shown.some((place) => place.closest("#run, .take, .plan"))) announce(job);
}

function count() {
  const badge = document.querySelector("[data-active-jobs]");
  if (!badge) return;
  badge.hidden = running.size === 0;
  badge.querySelector("[data-active-jobs-number]").textContent = running.size;
}

function announce(job) {
  const { title } = job;
  if (job.status === "failed") {
    toast(gettext("“{title}” failed. {reason}", { title, reason: job.error?.message ?? "" }), { tone: "bad" });
  } else if (job.status === "completed" && (job.kind === "video.edit" || job.category === "ai" || (job.kind === "project.render" && job.result?.videoId))) {
    const result = job.outputs[0];
    toast(gettext("“{title}” is ready.", { title }), { tone: "good", link: result && { href: `/videos/${result.id}/`, words: gettext("Open") } });
  } else if (job.status === "completed" && job.kind === "project.package" && job.outputs[0]) {
    toast(gettext("“{title}” is ready.", { title }), { tone: "good", link: { href: job.outputs[0].url, words: gettext("Download") } });
  }
}

const unfinished = () => [...document.querySelectorAll("[data-job]")].filter((place) => !FINISHED.has(place.dataset.jobStatus)).map((place) => place.dataset.job).filter((id) => !unknown.has(id));

/** What runs now. Of the rest that ran or is shown as running, we ask what became of it, and tell everybody. */
function catchUp(jobs) {
  const now = new Set(jobs.map((job) => job.id));
  const ended = [...new Set([...running, ...unfinished()])].filter((id) => !now.has(id));
  running.clear();
  for (const job of jobs) {
    running.add(job.id);
    heardAt.set(job.id, Date.now());
    places(job.id).forEach((place) => draw(place, job));
  }
  count();
  ended.slice(0, MOST_ASKED).forEach(askFor);
  if (ended.length > MOST_ASKED || [...now].some((id) => places(id).length === 0)) refresh();
}

async function askFor(id) {
  heardAt.set(id, Date.now());
  try {
    const job = await api(`/api/jobs/${id}`);
    document.dispatchEvent(new CustomEvent("live:job", { detail: job }));
  } catch (error) {
    // Else the line is gone again, and the next snapshot tells.
    if (error.status === 404) unknown.add(id);
    refresh();
  }
}

function askForSilent() {
  if (document.visibilityState !== "visible") return;
  const silent = new Set(unfinished().filter((id) => Date.now() - (heardAt.get(id) ?? 0) > SILENCE));
  [...silent].slice(0, MOST_ASKED).forEach(askFor);
}

async function act(button, path, words) {
  button.disabled = true;
  try {
    await api(path, { method: "POST" });
    toast(words);
  } catch (error) {
    toast(error.message, { tone: "bad" });
    button.disabled = false;
  }
  refresh();
}

export function followJobs() {
  document.addEventListener("live:job", (event) => follow(event.detail));
  document.addEventListener("live:snapshot", (event) => catchUp(event.detail.jobs));
  setInterval(askForSilent, SILENCE / 3);
  document.addEventListener("click", (event) => {
    const cancel = event.target.closest("[data-job-cancel]");
    const retry = event.target.closest("[data-job-retry]");
    if (cancel) act(cancel, `/api/jobs/${cancel.dataset.jobCancel}/cancel`, gettext("Stopping it. Nothing will be charged."));
    if (retry) act(retry, `/api/jobs/${retry.dataset.jobRetry}/retry`, gettext("It is queued again."));
  });
}
