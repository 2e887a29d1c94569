// The tab "Narration": a voice that tells the film.

import { make } from "../../common/dom.js";
import { canSpeak, choice, draft, failure, field, isAtWork, LANGUAGES, live, nameOf, notes, priced, timeButton } from "./parts.js";

const VOICES = [["any", "Any"], ["female", "Female"], ["male", "Male"]];
const MIXES = [["duck", "Steps back"], ["replace", "Is dropped"], ["none", "Voice only"]];

function form(film, words) {
  const script = make("textarea", { class: "input", name: "script", rows: 3, placeholder: "[0:05] What is said at five seconds." });
  const speed = make("input", { class: "input", type: "number", name: "speed", min: 0.5, max: 2, step: 0.1, value: 1 });
  const fields = [
    make(
      "div",
      { class: "insights-fields" },
      field("Language", choice("language", LANGUAGES)),
      field("Voice", choice("voiceType", VOICES, "any")),
      field("Speed", speed),
      field("The film's own sound", choice("mix", MIXES, "duck")),
    ),
    field("Script", script, "Empty: the summary is told. A line may begin with its time."),
  ];
  const read = (each) => ({ ...Object.fromEntries(new FormData(each)), speed: Number(speed.value) });
  if (!canSpeak(film)) script.value = script.placeholder; // only a script of one's own can be told then
  return priced(film, `/api/ai/narrate/${film.id}`, words, fields, read);
}

function card(film, row) {
  const lines = row.transcript.map((each) => make("li", {}, timeButton(film, each.startTime, each.text), make("span", {}, each.text)));
  return make(
    "article",
    { class: "insights-voice" },
    make(
      "div",
      { class: "insights-line-of-facts" },
      make("strong", {}, nameOf(row.language)),
      make("span", { class: "faint small" }, row.voice),
      draft(row),
      row.videoId ? make("a", { class: "button button-small push", href: `/videos/${row.videoId}/` }, "Open the film") : null,
    ),
    make("audio", { controls: true, preload: "none", src: row.audioUrl, "aria-label": `The voice in ${nameOf(row.language)}` }),
    make("details", {}, make("summary", {}, "What it says"), make("ul", { class: "insights-points", lang: row.language }, ...lines)),
    notes(row.notes),
  );
}

export function narration(film) {
  const job = film.jobs.get("ai.narration");
  const rows = film.facts.narrations;
  if (!rows.length) {
    if (isAtWork(job)) return [live(job)];
    const words = "A voice tells the film's summary, or your script, at the right moments. It becomes a new film; this one stays as it is.";
    return [failure(job), make("p", { class: "soft" }, words), form(film, "Narrate")].filter(Boolean);
  }
  return [
    ...rows.map((row) => card(film, row)),
    isAtWork(job) ? live(job) : failure(job),
    isAtWork(job) ? null : make("details", { class: "insights-again" }, make("summary", {}, "Another narration"), form(film, "Narrate")),
  ].filter(Boolean);
}
