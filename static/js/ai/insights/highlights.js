// The tab "Highlights": the best moments, each of which can be made a clip.

import { clock, icon, make } from "../../common/dom.js";
import { canSpeak, choice, draft, failure, field, isAtWork, live, priced, silent, timeButton } from "./parts.js";
import { toast } from "../../common/toasts.js";
import { gettext, language, ngettext } from "../../common/words.js";

const aspects = () => [["", gettext("As the film")], ["9:16", gettext("9:16, phone")], ["1:1", gettext("1:1, square")], ["4:5", gettext("4:5, portrait")], ["16:9", gettext("16:9, wide")]];
const scores = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
// What is chosen for clips outlives a redrawing.
const wish = { aspect: "", captions: false };

function form(film, words) {
  const seconds = make("input", { class: "input", type: "number", name: "seconds", min: 15, max: 90, step: 5, value: 30 });
  const count = make("input", { class: "input", type: "number", name: "count", min: 1, max: 20, value: 3 });
  const fields = [make("div", { class: "insights-fields" }, field(gettext("Seconds at most"), seconds), field(gettext("How many"), count))];
  return priced(film, `/api/ai/highlights/${film.id}`, words, fields, () => ({ seconds: Number(seconds.value), count: Number(count.value) }));
}

function looks(film, rows) {
  const aspect = choice("aspect", aspects(), wish.aspect);
  const captions = make("input", { type: "checkbox", checked: wish.captions });
  aspect.addEventListener("change", () => changed({ aspect: aspect.value }));
  captions.addEventListener("change", () => changed({ captions: captions.checked }));
  const hasWords = film.facts.transcripts?.length > 0;
  return make(
    "div",
    { class: "insights-looks" },
    field(gettext("Clips in"), aspect),
    hasWords ? make("label", { class: "check" }, captions, gettext("with captions")) : null,
    rows.length > 1 ? clipButton(film, rows, gettext("Make all clips")) : null,
  );
}

const wished = new EventTarget();

function changed(choice) {
  Object.assign(wish, choice);
  wished.dispatchEvent(new Event("change"));
}

/** Makes clips of some moments; it says what that costs as soon as it is seen. */
function clipButton(film, rows, words) {
  const price = make("span", { class: "insights-price" });
  const path = `/api/ai/highlights/${film.id}/clips`;
  const body = () => ({ ids: rows.map((row) => row.id), ...wish });
  const button = make("button", { class: "button button-small", type: "button" }, icon("scissors"), words, price);
  const tell = async () => {
    try {
      price.textContent = (await film.price(path, body())).words;
    } catch (error) {
      price.textContent = "";
      button.title = error.message;
    }
  };
  const again = () => (button.isConnected ? tell() : wished.removeEventListener("change", again));
  new IntersectionObserver((entries, observer) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    wished.addEventListener("change", again);
    tell();
  }).observe(button);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await film.order(path, body());
      toast(rows.length === 1 ? gettext("“{title}” is being made a clip.", { title: rows[0].title }) : ngettext("{count} clip is being made.", "{count} clips are being made.", rows.length));
    } catch (error) {
      toast(error.message, { tone: "bad" });
    }
    button.disabled = false;
  });
  return button;
}

const scored = (row) => gettext("Score {score}", { score: scores.format(row.score) });

function card(film, row) {
  const picture = make("img", { src: `/api/videos/${film.id}/thumbnail?timestamp=${Math.max(row.startTime, 0).toFixed(1)}`, alt: "", loading: "lazy", width: 160, height: 90 });
  return make(
    "li",
    { class: "insights-card" },
    make("button", { class: "insights-shot", type: "button", "aria-label": gettext("Play from {time}: {title}", { time: clock(Math.floor(row.startTime)), title: row.title }), onclick: () => film.seek(row.startTime) }, picture),
    make(
      "div",
      { class: "insights-card-words" },
      make("h3", {}, row.title),
      make("p", { class: "faint small" }, row.reason),
      make(
        "div",
        { class: "insights-line-of-facts" },
        timeButton(film, row.startTime, row.title),
        make("span", { class: "faint small number" }, gettext("{seconds} s", { seconds: Math.round(row.endTime - row.startTime) })),
        make("meter", { min: 0, max: 1, value: row.score, title: scored(row), "aria-label": scored(row) }),
        clipButton(film, [row], gettext("Make clip")),
      ),
    ),
  );
}

export function highlights(film) {
  const job = film.jobs.get("ai.highlights");
  const batch = film.jobs.get("video.batch");
  const working = [job, batch].filter(isAtWork).map(live);
  const rows = film.highlights;
  if (!rows.length && !canSpeak(film)) return [silent()];
  if (!rows.length) {
    const words = gettext("The best moments by what is said, how it sounds and how it is cut, each with its reason.");
    return isAtWork(job) ? working : [failure(job), make("p", { class: "soft" }, words), form(film, gettext("Find highlights"))].filter(Boolean);
  }
  return [
    make("div", { class: "insights-line-of-facts" }, draft(rows[0]), looks(film, rows)),
    make("ol", { class: "insights-cards" }, ...rows.map((row) => card(film, row))),
    ...working,
    failure(job),
    isAtWork(job) ? null : make("details", { class: "insights-again" }, make("summary", {}, gettext("Choose anew")), form(film, gettext("Find highlights"))),
  ].filter(Boolean);
}
