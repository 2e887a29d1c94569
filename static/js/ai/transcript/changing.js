// A line of the transcript is put right in its place: what is said, and by whom.

import { make } from "../../common/dom.js";
import { gettext } from "../../common/words.js";

/** `save(segments, number)` takes all segments as they shall be. */
export function changeLine(line, { number, transcript, save }) {
  if (line.querySelector("form")) return;
  const segment = transcript.segments[number];
  const speakers = [...new Set(transcript.segments.map((each) => each.speaker).filter(Boolean))];
  const text = line.querySelector(".spoken-text");
  document.getElementById("spoken-speakers").replaceChildren(...speakers.map((each) => make("option", { value: each })));
  const input = make("textarea", { class: "input", rows: 2, dir: "auto", "aria-label": gettext("What is said here"), maxlength: 5000 });
  input.value = segment.text;
  const who = make("input", { class: "input", list: "spoken-speakers", maxlength: 60, autocomplete: "off", value: segment.speaker ?? "" });
  const everywhere = make("input", { type: "checkbox", checked: true });
  const forAll = make("label", { class: "check small", hidden: true }, everywhere, gettext("in every line of this speaker"));
  const problem = make("p", { class: "field-error", role: "alert" });
  const close = () => {
    form.replaceWith(text);
    line.classList.remove("spoken-open");
    line.querySelector(".spoken-change").focus();
  };
  const form = make(
    "form",
    { class: "spoken-edit" },
    input,
    make("div", { class: "row spoken-speaker" }, make("label", { class: "small" }, gettext("Speaker"), " ", who), forAll),
    problem,
    make("div", { class: "row" }, make("button", { class: "button button-small button-primary", type: "submit" }, gettext("Save")), make("button", { class: "button button-small", type: "button", onclick: close }, gettext("Cancel"))),
  );
  const isRenamed = () => Boolean(segment.speaker) && who.value.trim() !== segment.speaker;
  who.addEventListener("input", () => (forAll.hidden = !isRenamed()));
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const spokenBy = (each, at) => (at === number || (isRenamed() && everywhere.checked && each.speaker === segment.speaker) ? who.value.trim() : each.speaker);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    form.inert = true;
    try {
      await save(transcript.segments.map((each, at) => ({ ...each, text: at === number ? input.value : each.text, speaker: spokenBy(each, at) })), number);
    } catch (error) {
      form.inert = false;
      problem.textContent = error.message;
      input.focus();
    }
  });
  text.replaceWith(form);
  line.classList.add("spoken-open");
  input.focus();
}
