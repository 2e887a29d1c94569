import { icon, make } from "./dom.js";
import { gettext } from "./words.js";

const SECONDS = 7;

export function toast(words, { tone = "calm", link = null } = {}) {
  const card = make(
    "div",
    { class: "toast", "data-tone": tone },
    make("div", { class: "toast-words" }, words, link ? " " : null, link ? make("a", { href: link.href }, link.words) : null),
    make("button", { class: "button button-quiet button-small button-icon", type: "button", "aria-label": gettext("Dismiss"), onclick: () => card.remove() }, icon("close")),
  );
  document.getElementById("toasts").append(card);
  // A person who is reading it, by mouse or by keyboard, keeps it.
  const leave = () => (card.matches(":hover, :focus-within") ? setTimeout(leave, 1000) : card.remove());
  setTimeout(leave, SECONDS * 1000);
}
