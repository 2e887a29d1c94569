// The library page: grid or list, choosing files by button or by dropping, and selecting videos.

import { api, freshKey } from "../common/api.js";
import { refresh } from "../common/dom.js";
import { isSending, showUnfinished, upload } from "./uploading/index.js";
import { filesOfDrop, filesOfInput } from "./uploading/walking.js";

const library = document.getElementById("library");
const input = document.getElementById("upload-input");
const folderInput = document.getElementById("upload-folder-input");
const selected = new Set();

function showAs(view) {
  library.dataset.view = view;
  library.querySelectorAll("[data-view-choice]").forEach((button) => {
    button.setAttribute("aria-pressed", button.dataset.viewChoice === view);
  });
}

function remember(view) {
  showAs(view);
  try {
    localStorage.setItem("library-view", view);
  } catch {
    // Storage is blocked: the choice holds for this page.
  }
}

function storedView() {
  try {
    return localStorage.getItem("library-view") === "list" ? "list" : "grid";
  } catch {
    return "grid";
  }
}

function take(found) {
  if (found.length) upload(found, Number(input.dataset.largest));
}

function listenForLinks() {
  const dialog = document.getElementById("link-dialog");
  const form = dialog.querySelector("form");
  const problem = document.getElementById("link-problem");
  document.getElementById("link-button").addEventListener("click", () => dialog.showModal());
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.value === "cancel") return;
    event.preventDefault();
    problem.textContent = "";
    try {
      await api("/api/videos/import", { method: "POST", body: { url: form.elements.url.value.trim() }, headers: { "Idempotency-Key": freshKey() } });
      form.reset();
      dialog.close();
      refresh();
    } catch (error) {
      problem.textContent = error.message;
      form.elements.url.focus();
    }
  });
}

function listenForDrops() {
  const sheet = document.getElementById("drop");
  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  let depth = 0;
  const enter = (by) => {
    depth = Math.max(depth + by, 0);
    sheet.hidden = depth === 0;
  };
  addEventListener("dragenter", (event) => carriesFiles(event) && enter(1));
  addEventListener("dragleave", (event) => carriesFiles(event) && enter(-1));
  addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
  addEventListener("drop", async (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    enter(-depth);
    take(await filesOfDrop(event.dataTransfer));
  });
}

function showSelection() {
  const boxes = [...library.querySelectorAll(".card-select")];
  const shown = new Set(boxes.map((box) => box.value));
  [...selected].filter((id) => !shown.has(id)).forEach((id) => selected.delete(id));
  boxes.forEach((box) => (box.checked = selected.has(box.value)));
  document.getElementById("selection").hidden = selected.size === 0;
  library.toggleAttribute("data-selecting", selected.size > 0);
  library.querySelector("[data-selected-number]").textContent = selected.size;
}

library.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-view-choice]");
  if (choice) remember(choice.dataset.viewChoice);
  if (event.target.closest("#upload-button, [data-upload]")) input.click();
  if (event.target.closest("#folder-button")) folderInput.click();
  if (event.target.closest(".menu-panel button")) event.target.closest("details").open = false;
  if (event.target.closest("#select-none")) {
    selected.clear();
    showSelection();
  }
});
library.addEventListener("change", (event) => {
  const box = event.target.closest(".card-select");
  if (!box) return;
  if (box.checked) selected.add(box.value);
  else selected.delete(box.value);
  showSelection();
});
// Another search begins on the first page. Captured, so that it is done before htmx reads the form.
for (const kind of ["input", "change"]) {
  document.getElementById("filters").addEventListener(
    kind,
    () => {
      const page = library.querySelector('input[name="page"]');
      if (page) page.value = 1;
    },
    true,
  );
}
document.body.addEventListener("htmx:afterSwap", showSelection);
for (const chooser of [input, folderInput]) {
  chooser.addEventListener("change", () => {
    take(filesOfInput(chooser));
    chooser.value = "";
  });
}
addEventListener("beforeunload", (event) => {
  if (isSending()) event.preventDefault();
});
showAs(storedView());
showSelection();
listenForDrops();
listenForLinks();
showUnfinished();
