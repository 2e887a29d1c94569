// A choice from the person's own library, for fields that name another video, sound or picture.

import { api } from "../common/api.js";
import { make } from "../common/dom.js";
import { gettext } from "../common/words.js";

// What to ask the library for, and what of the answer suits.
const KINDS = {
  video: { query: "", suits: (film) => film.mediaType !== "audio" && film.duration > 0 },
  audio: { query: "", suits: (film) => Boolean(film.audioCodec) },
  image: { query: "&mediaType=image", suits: () => true },
  film: { query: "&mediaType=video", suits: () => true },
  visible: { query: "", suits: (film) => film.mediaType !== "audio" },
};
const NOTHING = { image: gettext("No picture in your library yet: upload one first"), audio: gettext("Nothing in your library has sound"), film: gettext("No film in your library yet: create or upload one first") };
const asked = new Map();

function library(query) {
  if (!asked.has(query)) asked.set(query, api(`/api/videos?limit=100${query}`).then((answer) => answer.results));
  return asked.get(query);
}

/** A select of what suits; `many` adds another below each choice, so that the order is the person's. */
export function drawPick(schema, start, { id, changed }) {
  const many = schema.type === "array";
  const element = make("div", { class: "picks" });
  const values = () => [...element.querySelectorAll("select")].map((select) => select.value).filter(Boolean);
  const add = (value = "") => {
    const select = make("select", { class: "input", id: element.children.length ? undefined : id }, make("option", { value: "" }, gettext("Choose…")));
    element.append(select);
    fill(select, schema.picks, value).then(() => value && changed());
    select.addEventListener("change", () => {
      if (many && select === element.lastElementChild && select.value) add();
      changed();
    });
    return select;
  };
  const first = add(many ? start?.[0] : start);
  const read = () => (many ? (values().length ? values() : undefined) : first.value || undefined);
  return { input: first, element, wide: true, read };
}

async function fill(select, kind, value) {
  const { query, suits } = KINDS[kind] ?? { query: "", suits: () => true };
  try {
    const films = (await library(query)).filter(suits);
    // What was chosen elsewhere may be too old for the list.
    if (value && !films.some((film) => film.id === value)) films.unshift(await api(`/api/videos/${value}`));
    select.append(...films.map((film) => make("option", { value: film.id }, film.title)));
    select.value = value ?? "";
    if (films.length === 0) select.options[0].textContent = NOTHING[kind] ?? gettext("Nothing in your library suits");
  } catch {
    asked.delete(query); // the next field asks again
    select.append(make("option", { value: "", disabled: true }, gettext("Your library cannot be read right now")));
  }
}
