// What a film is about: its summary, chapters, best moments and narrations, each asked for by a priced button.

import { api } from "../../common/api.js";
import { icon, make } from "../../common/dom.js";
import { chapters, summary } from "./summary.js";
import { highlights } from "./highlights.js";
import { narration } from "./narration.js";
import { toast } from "../../common/toasts.js";
import { gettext, ngettext } from "../../common/words.js";

const FINISHED = new Set(["completed", "failed", "cancelled"]);
const ENDS = {
  completed: (title) => gettext("{title}: done", { title }),
  failed: (title) => gettext("{title}: failed", { title }),
  cancelled: (title) => gettext("{title}: cancelled", { title }),
};
const EXACT = 0.02; // seconds; a player's clock is not exact
const panel = document.getElementById("insights");
const video = panel.dataset.video;
const news = document.getElementById("insights-news");

/** What the tabs share: what is known of the film, the jobs at work, and how to ask for more. */
const film = {
  id: video,
  facts: null,
  highlights: [],
  jobs: new Map(), // by kind, the newest
  seek,
  order,
  price,
  redraw: draw,
};

const TABS = {
  summary: { draw: summary, kinds: ["ai.summary"] },
  chapters: { draw: chapters, kinds: ["ai.summary"] },
  highlights: { draw: highlights, kinds: ["ai.highlights", "video.batch"] },
  narration: { draw: narration, kinds: ["ai.narration"] },
};
const KINDS = new Set(Object.values(TABS).flatMap((tab) => tab.kinds));

// --- asking ---------------------------------------------------------------------------------------------

async function order(path, body) {
  const job = await api(path, { method: "POST", body });
  film.jobs.set(job.kind, job);
  news.textContent = gettext("{title}: begun", { title: job.title });
  if (FINISHED.has(job.status)) await load();
  else draw();
}

/** What a wish would cost, in words, and the notes that come with it. */
async function price(path, body, signal) {
  const { quote } = await api(`${path}?dryRun=true`, { method: "POST", body, signal });
  const words = quote.credits === 0 ? gettext("free") : ngettext("{count} credit", "{count} credits", quote.credits);
  return { words, notes: quote.notes };
}

function seek(seconds) {
  const player = document.getElementById("player");
  if (!player) return;
  player.currentTime = seconds;
  player.scrollIntoView({ block: "nearest" });
}

// --- drawing --------------------------------------------------------------------------------------------

function draw() {
  for (const [name, tab] of Object.entries(TABS)) {
    const place = document.getElementById(`insights-${name}`);
    // What somebody is filling in must not be swept away.
    if (place.contains(document.activeElement) && place.querySelector("form")?.contains(document.activeElement)) {
      place.dataset.stale = "1";
      continue;
    }
    delete place.dataset.stale;
    place.replaceChildren(...tab.draw(film));
  }
}

panel.addEventListener("focusout", () => {
  setTimeout(() => panel.querySelector("[data-stale]") && draw(), 0);
});

function skeleton() {
  const lines = () => [1, 2, 3].map(() => make("span", { class: "insights-line" }));
  for (const name of Object.keys(TABS)) {
    document.getElementById(`insights-${name}`).replaceChildren(make("div", { class: "insights-loading", role: "status", "aria-label": gettext("Loading") }, ...lines()));
  }
}

async function load() {
  try {
    const [facts, found] = await Promise.all([api(`/api/videos/${video}`), api(`/api/ai/highlights/${video}`)]);
    film.facts = facts;
    film.highlights = found.highlights;
    draw();
  } catch (error) {
    const again = make("button", { class: "button button-small", type: "button", onclick: start }, icon("retry"), gettext("Try again"));
    for (const name of Object.keys(TABS)) {
      const told = make("p", { class: "notice notice-bad", role: "alert" }, icon("alert"), error.message);
      document.getElementById(`insights-${name}`).replaceChildren(told, name === "summary" ? again : "");
    }
  }
}

// --- tabs -----------------------------------------------------------------------------------------------

const tabs = [...panel.querySelectorAll('[role="tab"]')];

function show(chosen) {
  for (const tab of tabs) {
    const isChosen = tab === chosen;
    tab.setAttribute("aria-selected", isChosen);
    tab.tabIndex = isChosen ? 0 : -1;
    document.getElementById(tab.getAttribute("aria-controls")).hidden = !isChosen;
  }
}

tabs.forEach((tab, place) => {
  tab.addEventListener("click", () => show(tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = event.key === "Home" ? tabs[0] : event.key === "End" ? tabs.at(-1) : step && tabs.at((place + step) % tabs.length);
    if (!next) return;
    event.preventDefault();
    show(next);
    next.focus();
  });
});

// --- the playhead -----------------------------------------------------------------------------------------

/** Of the chapters, and of the key points, the one that plays is marked. */
function follow() {
  const now = document.getElementById("player").currentTime + EXACT;
  for (const list of panel.querySelectorAll("[data-follows]")) {
    const rows = [...list.children];
    const at = rows.findLastIndex((row) => Number(row.dataset.from) <= now);
    rows.forEach((row, number) => (number === at ? row.setAttribute("aria-current", "true") : row.removeAttribute("aria-current")));
  }
}

document.getElementById("player")?.addEventListener("timeupdate", follow);

// --- jobs -----------------------------------------------------------------------------------------------

document.addEventListener("live:job", ({ detail: job }) => {
  if (job.videoId !== video || !KINDS.has(job.kind)) return;
  const before = film.jobs.get(job.kind);
  if (before && before.id !== job.id && before.createdAt > job.createdAt) return;
  film.jobs.set(job.kind, job);
  if (!FINISHED.has(job.status)) {
    progress(job) || draw();
    return;
  }
  news.textContent = ENDS[job.status](job.title);
  load();
});

/** Moves a bar that is there already; false when there is none. */
function progress(job) {
  const live = panel.querySelectorAll(`[data-insights-job="${CSS.escape(job.id)}"]`);
  live.forEach((place) => {
    const bar = place.querySelector("progress");
    if (job.status === "queued") bar.removeAttribute("value");
    else bar.value = job.progress;
    place.querySelector("[data-stage]").textContent = job.status === "queued" ? gettext("Waiting") : job.stage || gettext("Starting");
    place.querySelector("[data-percent]").textContent = job.status === "processing" ? `${Math.round(job.progress)} %` : "";
  });
  return live.length > 0;
}

async function start() {
  skeleton();
  try {
    const { results } = await api(`/api/jobs?videoId=${video}&limit=50`);
    for (const job of results.reverse()) if (KINDS.has(job.kind)) film.jobs.set(job.kind, job);
  } catch (error) {
    toast(error.message, { tone: "bad" });
  }
  await load();
}

start();
