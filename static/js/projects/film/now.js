// The top of the page: how far the film is, what it waits for, and the film itself.

import { icon, make } from "../../common/dom.js";
import { gettext } from "../../common/words.js";
import { credits, partsOf } from "./asking.js";

const place = (name) => document.getElementById(`film-${name}`);
const CHIPS = { working: ["processing", gettext("Being made")], waiting: ["processing", gettext("Waits for you")], ready: ["ready", gettext("Ready")], failed: ["failed", gettext("Failed")] };
const GATES = {
  script: gettext("This is the script. Change what you like, then go on: pictures, voice and music follow."),
  storyboard: gettext("This is the storyboard. Change or redraw what you like, then go on: the shots and the film follow."),
};

let shownFilm = null;

export function showProgress(job) {
  const isActive = job && ["queued", "processing"].includes(job.status);
  place("progress").hidden = !isActive;
  if (!isActive) return;
  place("bar").value = job.progress;
  place("percent").textContent = `${Math.round(job.progress)} %`;
  place("stage").textContent = job.stage || gettext("Waiting for a worker");
}

function showScreen(film) {
  if (film.videoId === shownFilm) return;
  shownFilm = film.videoId;
  place("screen").hidden = !film.videoId;
  place("links").hidden = !film.videoId;
  if (!film.videoId) return;
  const address = `/api/videos/${film.videoId}`;
  place("screen").replaceChildren(make("video", { src: `${address}/download?inline=1`, poster: `${address}/thumbnail`, controls: true, playsinline: true, preload: "metadata", "aria-label": film.script.title || gettext("The film") }));
  place("open").href = `/videos/${film.videoId}/`;
  place("download").href = `${address}/download`;
  const publish = place("publish");
  if (publish) publish.href = `/youtube/publish/${film.videoId}/`;
}

function gateWords(film) {
  if (film.state === "waiting") return GATES[film.waitingFor];
  if (film.state === "failed") return gettext("What was made is kept. Go on with what is missing.");
  const parts = film.quote ? partsOf(film.quote) : "";
  return parts ? gettext("You have changed something. Made again: {parts}.", { parts }) : gettext("You have changed something; the film is to be put together again.");
}

export function showNow(film) {
  const chip = CHIPS[film.state];
  place("state").hidden = !chip;
  if (chip) [place("state").dataset.status, place("state").textContent] = chip;
  place("now").hidden = film.state === "empty";
  if (film.state !== "working") showProgress(null);
  place("error").hidden = !film.error;
  place("error").replaceChildren(icon("alert"), make("span", {}, film.error ?? ""));
  const open = film.stale.length > 0 && ["waiting", "ready", "failed"].includes(film.state);
  place("gate").hidden = !open;
  if (open) place("gate-words").textContent = gateWords(film);
  const go = document.getElementById("film-go-words");
  if (go) go.textContent = [film.state === "ready" ? gettext("Make the changes") : gettext("Go on"), ...(film.quote ? [credits(film.quote.credits)] : [])].join(", ");
  place("notes").hidden = !film.notes.length;
  place("notes").replaceChildren(...film.notes.map((note) => make("li", {}, note)));
  showScreen(film);
}
