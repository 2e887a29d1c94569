// Two people changed the same thing: the person who saved last says, for each, whose change counts.

import { make } from "../../common/dom.js";
import { gettext, language } from "../../common/words.js";
import { locate } from "./model.js";
import { subjectOf } from "./merging.js";
import { clipName, trackName } from "./sheet.js";
import { timecode } from "./time.js";

const KINDS = { changed: gettext("changed by both of you"), deleted: gettext("deleted by one, changed by the other"), settings: gettext("set differently"), overlap: gettext("in each other’s way") };

/** Asks, and gives the subjects for which the other's change is taken. */
export async function askWhoseCounts(store, { conflicts, mine, theirs }) {
  if (!conflicts.length) return new Set();
  const dialog = document.getElementById("tl-clash");
  const rows = new Map(conflicts.map((conflict) => [subjectOf(conflict), conflict]));
  document.getElementById("tl-clash-list").replaceChildren(...[...rows].map(([subject, conflict], place) => draw(subject, conflict, place, { store, mine, theirs })));
  // Without an answer nothing of the other's is lost, and nothing of one's own: so it has to be given.
  const insist = (event) => event.preventDefault();
  dialog.addEventListener("cancel", insist);
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  dialog.removeEventListener("cancel", insist);
  return new Set([...dialog.querySelectorAll("input[value=theirs]:checked")].map((input) => input.dataset.subject));
}

function draw(subject, conflict, place, { store, mine, theirs }) {
  const choice = (value, words, checked) => make("label", { class: "check" }, make("input", { type: "radio", name: `clash-${place}`, value, "data-subject": subject, checked }), words);
  const told = (timeline) => formOf(subject, timeline, store);
  return make(
    "fieldset",
    { class: "group" },
    make("legend", { class: "group-title" }, `${nameOf(subject, mine, theirs, store)}: ${KINDS[conflict.kind] ?? gettext("changed")}`),
    choice("mine", `${gettext("Keep mine")}${told(mine)}`, true),
    choice("theirs", `${gettext("Take theirs")}${told(theirs)}`, false),
  );
}

function nameOf(subject, mine, theirs, store) {
  const found = locate(mine, subject) ?? locate(theirs, subject);
  if (found) return clipName(found.clip, store.mediaOf);
  for (const timeline of [mine, theirs]) {
    const track = timeline.tracks.find((each) => each.id === subject);
    if (track) return trackName(timeline, track);
  }
  return subject.startsWith("markers.") ? gettext("A marker") : subject;
}

function formOf(subject, timeline, { rate }) {
  const found = locate(timeline, subject);
  if (found) return ` (${timecode(found.clip.start, rate)}, ${Number(found.clip.duration.toFixed(2)).toLocaleString(language)} s)`;
  return subject in timeline ? ` (${timeline[subject]})` : "";
}
