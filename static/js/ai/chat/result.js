// What came of a plan: the new film, and of each promise whether it was kept.

import { api } from "../../common/api.js";
import { ask } from "../../common/confirm.js";
import { icon, make } from "../../common/dom.js";
import { toast } from "../../common/toasts.js";
import { gettext, ngettext } from "../../common/words.js";

const KEPT = new Map([[true, ["check", gettext("Kept")]], [false, ["close", gettext("Not kept")]], [null, ["alert", gettext("Could not be told")]]]);

export function drawResult({ verified, madeVideoId, conversationId, steps }, { settled }) {
  const broken = verified.filter((each) => each.isKept === false).length;
  const unknown = verified.filter((each) => each.isKept === null).length;
  const words = verdict({ all: verified.length, broken, unknown });
  const left = steps.filter((step) => !step.isChosen);
  const element = make("div", { class: "plan-result" });
  element.append(
    make("p", { class: `notice ${broken ? "notice-bad" : "notice-good"}` }, icon(broken ? "alert" : "check"), words),
    make("details", { class: "plan-promises small", open: broken > 0 }, make("summary", {}, gettext("What was checked")), make("ul", {}, ...verified.map(promise))),
  );
  if (left.length) element.append(make("p", { class: "small soft" }, gettext("Left out, as you wished: {steps}.", { steps: left.map((step) => step.title).join("; ") })));
  if (madeVideoId) drawFilm(madeVideoId, conversationId).then((film) => (element.prepend(film ?? gone()), settled()));
  return element;
}

function verdict({ all, broken, unknown }) {
  if (broken) return gettext("{count} of {all} promises not kept", { count: broken, all });
  if (unknown) return gettext("Checked: {count} of {all} promises kept, the others could not be told", { count: all - unknown, all });
  return ngettext("Checked: {count} promise kept", "Checked: all {count} promises kept", all);
}

const gone = () => make("p", { class: "small soft", "data-act": "undone" }, gettext("The film that this made was deleted. The one before is as it was."));

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
  const open = make("a", { class: "button button-small", href: `/videos/${id}/?chat=${conversationId}`, "data-act": "open-made" }, icon("film"), gettext("Open the new film"));
  return make("div", { class: "plan-film" }, shown, make("div", { class: "row" }, make("strong", { class: "clip small" }, film.title), make("span", { class: "push" }), undoing(film), open));
}

/** An edit never changes its film: taking it back is deleting what it made. */
function undoing({ id, title }) {
  const button = make("button", { class: "button button-quiet button-small", type: "button", "data-act": "undo" }, icon("undo"), gettext("Undo"));
  button.addEventListener("click", async () => {
    if (!(await ask(gettext("“{title}” is deleted for good. The film before it stays as it was, and the credits stay spent.", { title }), gettext("Delete")))) return;
    button.disabled = true;
    try {
      await api(`/api/videos/${id}`, { method: "DELETE" });
      button.closest(".plan-film").replaceWith(gone());
    } catch (error) {
      button.disabled = false;
      toast(error.message, { tone: "bad" });
    }
  });
  return button;
}
