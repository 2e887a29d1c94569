// The top of the page: how far the film is, what it waits for, and the film itself.

import { icon, make } from "../../common/dom.js";
import { credits, partsOf } from "./asking.js";

const place = (name) => document.getElementById(`film-${name}`);
const CHIPS = { working: ["processing", "Being made"], waiting: ["processing", "Waits for you"], ready: ["ready", "Ready"], failed: ["failed", "Failed"] };
const GATES = {
  script: "This is the script. Change what you like, then go on: pictures, voice and music follow.",
  storyboard: "This is the storyboard. Change or redraw what you like, then go on: the shots and the film follow.",
};

let shownFilm = null;

export function showProgress(job) {
  const isActive = job && ["queued", "processing"].includes(job.status);
  place("progress").hidden = !isActive;
  if (!isActive) return;
  place("bar").value = job.progress;
  place("percent").textContent = `${Math.round(job.progress)} %`;
  place("stage").textContent = job.stage || "Waiting for a worker";
}

function showScreen(film) {
  if (film.videoId === shownFilm) return;
  shownFilm = film.videoId;
  place("screen").hidden = !film.videoId;
  place("links").hidden = !film.videoId;
  if (!film.videoId) return;
  const address = `/api/videos/${film.videoId}`;
  place("screen").replaceChildren(make("video", { src: `${address}/download?inline=1`, poster: `${address}/thumbnail`, controls: true, playsinline: true, preload: "metadata", "aria-label": film.script.title || "The film" }));
  place("open").href = `/videos/${film.videoId}/`;
  place("download").href = `${address}/download`;
  const publish = place("publish");
  if (publish) publish.href = `/youtube/publish/${film.videoId}/`;
}

function gateWords(film) {
  if (film.state === "waiting") return GATES[film.waitingFor];
  if (film.state === "failed") return "What was made is kept. Go on with what is missing.";
  const parts = film.quote ? partsOf(film.quote) : "";
  return parts ? `You have changed something. Made again: ${parts}.` : "You have changed something; the film is to be put together again.";
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
  if (go) go.textContent = `${film.state === "ready" ? "Make the changes" : "Go on"}${film.quote ? `, ${credits(film.quote.credits)}` : ""}`;
  place("notes").hidden = !film.notes.length;
  place("notes").replaceChildren(...film.notes.map((note) => make("li", {}, note)));
  showScreen(film);
}
