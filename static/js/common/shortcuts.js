// The keys that work on every page: `?` lists a page's keys, `/` searches, `g` and a letter goes to a page.

const WAITS = 1500; // milliseconds for the letter after `g`
const KEPT = "shortcuts";
const FIELDS = "input:not([type=checkbox], [type=radio], [type=range], [type=button]), textarea, select, [contenteditable]";

/** Whether a key belongs to a field, to a dialog or to a combination, and not to the page. */
export function typing(event) {
  return event.ctrlKey || event.metaKey || event.altKey || event.isComposing
    || Boolean(event.target.closest?.(FIELDS)) || Boolean(document.querySelector("dialog[open]"));
}

function works() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
}

function keep(event) {
  try {
    localStorage.setItem(KEPT, event.target.checked ? "on" : "off");
  } catch {
    // Storage is blocked: the keys stay as they are.
  }
}

const list = () => document.getElementById("shortcuts");
const shown = (element) => element.checkVisibility();

function search() {
  const field = [...document.querySelectorAll('input[type="search"]')].find(shown);
  field?.focus();
  return Boolean(field);
}

let until = 0;

function go(event) {
  if (Date.now() > until || typing(event)) return;
  until = 0;
  const link = document.querySelector(`[data-go="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!link) return;
  event.preventDefault();
  event.stopPropagation();
  link.click();
}

function press(event) {
  if (event.defaultPrevented || typing(event) || !works()) return;
  if (event.key === "g") until = Date.now() + WAITS;
  else if (event.key === "?") list().showModal();
  else if (event.key !== "/" || !search()) return;
  event.preventDefault();
}

export function listenToKeys() {
  // Before the page's own keys, which may use the same letter; the others after them.
  window.addEventListener("keydown", go, { capture: true });
  window.addEventListener("keydown", press);
  const box = document.getElementById("shortcuts-on");
  box.checked = works();
  box.addEventListener("change", keep);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-shortcuts-open]")) return;
    document.getElementById("account-menu")?.removeAttribute("open");
    list().showModal();
  });
}
