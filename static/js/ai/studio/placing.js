// Puts results into one of the person's projects.

import { api } from "../../common/api.js";
import { make } from "../../common/dom.js";
import { toast } from "../../common/toasts.js";
import { gettext } from "../../common/words.js";

const AT_ONCE = 100;
const dialog = document.getElementById("placing");
const list = document.getElementById("placing-list");
const told = document.getElementById("placing-told");

/** `done()` is called when they are in. */
export async function place(items, done = () => undefined) {
  list.replaceChildren();
  told.textContent = gettext("Looking for your projects…");
  dialog.showModal();
  try {
    const { results } = await api(`/api/projects?limit=${AT_ONCE}`);
    list.replaceChildren(...results.map((project) => make("li", {}, make("button", { class: "button", type: "button", onclick: () => put(project, items, done) }, project.name))));
    told.textContent = results.length ? "" : gettext("You have no project yet.");
    list.querySelector("button")?.focus();
  } catch (error) {
    told.textContent = error.message;
  }
}

async function put(project, items, done) {
  try {
    await api(`/api/projects/${project.id}/videos`, { method: "POST", body: { videoIds: items.map(({ id }) => id) } });
  } catch (error) {
    told.textContent = error.message;
    return;
  }
  dialog.close();
  toast(gettext("Added to “{name}”.", { name: project.name }), { link: { href: `/projects/${project.id}/`, words: gettext("Open the project") } });
  done();
}

export function followPlacing() {
  document.getElementById("placing-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
}
