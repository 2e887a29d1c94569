// Keeps every element with `data-job` up to date, and lets jobs be cancelled and done again from anywhere.

import { api } from "../common/api.js";
import { refresh } from "../common/dom.js";
import { toast } from "../common/toasts.js";

const FINISHED = new Set(["completed", "failed", "cancelled"]);
// The chat says itself what became of these.
const SAID_ELSEWHERE = new Set(["ai.chat", "ai.verify"]);
const running = new Set();
const announced = new Set();

const places = (id) => document.querySelectorAll(`[data-job="${CSS.escape(id)}"]`);

function draw(place, job) {
  place.dataset.jobStatus = job.status;
  const waiting = job.status === "queued";
  const bar = place.querySelector("[data-job-bar]");
  if (bar && waiting) bar.removeAttribute("value");
  else if (bar) bar.value = job.status === "completed" ? 100 : job.progress;
  const stage = place.querySelector("[data-job-stage]");
  if (stage) stage.textContent = FINISHED.has(job.status) ? capital(job.status) : waiting ? "Waiting" : job.stage || "Starting";
  const percent = place.querySelector("[data-job-percent]");
  if (percent) percent.textContent = job.status === "processing" ? `${Math.round(job.progress)} %` : "";
}

const capital = (word) => word[0].toUpperCase() + word.slice(1);

function follow(job) {
  const finished = FINISHED.has(job.status);
  const news = finished ? !announced.has(job.id) : !running.has(job.id);
  const shown = [...places(job.id)];
  const changed = shown.some((place) => place.dataset.jobStatus !== job.status);
  shown.forEach((place) => draw(place, job));
  if (finished) {
    running.delete(job.id);
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
  if (job.status === "failed") {
    toast(`“${job.title}” failed. ${job.error?.message ?? ""}`, { tone: "bad" });
  } else if (job.status === "completed" && (job.kind === "video.edit" || job.category === "ai" || (job.kind === "project.render" && job.result?.videoId))) {
    const result = job.outputs[0];
    toast(`“${job.title}” is ready.`, { tone: "good", link: result && { href: `/videos/${result.id}/`, words: "Open" } });
  } else if (job.status === "completed" && job.kind === "project.package" && job.outputs[0]) {
    toast(`“${job.title}” is ready.`, { tone: "good", link: { href: job.outputs[0].url, words: "Download" } });
  }
}

function catchUp(jobs) {
  const now = new Set(jobs.map((job) => job.id));
  const missed = [...running].some((id) => !now.has(id));
  const stale = [...document.querySelectorAll("[data-job]")].some(
    (place) => !FINISHED.has(place.dataset.jobStatus) && !now.has(place.dataset.job),
  );
  running.clear();
  jobs.forEach((job) => running.add(job.id));
  jobs.forEach((job) => places(job.id).forEach((place) => draw(place, job)));
  count();
  if (missed || stale || [...now].some((id) => places(id).length === 0)) refresh();
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
  document.addEventListener("click", (event) => {
    const cancel = event.target.closest("[data-job-cancel]");
    const retry = event.target.closest("[data-job-retry]");
    if (cancel) act(cancel, `/api/jobs/${cancel.dataset.jobCancel}/cancel`, "Stopping it. Nothing will be charged.");
    if (retry) act(retry, `/api/jobs/${retry.dataset.jobRetry}/retry`, "It is queued again.");
  });
}
