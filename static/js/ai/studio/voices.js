// Who speaks: a language, a voice of it, and how it sounds.

import { icon, make } from "../../common/dom.js";
import { gettext, language as spoken } from "../../common/words.js";
import { listen } from "./results.js";

const names = new Intl.DisplayNames([spoken], { type: "language", fallback: "code" });
const GENDERS = { female: gettext("female"), male: gettext("male") };
const languageName = (code) => {
  try {
    return names.of(code);
  } catch {
    return code;
  }
};

export function drawVoices(voices, values, changed) {
  let offered = voices;
  const language = make("select", { class: "input", id: "voice-language" });
  const voice = make("select", { class: "input", id: "voice-choice" });
  const error = make("p", { class: "field-error" });
  const play = make("button", { class: "button", type: "button" }, icon("play"), gettext("Listen"));
  const current = () => offered.find((each) => each.id === voice.value) ?? offered.find((each) => each.language === language.value);

  const fillVoices = (wished) => {
    const spoken = offered.filter((each) => each.language === language.value || !each.language);
    voice.replaceChildren(make("option", { value: "" }, gettext("Any that speaks it")), ...spoken.map((each) => make("option", { value: each.id }, [each.name, GENDERS[each.gender] ?? each.gender].filter(Boolean).join(", "))));
    voice.value = spoken.some((each) => each.id === wished) ? wished : "";
    showPlay();
  };
  const fillLanguages = (wished) => {
    const codes = [...new Set(offered.map((each) => each.language).filter(Boolean))];
    language.replaceChildren(...(codes.length ? codes : ["en"]).map((code) => make("option", { value: code }, languageName(code))));
    language.value = codes.includes(wished) ? wished : (codes.find((code) => code.startsWith(wished)) ?? codes[0] ?? "en");
  };
  const showPlay = () => (play.hidden = !current()?.sample);

  language.addEventListener("change", () => {
    fillVoices("");
    changed();
  });
  voice.addEventListener("change", () => {
    showPlay();
    changed();
  });
  play.addEventListener("click", () => listen(`/studio/voices/${encodeURIComponent(current().id)}/sample/`, `${current().name}, ${languageName(current().language)}`));
  const field = (name, words, control) => make("div", { class: "field", "data-field": name }, make("label", { class: "field-label", for: control.id }, words), control);
  const element = make("div", { class: "voices" }, field("language", gettext("Language"), language), field("voice", gettext("Voice"), voice), play, error);
  return {
    element,
    read: () => ({ language: language.value, ...(voice.value ? { voice: voice.value } : {}) }),
    /** Only the voices of the provider whose model speaks. */
    of(provider) {
      const before = { language: language.value || values.language || "en", voice: voice.value || values.voice };
      offered = voices.filter((each) => each.provider === provider);
      fillLanguages(before.language);
      fillVoices(before.voice);
    },
    showErrors(errors) {
      const mine = errors.filter(({ path }) => ["voice", "language"].includes(path));
      error.textContent = mine.map(({ detail }) => detail).join(" ");
      return errors.filter((each) => !mine.includes(each));
    },
  };
}
