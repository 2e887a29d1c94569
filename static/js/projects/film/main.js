// The film maker's page. All that it shows comes from one answer of the server, asked for again when something moves.

import { api } from "../../common/api.js";
import { ask } from "../../common/confirm.js";
import { clock, debounce } from "../../common/dom.js";
import { toast } from "../../common/toasts.js";
import { gettext, ngettext } from "../../common/words.js";
import { order, orderIfWanted } from "./asking.js";
import { showNow, showProgress } from "./now.js";
import { dragToOrder } from "./ordering.js";
import { moved, placed, sent, ShotCard } from "./shots.js";
import { wishForm } from "./wish.js";

const page = JSON.parse(document.getElementById("film-page").textContent);
const path = `/api/projects/${page.projectId}`;
const place = (name) => document.getElementById(name);
const cards = new Map();
let film = null;
let library = null;

const wish = page.mayEdit ? wishForm({ path: `${path}/generate`, voices: page.voices, idea: page.idea, ordered }) : null;

// -- showing -------------------------------------------------------------------------------------------

function show(next) {
  film = next;
  place("film-skeleton").hidden = true;
  place("film").dataset.state = film.state;
  showNow(film);
  wish?.show(film);
  const idea = place("film-idea");
  if (idea?.hidden) [idea.hidden, idea.open] = [false, film.state === "empty"];
  place("film-empty").hidden = page.mayEdit || film.state !== "empty";
  const isWritten = film.shots.length > 0;
  for (const name of ["film-script", "film-board", "film-sound"]) place(name).hidden = !isWritten;
  write("script-title", film.script.title);
  write("script-logline", film.script.logline);
  place("film-draft").hidden = !film.script.isDraft;
  showSound();
  showShots();
}

function write(id, value) {
  const control = place(id);
  if (control !== document.activeElement && control.value !== value) control.value = value;
}

function showSound() {
  const player = place("music-player");
  place("music-field").hidden = !film.music;
  if (place("music-again")) place("music-again").hidden = !film.music;
  write("script-music", film.music?.prompt ?? "");
  const source = film.music?.videoId ? `/api/videos/${film.music.videoId}/download?inline=1` : "";
  player.hidden = !source;
  if (source && player.getAttribute("src") !== source) player.src = source;
}

function showShots() {
  const busy = film.state === "working";
  const list = place("shots");
  for (const shot of film.shots) {
    if (!cards.has(shot.id)) cards.set(shot.id, new ShotCard(shot, { ...page, change: changeShot, act, own }));
    cards.get(shot.id).show(shot, busy);
  }
  const wanted = film.shots.map((shot) => cards.get(shot.id).element);
  // Moved only where the order differs: an element that is put where it is loses its focus.
  wanted.forEach((element, number) => list.children[number] !== element && list.insertBefore(element, list.children[number] ?? null));
  for (const element of [...list.children].slice(wanted.length)) {
    cards.delete(element.dataset.shot);
    element.remove();
  }
  place("film-length").textContent = ngettext("{count} shot, {length}", "{count} shots, {length}", film.shots.length, { length: clock(film.seconds) });
  if (place("shot-add")) place("shot-add").disabled = busy;
}

async function ordered() {
  await load();
  place("film-idea").open = false;
  place("film-now").scrollIntoView({ block: "nearest" });
}

const say = (words) => (place("film-said").textContent = words);

// -- asking and changing -------------------------------------------------------------------------------

async function load() {
  try {
    show(await api(`${path}/film`));
    if (film.state === "working") showProgress(await api(`/api/jobs/${film.jobId}`));
  } catch (error) {
    toast(error.message, { tone: "bad" });
  }
}

let last = Promise.resolve();

/** One change after the other, each made of what the one before has left. */
function change(where, body) {
  last = last.then(async () => {
    try {
      show(await api(`${path}/${where}`, { method: "PUT", body: body() }));
      say(gettext("Saved."));
    } catch (error) {
      toast(error.message, { tone: "bad" });
      await load();
    }
  });
  return last;
}

const changeShots = (edit) => change("storyboard", () => ({ shots: sent(edit(film.shots)) }));
const changeShot = (id, fields) => changeShots((shots) => shots.map((shot) => (shot.id === id ? { ...shot, ...fields } : shot)));

const changeScript = (fields) =>
  change("script", () => ({ title: film.script.title, logline: film.script.logline, shots: film.shots.map(({ id, text }) => ({ id, text })), ...fields }));

async function act(id, what) {
  if (film.state === "working") return;
  if (what === "again") await again({ scope: "shot", shotId: id }, gettext("This shot is drawn anew."));
  if (what === "remove" && (await ask(gettext("This shot and its words will be taken out of the film."), gettext("Remove")))) await changeShots((shots) => shots.filter((shot) => shot.id !== id));
  if (what === "earlier" || what === "later") {
    await changeShots((shots) => moved(shots, id, what === "earlier" ? -1 : 1));
    const shot = film.shots.find((each) => each.id === id);
    cards.get(id)?.element.focus();
    if (shot) say(gettext("Now shot {number} of {count}.", { number: shot.number, count: film.shots.length }));
  }
}

async function put(id, place) {
  await changeShots((shots) => placed(shots, id, place));
  const shot = film.shots.find((each) => each.id === id);
  if (shot) say(gettext("Now shot {number} of {count}.", { number: shot.number, count: film.shots.length }));
}

async function again(body, words) {
  try {
    if (await orderIfWanted(`${path}/regenerate`, body, words, gettext("Make it"))) await load();
  } catch (error) {
    refuse(error);
  }
}

function refuse(error) {
  const short = error.errors?.some(({ code }) => code === "insufficient_credits");
  toast(error.message, { tone: "bad", link: short ? { href: "/credits/", words: gettext("Get credits") } : null });
}

async function own() {
  library ??= (await api("/api/videos?limit=100")).results.filter((item) => item.mediaType !== "audio").map((item) => [item.id, item.title]);
  return library;
}

if (page.mayEdit) {
  place("film-go").addEventListener("click", async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    try {
      await last;
      await order(`${path}/continue`);
      await load();
    } catch (error) {
      refuse(error);
    } finally {
      button.disabled = false;
    }
  });
  place("film-cancel").addEventListener("click", () => api(`/api/jobs/${film.jobId}/cancel`, { method: "POST" }).then(load, refuse));
  place("shot-add").addEventListener("click", async () => {
    const { camera, seconds } = film.shots.at(-1) ?? { camera: "still", seconds: 5 };
    await changeShots((shots) => [...shots, { text: "", picture: film.shots.at(-1)?.picture ?? "", camera, seconds, source: "generated" }]);
    const card = cards.get(film.shots.at(-1)?.id);
    card?.text.focus();
  });
  dragToOrder(place("shots"), put);
  place("script-title").addEventListener("change", (event) => changeScript({ title: event.target.value }));
  place("script-logline").addEventListener("change", (event) => changeScript({ logline: event.target.value }));
  place("script-music").addEventListener("change", (event) => changeScript({ music: event.target.value }));
  const WORDS = { script: gettext("The whole film is written anew, and what depends on it is made again."), narration: gettext("Everything is spoken anew."), music: gettext("Another music is composed.") };
  for (const button of document.querySelectorAll("[data-again]")) button.addEventListener("click", () => again({ scope: button.dataset.again }, WORDS[button.dataset.again]));
}

// -- what happens meanwhile ----------------------------------------------------------------------------

const loadSoon = debounce(load, 400);
const heard = new Set();

document.addEventListener("live:job", ({ detail: job }) => {
  if (job.id === film?.jobId) {
    showProgress(job);
    if (!["queued", "processing"].includes(job.status)) loadSoon();
  } else if ([...cards.values()].some((card) => card.hear(job))) {
    if (!["queued", "processing"].includes(job.status)) loadSoon();
  } else if (job.projectId === page.projectId && film?.state === "working" && !heard.has(job.id)) {
    heard.add(job.id); // a part that has just been begun
    loadSoon();
  } else if (job.projectId === page.projectId && ["completed", "failed", "cancelled"].includes(job.status)) {
    loadSoon();
  }
});
document.addEventListener("live:back", loadSoon);
load();
