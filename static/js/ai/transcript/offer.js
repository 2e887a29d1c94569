// The list of fillers or pauses that could go: each can be left, and heard first.

import { clock, icon, make } from "../../common/dom.js";
import { gettext, language } from "../../common/words.js";

const tenths = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const WORDS = {
  fillers: {
    found: () => gettext("The fillers that were found"),
    none: () => gettext("No fillers were found."),
    count: (values) => gettext("{taken} of {all} fillers, {seconds} seconds", values),
  },
  pauses: {
    found: () => gettext("The long pauses that were found"),
    none: () => gettext("No long pauses were found."),
    count: (values) => gettext("{taken} of {all} long pauses, {seconds} seconds", values),
  },
};

/** `find(limits)` gives the suggestions; `take(found, limits)` gets the ticked ones; `tryOut(each, isTaken)` plays one. */
export async function drawOffer(place, { kind, limits, words, find, tryOut, take, close }) {
  const list = make("ul", { "aria-label": WORDS[kind].found() });
  const count = make("p", { class: "small", role: "status" });
  const all = make("input", { type: "checkbox", checked: true });
  const takeButton = make("button", { class: "button button-small button-primary", type: "button" }, gettext("Strike out"));
  let rows = [];
  const ticked = () => rows.filter((row) => row.tick.checked).map((row) => row.each);
  const now = { minimum: limits.minimum, leave: limits.leave };

  const tell = () => {
    const taken = ticked();
    const seconds = taken.reduce((sum, each) => sum + each.endTime - each.startTime, 0);
    count.textContent = rows.length ? WORDS[kind].count({ taken: taken.length, all: rows.length, seconds: tenths.format(seconds) }) : WORDS[kind].none();
    takeButton.disabled = taken.length === 0;
    all.checked = taken.length === rows.length;
    all.indeterminate = taken.length > 0 && taken.length < rows.length;
  };
  const draw = async () => {
    try {
      rows = (await find(now))[kind].map((each) => drawRow(each, words, { tell, tryOut }));
      list.replaceChildren(...rows.map((row) => row.element));
      all.parentElement.hidden = rows.length < 2;
      tell();
    } catch (error) {
      count.textContent = error.message;
    }
  };

  all.addEventListener("change", () => {
    rows.forEach((row) => (row.tick.checked = all.checked));
    tell();
  });
  takeButton.addEventListener("click", () => take(ticked(), now));
  const head = kind === "pauses" ? drawLimits(now, draw) : "";
  const buttons = make("div", { class: "row" }, takeButton, make("button", { class: "button button-small button-quiet", type: "button", onclick: close }, gettext("Close")));
  place.replaceChildren(head, make("label", { class: "check small" }, all, gettext("All")), list, count, buttons);
  // Not one expression: a handler that gives back false keeps the key from everybody else.
  place.onkeydown = (event) => {
    if (event.key === "Escape") close();
  };
  await draw();
  (rows[0]?.tick ?? takeButton).focus();
}

function drawRow(each, words, { tell, tryOut }) {
  const tick = make("input", { type: "checkbox", checked: true });
  tick.addEventListener("change", tell);
  const play = make("button", { class: "button button-quiet button-small number", type: "button", "aria-label": gettext("Play around {time}", { time: clock(each.startTime) }) }, icon("play"), clock(each.startTime));
  play.addEventListener("click", () => tryOut(each, tick.checked));
  const element = make("li", {}, make("label", { class: "check small" }, tick, make("span", { class: "clip" }, ...described(each, words))), play);
  return { each, tick, element };
}

function described(each, words) {
  if (each.kind === "pause") return [gettext("{seconds} s before “{word}”", { seconds: tenths.format(each.endTime - each.startTime), word: words[each.words[0]].text })];
  const before = words[each.words[0] - 1]?.text ?? "";
  const after = words[each.words.at(-1) + 1]?.text ?? "";
  return [make("span", { class: "faint" }, before), " ", make("strong", {}, each.text), " ", make("span", { class: "faint" }, after)];
}

function drawLimits(now, draw) {
  const field = (name, words, least) => {
    const input = make("input", { class: "input number", type: "number", min: least, max: 10, step: 0.05, value: now[name] });
    input.addEventListener("change", () => {
      if (!input.validity.valid || input.value === "") return;
      now[name] = Number(input.value);
      draw();
    });
    return make("label", { class: "small" }, words, " ", input, ` ${gettext("s")}`);
  };
  return make("div", { class: "wordcut-limits" }, field("minimum", gettext("Longer than"), 0.2), field("leave", gettext("leave"), 0));
}
