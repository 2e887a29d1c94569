// Captions in the player: a track for each language, switched here or in the player's own menu.

import { make } from "../../common/dom.js";

/** `draw(transcripts, language)` when there are others; the button shows and switches those of the language. */
export function showCaptions(player, button) {
  const isVideo = player instanceof HTMLVideoElement;
  let tracks = new Map(); // by language
  let chosen = "";

  const isOn = () => [...tracks.values()].some(({ track }) => track.mode === "showing");
  const show = () => button.setAttribute("aria-pressed", String(isOn()));

  function draw(transcripts, language) {
    const wasOn = isOn();
    const able = isVideo ? transcripts.filter((each) => each.language !== "und") : [];
    const wanted = new Map(able.map((each) => [each.language, each]));
    tracks.forEach((track, code) => wanted.get(code)?.revision === Number(track.dataset.revision) || track.remove());
    tracks = new Map(able.map((each) => [each.language, tracks.get(each.language)?.isConnected ? tracks.get(each.language) : add(each)]));
    chosen = language;
    button.hidden = !tracks.has(chosen);
    if (wasOn) choose(chosen);
    show();
  }

  function add(each) {
    // A revision is another file: the browser must not show the one it knows.
    const src = `${each.captionsUrl}?revision=${each.revision}`;
    const track = make("track", { kind: "captions", src, srclang: each.language, label: each.languageName, "data-revision": each.revision });
    player.append(track);
    return track;
  }

  function choose(language) {
    tracks.forEach(({ track }, code) => (track.mode = code === language ? "showing" : "disabled"));
    show();
  }

  button.addEventListener("click", () => choose(isOn() ? "" : chosen));
  if (isVideo) player.textTracks.addEventListener("change", show);
  return { draw };
}
