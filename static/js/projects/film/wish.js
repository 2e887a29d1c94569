// What the film is to be: the form, and what it would cost.

import { freshKey } from "../../common/api.js";
import { debounce, make } from "../../common/dom.js";
import { gettext, language as ours } from "../../common/words.js";
import { credits, order, price } from "./asking.js";

const QUIET_FOR = 500;
const names = new Intl.DisplayNames([ours], { type: "language", fallback: "code" });
const place = (name) => document.getElementById(`wish-${name}`);

const codeOf = (language) => language.split("-")[0].toLowerCase();

function languageName(code) {
  try {
    return names.of(code);
  } catch {
    return code;
  }
}

export function wishForm({ path, voices, idea, ordered }) {
  const form = document.getElementById("film-wish");
  const { language, voice, prompt, style } = form.elements;
  let key = freshKey();
  let asking = null;
  let touched = false;

  const codes = [...new Set(voices.map((each) => codeOf(each.language)).filter(Boolean))].sort((a, b) => languageName(a).localeCompare(languageName(b)));
  language.append(...codes.map((code) => make("option", { value: code }, languageName(code))));

  function fillVoices() {
    const before = voice.value;
    const spoken = voices.filter((each) => !language.value || !each.language || codeOf(each.language) === language.value);
    const words = (each) => [each.name, each.gender, language.value ? "" : languageName(each.language)].filter(Boolean).join(", ");
    voice.replaceChildren(make("option", { value: "" }, gettext("Any that speaks it")), ...spoken.map((each) => make("option", { value: each.id }, words(each))));
    voice.value = spoken.some((each) => each.id === before) ? before : "";
  }

  function read() {
    const given = new FormData(form);
    const plain = ["prompt", "style", "aspect", "language", "voice", "music"];
    return {
      ...Object.fromEntries(plain.map((name) => [name, given.get(name) ?? ""])),
      ...(given.get("seconds") ? { seconds: Number(given.get("seconds")) } : {}),
      captions: given.has("captions"),
      useLibrary: given.has("useLibrary"),
      gates: given.getAll("gates"),
    };
  }

  function write(wish) {
    for (const name of ["prompt", "style", "seconds", "music", "aspect"]) form.elements[name].value = wish[name] ?? "";
    language.value = wish.language ? codeOf(wish.language) : "";
    fillVoices();
    voice.value = wish.voice ?? "";
    form.elements.captions.checked = wish.captions;
    form.elements.useLibrary.checked = wish.useLibrary;
    for (const box of form.querySelectorAll('[name="gates"]')) box.checked = wish.gates.includes(box.value);
  }

  function refuse(error) {
    const left = (error.errors ?? []).filter(({ attr, detail }) => {
      const words = form.querySelector(`[data-error="${attr}"]`);
      if (words) words.textContent = detail;
      return !words;
    });
    const all = error.errors?.length ? left.map(({ detail }) => detail).join(" ") : error.message;
    place("error").textContent = all;
    place("error").hidden = !all;
    place("price").replaceChildren(make("span", { class: "faint" }, gettext("No price")));
  }

  function forget() {
    for (const words of form.querySelectorAll("[data-error]")) words.textContent = "";
    place("error").hidden = true;
  }

  const askPrice = debounce(async () => {
    asking?.abort();
    if (!prompt.value.trim()) return;
    asking = new AbortController();
    const { signal } = asking;
    try {
      const { quote } = await price(path, read(), signal);
      if (signal.aborted) return;
      forget();
      place("price").replaceChildren(make("strong", { class: "number" }, credits(quote.credits)), " ", make("span", { class: "faint" }, gettext("for about {count} seconds", { count: Math.round(quote.seconds) })));
      place("make").disabled = false;
    } catch (error) {
      if (!signal.aborted) refuse(error);
    }
  }, QUIET_FOR);

  function changed() {
    touched = true;
    key = freshKey();
    place("make").disabled = true;
    askPrice();
  }

  form.addEventListener("input", (event) => {
    if (event.target === language) fillVoices();
    changed();
  });
  for (const button of form.querySelectorAll("[data-style]")) {
    button.addEventListener("click", () => {
      style.value = button.dataset.style;
      changed();
    });
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (place("make").disabled) return;
    place("make").disabled = true;
    try {
      await order(path, read(), key);
      touched = false;
      forget();
      ordered();
    } catch (error) {
      refuse(error);
      place("make").disabled = false;
    }
  });

  fillVoices();
  prompt.value = idea;
  askPrice();
  return {
    /** Shows what was wished, unless a person is changing it. */
    show(film) {
      if (film.wish && !touched) write(film.wish);
      place("make").hidden = film.state === "working";
    },
  };
}
