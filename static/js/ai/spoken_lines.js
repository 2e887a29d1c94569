// The lines of a transcript: they follow the playhead, seek when asked, can be searched and changed in place.

import { clock, icon, make } from "../common/dom.js";

const HANDS_OFF = 4000; // ms for which a person who scrolls is left alone

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();

/** The words of each segment with their times, where they can be told apart. */
function wordsOf(segments, words) {
  let place = 0;
  return segments.map((segment) => {
    const said = [];
    while (place < words.length && (words[place].start + words[place].end) / 2 < segment.end + 0.05) {
      said.push(words[place]);
      place += 1;
    }
    const shown = segment.text.split(/\s+/).filter(Boolean);
    return shown.length === said.length ? shown.map((text, number) => ({ ...said[number], text })) : null;
  });
}

export function drawLines(list, transcript, { player, save, found }) {
  const words = wordsOf(transcript.segments, transcript.words);
  const seek = (time) => {
    if (!player) return;
    player.currentTime = time + 0.001;
    player.play?.().catch(() => {});
  };
  const lines = transcript.segments.map((segment, number) => drawLine(segment, words[number], number));
  const starts = transcript.segments.map((segment) => segment.start);
  let current = -1;
  let untouched = 0;
  list.replaceChildren(...lines);
  list.scrollTop = 0;

  function drawLine(segment, said, number) {
    const text = make("p", { class: "spoken-text", dir: "auto" });
    fill(text, segment, said);
    const who = segment.speaker && segment.speaker !== transcript.segments[number - 1]?.speaker;
    return make(
      "li",
      { class: "spoken-line" },
      make("button", { class: "spoken-time number", type: "button", "aria-label": `Play from ${clock(segment.start)}`, onclick: () => seek(segment.start) }, clock(segment.start)),
      make("div", { class: "spoken-said" }, who ? make("span", { class: "small faint" }, segment.speaker) : null, text),
      make("button", { class: "button button-quiet button-small button-icon spoken-change", type: "button", "aria-label": `Change what is said at ${clock(segment.start)}`, title: "Change", onclick: () => change(number) }, icon("pencil")),
    );
  }

  function fill(place, segment, said) {
    if (!said) return place.replaceChildren(make("span", { "data-start": segment.start }, segment.text));
    place.replaceChildren(...said.flatMap((word) => [make("span", { "data-start": word.start, "data-end": word.end }, word.text), " "]));
  }

  function change(number) {
    const segment = transcript.segments[number];
    const line = lines[number];
    const input = make("textarea", { class: "input", rows: 2, dir: "auto", "aria-label": "What is said here", maxlength: 5000 });
    input.value = segment.text;
    const problem = make("p", { class: "field-error", role: "alert" });
    const close = () => {
      form.replaceWith(line.text);
      line.classList.remove("spoken-open");
      line.querySelector(".spoken-change").focus();
    };
    const form = make(
      "form",
      { class: "spoken-edit" },
      input,
      problem,
      make("div", { class: "row" }, make("button", { class: "button button-small button-primary", type: "submit" }, "Save"), make("button", { class: "button button-small", type: "button", onclick: close }, "Cancel")),
    );
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
      else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      form.inert = true;
      const segments = transcript.segments.map((each, at) => (at === number ? { ...each, text: input.value } : each));
      try {
        await save(segments, number);
      } catch (error) {
        form.inert = false;
        problem.textContent = error.message;
        input.focus();
      }
    });
    line.text = line.querySelector(".spoken-text");
    line.text.replaceWith(form);
    line.classList.add("spoken-open");
    input.focus();
  }

  list.onclick = (event) => {
    const word = event.target.closest("[data-start]");
    if (word && !getSelection().toString()) seek(Number(word.dataset.start));
  };
  list.onwheel = list.ontouchmove = list.onpointerdown = () => {
    untouched = Date.now() + HANDS_OFF;
  };

  function follow() {
    const time = player.currentTime;
    let at = starts.length - 1;
    while (at >= 0 && starts[at] > time) at -= 1;
    if (at >= 0 && time > transcript.segments[at].end + 1) at = -1;
    if (at !== current) {
      lines[current]?.removeAttribute("aria-current");
      lines[current]?.querySelector("[data-now]")?.removeAttribute("data-now");
      current = at;
      lines[at]?.setAttribute("aria-current", "true");
      show(lines[at]);
    }
    const line = lines[at];
    if (!line) return;
    for (const word of line.querySelectorAll("[data-end]")) {
      word.toggleAttribute("data-now", Number(word.dataset.start) <= time && time < Number(word.dataset.end));
    }
  }

  function show(line) {
    if (!line || Date.now() < untouched || list.contains(document.activeElement?.closest(".spoken-edit"))) return;
    list.scrollTo({ top: line.offsetTop - list.offsetTop - list.clientHeight / 3, behavior: "smooth" });
  }

  if (player) player.ontimeupdate = player.onseeked = follow;

  return function search(query) {
    const wanted = folded(query.trim());
    let count = 0;
    lines.forEach((line, number) => {
      const hit = !wanted || folded(transcript.segments[number].text).includes(wanted);
      line.hidden = !hit;
      count += hit ? 1 : 0;
      for (const word of line.querySelectorAll("[data-start]")) {
        word.toggleAttribute("data-hit", Boolean(wanted) && wanted.split(/\s+/).some((part) => folded(word.textContent).includes(part)));
      }
    });
    found(wanted ? count : null);
    return () => {
      const first = lines.findIndex((line) => !line.hidden);
      if (first >= 0) seek(starts[first]);
    };
  };
}
