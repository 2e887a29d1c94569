// The library page: grid or list, filters, and files that come by button, by drop, from the clipboard or by a link.

import { refresh } from "../common/dom.js";
import "./library/keys.js";
import "./library/scrubbing.js";
import { askForLink, listenForLinks } from "./library/links.js";
import { listenForCollecting } from "./library/collecting.js";
import { listenForSelecting } from "./library/selecting.js";
import { isSending, showUnfinished, upload } from "./uploading/index.js";
import { filesOfDrop, filesOfInput } from "./uploading/walking.js";

const KEPT = 365 * 24 * 3600; // seconds
const library = document.getElementById("library");
const filters = document.getElementById("filters");
const input = document.getElementById("upload-input");
const folderInput = document.getElementById("upload-folder-input");

function showAs(view) {
  library.dataset.view = view;
  library.querySelectorAll("[data-view-choice]").forEach((button) => {
    button.setAttribute("aria-pressed", button.dataset.viewChoice === view);
  });
  // A cookie, and not the storage: the server draws the page as it will be seen.
  document.cookie = `library_view=${view}; path=/videos/; max-age=${KEPT}; samesite=lax`;
}

function take(found) {
  if (found.length) upload(found, Number(input.dataset.largest));
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

async function paste(event) {
  if (event.target.closest("input, textarea, dialog")) return;
  const link = event.clipboardData.getData("text/plain").trim();
  if (event.clipboardData.files.length) take(await filesOfDrop(event.clipboardData));
  else if (URL.canParse(link) && /^https?:/.test(link)) askForLink(link);
}

/** The field of a filter or the order, set by something else than itself. */
function choose(name, value) {
  const field = filters.elements.namedItem(name);
  if (field.type === "checkbox") field.checked = value;
  else field.value = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

/** A second click on the same column turns the order around. */
function sortBy(column) {
  const now = filters.elements.namedItem("sort").value;
  const first = column === "title" ? column : `-${column}`;
  const other = column === "title" ? `-${column}` : column;
  choose("sort", now === first ? other : first);
}

function drawFilters() {
  const names = ["kind", "source", "length", "added", "status", "project"];
  const held = names.filter((name) => filters.elements.namedItem(name)?.value);
  const count = held.length + Number(filters.elements.namedItem("ai").checked);
  const badge = document.getElementById("narrow-count");
  badge.textContent = count;
  badge.hidden = count === 0;
  const sort = filters.elements.namedItem("sort").value;
  for (const button of library.querySelectorAll("[data-sort]")) {
    const isOne = sort.replace("-", "") === button.dataset.sort;
    button.setAttribute("aria-pressed", isOne);
    button.dataset.way = sort.startsWith("-") ? "down" : "up";
  }
}

function closeMenus(event) {
  for (const menu of library.querySelectorAll("details.menu[open]")) {
    const isEscape = event.key === "Escape";
    if (isEscape && menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    if (isEscape || (event.type === "click" && !menu.contains(event.target))) menu.open = false;
  }
}

function click(event) {
  const find = (selector) => event.target.closest(selector);
  const dropped = find("[data-drop]");
  if (dropped) {
    event.preventDefault();
    choose(dropped.dataset.drop, dropped.dataset.drop === "ai" ? false : "");
  }
  if (find("[data-view-choice]")) showAs(find("[data-view-choice]").dataset.viewChoice);
  if (find("[data-sort]")) sortBy(find("[data-sort]").dataset.sort);
  if (find("#upload-button, [data-upload]")) input.click();
  if (find("#folder-button")) folderInput.click();
  if (find(".menu-panel button")) find("details").open = false;
}

/** What was deleted here is gone in the person's other tabs, too. */
function tellOtherTabs() {
  const tabs = new BroadcastChannel("library");
  tabs.addEventListener("message", refresh);
  document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.successful && detail.requestConfig.verb === "post") tabs.postMessage("changed");
  });
}

library.addEventListener("click", click);
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", closeMenus);
document.addEventListener("paste", paste);
// Another search begins on the first page. Captured, so that it is done before htmx reads the form.
for (const kind of ["input", "change"]) {
  filters.addEventListener(
    kind,
    () => {
      const page = library.querySelector('input[name="page"]');
      if (page) page.value = 1;
      drawFilters();
    },
    true,
  );
}
document.body.addEventListener("htmx:afterSwap", drawFilters);
for (const chooser of [input, folderInput]) {
  chooser.addEventListener("change", () => {
    take(filesOfInput(chooser));
    chooser.value = "";
  });
}
addEventListener("beforeunload", (event) => {
  if (isSending()) event.preventDefault();
});
drawFilters();
listenForSelecting();
listenForCollecting();
listenForDrops();
listenForLinks();
tellOtherTabs();
showUnfinished();
