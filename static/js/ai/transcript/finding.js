// Finds words in a transcript: all places are marked and counted, and Enter goes from one to the next.

import { gettext, ngettext } from "../../common/words.js";

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();

/** `parts`: input, count, previous, next. `goTo(number of the line, time)` is asked for at each step. */
export function findWords(parts, { goTo, reveal, current }) {
  let drawn = null;
  let index = null; // each line's folded text, and where its words begin in it
  let hits = []; // { line, from, until }: words of a line
  let byLine = new Map();
  let at = -1;

  function look() {
    const query = folded(parts.input.value).trim().replace(/\s+/g, " ");
    hits = query ? (index ??= indexOf(drawn.said)).flatMap((line, number) => hitsIn(line, number, query)) : [];
    byLine = Map.groupBy ? Map.groupBy(hits, (hit) => hit.line) : grouped(hits);
    at = -1;
    drawn.awake.forEach((words, number) => decorate(number, words));
    const first = hits.find((hit) => hit.line >= current()) ?? hits[0];
    if (first) reveal(first.line);
    tell(Boolean(query));
  }

  function tell(isAsked = true) {
    parts.previous.disabled = parts.next.disabled = hits.length === 0;
    if (!isAsked) parts.count.textContent = "";
    else if (at < 0) parts.count.textContent = hits.length ? ngettext("{count} place", "{count} places", hits.length) : gettext("Nowhere");
    else parts.count.textContent = gettext("{number} of {count}", { number: at + 1, count: hits.length });
  }

  function step(by) {
    if (hits.length === 0) return;
    const before = hits[at];
    if (at < 0) at = Math.max(hits.findIndex((hit) => hit.line >= current()), 0);
    else at = (at + by + hits.length) % hits.length;
    const hit = hits[at];
    if (before) redraw(before.line);
    drawn.wake(hit.line);
    redraw(hit.line);
    tell();
    goTo(hit.line, drawn.said[hit.line][hit.from].start);
  }

  const redraw = (number) => drawn.awake.has(number) && decorate(number, drawn.awake.get(number));

  function decorate(number, words) {
    words.forEach((word) => word.removeAttribute("data-hit"));
    for (const hit of byLine.get(number) ?? []) {
      words.slice(hit.from, hit.until).forEach((word) => word.setAttribute("data-hit", hit === hits[at] ? "now" : ""));
    }
  }

  parts.input.addEventListener("input", () => drawn && look());
  parts.input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    step(event.shiftKey ? -1 : 1);
  });
  parts.next.addEventListener("click", () => step(1));
  parts.previous.addEventListener("click", () => step(-1));
  return {
    decorate,
    use(lines) {
      [drawn, index, hits, byLine, at] = [lines, null, [], new Map(), -1];
      if (parts.input.value) look();
      else tell(false);
    },
  };
}

function indexOf(said) {
  return said.map((words) => {
    const starts = [];
    let text = "";
    for (const word of words) {
      starts.push(text.length);
      text += `${folded(word.text)} `;
    }
    return { text, starts };
  });
}

function hitsIn({ text, starts }, line, query) {
  const found = [];
  const wordAt = (place) => starts.findLastIndex((start) => start <= place);
  for (let place = text.indexOf(query); place >= 0; place = text.indexOf(query, place + query.length)) {
    found.push({ line, from: wordAt(place), until: wordAt(place + query.length - 1) + 1 });
  }
  return found;
}

function grouped(hits) {
  const map = new Map();
  for (const hit of hits) map.set(hit.line, [...(map.get(hit.line) ?? []), hit]);
  return map;
}
