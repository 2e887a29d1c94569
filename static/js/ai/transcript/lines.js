// The lines of a transcript: click seeks, arrow keys walk, words are drawn once a line comes near the window.

import { clock, icon, make } from "../../common/dom.js";
import { gettext } from "../../common/words.js";
import { changeLine } from "./changing.js";

const NEAR = "400px"; // how far outside of the list a line is made ready

/**
 * Fills the list. `hold` stops the film while somebody writes; `decorate(number, words' elements)` is called when a line's words are drawn.
 * A line that nobody has come near has its text only: three hours of speech open as quickly as a minute.
 */
export function drawLines(list, transcript, { beside = null, seek, hold, save, decorate }) {
  const { segments } = transcript;
  const said = timedWords(segments, transcript.words);
  const other = beside ? besides(segments, beside.segments) : [];
  const awake = new Map(); // by the line's number, its words' elements
  const watching = new IntersectionObserver(onSeen, { root: list, rootMargin: NEAR });
  let active = 0;

  const lines = segments.map((segment, number) => {
    const who = segment.speaker && segment.speaker !== segments[number - 1]?.speaker;
    const time = make("button", { class: "spoken-time number", type: "button", tabindex: -1, "aria-label": gettext("Play from {time}", { time: clock(segment.start) }) }, clock(segment.start));
    const text = make("p", { class: "spoken-text", dir: "auto", lang: transcript.language }, segment.text);
    const translated = other[number] ? make("p", { class: "spoken-beside", dir: "auto", lang: beside.language }, other[number]) : null;
    return make("li", { class: "spoken-line", "data-n": number }, time, make("div", { class: "spoken-said" }, who ? make("span", { class: "spoken-who small" }, segment.speaker) : null, text, translated));
  });
  list.replaceChildren(...lines);
  list.scrollTop = 0;
  lines.forEach((line) => watching.observe(line));
  activate(0);

  function onSeen(entries) {
    entries.filter((entry) => entry.isIntersecting).forEach((entry) => wake(Number(entry.target.dataset.n)));
  }

  function wake(number) {
    const line = lines[number];
    if (!line || awake.has(number)) return;
    watching.unobserve(line);
    const spans = said[number].map((word) => make("span", { "data-start": word.start, "data-end": word.end }, word.text));
    line.querySelector(".spoken-text").replaceChildren(...spans.flatMap((span) => [span, " "]));
    const label = gettext("Change what is said at {time}", { time: clock(segments[number].start) });
    line.append(make("button", { class: "button button-quiet button-small button-icon spoken-change", type: "button", tabindex: number === active ? 0 : -1, "aria-label": label, title: gettext("Change") }, icon("pencil")));
    awake.set(number, spans);
    decorate(number, spans);
  }

  /** One line is a stop of the Tab key; the arrow keys walk from it to the others. */
  function activate(number, { focus = false } = {}) {
    for (const each of lines[active]?.querySelectorAll("button") ?? []) each.tabIndex = -1;
    active = Math.max(0, Math.min(number, lines.length - 1));
    wake(active);
    for (const each of lines[active]?.querySelectorAll("button") ?? []) each.tabIndex = 0;
    if (focus) lines[active].querySelector(".spoken-time").focus();
  }

  function change(number) {
    hold();
    activate(number);
    changeLine(lines[number], { number, transcript, save });
  }

  list.onclick = (event) => {
    const line = event.target.closest(".spoken-line");
    if (!line || event.target.closest("form, .spoken-beside") || getSelection().toString()) return;
    const number = Number(line.dataset.n);
    if (event.target.closest(".spoken-change")) return change(number);
    const word = event.target.closest("[data-start]");
    if (!word && !event.target.closest(".spoken-time, .spoken-text")) return;
    activate(number);
    seek(Number(word?.dataset.start ?? segments[number].start));
  };
  list.ondblclick = (event) => {
    const line = event.target.closest(".spoken-text")?.closest(".spoken-line");
    if (!line) return;
    getSelection().removeAllRanges();
    change(Number(line.dataset.n));
  };
  list.onkeydown = (event) => {
    if (event.target.closest("form") || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + 8, PageUp: active - 8, Home: 0, End: lines.length - 1 }[event.key];
    if (to !== undefined) activate(to, { focus: true });
    else if (event.key === "F2") change(active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return { lines, starts: segments.map((segment) => segment.start), segments, said, awake, wake, activate, close: () => watching.disconnect() };
}

/** The words of each segment with their times; the segment's own where nobody knows them. */
function timedWords(segments, words) {
  let place = 0;
  return segments.map((segment) => {
    const heard = [];
    while (place < words.length && (words[place].start + words[place].end) / 2 < segment.end + 0.05) {
      heard.push(words[place]);
      place += 1;
    }
    const shown = segment.text.split(/\s+/).filter(Boolean);
    const isSure = shown.length === heard.length;
    return shown.map((text, number) => (isSure ? { ...heard[number], text } : { start: segment.start, end: segment.start, text }));
  });
}

/** What of another language is said during each segment. */
function besides(segments, others) {
  const told = segments.map(() => []);
  let at = 0;
  for (const other of others) {
    const middle = (other.start + other.end) / 2;
    while (at < segments.length - 1 && middle >= segments[at + 1].start) at += 1;
    told[at]?.push(other.text);
  }
  return told.map((texts) => texts.join(" "));
}
