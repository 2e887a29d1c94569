// What is struck out of a transcript, by the words' numbers, and the pauses that go; with a history of its own.

import { runsOf } from "./words.js";

const LIMITS = { minimum: 0.8, leave: 0.25 }; // seconds

export function keepStruck() {
  let words = new Set();
  let pauses = { ...LIMITS, before: [] };
  let past = [];
  let future = [];

  const now = () => ({ words: new Set(words), pauses });
  function remember() {
    past.push(now());
    future = [];
  }
  function goBack(from, to) {
    const kept = from.pop();
    if (!kept) return false;
    to.push(now());
    ({ words, pauses } = kept);
    return true;
  }
  function set(found) {
    words = new Set((found?.strike ?? []).flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, step) => first + step)));
    pauses = found?.pauses ?? { ...LIMITS, ...pauses, before: [] };
  }

  return {
    words: () => words,
    quiet: () => pauses.before,
    limits: () => pauses,
    isEmpty: () => words.size === 0 && pauses.before.length === 0,
    /** As the server takes it. */
    wish: () => ({ strike: runsOf(words), pauses: pauses.before.length ? pauses : null }),
    change(numbers, { back }) {
      remember();
      words = new Set(words);
      numbers.forEach((number) => (back ? words.delete(number) : words.add(number)));
      if (back) pauses = { ...pauses, before: pauses.before.filter((number) => !numbers.includes(number)) };
    },
    quieten(found) {
      remember();
      pauses = found;
    },
    clear() {
      remember();
      set(null);
    },
    /** Another transcript: nothing is struck, and nothing can be undone. */
    start() {
      [past, future] = [[], []];
      set(null);
    },
    restore: set,
    undo: () => goBack(past, future),
    redo: () => goBack(future, past),
    canUndo: () => past.length > 0,
    canRedo: () => future.length > 0,
  };
}
