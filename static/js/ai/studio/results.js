// What was made: sounds are heard in the dock at the bottom, films and pictures seen on a screen of their own.

import { make } from "../../common/dom.js";

const dock = document.getElementById("dock");
const sound = document.getElementById("dock-audio");
const screen = document.getElementById("screen");
const stage = document.getElementById("screen-body");

/** Plays a sound from its address, under its title. */
export function listen(address, title) {
  document.getElementById("dock-title").textContent = title;
  sound.setAttribute("aria-label", title);
  dock.hidden = false;
  sound.src = address;
  // A browser may want one more click before it lets sound out; the controls are there.
  sound.play().catch(() => undefined);
}

function watch({ watch: address, still, title }) {
  sound.pause();
  document.getElementById("screen-title").textContent = title;
  stage.replaceChildren(still ? make("img", { src: address, alt: title }) : make("video", { src: address, controls: true, autoplay: true, loop: true, playsinline: true, "aria-label": title }));
  screen.showModal();
}

function closeMenus(event) {
  for (const menu of document.querySelectorAll(".take .menu[open]")) {
    const escape = event.key === "Escape";
    if (escape) menu.querySelector("summary").focus();
    if (escape || (event.type === "click" && !menu.contains(event.target))) menu.open = false;
  }
}

export function followTakes() {
  document.addEventListener("click", (event) => {
    closeMenus(event);
    const heard = event.target.closest("[data-listen]");
    const seen = event.target.closest("[data-watch]");
    if (heard) listen(heard.dataset.listen, heard.dataset.title);
    if (seen) watch(seen.dataset);
  });
  document.addEventListener("keydown", closeMenus);
  document.getElementById("dock-close").addEventListener("click", () => {
    sound.pause();
    dock.hidden = true;
  });
  document.getElementById("screen-close").addEventListener("click", () => screen.close());
  screen.addEventListener("click", (event) => event.target === screen && screen.close());
  // A film that nobody sees must not be heard.
  screen.addEventListener("close", () => stage.replaceChildren());
}
