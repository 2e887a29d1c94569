// Before there is a transcript: the offer to have what is said written down, its price, and its progress.

import { api, freshKey } from "../../common/api.js";
import { make } from "../../common/dom.js";
import { gettext, ngettext } from "../../common/words.js";

const AT_WORK = new Set(["queued", "processing"]);

export function offerToWrite(root, { video, leaving, written, complain }) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const path = `/api/ai/transcribe/${video}`;
  let key = freshKey();

  async function offer(job) {
    if (job) return showRun(job);
    part("run").replaceChildren();
    try {
      const { quote } = await api(`${path}?dryRun=true`, { method: "POST", body: {} });
      part("write").disabled = false;
      part("price").replaceChildren(make("strong", { class: "number" }, ngettext("{count} credit", "{count} credits", quote.credits)));
    } catch (error) {
      part("write").disabled = true;
      complain(error.message);
    }
  }

  async function write() {
    part("write").disabled = true;
    try {
      const job = await api(path, { method: "POST", body: {}, headers: { "Idempotency-Key": key } });
      key = freshKey();
      if (job.status === "completed") written();
      else showRun(job);
    } catch (error) {
      part("write").disabled = false;
      complain(error.message);
    }
  }

  function showRun(job) {
    part("write").disabled = true;
    const bar = make("progress", { class: "bar", max: 100, "data-job-bar": true, "aria-label": gettext("Progress of writing down what is said") });
    const words = make("div", { class: "live-words" }, make("span", { "data-job-stage": true }, gettext("Waiting")), make("span", { "data-job-percent": true }));
    part("run").replaceChildren(make("div", { class: "live", "data-job": job.id, "data-job-status": job.status }, bar, words));
  }

  function onJob({ detail: job }) {
    if (job.kind !== "ai.transcribe" || job.videoId !== video || AT_WORK.has(job.status)) return;
    if (job.status === "completed") return written();
    if (part("none").hidden) return;
    complain(job.error?.message ?? "");
    offer(null);
  }

  part("write").addEventListener("click", write, { signal: leaving });
  document.addEventListener("live:job", onJob, { signal: leaving });
  return { offer };
}
