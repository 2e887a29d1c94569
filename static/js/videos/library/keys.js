// The library by keyboard: arrows from card to card, X selects, E edits, Delete deletes.

import { typing } from "../../common/shortcuts.js";
import { select, selectAll, selectedIds, selectNone } from "./selecting.js";

const results = document.getElementById("results");
let deletedAt = -1; // the place of the card that had the focus when something was deleted

const cards = () => [...results.querySelectorAll(".card")];
const focused = () => document.activeElement?.closest?.(".card") ?? null;
const focus = (card) => card?.querySelector(".card-link").focus();

/** How many cards stand beside each other. */
function columns(all) {
  const next = all.findIndex((card) => card.offsetTop > all[0].offsetTop);
  return next < 0 ? all.length : next;
}

function place(key, at, all) {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns(all), ArrowDown: columns(all) }[key];
  if (key === "Home") return 0;
  if (key === "End") return all.length - 1;
  if (step === undefined) return null;
  return at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1);
}

function move(event) {
  const all = cards();
  const at = all.indexOf(focused());
  const isNowhere = document.activeElement === document.body || document.activeElement.id === "main";
  if (!all.length || (at < 0 && !isNowhere)) return false;
  if (at < 0 && !event.key.startsWith("Arrow")) return false;
  const to = place(event.key, at, all);
  if (to === null) return false;
  focus(all[to]);
  return true;
}

function remove() {
  const card = focused();
  deletedAt = cards().indexOf(card);
  if (selectedIds().length) document.getElementById("selection").requestSubmit();
  else card?.querySelector("[data-delete]")?.click();
  return selectedIds().length > 0 || card !== null;
}

function choose(event) {
  const box = focused()?.querySelector(".card-select");
  if (box) select(box, event.shiftKey || !box.checked, { far: event.shiftKey });
  return Boolean(box);
}

function clear() {
  const had = selectedIds().length > 0;
  selectNone();
  return had;
}

const KEYS = {
  x: choose,
  a: () => cards().length > 0 && (selectAll(), true),
  e: () => (focused()?.querySelector("[data-edit]")?.click(), focused() !== null),
  escape: clear,
  delete: remove,
  backspace: remove,
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || typing(event)) return;
  const done = KEYS[event.key.toLowerCase()]?.(event) || move(event);
  if (done) event.preventDefault();
});

// The focus stays where it was, although the card that had it is gone.
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== results) return;
  const all = cards();
  if (deletedAt >= 0 && document.activeElement === document.body) focus(all[Math.min(deletedAt, all.length - 1)]);
  deletedAt = -1;
});
