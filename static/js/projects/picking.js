// The dialog in which videos of the library are picked for a project: what was chosen stays so while one searches.

import { make } from "../common/dom.js";
import { ngettext } from "../common/words.js";

const chosen = new Set();

export function offerPicking() {
  const dialog = document.getElementById("pick");
  const results = document.getElementById("pick-results");
  const form = document.getElementById("pick-form");
  document.getElementById("pick-button").addEventListener("click", () => {
    dialog.showModal();
    document.getElementById("pick-filters").dispatchEvent(new CustomEvent("pick-open"));
  });
  for (const id of ["pick-close", "pick-cancel"]) document.getElementById(id).addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => document.getElementById("pick-button").focus());
  results.addEventListener("change", ({ target }) => {
    if (target.checked) chosen.add(target.value);
    else chosen.delete(target.value);
    tell();
  });
  results.addEventListener("htmx:afterSwap", () => {
    results.scrollTop = 0;
    results.querySelectorAll('input[name="videos"]').forEach((box) => (box.checked = chosen.has(box.value)));
  });
  form.addEventListener("submit", () => sendAll(form));
}

function tell() {
  const words = chosen.size ? ngettext("{count} video chosen", "{count} videos chosen", chosen.size) : "";
  document.getElementById("pick-number").textContent = words;
  document.getElementById("pick-add").disabled = chosen.size === 0;
}

/** What was chosen on other pages of the list goes with it. */
function sendAll(form) {
  const shown = new Set([...form.querySelectorAll('input[type="checkbox"]')].map((box) => box.value));
  const others = [...chosen].filter((id) => !shown.has(id));
  form.append(...others.map((value) => make("input", { type: "hidden", name: "videos", value })));
}
