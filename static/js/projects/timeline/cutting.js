// Edits within clips: trimming, splitting, speed, transitions. Pure, as model.js.

import { KINDS, endOf, isLocked, locate, longestTransition, newId, rate, tidied, withClips, withTracks } from "./model.js";
import { NEAR, onFrame, onFrameBefore, toMicro } from "./time.js";

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
const sourceLength = (clip, mediaOf) => {
  const media = clip.videoId ? mediaOf(clip.videoId) : null;
  return media && media.mediaType !== "image" && media.duration > 0 ? media.duration : Infinity;
};

/** The clips of a track before and after one. */
export function neighbours(track, clip) {
  const place = track.clips.findIndex((each) => each.id === clip.id);
  return { before: track.clips[place - 1] ?? null, after: track.clips[place + 1] ?? null };
}

/** How far an edge can go, in seconds of the timeline: `[least, most]`. */
export function trimRange(timeline, id, edge, mediaOf) {
  const { track, clip } = locate(timeline, id);
  const fps = rate(timeline);
  const frame = 1 / fps;
  const { before, after } = neighbours(track, clip);
  if (edge === "start") {
    const wall = before ? (clip.transition ? clip.start : endOf(before)) : 0;
    const own = clip.videoId && sourceLength(clip, mediaOf) < Infinity ? clip.start - clip.sourceIn / clip.speed : 0;
    return [Math.max(wall, own, 0), endOf(clip) - Math.max(frame, 2 * (after?.transition?.duration ?? 0))];
  }
  const wall = after ? after.start + (after.transition?.duration ?? 0) : Infinity;
  const own = clip.start + (sourceLength(clip, mediaOf) - (clip.sourceIn ?? 0)) / (clip.speed ?? 1);
  return [clip.start + Math.max(frame, 2 * (clip.transition?.duration ?? 0)), Math.min(wall, onFrameBefore(own, fps))];
}

/** Moves one edge of a clip to `time`, as far as its file and its neighbours let it. */
export function trim(timeline, id, edge, time, mediaOf = () => null) {
  if (isLocked(timeline, id)) return timeline;
  const [least, most] = trimRange(timeline, id, edge, mediaOf);
  const fps = rate(timeline);
  const there = onFrame(clamp(time, least, Math.max(least, most)), fps);
  const next = withClips(timeline, [id], (clip) => {
    if (edge === "end") return faded({ ...clip, duration: toMicro(there - clip.start) });
    const by = there - clip.start;
    const cut = { ...clip, start: there, duration: toMicro(clip.duration - by) };
    return faded(clip.videoId && sourceLength(clip, mediaOf) < Infinity ? { ...cut, sourceIn: toMicro(Math.max(clip.sourceIn + by * clip.speed, 0)) } : cut);
  });
  return tidied(next);
}

/** Fades that do not fit into a shorter clip become shorter too. */
function faded(clip) {
  const sum = (clip.fadeIn ?? 0) + (clip.fadeOut ?? 0);
  if (sum <= clip.duration + NEAR) return clip;
  const share = clip.duration / sum;
  return { ...clip, fadeIn: toMicro(clip.fadeIn * share), fadeOut: toMicro(clip.fadeOut * share) };
}

/** Shows another part of the file in the same place of the film. */
export function slip(timeline, id, sourceIn, mediaOf = () => null) {
  return withClips(timeline, [id], (clip) => ({ ...clip, sourceIn: toMicro(clamp(sourceIn, 0, Math.max(sourceLength(clip, mediaOf) - clip.duration * clip.speed, 0))) }));
}

/** Those of the clips that `time` cuts; of all clips that are not locked where none is named. */
export function cutBy(timeline, ids, time) {
  const tracks = timeline.tracks.filter((track) => !track.locked);
  const frame = 1 / rate(timeline);
  const inside = (clip) => clip.start + frame / 2 < time && time < endOf(clip) - frame / 2;
  const named = new Set(ids);
  const clips = tracks.flatMap((track) => track.clips.filter((clip) => inside(clip) && !isInTransition(track, clip, time)));
  return clips.filter((clip) => !named.size || named.has(clip.id)).map((clip) => clip.id);
}

function isInTransition(track, clip, time) {
  const { after } = neighbours(track, clip);
  const into = clip.transition ? clip.start + 2 * clip.transition.duration : -1;
  const out = after?.transition ? endOf(clip) - 2 * after.transition.duration : Infinity;
  return time < into - NEAR || time > out + NEAR;
}

/** Cuts clips in two at `time`. Gives the ids of the right halves too. A picture shows the same in both. */
export function split(timeline, ids, time, mediaOf = () => null) {
  const at = onFrame(time, rate(timeline));
  const wanted = new Set(cutBy(timeline, ids, at));
  const made = [];
  const next = withTracks(timeline, (track) => {
    if (!track.clips.some((clip) => wanted.has(clip.id))) return track;
    return { ...track, clips: track.clips.flatMap((clip) => (wanted.has(clip.id) ? halves(clip, at, made, mediaOf) : [clip])) };
  });
  return { timeline: made.length ? next : timeline, ids: made };
}

function halves(clip, at, made, mediaOf) {
  const { transition, ...rest } = clip;
  const before = toMicro(at - clip.start);
  const left = { ...clip, duration: before, fadeOut: 0 };
  const right = { ...structuredClone(rest), id: newId(), start: at, duration: toMicro(clip.duration - before), fadeIn: 0 };
  if (clip.videoId && sourceLength(clip, mediaOf) < Infinity) right.sourceIn = toMicro(clip.sourceIn + before * clip.speed);
  made.push(right.id);
  return [faded(left), faded(right)];
}

/** The same stretch of the file faster or slower; what comes after makes room. */
export function setSpeed(timeline, id, speed) {
  const fps = rate(timeline);
  return tidied(withClips(timeline, [id], (clip) => faded({ ...clip, speed, duration: Math.max(onFrameBefore((clip.duration * clip.speed) / speed, fps), toMicro(1 / fps)) })));
}

// --- transitions --------------------------------------------------------------------------------------

/** The clip that lies directly before, or null: there is nothing to come in over. */
export function joined(timeline, id) {
  const found = locate(timeline, id);
  if (!found || !KINDS[found.track.kind].transitions) return null;
  const { before } = neighbours(found.track, found.clip);
  return before && endOf(before) > found.clip.start - NEAR ? before : null;
}

/**
 * Makes the clip come in over the one before it by `seconds`; 0 takes the transition away.
 *
 * The footage that is needed comes from the end of the clip before, else from this one's beginning; where
 * neither has any to spare, this clip and all after it on its track come earlier.
 */
export function setTransition(timeline, id, seconds, { kind = null, mediaOf = () => null } = {}) {
  const before = joined(timeline, id);
  if (!before) return timeline;
  const { track, clip } = locate(timeline, id);
  const fps = rate(timeline);
  const apart = unjoined(track, before, clip, mediaOf, fps);
  const length = onFrame(clamp(seconds, 0, Math.max(longestTransition(apart.before, apart.clip, fps), 0)), fps);
  const pair = length > NEAR ? overlapped(apart, length, kind ?? clip.transition?.kind ?? "dissolve", mediaOf, fps) : apart;
  const by = pair.shift;
  const clips = track.clips.map((each) => (each.id === before.id ? pair.before : each.id === clip.id ? pair.clip : each.start > clip.start ? { ...each, start: toMicro(Math.max(each.start + by, 0)) } : each));
  return tidied(withTracks(timeline, (each) => (each.id === track.id ? { ...each, clips } : each)));
}

export const changeTransitionKind = (timeline, id, kind) => withClips(timeline, [id], (clip) => (clip.transition ? { ...clip, transition: { ...clip.transition, kind } } : clip));

/** Both clips edge to edge, and by how much what follows has to move. */
function unjoined(track, before, clip, mediaOf, fps) {
  if (!clip.transition) return { before, clip, shift: 0 };
  const { transition, ...rest } = clip;
  // Half of the overlap is cut from each, so that nothing after it moves.
  const half = onFrame(transition.duration / 2, fps);
  const other = toMicro(transition.duration - half);
  const moving = sourceLength(clip, mediaOf) < Infinity;
  const later = { ...rest, start: toMicro(clip.start + half), duration: toMicro(clip.duration - half), ...(moving ? { sourceIn: toMicro(clip.sourceIn + half * clip.speed) } : {}) };
  return { before: { ...before, duration: toMicro(before.duration - other) }, clip: later, shift: 0 };
}

function overlapped({ before, clip, shift }, length, kind, mediaOf, fps) {
  const transition = { kind, duration: length };
  const behind = (sourceLength(before, mediaOf) - before.sourceIn) / before.speed - before.duration;
  const ahead = sourceLength(clip, mediaOf) < Infinity ? clip.sourceIn / clip.speed : Infinity;
  const half = onFrame(length / 2, fps);
  const other = toMicro(length - half);
  if (behind >= half - NEAR && ahead >= other - NEAR) return { before: longer(before, half), clip: { ...earlier(clip, other, mediaOf), transition }, shift };
  if (behind >= length - NEAR) return { before: longer(before, length), clip: { ...clip, transition }, shift };
  if (ahead >= length - NEAR) return { before, clip: { ...earlier(clip, length, mediaOf), transition }, shift };
  return { before, clip: { ...clip, start: toMicro(clip.start - length), transition }, shift: shift - length };
}

const longer = (clip, by) => ({ ...clip, duration: toMicro(clip.duration + by) });

function earlier(clip, by, mediaOf) {
  const moving = sourceLength(clip, mediaOf) < Infinity;
  return { ...clip, start: toMicro(clip.start - by), duration: toMicro(clip.duration + by), ...(moving ? { sourceIn: toMicro(clip.sourceIn - by * clip.speed) } : {}) };
}
