// Parts that the tabs of a film's insights have in common.

import { api } from "../../common/api.js";
import { clock, debounce, icon, make } from "../../common/dom.js";
import { toast } from "../../common/toasts.js";
import { gettext, language } from "../../common/words.js";

const FINISHED = new Set(["completed", "failed", "cancelled"]);

// Those in which most people will ask; the API takes any.
const NAMED = ["en", "vi", "zh", "nl", "fr", "de", "id", "it", "ja", "ko", "pl", "pt", "ru", "es", "tr"];
const names = new Intl.DisplayNames(language, { type: "language" });

export const languages = () => [["", gettext("As it is spoken")], ...NAMED.map((code) => [code, nameOf(code)])];

export const isAtWork = (job) => job && !FINISHED.has(job.status);
export const nameOf = (code) => (code && code !== "und" ? names.of(code) : code);

/** A job at work: its bar, its stage, and a way to stop it. */
export function live(job) {
  const waiting = job.status === "queued";
  const stop = async (event) => {
    event.currentTarget.disabled = true;
    try {
      await api(`/api/jobs/${job.id}/cancel`, { method: "POST" });
    } catch (error) {
      toast(error.message, { tone: "bad" });
    }
  };
  return make(
    "div",
    { class: "insights-live", "data-insights-job": job.id },
    make(
      "div",
      { class: "live" },
      make("progress", { class: "bar", max: 100, value: waiting ? null : job.progress, "aria-label": job.title }),
      make("div", { class: "live-words" }, make("span", { "data-stage": true }, waiting ? gettext("Waiting") : job.stage || gettext("Starting")), make("span", { "data-percent": true }, waiting ? "" : `${Math.round(job.progress)} %`)),
    ),
    make("button", { class: "button button-quiet button-small", type: "button", onclick: stop }, icon("close"), gettext("Stop")),
  );
}

/** Why the last attempt failed, if it did. */
export function failure(job) {
  return job?.status === "failed" ? make("p", { class: "notice notice-bad", role: "alert" }, icon("alert"), job.error?.message ?? gettext("It failed.")) : null;
}

export function draft(row) {
  return row.isDraft ? make("span", { class: "chip", title: gettext("Made by the platform itself, without a vendor's model.") }, gettext("Local draft")) : null;
}

export function notes(rows) {
  return rows.length ? make("p", { class: "faint small" }, rows.join(" ")) : null;
}

export function field(label, input, hint) {
  return make("label", { class: "field" }, make("span", { class: "field-label" }, label), input, hint ? make("span", { class: "field-hint" }, hint) : null);
}

export function choice(name, options, chosen = "") {
  const select = make("select", { class: "input", name });
  select.append(...options.map(([value, words]) => make("option", { value, selected: value === chosen }, words)));
  return select;
}

export function timeButton(film, time, words) {
  return make("button", { class: "insights-time", type: "button", "aria-label": gettext("Go to {time}: {words}", { time: clock(Math.floor(time)), words }), onclick: () => film.seek(time) }, clock(Math.floor(time)));
}

/** A form whose button says what it costs before it is pressed; `read` gives its wish. */
export function priced(film, path, words, fields, read) {
  const price = make("span", { class: "insights-price" }, "…");
  const told = make("p", { class: "faint small insights-told", role: "status" });
  const wrong = make("p", { class: "field-error", role: "alert" });
  const button = make("button", { class: "button button-primary", type: "submit" }, icon("sparkles"), words, price);
  const form = make("form", { class: "insights-form" }, ...fields, make("div", { class: "insights-ask" }, button), wrong, told);
  let asking = new AbortController();
  const ask = async () => {
    asking.abort();
    asking = new AbortController();
    price.textContent = "…";
    try {
      const quote = await film.price(path, read(form), asking.signal);
      price.textContent = quote.words;
      told.textContent = quote.notes.join(" ");
      wrong.textContent = "";
      button.disabled = false;
    } catch (error) {
      if (error.name === "AbortError") return;
      price.textContent = "";
      told.textContent = "";
      wrong.textContent = error.message;
      button.disabled = true;
    }
  };
  form.addEventListener("input", debounce(ask, 400));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      await film.order(path, read(form));
    } catch (error) {
      wrong.textContent = error.message;
      button.disabled = false;
    }
  });
  // Asked once it is seen: a price of a tab that nobody opens is not needed.
  new IntersectionObserver((entries, observer) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    ask();
  }).observe(form);
  return form;
}

/** Whether anything can be said in a film: one without sound has nothing to be told from. */
export const canSpeak = (film) => Boolean(film.facts.audioCodec || film.facts.transcripts?.length);

export const silent = () => make("p", { class: "soft" }, gettext("This film has no sound, so nothing is said in it that could be told here."));

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(gettext("Copied."), { tone: "good" });
  } catch {
    toast(gettext("Your browser does not let this page copy. Select the words and copy them by hand."), { tone: "bad" });
  }
}
