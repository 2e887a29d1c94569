// Renaming in place: what has `data-rename="<project id>"` turns the name beside it into a field.

import { api } from "../common/api.js";
import { make } from "../common/dom.js";
import { toast } from "../common/toasts.js";
import { gettext } from "../common/words.js";

const LONGEST = 100;

/** Whether a name is being written: what would be drawn anew must wait. */
export const isNaming = () => document.querySelector(".name-field") !== null;

export function renameInPlace() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-rename]");
    if (!button) return;
    const menu = button.closest("details");
    if (menu) menu.open = false;
    open(button.dataset.rename, menu?.querySelector("summary") ?? button);
  });
}

function open(projectId, opener) {
  const place = document.querySelector(`[data-project="${CSS.escape(projectId)}"] [data-name]`);
  if (place.querySelector(".name-field")) return;
  const before = [...place.childNodes];
  const old = place.textContent.trim();
  const field = make("input", { class: "input name-field", maxlength: LONGEST, "aria-label": gettext("Name of the project"), autocomplete: "off" });
  field.value = old;
  place.replaceChildren(field);
  field.select();
  let isOver = false;
  const close = () => {
    isOver = true;
    place.replaceChildren(...before);
  };
  const keep = async (isByKey) => {
    if (isOver) return;
    const name = field.value.trim();
    close();
    if (isByKey) opener.focus();
    if (name && name !== old) await rename(projectId, name, place);
  };
  field.addEventListener("blur", () => keep(false));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      keep(true);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
      opener.focus();
    }
  });
}

async function rename(projectId, name, place) {
  const shown = place.querySelector("a") ?? place;
  const old = shown.textContent;
  shown.textContent = name;
  try {
    await api(`/api/projects/${projectId}`, { method: "PATCH", body: { name } });
    if (place.tagName === "H1") document.title = `${name} · Framewright`;
    document.querySelectorAll('form input[name="name"]').forEach((input) => {
      if (input.value === old.trim()) input.value = name;
    });
  } catch (error) {
    shown.textContent = old;
    toast(error.message, { tone: "bad" });
  }
}
