// The transcript beside a film: read along, find, change, captions, files, translation, and how it comes to be.

import { api } from "../../common/api.js";
import { make } from "../../common/dom.js";
import { gettext } from "../../common/words.js";
import { showCaptions } from "./captions.js";
import { findWords } from "./finding.js";
import { followPlayhead } from "./following.js";
import { drawLines } from "./lines.js";
import { openMenu } from "./menu.js";
import { takeOrders } from "./ordering.js";

const NO_WORDS = "und";

const at = (name) => document.getElementById(`spoken-${name}`);
const panel = document.getElementById("spoken");
const player = document.getElementById("player");
const home = `/api/videos/${panel.dataset.video}`;
const language = at("language");
const beside = at("beside");

let transcripts = [];
let transcript = null;
let drawn = null;
let shown = ""; // which revisions of which languages

const address = (of = language.value) => `${home}/transcripts/${encodeURIComponent(of)}`;
const captions = showCaptions(player, at("captions"));
const follow = followPlayhead(at("lines"), { player, button: at("follow") });
const find = findWords({ input: at("search"), count: at("found"), previous: at("previous"), next: at("next") }, { goTo, reveal, current: follow.current });
const orders = takeOrders(panel, { address, load, tell, attempt });
openMenu(panel, { home, address, load, attempt, opened: orders.opened, shown: () => ({ transcript, drawn }) });

function tell(error) {
  at("problem").hidden = !error;
  at("problem").textContent = error ? error.message : "";
}

async function attempt(work, { quietly = false } = {}) {
  try {
    await work();
    if (!quietly) tell(null);
  } catch (error) {
    if (!quietly) tell(error);
  }
}

// --- loading and drawing ----------------------------------------------------------------------------

/** What there is, and what is at work. */
async function load(wanted = language.value) {
  const told = await api(`${home}/transcripts`);
  transcripts = told.transcripts;
  const there = transcripts.length > 0;
  orders.draw(told.job, { there });
  at("tools").hidden = at("tongues").hidden = !there;
  if (!there) return clear();
  const spoken = transcripts.some((each) => each.language === wanted) ? wanted : transcripts[0].language;
  language.replaceChildren(...transcripts.map((each) => make("option", { value: each.language }, nameOf(each))));
  language.value = spoken;
  offerBeside();
  await show();
}

const nameOf = (each) => (each.language === NO_WORDS ? gettext("No words") : each.languageName);

function offerBeside() {
  const kept = beside.value;
  const others = transcripts.filter((each) => each.language !== language.value && each.language !== NO_WORDS);
  beside.replaceChildren(make("option", { value: "" }, gettext("Alone")), ...others.map((each) => make("option", { value: each.language }, gettext("With {language}", { language: each.languageName }))));
  beside.value = others.some((each) => each.language === kept) ? kept : "";
  beside.hidden = others.length === 0;
  at("offer").hidden = others.length > 0;
}

function clear() {
  [transcript, shown] = [null, ""];
  drawn?.close();
  drawn = null;
  at("lines").replaceChildren();
  at("lines").removeAttribute("aria-busy");
  for (const part of ["draft", "notes", "search-row", "silent"]) at(part).hidden = true;
  captions.draw([], "");
}

const mark = (of) => transcripts.filter((each) => each.language === of).map((each) => `${each.language} ${each.revision}`);

async function show() {
  const wanted = [...mark(language.value), ...mark(beside.value)].join();
  if (wanted === shown) return;
  shown = wanted;
  const [found, other] = await Promise.all([api(address()), beside.value ? api(address(beside.value)) : null]).catch((error) => {
    shown = "";
    throw error;
  });
  if (shown !== wanted) return; // meanwhile another one was asked for
  transcript = found;
  const silent = transcript.segments.length === 0;
  at("draft").hidden = !transcript.isDraft;
  at("notes").hidden = transcript.notes.length === 0;
  at("notes").textContent = transcript.notes.join(" ");
  at("silent").hidden = !silent;
  at("search-row").hidden = silent;
  for (const kind of ["vtt", "srt", "txt", "json"]) at(kind).href = `${address()}?format=${kind}`;
  drawn?.close();
  drawn = drawLines(at("lines"), transcript, { beside: other, seek, hold: () => player?.pause(), save, decorate: find.decorate });
  at("lines").removeAttribute("aria-busy");
  follow.use(drawn);
  find.use(drawn);
  captions.draw(transcripts, language.value);
}

async function save(segments, number) {
  try {
    await api(address(), { method: "PUT", body: { revision: transcript.revision, segments } });
  } catch (error) {
    if (error.status === 409) offerToLoadAgain();
    at("problem").hidden = error.status !== 409;
    throw error;
  }
  const { scrollTop } = at("lines");
  await load();
  at("lines").scrollTop = scrollTop;
  drawn?.activate(number);
  drawn?.lines[number]?.querySelector(".spoken-change").focus();
  document.dispatchEvent(new CustomEvent("transcript-changed"));
}

function offerToLoadAgain() {
  const words = gettext("Somebody changed this transcript in the meantime. Copy your words, then load it again.");
  at("problem").replaceChildren(make("span", {}, words, " "), make("button", { class: "button button-small", type: "button", onclick: () => attempt(load) }, gettext("Load again")));
}

// --- going to places in the film --------------------------------------------------------------------

function seek(time, { play = true } = {}) {
  if (!player) return;
  follow.back();
  player.currentTime = time + 0.001;
  if (play) player.play().catch(() => undefined);
}

/** A place that was looked for: the film goes there, and plays on if it was playing. */
function goTo(line, time) {
  seek(time, { play: false });
  follow.reveal(line);
}

function reveal(line) {
  follow.leave();
  follow.reveal(line);
}

language.addEventListener("change", () => {
  offerBeside();
  attempt(show);
});
beside.addEventListener("change", () => attempt(show));
// What somebody is writing just now must not be swept away.
document.addEventListener("live:snapshot", () => at("lines").querySelector("form") || attempt(load, { quietly: true }));
attempt(load);
