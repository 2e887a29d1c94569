// The edit panel: a recipe of steps, its price, and the run that makes a new version.

import { api, freshKey } from "../common/api.js";
import { clock, debounce, icon, make, refresh } from "../common/dom.js";
import { playClip, showPreview } from "./preview.js";
import { drawForm } from "../common/schema_form.js";

const QUIET_FOR = 350;
const CLIP_SECONDS = 4;

const studio = document.getElementById("studio");
const list = document.getElementById("recipe");
const price = document.getElementById("price");
const runButton = document.getElementById("run-button");
const previewButton = document.getElementById("preview-button");
const clipButton = document.getElementById("clip-button");
const notes = document.getElementById("recipe-notes");
const catalogue = new Map(JSON.parse(document.getElementById("catalogue").textContent).map((each) => [each.name, each]));
const film = { id: studio.dataset.video, width: Number(studio.dataset.width), height: Number(studio.dataset.height), duration: Number(studio.dataset.duration) };

const steps = [];
let key = freshKey();
let asking = null;
let runningJob = null;
// A quick job may be over before the answer to its order is here.
const ended = new Map();

const recipe = () => steps.map((step) => ({ operation: step.operation.name, ...step.form.read() }));

/** A first value for what must be given: the whole film, the whole picture, the first choice. */
function suggest(name, schema) {
  if (schema.unit === "seconds") return /end|until|stop/i.test(name) ? Math.floor(film.duration * 100) / 100 : 0;
  if (schema.unit === "pixels" && /width/i.test(name)) return film.width || undefined;
  if (schema.unit === "pixels" && /height/i.test(name)) return film.height || undefined;
  return schema.enum?.[0];
}

const playerTime = () => document.getElementById("player")?.currentTime ?? 0;

export function add(name) {
  const operation = catalogue.get(name);
  const step = { operation, touched: false };
  step.form = drawForm(operation.schema, { suggest, now: document.getElementById("player") ? playerTime : null, changed: () => changed(step) });
  step.element = drawStep(step);
  steps.push(step);
  list.append(step.element);
  settle(`${operation.title} added as step ${steps.length}.`);
  step.element.querySelector(".step-body :is(input, select, textarea)")?.focus();
}

/** A step that another panel keeps (`owner`): its times are the source's own, so it comes first. No params: none. */
function keep({ owner, operation: name, params, words }) {
  const known = steps.find((step) => step.owner === owner);
  if (!params) {
    if (known) drop(known);
    return;
  }
  if (known) {
    known.params = params;
    known.form.element.textContent = words;
    changed(known);
    return;
  }
  const step = { operation: catalogue.get(name), owner, params, touched: true };
  step.form = { element: make("p", { class: "small" }, words), read: () => step.params, showErrors: (errors) => errors };
  step.element = drawStep(step);
  steps.unshift(step);
  list.prepend(step.element);
  settle(`${step.operation.title} added as step 1.`);
}

function drop(step) {
  const place = steps.indexOf(step);
  steps.splice(place, 1);
  step.element.remove();
  settle(`${step.operation.title} removed.`);
  return place;
}

function drawStep(step) {
  const { operation } = step;
  const button = (name, words, work) => make("button", { class: "button button-quiet button-small button-icon", type: "button", "aria-label": `${words}: ${operation.title}`, title: words, "data-act": name, onclick: work }, icon(name));
  const body = make("div", { class: "step-body", id: `step-body-${freshKey()}` }, make("p", { class: "soft small" }, operation.description), step.form.element);
  const problem = make("p", { class: "field-error step-error", role: "alert" });
  const head = make("button", { class: "step-title", type: "button", "aria-expanded": "true", "aria-controls": body.id }, make("span", { class: "step-number number" }), icon(operation.icon), make("span", { class: "clip" }, operation.title));
  head.addEventListener("click", () => {
    body.hidden = !body.hidden;
    head.setAttribute("aria-expanded", String(!body.hidden));
  });
  step.problem = problem;
  const element = make("li", { class: "step", "data-step": operation.name }, make("div", { class: "step-head" }, head, button("up", "Move up", () => move(step, -1)), button("down", "Move down", () => move(step, 1)), button("trash", "Remove", () => remove(step))), problem, body);
  element.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || !by) return;
    event.preventDefault();
    move(step, by);
  });
  return element;
}

function move(step, by) {
  const from = steps.indexOf(step);
  const to = from + by;
  if (to < 0 || to >= steps.length || step.owner || steps[to].owner) return;
  const focused = document.activeElement;
  steps.splice(to, 0, ...steps.splice(from, 1));
  list.replaceChildren(...steps.map((each) => each.element));
  settle(`${step.operation.title} is now step ${to + 1} of ${steps.length}.`);
  // A button that has just been switched off cannot keep the focus.
  const target = focused && step.element.contains(focused) && !focused.disabled ? focused : step.element.querySelector(".step-title");
  target.focus();
}

function remove(step) {
  const place = drop(step);
  if (step.owner) document.dispatchEvent(new CustomEvent("recipe:dropped", { detail: { owner: step.owner } }));
  const next = steps[place] ?? steps[place - 1];
  (next?.element.querySelector(".step-title") ?? document.querySelector("[data-add]")).focus();
}

function settle(news) {
  document.getElementById("recipe-news").textContent = news;
  document.getElementById("recipe-empty").hidden = steps.length > 0;
  steps.forEach((step, number) => {
    step.element.querySelector(".step-number").textContent = number + 1;
    step.element.querySelector('[data-act="up"]').disabled = number === 0 || Boolean(step.owner ?? steps[number - 1].owner);
    step.element.querySelector('[data-act="down"]').disabled = number === steps.length - 1 || Boolean(step.owner);
  });
  changed();
}

function changed(step = null) {
  if (step) step.touched = true;
  key = freshKey();
  runButton.disabled = previewButton.disabled = clipButton.disabled = true;
  tell([]);
  askPrice();
}

const askPrice = debounce(async () => {
  asking?.abort();
  if (steps.length === 0) {
    showErrors([]);
    say(make("span", { class: "faint" }, "Nothing to run yet"));
    return;
  }
  asking = new AbortController();
  const { signal } = asking;
  try {
    const { quote } = await api("/api/video/edit?dryRun=true", { method: "POST", body: { videoId: film.id, operations: recipe() }, signal });
    showErrors([]);
    tell(quote.notes);
    previewButton.disabled = clipButton.disabled = false;
    resultSeconds = quote.seconds;
    say(make("strong", { class: "number" }, `${quote.credits} credit${quote.credits === 1 ? "" : "s"}`), make("span", { class: "faint" }, ` · makes ${clock(quote.seconds)}`));
    runButton.disabled = runningJob !== null;
  } catch (error) {
    if (signal.aborted) return;
    refuse(error, { gentle: true });
  }
}, QUIET_FOR);

/** What will differ from the letter of the recipe. */
function tell(sentences) {
  notes.textContent = sentences.join(" ");
  notes.hidden = sentences.length === 0;
}

let looking = null;
let resultSeconds = 0;

/** The result's moment that shows what the player shows now: what the first step drops before it comes off. */
function resultMoment() {
  const [first] = recipe();
  const now = playerTime();
  const parts = first?.operation === "remove-parts" ? (first.parts ?? []) : [];
  const cut = parts.reduce((sum, part) => sum + Math.max(Math.min(part.endTime, now) - part.startTime, 0), 0);
  return Math.max(now - cut - (first?.operation === "trim" ? first.startTime : 0), 0);
}

function preview() {
  looking?.abort();
  looking = new AbortController();
  const body = { videoId: film.id, operations: recipe(), timestamp: resultMoment(), width: 960 };
  showPreview(document.getElementById("preview"), body, looking.signal);
}

function watch() {
  looking?.abort();
  looking = new AbortController();
  const body = { videoId: film.id, operations: recipe(), startTime: Math.min(resultMoment(), Math.max(resultSeconds - CLIP_SECONDS, 0)) };
  document.getElementById("player")?.pause();
  playClip(document.getElementById("preview"), body, looking.signal);
}

const say = (...words) => price.replaceChildren(...words);

function refuse(error, { gentle = false } = {}) {
  const left = showErrors(error.errors ?? [], { gentle });
  const unplaced = error.errors?.length ? left.map((each) => each.detail).join(" ") : error.message;
  const foot = document.getElementById("recipe-error");
  foot.textContent = unplaced;
  foot.hidden = !unplaced;
  say(make("span", { class: "faint" }, unplaced ? "No price" : "Finish the marked step to see the price"));
}

/** Each error beside its field, else on its step; gives back those that belong to no step. */
function showErrors(errors, { gentle = false } = {}) {
  document.getElementById("recipe-error").hidden = true;
  const placed = errors.map((error) => ({ ...error, ...placeOf(error.attr) }));
  steps.forEach((step, number) => {
    const mine = placed.filter((error) => error.step === number);
    // A field that nobody has come to yet is not wrong, only open.
    const open = gentle && !step.touched && mine.some((error) => error.code === "missing");
    const left = step.form.showErrors(open ? [] : mine);
    step.problem.textContent = left.map((error) => error.detail).join(" ");
    step.element.toggleAttribute("data-wrong", mine.length > 0);
  });
  return placed.filter((error) => error.step === null || error.step >= steps.length);
}

function placeOf(attr) {
  const found = /^operations\.(\d+)(?:\.(.+))?$/.exec(attr ?? "");
  return found ? { step: Number(found[1]), path: found[2] ?? "" } : { step: null, path: "" };
}

async function run() {
  runButton.disabled = true;
  try {
    const job = await api("/api/video/edit", { method: "POST", body: { videoId: film.id, operations: recipe() }, headers: { "Idempotency-Key": key } });
    key = freshKey();
    runningJob = job.id;
    showRun(job);
    if (ended.has(job.id)) finish(ended.get(job.id));
    refresh();
  } catch (error) {
    refuse(error);
    runButton.disabled = steps.length === 0;
  }
}

function showRun(job) {
  const place = document.getElementById("run");
  const bar = make("progress", { class: "bar", max: 100, "data-job-bar": true, "aria-label": `Progress of ${job.title}` });
  const words = make("div", { class: "live-words" }, make("span", { "data-job-stage": true }, "Waiting"), make("span", { "data-job-percent": true }));
  const live = make("div", { class: "live", "data-job": job.id, "data-job-status": job.status }, bar, words);
  const cancel = make("button", { class: "button button-small", type: "button", "data-job-cancel": job.id }, "Cancel");
  place.replaceChildren(make("div", { class: "row" }, make("strong", { class: "clip small" }, job.title), make("span", { class: "push" }), cancel), live);
  place.hidden = false;
}

function finish(job) {
  runningJob = null;
  const place = document.getElementById("run");
  const dismiss = make("button", { class: "button button-quiet button-small button-icon push", type: "button", "aria-label": "Dismiss", onclick: () => (place.hidden = true) }, icon("close"));
  const words = { failed: job.error?.message ?? "It failed. Nothing was charged.", cancelled: "Cancelled. Nothing was charged." }[job.status];
  const good = job.status === "completed";
  const line = good ? ["Done.", make("a", { href: `/videos/${job.outputs[0].id}/`, id: "open-result" }, "Open the result")] : [words];
  place.replaceChildren(make("div", { class: `notice ${good ? "notice-good" : job.status === "failed" ? "notice-bad" : ""}` }, icon(good ? "check" : "alert"), make("span", { class: "row" }, ...line), dismiss));
  askPrice();
}

const isFinished = (job) => !["queued", "processing"].includes(job.status);

document.addEventListener("live:job", ({ detail: job }) => {
  if (!isFinished(job)) return;
  ended.set(job.id, job);
  if (job.id === runningJob) finish(job);
});
document.addEventListener("live:snapshot", async ({ detail }) => {
  // It may have ended while the connection was lost, or before this page knew its number.
  if (!runningJob || detail.jobs.some((job) => job.id === runningJob)) return;
  const job = await api(`/api/jobs/${runningJob}`);
  if (isFinished(job)) finish(job);
});
document.getElementById("editor").addEventListener("click", (event) => {
  const choice = event.target.closest("[data-add]");
  if (choice) add(choice.dataset.add);
});
document.addEventListener("recipe:keep", ({ detail }) => keep(detail));
runButton.addEventListener("click", run);
previewButton.addEventListener("click", preview);
clipButton.addEventListener("click", watch);
