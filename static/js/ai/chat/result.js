// What came of a plan: the new film, and of each promise whether it was kept.

import { api } from "../../common/api.js";
import { icon, make } from "../../common/dom.js";

const KEPT = new Map([[true, ["check", "Kept"]], [false, ["close", "Not kept"]], [null, ["alert", "Could not be told"]]]);

export function drawResult({ verified, madeVideoId, conversationId, steps }, { settled }) {
  const broken = verified.filter((each) => each.isKept === false).length;
  const unknown = verified.filter((each) => each.isKept === null).length;
  const words = broken ? `${broken} of ${verified.length} promises not kept` : unknown ? `Checked: ${verified.length - unknown} of ${verified.length} promises kept, the others could not be told` : `Checked: all ${verified.length} promises kept`;
  const left = steps.filter((step) => !step.isChosen);
  const element = make("div", { class: "plan-result" });
  element.append(
    make("p", { class: `notice ${broken ? "notice-bad" : "notice-good"}` }, icon(broken ? "alert" : "check"), words),
    make("details", { class: "plan-promises small", open: broken > 0 }, make("summary", {}, "What was checked"), make("ul", {}, ...verified.map(promise))),
  );
  if (left.length) element.append(make("p", { class: "small soft" }, `Left out, as you wished: ${left.map((step) => step.title).join("; ")}.`));
  if (madeVideoId) drawFilm(madeVideoId, conversationId).then((film) => film && (element.prepend(film), settled()));
  return element;
}

function promise({ promise: words, isKept, measured }) {
  const [name, told] = KEPT.get(isKept);
  return make("li", { "data-kept": String(isKept) }, icon(name), make("span", {}, make("span", { class: "visually-hidden" }, `${told}: `), words, measured ? make("span", { class: "faint" }, ` · ${measured}`) : null));
}

/** A player of the new film with a link to its page, where the talk goes on; null when it is gone. */
async function drawFilm(id, conversationId) {
  let film;
  try {
    film = await api(`/api/videos/${id}`);
  } catch {
    return null;
  }
  const address = `/api/videos/${id}/download?inline=1`;
  const shown = {
    image: () => make("img", { src: address, alt: film.title }),
    audio: () => make("audio", { src: address, controls: true, preload: "metadata", "aria-label": film.title }),
    video: () => make("video", { src: address, controls: true, playsinline: true, preload: "metadata", poster: film.thumbnailUrl, "aria-label": film.title }),
  }[film.mediaType]();
  const open = make("a", { class: "button button-small", href: `/videos/${id}/?chat=${conversationId}`, "data-act": "open-made" }, icon("film"), "Open the new film");
  return make("div", { class: "plan-film" }, shown, make("div", { class: "row" }, make("strong", { class: "clip small" }, film.title), make("span", { class: "push" }), open));
}
