// The tabs "Summary" and "Chapters".

import { clock, icon, make } from "../../common/dom.js";
import { canSpeak, choice, copy, draft, failure, field, isAtWork, languages, live, nameOf, notes, priced, silent, timeButton } from "./parts.js";
import { gettext, ngettext } from "../../common/words.js";

const lengths = () => [["short", gettext("Short")], ["medium", gettext("Medium")], ["long", gettext("Long")]];

function form(film, words) {
  const fields = [
    make("div", { class: "insights-fields" }, field(gettext("Language"), choice("language", languages())), field(gettext("Length"), choice("length", lengths(), "medium"))),
  ];
  return priced(film, `/api/ai/summarize/${film.id}`, words, fields, (each) => Object.fromEntries(new FormData(each)));
}

function empty(film, words) {
  const job = film.jobs.get("ai.summary");
  if (isAtWork(job)) return [live(job)];
  if (!canSpeak(film)) return [silent()];
  return [failure(job), make("p", { class: "soft" }, words), form(film, gettext("Summarise"))].filter(Boolean);
}

const asText = (row) => [row.overview, "", ...row.timestamps.map((each) => `${clock(Math.floor(each.time))}  ${each.content}`)].join("\n");

export function summary(film) {
  const row = film.facts.summary;
  if (!row) return empty(film, gettext("What it says in short, its key points with their times, and its chapters."));
  const job = film.jobs.get("ai.summary");
  const points = row.timestamps.map((each) => make("li", { "data-from": each.time }, timeButton(film, each.time, each.content), make("span", {}, each.content)));
  return [
    make(
      "div",
      { class: "insights-line-of-facts" },
      make("span", { class: "faint small" }, `${nameOf(row.language)} · ${row.provider === "local" ? gettext("made here") : row.modelUsed}`),
      draft(row),
      make("button", { class: "button button-quiet button-small push", type: "button", onclick: () => copy(asText(row)) }, icon("list"), gettext("Copy")),
    ),
    make("p", { class: "insights-overview", lang: row.language }, row.overview),
    make("h3", {}, gettext("Key points")),
    make("ul", { class: "insights-points", "data-follows": true, lang: row.language }, ...points),
    notes(row.notes),
    isAtWork(job) ? live(job) : failure(job),
    isAtWork(job) ? null : make("details", { class: "insights-again" }, make("summary", {}, gettext("Another summary")), form(film, gettext("Summarise again"))),
  ].filter(Boolean);
}

export function chapters(film) {
  const row = film.facts.summary;
  if (!row) return empty(film, gettext("Chapters come with the summary: where the subject changes, each with its name."));
  if (!row.chapters.length) return [make("p", { class: "soft" }, gettext("This film has one subject from its beginning to its end, so it has no chapters."))];
  const lines = row.chapters.map((each) => `${clock(Math.floor(each.startTime))} ${each.title}`).join("\n");
  const rows = row.chapters.map((each) =>
    make("li", { "data-from": each.startTime }, timeButton(film, each.startTime, each.title), make("span", {}, each.title), make("span", { class: "faint small number" }, clock(each.endTime - each.startTime))),
  );
  return [
    make(
      "div",
      { class: "insights-line-of-facts" },
      make("span", { class: "faint small" }, ngettext("{count} chapter", "{count} chapters", row.chapters.length)),
      draft(row),
      make("button", { class: "button button-quiet button-small push", type: "button", onclick: () => copy(lines) }, icon("list"), gettext("Copy for a description")),
    ),
    make("ol", { class: "insights-points insights-chapters", "data-follows": true, lang: row.language }, ...rows),
  ].filter(Boolean);
}
