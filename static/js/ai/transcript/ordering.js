// Having it written down or translated: what it costs, the order, and its progress.

import { api, freshKey } from "../../common/api.js";
import { debounce, make } from "../../common/dom.js";
import { toast } from "../../common/toasts.js";
import { gettext, ngettext } from "../../common/words.js";

const KINDS = new Set(["ai.transcribe", "ai.translate"]);
const ENDED = new Set(["completed", "failed", "cancelled"]);

export function takeOrders(panel, { address, load, tell, attempt }) {
  const at = (name) => document.getElementById(`spoken-${name}`);
  const form = at("order");
  const path = `/api/ai/transcribe/${panel.dataset.video}`;
  const hasSound = panel.dataset.sound !== "no";
  const askPrice = () => price(form, path);
  let key = freshKey();

  function draw(job, { there }) {
    drawJob(job);
    form.hidden = there || Boolean(job);
    if (!form.hidden && hasSound) askPrice();
  }

  function drawJob(job) {
    const place = at("run");
    if (!job) return place.replaceChildren();
    form.hidden = true;
    const stage = make("span", { "data-job-stage": true }, job.stage || gettext("Waiting"));
    const stop = make("button", { class: "button button-small push", type: "button", "data-job-cancel": job.id }, gettext("Cancel"));
    const bar = make("progress", { class: "bar", max: 100, "data-job-bar": true, "aria-label": job.title });
    place.replaceChildren(make("div", { class: "live", "data-job": job.id, "data-job-status": job.status }, bar, make("div", { class: "row small soft" }, stage, make("span", { class: "number", "data-job-percent": true }), stop)));
  }

  function onJob({ detail: job }) {
    if (job.videoId !== panel.dataset.video || !KINDS.has(job.kind)) return;
    if (!ENDED.has(job.status)) {
      if (!at("run").querySelector(`[data-job="${CSS.escape(job.id)}"]`)) drawJob(job);
      return;
    }
    if (job.status === "failed") tell(job.error ?? { message: gettext("This did not work.") });
    attempt(() => load(job.kind === "ai.translate" ? job.params.target : undefined), { quietly: job.status === "failed" });
  }

  const wished = (of) => Object.fromEntries([...new FormData(of)].filter(([, value]) => value.trim()));

  async function price(of, where) {
    const place = of.querySelector("[data-price]");
    const go = of.querySelector("[type=submit]");
    try {
      const { quote } = await api(`${where}?dryRun=true`, { method: "POST", body: wished(of) });
      place.textContent = [ngettext("{count} credit", "{count} credits", quote.credits), ...quote.notes].join(" · ");
      go.disabled = false;
    } catch (error) {
      place.textContent = error.message;
      go.disabled = true;
    }
  }

  async function order(of, where) {
    of.querySelector("[type=submit]").disabled = true;
    tell(null);
    try {
      const job = await api(where, { method: "POST", body: wished(of), headers: { "Idempotency-Key": key } });
      of.hidden = true;
      key = freshKey();
      if (ENDED.has(job.status)) await load();
      else drawJob(job);
    } catch (error) {
      tell(error);
    } finally {
      of.querySelector("[type=submit]").disabled = false;
    }
  }

  async function keepChoice() {
    const auto = at("auto");
    try {
      await api("/api/user/profile", { method: "PATCH", body: { autoTranscribe: auto.checked } });
      toast(auto.checked ? gettext("New films will be written down by themselves.") : gettext("New films will wait until you ask."));
    } catch (error) {
      auto.checked = !auto.checked;
      toast(error.message, { tone: "bad" });
    }
  }

  document.addEventListener("live:job", onJob);
  form.addEventListener("input", debounce((event) => event.target.name && askPrice(), 400));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    order(form, path);
  });
  at("translate").addEventListener("input", debounce(() => at("target").value && price(at("translate"), `${address()}/translate`), 400));
  at("translate").addEventListener("submit", (event) => {
    event.preventDefault();
    order(at("translate"), `${address()}/translate`);
  });
  at("auto")?.addEventListener("change", keepChoice);

  return {
    draw,
    /** The form was opened from the menu, though there is a transcript. */
    opened(name) {
      if (name !== "spoken-order") return;
      at("why").hidden = true;
      if (!hasSound) return;
      form.querySelector("[data-close]").hidden = false;
      askPrice();
    },
  };
}
