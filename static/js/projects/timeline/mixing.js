// How much of a clip is seen and heard at a moment: fades, transitions, volumes. Pure.

import { endOf } from "./model.js";

const share = (part, whole) => (whole > 0 ? Math.min(Math.max(part / whole, 0), 1) : 1);

/** From 0 to 1 by the clip's own fades. */
export const fadeAt = (clip, time) => share(time - clip.start, clip.fadeIn ?? 0) * share(endOf(clip) - time, clip.fadeOut ?? 0);

/** How far the clip has come in over the one before it, from 0 to 1; 1 without a transition. */
export const comeIn = (clip, time) => (clip.transition ? share(time - clip.start, clip.transition.duration) : 1);

const through = (kind) => kind === "fade-black" || kind === "fade-white";

/** `{opacity, clip, shift}` of a picture: `clip` as CSS insets, `shift` in shares of the frame's width. */
export function pictureAt(clip, after, time) {
  const look = { opacity: fadeAt(clip, time) * (clip.opacity ?? 1), clip: "none", shift: 0 };
  const coming = comeIn(clip, time);
  if (coming < 1) Object.assign(look, entering(clip.transition.kind, coming, look));
  const going = after?.transition && time >= after.start ? comeIn(after, time) : 0;
  if (going > 0 && through(after.transition.kind)) look.opacity *= Math.max(1 - 2 * going, 0);
  if (going > 0 && after.transition.kind === "slide-left") look.shift = -going;
  if (going > 0 && after.transition.kind === "slide-right") look.shift = going;
  return look;
}

function entering(kind, coming, { opacity }) {
  if (through(kind)) return { opacity: opacity * Math.max(2 * coming - 1, 0) };
  const rest = `${(1 - coming) * 100}%`;
  if (kind === "wipe-left") return { clip: `inset(0 0 0 ${rest})` };
  if (kind === "wipe-right") return { clip: `inset(0 ${rest} 0 0)` };
  if (kind === "slide-left") return { shift: 1 - coming };
  if (kind === "slide-right") return { shift: coming - 1 };
  return { opacity: opacity * coming };
}

/** Loudness from 0 up, with the crossfade into the clip after; `duck` in decibels. */
export function loudnessAt(clip, after, track, time, duck = 0) {
  if (track.muted) return 0;
  const going = after?.transition && time >= after.start ? 1 - comeIn(after, time) : 1;
  return clip.volume * track.volume * fadeAt(clip, time) * comeIn(clip, time) * going * 10 ** (-duck / 20);
}

/** The clips of a track that are there at a moment, each with the one that follows it. */
export function clipsAt(track, time, ahead = 0) {
  return track.clips.map((clip, place) => ({ clip, after: track.clips[place + 1] ?? null })).filter(({ clip }) => clip.start - ahead <= time && time < endOf(clip) - 1e-6);
}

/** By how many decibels a track makes room at a moment. */
export function duckAt(timeline, track, time) {
  if (!track.duck) return 0;
  const heard = timeline.tracks.filter((each) => track.duck.under.includes(each.id) && !each.muted);
  return heard.some((each) => clipsAt(each, time).length) ? track.duck.amount : 0;
}
