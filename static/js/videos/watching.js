// Watching a film: the keys of the player, a file that cannot be played, and a link to a moment (?t=12.5).

import { typing } from "../common/shortcuts.js";

const player = document.getElementById("player");
const fps = Number(player?.dataset.fps) || 25;

const by = (seconds) => () => (player.currentTime = Math.min(Math.max(player.currentTime + seconds, 0), player.duration || 0));
const toggle = () => (player.paused ? player.play().catch(() => {}) : player.pause());

function step(frames) {
  player.pause();
  by(frames / fps)();
}

function fill() {
  if (document.fullscreenElement) document.exitFullscreen();
  else player.requestFullscreen?.();
}

const KEYS = {
  " ": toggle,
  k: toggle,
  j: by(-10),
  l: by(10),
  arrowleft: by(-5),
  arrowright: by(5),
  ",": () => step(-1),
  ".": () => step(1),
  m: () => (player.muted = !player.muted),
  f: fill,
  c: () => document.getElementById("spoken-captions")?.click(),
  e: () => document.getElementById("edit-link")?.click(),
};
// These have keys of their own, which must go on working: the player itself, buttons, tabs, sliders.
const BUSY = "video, audio, button, a, summary, input, [role=tab], [role=slider]";
const OWN = new Set([" ", "arrowleft", "arrowright"]);

function press(event) {
  const key = event.key.toLowerCase();
  if (event.defaultPrevented || typing(event) || !KEYS[key]) return;
  if (OWN.has(key) && event.target.closest(BUSY)) return;
  event.preventDefault();
  KEYS[key]();
}

function complain() {
  document.getElementById("player-problem").hidden = false;
}

function openAt(seconds) {
  const seek = () => (player.currentTime = seconds);
  if (player.readyState >= HTMLMediaElement.HAVE_METADATA) seek();
  else player.addEventListener("loadedmetadata", seek, { once: true });
}

if (player) {
  document.addEventListener("keydown", press);
  player.addEventListener("error", complain);
  // With several sources, the last one tells that none could be played.
  player.querySelector("source:last-of-type")?.addEventListener("error", complain);
  if (player.error || player.networkState === HTMLMediaElement.NETWORK_NO_SOURCE) complain();
  const wished = Number(new URLSearchParams(location.search).get("t"));
  if (wished > 0) openAt(wished);
}
