// Puts the selected videos into a project, or into a new one.

import { api, freshKey } from "../../common/api.js";
import { make } from "../../common/dom.js";
import { toast } from "../../common/toasts.js";
import { gettext, ngettext } from "../../common/words.js";
import { selectedIds, selectNone } from "./selecting.js";

const dialog = document.getElementById("collect-dialog");
const select = document.getElementById("collect-project");
const name = document.getElementById("collect-name");
const problem = document.getElementById("collect-problem");

function draw() {
  const isNew = select.value === "";
  document.getElementById("collect-new").hidden = !isNew;
  name.required = isNew;
}

async function open() {
  problem.textContent = "";
  dialog.showModal();
  try {
    const { results } = await api("/api/projects?limit=100&sortBy=updatedAt&sortOrder=desc");
    const mine = results.filter((project) => project.role !== "viewer");
    const options = mine.map((project) => make("option", { value: project.id }, project.name));
    select.replaceChildren(...options, make("option", { value: "" }, gettext("A new project")));
  } catch (error) {
    problem.textContent = error.message;
  }
  draw();
}

async function chosen() {
  if (select.value) return { id: select.value, name: select.selectedOptions[0].textContent };
  return api("/api/projects", { method: "POST", body: { name: name.value.trim() }, headers: { "Idempotency-Key": freshKey() } });
}

async function send(event) {
  event.preventDefault();
  try {
    const project = await chosen();
    const { added } = await api(`/api/projects/${project.id}/videos`, { method: "POST", body: { videoIds: selectedIds() } });
    dialog.close();
    name.value = "";
    selectNone();
    const words = ngettext("{count} video was added to “{name}”.", "{count} videos were added to “{name}”.", added, { name: project.name });
    toast(words, { tone: "good", link: { href: `/projects/${project.id}/`, words: gettext("Open") } });
  } catch (error) {
    problem.textContent = error.message;
  }
}

export function listenForCollecting() {
  document.getElementById("collect-button").addEventListener("click", open);
  select.addEventListener("change", draw);
  dialog.querySelector("form").addEventListener("submit", send);
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
}
