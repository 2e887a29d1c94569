// A job's live bar: jobs.js keeps it up to date wherever it stands.

import { make } from "../../common/dom.js";
import { gettext } from "../../common/words.js";

const STAGES = { queued: gettext("Waiting"), completed: gettext("Completed"), failed: gettext("Failed"), cancelled: gettext("Cancelled") };

export const isOver = (job) => job !== undefined && !["queued", "processing"].includes(job.status);

export function drawJob(job) {
  const at = { queued: undefined, completed: 100 };
  const bar = make("progress", { class: "bar", max: 100, "data-job-bar": true, value: job.status in at ? at[job.status] : job.progress, "aria-label": gettext("Progress of {title}", { title: job.title }) });
  const words = make("div", { class: "live-words" }, make("span", { "data-job-stage": true }, STAGES[job.status] ?? (job.stage || gettext("Starting"))), make("span", { "data-job-percent": true }));
  const live = make("div", { class: "live", "data-job": job.id, "data-job-status": job.status }, bar, words);
  const cancel = isOver(job) ? null : make("button", { class: "button button-small", type: "button", "data-job-cancel": job.id, "aria-label": gettext("Cancel {title}", { title: job.title }) }, gettext("Cancel"));
  const why = job.status === "failed" ? make("p", { class: "field-error" }, job.error?.message ?? gettext("It failed. Nothing was charged.")) : null;
  return make("div", { class: "plan-job" }, make("div", { class: "row" }, make("strong", { class: "clip small" }, job.title), make("span", { class: "push" }), cancel), live, why);
}
