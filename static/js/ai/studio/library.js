// The library as pictures, to choose from what a generation is made of; the field keeps its plain list, too.

import { api } from "../../common/api.js";
import { clock, debounce, icon, make } from "../../common/dom.js";
import { gettext, ngettext } from "../../common/words.js";

const QUIET_FOR = 300;
const AT_ONCE = 48;
// What to ask for, and what of the answer suits.
const KINDS = {
  image: { query: "&mediaType=image", suits: () => true },
  film: { query: "&mediaType=video", suits: () => true },
  audio: { query: "", suits: (item) => Boolean(item.audioCodec) },
  visible: { query: "", suits: (item) => item.mediaType !== "audio" },
};
const dialog = document.getElementById("library");
const list = document.getElementById("library-list");
const search = document.getElementById("library-search");
const told = document.getElementById("library-told");
const more = document.getElementById("library-more");

let current = null; // {kind, select, page, asking}

/** Puts a button beside a field that names something of the library. */
export function offerLibrary(field, kind) {
  const select = field.querySelector("select");
  const label = field.querySelector("label").firstChild.textContent;
  const open = make("button", { class: "button button-small browse", type: "button", "aria-haspopup": "dialog", onclick: () => show(select, kind) }, icon("library"), gettext("Browse"), make("span", { class: "visually-hidden" }, ` ${gettext("{field}: look through the library", { field: label })}`));
  field.querySelector(".picks").append(open);
}

function show(select, kind) {
  current = { kind: KINDS[kind], select, page: 0, asking: null };
  search.value = "";
  dialog.showModal();
  search.focus();
  begin();
}

function begin() {
  current.page = 0;
  more.hidden = true;
  list.replaceChildren(...Array.from({ length: 8 }, () => make("li", { class: "found" }, make("span", { class: "found-thumb skeleton" }), make("span", { class: "skeleton skeleton-line" }))));
  return next();
}

async function next() {
  current.asking?.abort();
  current.asking = new AbortController();
  const { kind, asking } = current;
  told.textContent = gettext("Searching…");
  try {
    const { results, pagination } = await api(`/api/videos?limit=${AT_ONCE}&page=${current.page + 1}${kind.query}&search=${encodeURIComponent(search.value.trim())}`, { signal: asking.signal });
    if (asking.signal.aborted) return;
    if (current.page === 0) list.replaceChildren();
    current.page += 1;
    list.append(...results.filter(kind.suits).map(draw));
    more.hidden = pagination.page >= pagination.totalPages;
    const count = list.children.length;
    told.textContent = count || !more.hidden ? ngettext("{count} to choose from", "{count} to choose from", count) : none();
  } catch (error) {
    if (error.name === "AbortError") return;
    list.replaceChildren();
    told.textContent = error.message;
  }
}

const none = () => (search.value.trim() ? gettext("Nothing in your library has this in its title.") : gettext("Nothing in your library suits this yet. Upload something, or create it here."));

function draw(item) {
  const length = item.mediaType === "image" ? `${item.width}×${item.height}` : clock(item.duration);
  const picture = item.thumbnailUrl ? make("img", { src: item.thumbnailUrl, alt: "", width: 320, height: 180, loading: "lazy" }) : icon(item.mediaType === "audio" ? "music" : "film");
  const thumb = make("span", { class: "found-thumb" }, picture, make("span", { class: "badge number" }, length));
  const choice = make("button", { class: "found-choice", type: "button", "aria-pressed": String(current.select.value === item.id), onclick: () => choose(item) }, thumb, make("span", { class: "clip small" }, item.title));
  return make("li", { class: "found" }, choice);
}

function choose({ id, title }) {
  const { select } = current;
  if (![...select.options].some((option) => option.value === id)) select.append(make("option", { value: id }, title));
  select.value = id;
  dialog.close();
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Arrow keys go through the pictures as they lie. */
function walk(event) {
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns(), ArrowUp: -columns() };
  const choices = [...list.querySelectorAll(".found-choice")];
  const at = choices.indexOf(document.activeElement);
  if (!(event.key in steps) || at < 0) return;
  event.preventDefault();
  (choices[at + steps[event.key]] ?? choices[at]).focus();
}

const columns = () => getComputedStyle(list).gridTemplateColumns.split(" ").length;

export function followLibrary() {
  search.addEventListener("input", debounce(begin, QUIET_FOR));
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
    if (event.key !== "ArrowDown" && event.key !== "Enter") return;
    event.preventDefault();
    list.querySelector(".found-choice")?.focus();
  });
  list.addEventListener("keydown", walk);
  more.addEventListener("click", next);
  document.getElementById("library-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => current?.asking?.abort());
}
