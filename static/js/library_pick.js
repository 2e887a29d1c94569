// A choice from the person's own library, for fields that name another video, sound or picture.

import { api } from "./api.js";
import { make } from "./dom.js";

const SUITS = {
  video: (film) => film.mediaType !== "audio",
  audio: (film) => Boolean(film.audioCodec),
  image: (film) => film.mediaType !== "audio",
};
let asked = null;

const library = () => (asked ??= api("/api/videos?limit=100").then((answer) => answer.results));

/** A select of what suits; `many` adds another below each choice, so that the order is the person's. */
export function drawPick(schema, start, { id, changed }) {
  const many = schema.type === "array";
  const element = make("div", { class: "picks" });
  const values = () => [...element.querySelectorAll("select")].map((select) => select.value).filter(Boolean);
  const add = (value = "") => {
    const select = make("select", { class: "input", id: element.children.length ? undefined : id }, make("option", { value: "" }, "Choose…"));
    element.append(select);
    fill(select, schema.picks, value);
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
  try {
    const films = (await library()).filter(SUITS[kind] ?? (() => true));
    select.append(...films.map((film) => make("option", { value: film.id }, film.title)));
    select.value = value ?? "";
  } catch {
    asked = null; // the next field asks again
    select.append(make("option", { value: "", disabled: true }, "Your library cannot be read right now"));
  }
}
