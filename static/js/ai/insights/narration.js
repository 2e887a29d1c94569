// The tab "Narration": a voice that tells the film.

import { make } from "../../common/dom.js";
import { canSpeak, choice, draft, failure, field, isAtWork, languages, live, nameOf, notes, priced, timeButton } from "./parts.js";
import { gettext } from "../../common/words.js";

const voices = () => [["any", gettext("Any")], ["female", gettext("Female")], ["male", gettext("Male")]];
const mixes = () => [["duck", gettext("Steps back")], ["replace", gettext("Is dropped")], ["none", gettext("Voice only")]];

function form(film, words) {
  const script = make("textarea", { class: "input", name: "script", rows: 3, placeholder: gettext("[0:05] What is said at five seconds.") });
  const speed = make("input", { class: "input", type: "number", name: "speed", min: 0.5, max: 2, step: 0.1, value: 1 });
  const fields = [
    make(
      "div",
      { class: "insights-fields" },
      field(gettext("Language"), choice("language", languages())),
      field(gettext("Voice"), choice("voiceType", voices(), "any")),
      field(gettext("Speed"), speed),
      field(gettext("The film's own sound"), choice("mix", mixes(), "duck")),
    ),
    field(gettext("Script"), script, gettext("Empty: the summary is told. A line may begin with its time.")),
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
      row.videoId ? make("a", { class: "button button-small push", href: `/videos/${row.videoId}/` }, gettext("Open the film")) : null,
    ),
    make("audio", { controls: true, preload: "none", src: row.audioUrl, "aria-label": gettext("The voice in {language}", { language: nameOf(row.language) }) }),
    make("details", {}, make("summary", {}, gettext("What it says")), make("ul", { class: "insights-points", lang: row.language }, ...lines)),
    notes(row.notes),
  );
}

export function narration(film) {
  const job = film.jobs.get("ai.narration");
  const rows = film.facts.narrations;
  if (!rows.length) {
    if (isAtWork(job)) return [live(job)];
    const words = gettext("A voice tells the film's summary, or your script, at the right moments. It becomes a new film; this one stays as it is.");
    return [failure(job), make("p", { class: "soft" }, words), form(film, gettext("Narrate"))].filter(Boolean);
  }
  return [
    ...rows.map((row) => card(film, row)),
    isAtWork(job) ? live(job) : failure(job),
    isAtWork(job) ? null : make("details", { class: "insights-again" }, make("summary", {}, gettext("Another narration")), form(film, gettext("Narrate"))),
  ].filter(Boolean);
}
