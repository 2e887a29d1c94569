// The staff's style page: paints the tokens with themselves, and tries what only a script shows.

import { ask } from "../common/confirm.js";
import { toast } from "../common/toasts.js";

const PAINT = {
  colour: (element, value) => (element.style.background = value),
  distance: (element, value) => (element.style.width = value),
  shape: (element, value, name) => (element.style[name.startsWith("shadow") ? "boxShadow" : "borderRadius"] = value),
  type: (element, value, name) => (element.style[name.startsWith("font") ? "fontFamily" : name.startsWith("weight") ? "fontWeight" : "fontSize"] = value),
  plain: () => {},
};

for (const element of document.querySelectorAll("[data-token]")) {
  const name = element.dataset.token;
  PAINT[element.closest("[data-kind]").dataset.kind](element, `var(--${name})`, name);
}

const TRY = {
  toast: () => toast("The film is ready.", { link: { href: "#toasts", words: "Look at it" } }),
  trouble: () => toast("The server cannot be reached.", { tone: "bad" }),
  question: () => ask("“Harbour” and every file made for it will be gone for good."),
};

document.addEventListener("click", (event) => TRY[event.target.closest("[data-try]")?.dataset.try]?.());
