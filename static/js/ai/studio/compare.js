// Results side by side; films begin together and stay together.

import { make } from "../../common/dom.js";
import { gettext } from "../../common/words.js";

const dialog = document.getElementById("compare");
const stage = document.getElementById("compare-body");
const play = document.getElementById("compare-play");

export function compare(items) {
  stage.replaceChildren(...items.map(draw));
  play.hidden = !films().length;
  dialog.showModal();
}

function draw({ title, kind, src }) {
  const shown = kind === "image" ? make("img", { src, alt: title }) : make("video", { src, controls: true, loop: true, playsinline: true, preload: "metadata", "aria-label": title });
  return make("figure", { class: "compared" }, shown, make("figcaption", { class: "small clip" }, title));
}

const films = () => [...stage.querySelectorAll("video")];

function toggle() {
  const isPlaying = films().some((film) => !film.paused);
  for (const film of films()) {
    if (isPlaying) film.pause();
    else {
      film.currentTime = 0;
      film.play().catch(() => undefined);
    }
  }
}

function say() {
  play.lastElementChild.textContent = films().some((film) => !film.paused) ? gettext("Pause all") : gettext("Play together");
}

export function followCompare() {
  play.addEventListener("click", toggle);
  for (const name of ["play", "pause"]) stage.addEventListener(name, say, true);
  document.getElementById("compare-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  // A film that nobody sees must not be heard.
  dialog.addEventListener("close", () => stage.replaceChildren());
}
