// Selecting words with keys, mouse or finger, as in a text, but whole words only.

import { gettext } from "../../common/words.js";
import { onLine } from "./words.js";

const range = (one, other) => Array.from({ length: Math.abs(other - one) + 1 }, (_, step) => Math.min(one, other) + step);

export function chooseWords(box, { player, leaving, strike, undo, moved, play }) {
  let marks = []; // the words' elements
  let words = [];
  let chosen = null; // the first and the last selected word
  let active = 0;
  let drawn = { struck: new Set(), quiet: new Set(), chosen: new Set(), active: null };

  const selected = () => (marks.length === 0 ? [] : chosen ? range(...chosen) : [active]);

  /** Only what differs from before is touched: a film may have ten thousand words. */
  function draw(struck) {
    const wanted = { struck: new Set(struck.words()), quiet: new Set(struck.quiet()), chosen: new Set(chosen ? selected() : []), active };
    differ(drawn.struck, wanted.struck, (mark, is, number) => {
      mark.classList.toggle("is-struck", is);
      if (is) mark.setAttribute("aria-label", gettext("{word}, struck out", { word: words[number].text }));
      else mark.removeAttribute("aria-label");
    });
    differ(drawn.quiet, wanted.quiet, (mark, is) => mark.classList.toggle("is-quiet", is));
    differ(drawn.chosen, wanted.chosen, (mark, is) => mark.setAttribute("aria-selected", String(is)));
    if (drawn.active !== active) {
      marks[drawn.active]?.classList.remove("is-active");
      marks[active]?.classList.add("is-active");
      if (marks[active]) box.setAttribute("aria-activedescendant", marks[active].id);
    }
    drawn = wanted;
  }

  function differ(before, after, apply) {
    before.forEach((number) => after.has(number) || (marks[number] && apply(marks[number], false, number)));
    after.forEach((number) => before.has(number) || (marks[number] && apply(marks[number], true, number)));
  }

  function move(to, { extend = false } = {}) {
    const now = Math.max(0, Math.min(to, marks.length - 1));
    chosen = extend ? [chosen ? chosen[0] : active, now] : null;
    active = now;
    moved();
    marks[active]?.scrollIntoView({ block: "nearest" });
  }

  const KEYS = {
    ArrowLeft: () => active - 1,
    ArrowRight: () => active + 1,
    ArrowUp: () => onLine(marks, active, -1),
    ArrowDown: () => onLine(marks, active, 1),
    Home: () => 0,
    End: () => marks.length - 1,
  };

  function onCommand(event) {
    const key = event.key.toLowerCase();
    if (key === "a") choose([0, marks.length - 1]);
    else if (undo && key === "z") undo({ again: event.shiftKey });
    else if (undo && key === "y") undo({ again: true });
    else return false;
    return true;
  }

  function onPlain(event) {
    const step = KEYS[event.key];
    if (step) move(step(), { extend: event.shiftKey });
    else if (event.key === "Delete" || event.key === "Backspace") strike();
    else if (event.key === "Enter") play(words[active].start);
    else if (event.key === "Escape" && chosen) move(active);
    else return false;
    return true;
  }

  function onKey(event) {
    if (event.altKey || marks.length === 0) return;
    const taken = event.ctrlKey || event.metaKey ? onCommand(event) : onPlain(event);
    if (!taken) return;
    // What is done here is not done once more by the page, which may know the same keys.
    event.preventDefault();
    event.stopPropagation();
  }

  function choose(pair) {
    chosen = pair;
    moved();
  }

  function numberAt(event) {
    const mark = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-n]");
    return mark && box.contains(mark) ? Number(mark.dataset.n) : null;
  }

  function onPress(event) {
    const number = numberAt(event);
    if (number === null || event.button !== 0) return;
    // A finger cannot draw over words, since that scrolls: its second tap is the selection's other end.
    const extend = event.shiftKey || (event.pointerType === "touch" && chosen !== null);
    const from = extend ? (chosen?.[0] ?? active) : number;
    active = number;
    choose([from, number]);
    if (!extend) player.currentTime = words[number].start;
  }

  function onDraw(event) {
    if (event.pointerType === "touch" || !(event.buttons & 1) || chosen === null) return;
    const number = numberAt(event);
    if (number === null || number === active) return;
    active = number;
    choose([chosen[0], number]);
  }

  const listen = (name, work) => box.addEventListener(name, work, { signal: leaving });
  listen("keydown", onKey);
  listen("pointerdown", (event) => event.pointerType !== "touch" && onPress(event));
  listen("click", (event) => event.pointerType === "touch" && onPress(event));
  listen("pointermove", onDraw);

  return {
    draw,
    selected,
    use(found, theirWords) {
      [marks, words, chosen, active] = [found, theirWords, null, 0];
      drawn = { struck: new Set(), quiet: new Set(), chosen: new Set(), active: null };
    },
    leave: () => (chosen = null),
  };
}
