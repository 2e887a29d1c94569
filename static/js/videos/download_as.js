// Download as another format: an export with its price beforehand, its progress, and the file when it is there.

import { api, freshKey } from "../common/api.js";
import { debounce, icon, make } from "../common/dom.js";
import { gettext, language, ngettext } from "../common/words.js";

const SOUND = new Set(["mp3", "m4a", "wav"]);
const dialog = document.getElementById("as-dialog");
const at = (name) => document.getElementById(`as-${name}`);
let video = "";
let job = null;

function wish() {
  const isSound = SOUND.has(at("format").value);
  const body = { videoId: video, format: at("format").value };
  if (at("quality").value) body.quality = at("quality").value;
  if (!isSound && at("resolution")?.value) body.resolution = at("resolution").value;
  return body;
}

function tell(error) {
  at("problem").textContent = error?.message ?? "";
  at("make").disabled = Boolean(error);
}

async function ask() {
  try {
    const { quote } = await api("/api/video/export?dryRun=true", { method: "POST", body: wish() });
    const credits = new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(quote.credits);
    at("price").textContent = ngettext("It costs {credits} credit.", "It costs {credits} credits.", quote.credits, { credits });
    tell(null);
  } catch (error) {
    at("price").textContent = "";
    tell(error);
  }
}

const price = debounce(ask, 200);

function draw() {
  const field = at("resolution-field");
  if (field) field.hidden = SOUND.has(at("format").value);
  price();
}

/** The bar is kept up to date by jobs.js. */
function drawJob(title) {
  const bar = make("progress", { class: "bar", max: 100, "aria-label": gettext("Progress of {title}", { title }), "data-job-bar": true });
  const words = make("div", { class: "live-words" }, make("span", { "data-job-stage": true }, gettext("Waiting")), make("span", { "data-job-percent": true }));
  at("run").replaceChildren(make("div", { class: "live", "data-job": job.id, "data-job-status": job.status }, bar, words));
  at("run").hidden = false;
}

async function send(event) {
  event.preventDefault();
  at("make").disabled = true;
  try {
    job = await api("/api/video/export", { method: "POST", body: wish(), headers: { "Idempotency-Key": freshKey() } });
    drawJob(job.title);
    follow(job);
  } catch (error) {
    tell(error);
  }
}

function follow(told) {
  if (!job || told.id !== job.id) return;
  if (told.status === "completed") offer(told.outputs[0].id);
  if (told.status === "failed") tell(new Error(told.error?.message ?? gettext("It could not be made. Nothing was charged.")));
  if (["failed", "cancelled"].includes(told.status)) at("run").hidden = true;
}

function offer(made) {
  const file = make("a", { class: "button button-primary", href: `/api/videos/${made}/download`, download: true }, icon("download"), gettext("Save the file"));
  const page = make("a", { class: "button", href: `/videos/${made}/` }, gettext("Open"));
  at("run").replaceChildren(make("div", { class: "row" }, file, page));
  at("make").disabled = false;
  job = null;
  file.focus();
}

export function listenForCopies(id) {
  if (!dialog) return;
  video = id;
  document.getElementById("download-as").addEventListener("click", () => {
    dialog.showModal();
    draw();
  });
  dialog.querySelector("form").addEventListener("change", draw);
  dialog.querySelector("form").addEventListener("submit", send);
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  document.addEventListener("live:job", (event) => follow(event.detail));
}
