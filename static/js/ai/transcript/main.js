// The transcript beside a film: read along, search, change, captions, files, translation, and how it comes to be.

import { ApiError, api, csrfToken, freshKey } from "../../common/api.js";
import { ask } from "../../common/confirm.js";
import { debounce, make } from "../../common/dom.js";
import { drawLines } from "../spoken_lines.js";
import { toast } from "../../common/toasts.js";

const KINDS = new Set(["ai.transcribe", "ai.translate"]);
const ENDED = new Set(["completed", "failed", "cancelled"]);
const ORIGINS = { recognised: "Written down", aligned: "From a script", translated: "Translated", revised: "Changed by hand", cut: "Left by an edit", imported: "From a file" };

const at = (name) => document.getElementById(`spoken-${name}`);
const panel = document.getElementById("spoken");
const player = document.getElementById("player");
const home = `/api/videos/${panel.dataset.video}`;
const form = at("order");
const language = at("language");

let transcript = null;
let search = () => () => {};
let captions = false;

function tell(error) {
  at("problem").hidden = !error;
  at("problem").textContent = error ? error.message : "";
}

const address = () => `${home}/transcripts/${encodeURIComponent(language.value)}`;

/** What there is, and what is at work. */
async function load(wanted = language.value) {
  const told = await api(`${home}/transcripts`);
  drawJob(told.job);
  const there = told.transcripts.length > 0;
  at("tools").hidden = !there;
  form.hidden = there || Boolean(told.job);
  if (!there) {
    clear();
    if (!told.job && form.querySelector("[type=submit]")) askPrice();
    return;
  }
  language.replaceChildren(...told.transcripts.map((each) => make("option", { value: each.language }, each.language === "und" ? "No words" : each.languageName)));
  language.value = told.transcripts.some((each) => each.language === wanted) ? wanted : told.transcripts[0].language;
  language.hidden = told.transcripts.length < 2;
  await show();
}

function clear() {
  transcript = null;
  at("lines").replaceChildren();
  for (const part of ["draft", "notes", "search-row", "silent"]) at(part).hidden = true;
  drawCaptions();
}

async function show() {
  transcript = await api(address());
  const silent = transcript.segments.length === 0;
  at("draft").hidden = !transcript.isDraft;
  at("notes").hidden = transcript.notes.length === 0;
  at("notes").textContent = transcript.notes.join(" ");
  at("silent").hidden = !silent;
  at("search-row").hidden = silent;
  for (const kind of ["vtt", "srt", "txt", "json"]) at(kind).href = `${address()}?format=${kind}`;
  search = drawLines(at("lines"), transcript, {
    player,
    save,
    found: (count) => {
      at("found").textContent = count === null ? "" : count === 1 ? "1 place" : `${count} places`;
    },
  });
  search(at("search").value);
  drawCaptions();
}

async function save(segments, number) {
  try {
    await api(address(), { method: "PUT", body: { revision: transcript.revision, segments } });
  } catch (error) {
    if (error.status === 409) at("problem").replaceChildren(make("span", {}, "Somebody changed this transcript in the meantime. Copy your words, then load it again. "), make("button", { class: "button button-small", type: "button", onclick: () => attempt(load) }, "Load again"));
    at("problem").hidden = error.status !== 409;
    throw error;
  }
  await load();
  at("lines").children[number]?.querySelector(".spoken-change").focus();
  document.dispatchEvent(new CustomEvent("transcript-changed"));
}

// --- captions in the player -------------------------------------------------------------------------

function drawCaptions() {
  const able = player instanceof HTMLVideoElement && Boolean(transcript?.segments.length);
  at("captions").hidden = !able;
  player?.querySelectorAll("track").forEach((track) => track.remove());
  at("captions").setAttribute("aria-pressed", String(able && captions));
  if (!able || !captions) return;
  // A revision is another file: the browser must not show the one it knows.
  const source = `${transcript.captionsUrl}?revision=${transcript.revision}`;
  const track = make("track", { kind: "captions", src: source, srclang: transcript.language, label: transcript.languageName, default: true });
  player.append(track);
  track.track.mode = "showing";
}

at("captions").addEventListener("click", () => {
  captions = !captions;
  drawCaptions();
});

// --- having it written down, or translated ----------------------------------------------------------

function drawJob(job) {
  const place = at("run");
  if (!job) return place.replaceChildren();
  form.hidden = true;
  place.replaceChildren(
    make(
      "div",
      { class: "live", "data-job": job.id, "data-job-status": job.status },
      make("progress", { class: "bar", max: 100, "data-job-bar": true, "aria-label": job.title }),
      make("div", { class: "row small soft" }, make("span", { "data-job-stage": true }, job.stage || "Waiting"), make("span", { class: "number", "data-job-percent": true }), make("button", { class: "button button-small push", type: "button", "data-job-cancel": job.id }, "Cancel")),
    ),
  );
}

document.addEventListener("live:job", (event) => {
  const job = event.detail;
  if (job.videoId !== panel.dataset.video || !KINDS.has(job.kind)) return;
  if (!ENDED.has(job.status)) {
    if (!at("run").querySelector(`[data-job="${CSS.escape(job.id)}"]`)) drawJob(job);
    return;
  }
  if (job.status === "failed") tell(job.error ?? { message: "This did not work." });
  attempt(() => load(job.kind === "ai.translate" ? job.params.target : language.value), { quietly: job.status === "failed" });
});
document.addEventListener("live:snapshot", () => attempt(load, { quietly: true }));

function wished(of) {
  return Object.fromEntries([...new FormData(of)].filter(([, value]) => value.trim()));
}

const orderAddress = `/api/ai/transcribe/${panel.dataset.video}`;
let key = freshKey();

async function price(of, path) {
  const place = of.querySelector("[data-price]");
  const go = of.querySelector("[type=submit]");
  try {
    const { quote } = await api(`${path}?dryRun=true`, { method: "POST", body: wished(of) });
    place.textContent = [quote.credits === 1 ? "1 credit" : `${quote.credits} credits`, ...quote.notes].join(" · ");
    go.disabled = false;
  } catch (error) {
    place.textContent = error.message;
    go.disabled = true;
  }
}

async function order(of, path) {
  of.querySelector("[type=submit]").disabled = true;
  tell(null);
  try {
    const job = await api(path, { method: "POST", body: wished(of), headers: { "Idempotency-Key": key } });
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

const askPrice = () => price(form, orderAddress);
form.addEventListener("input", debounce((event) => event.target.name && askPrice(), 400));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  order(form, orderAddress);
});
at("translate").addEventListener("input", debounce(() => at("target").value && price(at("translate"), `${address()}/translate`), 400));
at("translate").addEventListener("submit", (event) => {
  event.preventDefault();
  order(at("translate"), `${address()}/translate`);
});
at("auto")?.addEventListener("change", async () => {
  try {
    await api("/api/user/profile", { method: "PATCH", body: { autoTranscribe: at("auto").checked } });
    toast(at("auto").checked ? "New films will be written down by themselves." : "New films will wait until you ask.");
  } catch (error) {
    at("auto").checked = !at("auto").checked;
    toast(error.message, { tone: "bad" });
  }
});

// --- the menu ---------------------------------------------------------------------------------------

function open(name) {
  for (const each of ["order", "translate", "history", "import"]) at(each).hidden = `spoken-${each}` !== name;
  at("menu").open = false;
  if (name === "spoken-order") {
    at("why").hidden = true;
    askPrice();
  }
  if (name === "spoken-history") attempt(history);
  document.getElementById(name).querySelector("input, textarea, button")?.focus();
  if (name === "spoken-order") form.querySelector("[data-close]").hidden = !transcript;
}

async function history() {
  const { revisions } = await api(`${address()}/revisions`);
  at("revisions").replaceChildren(
    ...revisions.map((each) =>
      make(
        "li",
        { class: "row small" },
        make("span", { class: "number" }, `${each.revision}.`),
        make("span", {}, ORIGINS[each.origin]),
        make("time", { class: "faint", datetime: each.createdAt }, new Date(each.createdAt).toLocaleString()),
        each.isCurrent ? make("span", { class: "push faint" }, "shown now") : make("button", { class: "button button-small push", type: "button", onclick: () => attempt(() => restore(each.revision)) }, "Bring back"),
      ),
    ),
  );
}

async function restore(revision) {
  await api(`${address()}/restore`, { method: "POST", body: { revision } });
  await load();
  await history();
  document.dispatchEvent(new CustomEvent("transcript-changed"));
}

async function bring() {
  const body = new FormData(at("import"));
  const response = await fetch(`${home}/transcripts`, { method: "POST", body, headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" } });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(response.status, answer);
  at("import").reset();
  at("import").hidden = true;
  await load(answer.language);
  document.dispatchEvent(new CustomEvent("transcript-changed"));
}

panel.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) open(opener.dataset.open);
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest(".spoken-form").hidden = true;
});
document.addEventListener("click", (event) => {
  if (!at("menu").contains(event.target)) at("menu").open = false;
});
at("menu").addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  at("menu").open = false;
  at("menu").querySelector("summary").focus();
});
at("import").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(bring);
});
at("delete").addEventListener("click", async () => {
  at("menu").open = false;
  if (!(await ask("All revisions of this language will be gone for good."))) return;
  await attempt(async () => {
    await api(address(), { method: "DELETE" });
    await load("");
  });
});
language.addEventListener("change", () => attempt(show));
at("search").addEventListener("input", () => search(at("search").value));
at("search").addEventListener("keydown", (event) => event.key === "Enter" && search(at("search").value)());

async function attempt(work, { quietly = false } = {}) {
  try {
    await work();
    if (!quietly) tell(null);
  } catch (error) {
    if (!quietly) tell(error);
  }
}

if (panel.dataset.sound === "no") {
  at("why").textContent = "This film has no sound, so there is nothing to write down.";
  form.querySelectorAll(":scope > :not(#spoken-why)").forEach((part) => part.remove());
}
attempt(load);
