// Cuts the film by its words: what is struck out here is one step "Remove parts" of the editor's recipe.
//
// Which part of the film goes with a word is the server's affair; this page only knows the words' numbers.

import { api, freshKey } from "../../common/api.js";
import { debounce, make } from "../../common/dom.js";
import { drawOffer } from "./offer.js";
import { drawStrip } from "./strip.js";
import { drawParagraphs, onLine, runsOf } from "./words.js";

const OWNER = "words";
const QUIET_FOR = 300;
const AROUND = 1; // seconds played on each side of a place
const EARLY = 0.02; // seconds; a player's clock is not exact

const place = (name) => document.getElementById(`wordcut-${name}`);
const player = document.getElementById("player");
const editor = document.getElementById("editor");
const studio = document.getElementById("studio");
const film = { id: studio.dataset.video, duration: Number(studio.dataset.duration) };
const base = `/api/videos/${film.id}/transcripts`;
const box = place("words");

let transcript = null;
let marks = []; // the words' elements
let chosen = null; // the first and the last selected word
let active = 0;
let struck = new Set();
let pauses = { minimum: 0.8, leave: 0.25, before: [] };
let history = [];
let parts = [];
let trial = null; // a place that is being tried: what to leave out, and where to stop
let asking = null;
let loaded = false;

const strip = drawStrip(place("strip"), film.duration, (time) => (player.currentTime = time));

// -- showing ------------------------------------------------------------------------------------------------

function show(byWords) {
  editor.dataset.by = byWords ? "words" : "steps";
  document.getElementById("wordcut").hidden = !byWords;
  document.getElementById("editor-by-words").setAttribute("aria-pressed", String(byWords));
  document.getElementById("editor-by-steps").setAttribute("aria-pressed", String(!byWords));
  if (byWords && !loaded) load();
}

async function load(language = "") {
  loaded = true;
  try {
    const { transcripts, job } = await api(base);
    const usable = transcripts.filter((each) => each.origin !== "translated");
    const wanted = usable.find((each) => each.language === language) ?? usable[0];
    transcript = wanted ? await api(`${base}/${wanted.language}`) : null;
    complain(transcript?.words.length === 0 ? "Nobody knows when each word of this transcript is said, so it cannot be cut by its words." : "");
    place("none").hidden = transcript !== null;
    place("desk").hidden = !transcript?.words.length;
    if (transcript) start(usable);
    else offerToWrite(job);
  } catch (error) {
    loaded = false;
    complain(error.message);
  }
}

function start(languages) {
  struck = new Set();
  history = [];
  pauses = { ...pauses, before: [] };
  active = 0;
  chosen = null;
  const select = place("language");
  select.hidden = languages.length < 2;
  select.replaceChildren(...languages.map((each) => make("option", { value: each.language, selected: each.language === transcript.language }, each.languageName)));
  marks = drawParagraphs(box, transcript);
  closeOffer();
  changed();
}

function drawMarks() {
  const quiet = new Set(pauses.before);
  marks.forEach((mark, number) => {
    const isStruck = struck.has(number);
    const isChosen = chosen !== null && number >= Math.min(...chosen) && number <= Math.max(...chosen);
    mark.classList.toggle("is-struck", isStruck);
    mark.classList.toggle("is-quiet", quiet.has(number));
    mark.classList.toggle("is-active", number === active);
    mark.setAttribute("aria-selected", String(isChosen));
    if (isStruck) mark.setAttribute("aria-label", `${transcript.words[number].text}, struck out`);
    else mark.removeAttribute("aria-label");
  });
  box.setAttribute("aria-activedescendant", `word-${active}`);
  place("strike").disabled = marks.length === 0;
  place("strike").querySelector("span").textContent = areAllStruck() ? "Bring back" : "Strike out";
  place("undo").disabled = history.length === 0;
}

function complain(words, { again = false } = {}) {
  const problem = place("problem");
  problem.hidden = !words;
  problem.querySelector("span").textContent = words;
  place("again").hidden = !again;
}

const say = (words) => (place("news").textContent = words);

// -- selecting and striking ---------------------------------------------------------------------------------

function selected() {
  const [from, until] = chosen ? [Math.min(...chosen), Math.max(...chosen)] : [active, active];
  return Array.from({ length: until - from + 1 }, (_, step) => from + step);
}

const areAllStruck = () => marks.length > 0 && selected().every((number) => struck.has(number));

function move(to, { extend = false } = {}) {
  const now = Math.max(0, Math.min(to, marks.length - 1));
  chosen = extend ? [chosen ? chosen[0] : active, now] : null;
  active = now;
  drawMarks();
  marks[active]?.scrollIntoView({ block: "nearest" });
}

function remember() {
  history.push({ struck: new Set(struck), pauses: { ...pauses } });
}

function strike() {
  const numbers = selected();
  const back = areAllStruck();
  remember();
  numbers.forEach((number) => (back ? struck.delete(number) : struck.add(number)));
  if (back) pauses = { ...pauses, before: pauses.before.filter((number) => !numbers.includes(number)) };
  chosen = null;
  say(`${numbers.length === 1 ? "1 word" : `${numbers.length} words`} ${back ? "brought back" : "struck out"}.`);
  changed();
}

function undo() {
  const before = history.pop();
  if (!before) return;
  ({ struck, pauses } = before);
  say("Undone.");
  changed();
}

const KEYS = {
  ArrowLeft: () => active - 1,
  ArrowRight: () => active + 1,
  ArrowUp: () => onLine(marks, active, -1),
  ArrowDown: () => onLine(marks, active, 1),
  Home: () => 0,
  End: () => marks.length - 1,
};

function onKey(event) {
  if (event.altKey || marks.length === 0) return;
  const command = event.ctrlKey || event.metaKey;
  const step = KEYS[event.key];
  if (step) move(step(), { extend: event.shiftKey });
  else if (event.key === "Delete" || event.key === "Backspace") strike();
  else if (event.key === "Enter") playFrom(transcript.words[active].start);
  else if (event.key === "Escape" && chosen) move(active);
  else if (command && event.key.toLowerCase() === "z") undo();
  else if (command && event.key.toLowerCase() === "a") {
    chosen = [0, marks.length - 1];
    drawMarks();
  } else return;
  event.preventDefault();
}

const numberAt = (event) => {
  const mark = document.elementFromPoint(event.clientX, event.clientY)?.closest("#wordcut-words [data-n]");
  return mark ? Number(mark.dataset.n) : null;
};

function onPress(event) {
  const number = numberAt(event);
  if (number === null || event.button !== 0) return;
  // A finger cannot draw over words, since that scrolls: its second tap is the selection's other end.
  const extend = event.shiftKey || (event.pointerType === "touch" && chosen !== null);
  if (!extend) active = number;
  chosen = extend ? [chosen ? chosen[0] : active, number] : [number, number];
  active = number;
  drawMarks();
  if (!extend) player.currentTime = transcript.words[number].start;
}

function onDraw(event) {
  if (event.pointerType === "touch" || !(event.buttons & 1) || chosen === null) return;
  const number = numberAt(event);
  if (number === null || number === active) return;
  chosen = [chosen[0], number];
  active = number;
  drawMarks();
}

// -- what it means for the film -----------------------------------------------------------------------------

const wish = () => ({ revision: transcript.revision, strike: runsOf(struck), pauses: pauses.before.length ? pauses : null });

function changed() {
  drawMarks();
  complain("");
  ask();
}

const ask = debounce(async () => {
  asking?.abort();
  if (struck.size === 0 && pauses.before.length === 0) return settle([], 0);
  asking = new AbortController();
  const { signal } = asking;
  try {
    const answer = await api(`${base}/${transcript.language}/cut?dryRun=true`, { method: "POST", body: wish(), signal });
    settle(answer.operations[0].parts, answer.secondsRemoved);
  } catch (error) {
    if (signal.aborted) return;
    settle([], 0);
    complain(error.message, { again: error.status === 409 });
  }
}, QUIET_FOR);

function settle(found, seconds) {
  parts = found;
  strip.show(parts);
  const places = parts.length === 1 ? "1 place" : `${parts.length} places`;
  const words = `${places}, ${seconds.toFixed(1)} seconds in all. Made from the words: change it there.`;
  const params = parts.length ? { parts } : null;
  document.dispatchEvent(new CustomEvent("recipe:keep", { detail: { owner: OWNER, operation: "remove-parts", params, words } }));
}

function forget() {
  remember();
  struck = new Set();
  pauses = { ...pauses, before: [] };
  changed();
}

// -- playing as if it were cut ------------------------------------------------------------------------------

function playFrom(time, { stop = null, without = null } = {}) {
  trial = stop === null ? null : { stop, without };
  player.currentTime = Math.max(time, 0);
  player.play().catch(() => undefined);
}

function look() {
  strip.now(player.currentTime);
  drawNow(player.currentTime);
}

function follow() {
  look();
  if (player.paused) return;
  const now = player.currentTime;
  if (trial && now >= trial.stop) player.pause();
  const gone = trial ? [trial.without].filter(Boolean) : place("skip").checked ? parts : [];
  const part = gone.find((each) => now >= each.startTime && now < each.endTime - EARLY);
  if (part && part.endTime >= film.duration - EARLY) player.pause();
  else if (part) player.currentTime = part.endTime;
  requestAnimationFrame(follow);
}

let shown = -1;

function drawNow(time) {
  if (!transcript || place("desk").hidden) return;
  let from = 0;
  let until = marks.length;
  while (from < until) {
    const middle = (from + until) >> 1;
    if (transcript.words[middle].start <= time) from = middle + 1;
    else until = middle;
  }
  if (from - 1 === shown) return;
  marks[shown]?.classList.remove("is-now");
  shown = from - 1;
  marks[shown]?.classList.add("is-now");
  if (!player.paused && document.activeElement !== box) marks[shown]?.scrollIntoView({ block: "nearest" });
}

// -- fillers and pauses -------------------------------------------------------------------------------------

async function offer(kind) {
  const isOpen = place(kind).getAttribute("aria-expanded") === "true";
  closeOffer();
  if (isOpen) return;
  place(kind).setAttribute("aria-expanded", "true");
  place("offer").hidden = false;
  await drawOffer(place("offer"), {
    kind,
    limits: pauses,
    words: transcript.words,
    find: (limits) => api(`${base}/${transcript.language}/suggestions?minimum=${limits.minimum}&leave=${limits.leave}`),
    tryOut: (each, isTaken) => playFrom(each.startTime - AROUND, { stop: each.endTime + AROUND, without: isTaken ? each : null }),
    take: (found, limits) => {
      remember();
      if (kind === "fillers") found.forEach((each) => each.words.forEach((number) => struck.add(number)));
      else pauses = { ...limits, before: found.flatMap((each) => each.words) };
      closeOffer();
      place(kind).focus();
      say(`${found.length} taken out.`);
      changed();
    },
    close: () => {
      closeOffer();
      place(kind).focus();
    },
  });
}

function closeOffer() {
  place("offer").hidden = true;
  place("fillers").setAttribute("aria-expanded", "false");
  place("pauses").setAttribute("aria-expanded", "false");
}

// -- when nothing is written down yet -----------------------------------------------------------------------

async function offerToWrite(job) {
  if (job) return showRun(job);
  place("run").replaceChildren();
  try {
    const { quote } = await api(`/api/ai/transcribe/${film.id}?dryRun=true`, { method: "POST", body: {} });
    place("write").disabled = false;
    place("price").replaceChildren(make("strong", { class: "number" }, `${quote.credits} credit${quote.credits === 1 ? "" : "s"}`));
  } catch (error) {
    place("write").disabled = true;
    complain(error.message);
  }
}

async function write() {
  place("write").disabled = true;
  try {
    const job = await api(`/api/ai/transcribe/${film.id}`, { method: "POST", body: {}, headers: { "Idempotency-Key": freshKey() } });
    if (job.status === "completed") load();
    else showRun(job);
  } catch (error) {
    place("write").disabled = false;
    complain(error.message);
  }
}

function showRun(job) {
  place("write").disabled = true;
  const bar = make("progress", { class: "bar", max: 100, "data-job-bar": true, "aria-label": "Progress of writing down what is said" });
  const words = make("div", { class: "live-words" }, make("span", { "data-job-stage": true }, "Waiting"), make("span", { "data-job-percent": true }));
  place("run").replaceChildren(make("div", { class: "live", "data-job": job.id, "data-job-status": job.status }, bar, words));
}

function onJob({ detail: job }) {
  if (job.kind !== "ai.transcribe" || job.videoId !== film.id || ["queued", "processing"].includes(job.status)) return;
  if (!loaded || transcript) return;
  if (job.status === "completed") load();
  else {
    complain(job.error?.message ?? "");
    offerToWrite(null);
  }
}

document.getElementById("editor-by-words").addEventListener("click", () => show(true));
document.getElementById("editor-by-steps").addEventListener("click", () => show(false));
document.addEventListener("recipe:dropped", ({ detail }) => detail.owner === OWNER && forget());
document.addEventListener("live:job", onJob);
box.addEventListener("keydown", onKey);
box.addEventListener("pointerdown", (event) => event.pointerType !== "touch" && onPress(event));
box.addEventListener("click", (event) => event.pointerType === "touch" && onPress(event));
box.addEventListener("pointermove", onDraw);
place("strike").addEventListener("click", strike);
place("undo").addEventListener("click", undo);
place("fillers").addEventListener("click", () => offer("fillers"));
place("pauses").addEventListener("click", () => offer("pauses"));
place("write").addEventListener("click", write);
place("again").addEventListener("click", () => load(transcript?.language));
place("language").addEventListener("change", (event) => load(event.target.value));
player.addEventListener("play", () => requestAnimationFrame(follow));
player.addEventListener("pause", () => (trial = null));
player.addEventListener("seeked", look);
