// The words of a transcript on the page: paragraphs of them, and where one lies among the others.

import { clock, make } from "../../common/dom.js";

/** Fills the box with a paragraph for each segment; gives the words' elements in order. */
export function drawParagraphs(box, transcript) {
  const marks = [];
  const paragraphs = inParagraphs(transcript).map(([from, until]) => {
    const words = transcript.words.slice(from, until).flatMap((word, step) => {
      const mark = make("span", { role: "option", id: `word-${from + step}`, "data-n": from + step, "aria-selected": "false" }, word.text);
      marks.push(mark);
      return [mark, " "];
    });
    const time = make("time", { "aria-hidden": "true" }, clock(transcript.words[from].start));
    return make("p", { role: "group" }, time, make("span", { dir: "auto" }, ...words));
  });
  box.replaceChildren(...paragraphs);
  return marks;
}

/** Where each paragraph begins and ends, by the numbers of its words. */
function inParagraphs({ words, segments }) {
  const starts = [0];
  let segment = 0;
  words.forEach((word, number) => {
    const middle = (word.start + word.end) / 2;
    const before = segment;
    while (segment < segments.length - 1 && middle >= segments[segment + 1].start) segment += 1;
    if (segment > before && number > 0) starts.push(number);
  });
  return starts.map((from, at) => [from, starts[at + 1] ?? words.length]);
}

const middleOf = ({ left, right }) => (left + right) / 2;

/** The number of the word above (-1) or below (1) another, as the lines happen to be broken. */
export function onLine(marks, number, direction) {
  const here = marks[number].getBoundingClientRect();
  let found = { number, top: null, far: Infinity };
  for (let other = number + direction; marks[other]; other += direction) {
    const there = marks[other].getBoundingClientRect();
    const isSameLine = (top) => Math.abs(there.top - top) < here.height / 2;
    if (isSameLine(here.top)) continue;
    if (found.top !== null && !isSameLine(found.top)) break;
    const far = Math.abs(middleOf(there) - middleOf(here));
    found = far < found.far ? { number: other, top: there.top, far } : { ...found, top: there.top };
  }
  return found.number;
}

/** Numbers as runs of them: [[first, last], ...]. */
export function runsOf(numbers) {
  const runs = [];
  for (const number of [...numbers].sort((one, other) => one - other)) {
    const last = runs.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs;
}
