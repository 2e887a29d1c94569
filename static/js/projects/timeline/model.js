// What a timeline is, and the edits of it: pure functions that give a new timeline and leave the given one alone.

import { gettext } from "../../common/words.js";
import { NEAR, onFrame, onFrameBefore, rateOf, toMicro } from "./time.js";

export const LONGEST_TRANSITION = 10; // seconds
export const STILL_SECONDS = 5;
export const TEXT_SECONDS = 4;
export const FASTEST = 10;
export const SLOWEST = 0.1;

export const KINDS = {
  text: { title: gettext("Text"), icon: "type", transitions: false },
  overlay: { title: gettext("Overlay"), icon: "image", transitions: true },
  video: { title: gettext("Video"), icon: "film", transitions: true },
  audio: { title: gettext("Sound"), icon: "sound", transitions: true },
};

export const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
export const endOf = (clip) => clip.start + clip.duration;
export const durationOf = (timeline) => timeline.tracks.reduce((longest, track) => track.clips.reduce((end, clip) => Math.max(end, endOf(clip)), longest), 0);
export const clipsOf = (timeline) => timeline.tracks.flatMap((track) => track.clips);
export const rate = (timeline) => rateOf(timeline.fps);

/** `{track, clip}` of a clip's id, or null. */
export function locate(timeline, id) {
  for (const track of timeline.tracks) {
    const clip = track.clips.find((each) => each.id === id);
    if (clip) return { track, clip };
  }
  return null;
}

/** The timeline with what `change(track)` gives for each track. */
export function withTracks(timeline, change) {
  return { ...timeline, tracks: timeline.tracks.map((track) => change(track) ?? track) };
}

export function withClips(timeline, ids, change) {
  const wanted = new Set(ids);
  return withTracks(timeline, (track) => (track.clips.some((clip) => wanted.has(clip.id)) ? { ...track, clips: track.clips.map((clip) => (wanted.has(clip.id) ? change(clip, track) : clip)) } : track));
}

const without = (object, ...names) => Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

// --- keeping order ------------------------------------------------------------------------------------

/**
 * Puts the clips of every track into order: nothing lies over its neighbour except by a transition.
 *
 * Clips that are in each other's way make room to the right. Those of `meeting` may begin a new transition
 * where they overlap a neighbour by less than half.
 */
export function tidied(timeline, meeting = new Set()) {
  return withTracks(timeline, (track) => tidiedTrack(track, rate(timeline), meeting));
}

function tidiedTrack(track, fps, meeting) {
  const clips = [];
  let changed = false;
  for (const clip of [...track.clips].sort((one, other) => one.start - other.start)) {
    const set = settledAfter(clips.at(-1), clip, { fades: KINDS[track.kind].transitions, fps, meeting });
    changed ||= set !== clip || track.clips[clips.length] !== clip;
    clips.push(set);
  }
  return changed ? { ...track, clips } : track;
}

function settledAfter(before, clip, { fades, fps, meeting }) {
  const overlap = before ? endOf(before) - clip.start : 0;
  const most = before && fades ? longestTransition(before, clip, fps) : 0;
  const fresh = !clip.transition && before && (meeting.has(clip.id) || meeting.has(before.id));
  const shared = overlap > NEAR && (clip.transition || (fresh && overlap <= most + NEAR)) ? Math.min(overlap, most) : 0;
  const start = overlap > shared + NEAR ? onFrame(endOf(before) - shared, fps) : clip.start;
  const transition = shared > NEAR ? { kind: clip.transition?.kind ?? "dissolve", duration: toMicro(endOf(before) - start) } : null;
  if (start === clip.start && sameTransition(transition, clip.transition)) return clip;
  const bare = { ...without(clip, "transition"), start };
  return transition ? { ...bare, transition } : bare;
}

export const longestTransition = (before, clip, fps) => onFrameBefore(Math.min(before.duration / 2, clip.duration / 2, LONGEST_TRANSITION), fps);

const sameTransition = (one, other) => (!one && !other) || (one && other && one.kind === other.kind && Math.abs(one.duration - other.duration) < NEAR);

// --- clips and tracks ---------------------------------------------------------------------------------

export function newTrack(kind, id = newId()) {
  const track = { id, kind, name: "", muted: false, hidden: false, locked: false, volume: 1, clips: [] };
  return kind === "text" ? { ...track, role: "titles" } : track;
}

/** Pictures go below texts and overlays, sounds to the end. */
export function addTrack(timeline, kind) {
  const place = { video: lastOf(timeline, ["video"]), overlay: lastOf(timeline, ["video", "overlay"]), text: lastOf(timeline, ["video", "overlay", "text"]) }[kind] ?? timeline.tracks.length;
  const track = newTrack(kind);
  return { timeline: { ...timeline, tracks: timeline.tracks.toSpliced(place, 0, track) }, track };
}

const lastOf = (timeline, kinds) => timeline.tracks.findLastIndex((track) => kinds.includes(track.kind)) + 1;

export const removeTrack = (timeline, id) => ({ ...timeline, tracks: timeline.tracks.filter((track) => track.id !== id).map((track) => withoutDuck(track, id)) });

function withoutDuck(track, id) {
  if (!track.duck?.under.includes(id)) return track;
  const under = track.duck.under.filter((each) => each !== id);
  return under.length ? { ...track, duck: { ...track.duck, under } } : without(track, "duck");
}

export function changeTrack(timeline, id, changes) {
  const { duck, ...plain } = changes;
  return withTracks(timeline, (track) => {
    if (track.id !== id) return track;
    const changed = { ...track, ...plain };
    return "duck" in changes ? (duck ? { ...changed, duck } : without(changed, "duck")) : changed;
  });
}

/** One step up (-1: towards what lies over it on the page) or down among the tracks. */
export function moveTrack(timeline, id, by) {
  const from = timeline.tracks.findIndex((track) => track.id === id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= timeline.tracks.length) return timeline;
  const tracks = timeline.tracks.toSpliced(from, 1);
  return { ...timeline, tracks: tracks.toSpliced(to, 0, timeline.tracks[from]) };
}

/** Whether a clip of one kind of track can lie on another kind. */
export function suits(fromKind, toKind, media) {
  if (fromKind === "text" || toKind === "text") return fromKind === toKind;
  if (toKind === "audio") return fromKind === "audio" || Boolean(media?.audioCodec);
  return fromKind !== "audio" || media?.mediaType !== "audio";
}

function onKind(clip, kind) {
  if (kind === "text") return clip;
  const common = without(clip, "fit", "place", "opacity");
  if (kind === "video") return { ...common, fit: clip.fit ?? "contain" };
  if (kind === "overlay") return { ...common, place: clip.place ?? { x: 0.6, y: 0.06, width: 0.34, height: 0.34 }, opacity: clip.opacity ?? 1 };
  return { ...common, effects: [] };
}

/** A clip of a file. `media` is a video of the API. */
export function clipOfMedia(media, kind, start, fps) {
  const still = media.mediaType === "image";
  const duration = still ? STILL_SECONDS : Math.max(onFrameBefore(media.duration, fps), toMicro(1 / fps));
  const clip = { id: newId(), name: media.title.slice(0, 200), start, duration: onFrame(duration, fps), meta: {}, videoId: media.id, sourceIn: 0, speed: 1, volume: 1, fadeIn: 0, fadeOut: 0, effects: [] };
  return onKind(clip, kind);
}

export const kindFor = (media) => (media.mediaType === "audio" ? "audio" : "video");

/** Puts a file on a track: the given one where it suits, else the first that does, else a new one. */
export function addMedia(timeline, media, { trackId = null, at = null } = {}) {
  const fps = rate(timeline);
  const wanted = timeline.tracks.find((track) => track.id === trackId && !track.locked && suits(kindFor(media), track.kind, media));
  const known = wanted ?? timeline.tracks.find((track) => track.kind === kindFor(media) && !track.locked);
  const made = known ? { timeline, track: known } : addTrack(timeline, kindFor(media));
  const start = onFrame(at ?? made.track.clips.reduce((end, clip) => Math.max(end, endOf(clip)), 0), fps);
  const clip = clipOfMedia(media, made.track.kind, start, fps);
  return { timeline: placed(made.timeline, made.track.id, [clip]), ids: [clip.id] };
}

export function addText(timeline, at, text = gettext("Your text")) {
  const fps = rate(timeline);
  const start = onFrame(at, fps);
  const free = timeline.tracks.find((track) => track.kind === "text" && track.role === "titles" && !track.locked && isFree(track, start, start + TEXT_SECONDS));
  const made = free ? { timeline, track: free } : addTrack(timeline, "text");
  const clip = { id: newId(), name: "", start, duration: onFrame(TEXT_SECONDS, fps), meta: {}, text, style: {}, anchor: "bottom", fadeIn: 0, fadeOut: 0 };
  return { timeline: placed(made.timeline, made.track.id, [clip]), ids: [clip.id] };
}

const isFree = (track, from, until) => track.clips.every((clip) => endOf(clip) <= from + NEAR || clip.start >= until - NEAR);

/** Adds clips to a track; who is in their way makes room, and a clip that begins before them keeps its place. */
function placed(timeline, trackId, clips) {
  return tidied(withTracks(timeline, (track) => (track.id === trackId ? { ...track, clips: [...track.clips, ...clips] } : track)));
}

export const isLocked = (timeline, id) => Boolean(locate(timeline, id)?.track.locked);
const unlocked = (timeline, ids) => [...new Set(ids)].filter((id) => !isLocked(timeline, id));

/** Moves clips by seconds, and to another track where they suit. `mediaOf(videoId)` tells what a file is. */
export function move(timeline, ids, by, { trackId = null, mediaOf = () => null, meet = true } = {}) {
  const fps = rate(timeline);
  const moved = unlocked(timeline, ids).map((id) => locate(timeline, id)).filter(Boolean);
  if (!moved.length) return timeline;
  const least = Math.min(...moved.map(({ clip }) => clip.start));
  const offset = Math.max(by, -least);
  const target = timeline.tracks.find((track) => track.id === trackId && !track.locked);
  const fits = target && moved.every(({ clip, track }) => suits(track.kind, target.kind, mediaOf(clip.videoId)));
  const gone = new Set(moved.map(({ clip }) => clip.id));
  const coming = new Map();
  for (const { clip, track } of moved) {
    const to = fits ? target : track;
    const there = onKindChanged({ ...clip, start: onFrame(clip.start + offset, fps) }, track.kind, to.kind);
    coming.set(to.id, [...(coming.get(to.id) ?? []), there]);
  }
  // Those that came are named first, so that they stay where they were put and the others give way.
  const touched = new Set([...coming.keys(), ...moved.map(({ track }) => track.id)]);
  const next = withTracks(timeline, (track) => (touched.has(track.id) ? { ...track, clips: [...(coming.get(track.id) ?? []), ...track.clips.filter((clip) => !gone.has(clip.id))] } : track));
  return tidied(released(next, gone, touched), meet ? gone : new Set());
}

const onKindChanged = (clip, from, to) => (from === to ? clip : onKind(clip, to));

/** Takes transitions off the moved clips and their old followers where nothing overlaps any more. */
function released(timeline, moved, touched) {
  return withTracks(timeline, (track) => {
    if (!touched.has(track.id)) return track;
    const sorted = [...track.clips].sort((one, other) => one.start - other.start);
    const clips = sorted.map((clip, place) => {
      const before = sorted[place - 1];
      const apart = !before || endOf(before) - clip.start < NEAR;
      const strange = before && (moved.has(clip.id) || moved.has(before.id)) && clip.transition && endOf(before) - clip.start > longestTransition(before, clip, rate(timeline)) + NEAR;
      return clip.transition && (apart || strange) ? without(clip, "transition") : clip;
    });
    return { ...track, clips };
  });
}

export function remove(timeline, ids) {
  const gone = new Set(unlocked(timeline, ids));
  return tidied(withTracks(timeline, (track) => (track.clips.some((clip) => gone.has(clip.id)) ? { ...track, clips: track.clips.filter((clip) => !gone.has(clip.id)) } : track)));
}

/** Removes clips, and what comes after closes the gap: on their track, and on others where there is room. */
export function removeAndClose(timeline, ids) {
  const spans = unlocked(timeline, ids).map((id) => locate(timeline, id)).filter(Boolean).map(({ clip, track }) => gapOf(track, clip));
  let next = remove(timeline, ids);
  for (const gap of spans.sort((one, other) => other.from - one.from)) next = closed(next, gap);
  return tidied(next);
}

/** What the clip's going leaves empty on its track. */
function gapOf(track, clip) {
  const others = track.clips.filter((each) => each !== clip);
  const before = others.filter((each) => each.start < clip.start).reduce((end, each) => Math.max(end, endOf(each)), 0);
  const after = others.filter((each) => each.start > clip.start).reduce((start, each) => Math.min(start, each.start), Infinity);
  const from = Math.max(clip.start, Math.min(before, endOf(clip)));
  return { trackId: track.id, main: track.kind === "video", from, size: Math.max(Math.min(endOf(clip), after) - from, 0) };
}

function closed(timeline, { trackId, main, from, size }) {
  const later = (clip) => clip.start > from - NEAR;
  return withTracks(timeline, (track) => {
    if (track.locked || (track.id !== trackId && !main)) return track;
    const follow = track.clips.filter(later);
    if (!follow.length) return track;
    const before = track.clips.filter((clip) => !later(clip)).reduce((end, clip) => Math.max(end, endOf(clip)), 0);
    const first = Math.min(...follow.map((clip) => clip.start));
    // A track that has no room for all of it stays as it is: half of it would only be out of step.
    if (track.id !== trackId && first - size < before - NEAR) return track;
    const by = Math.min(size, track.id === trackId ? Math.max(first - before, size) : size);
    return { ...track, clips: track.clips.map((clip) => (later(clip) ? { ...clip, start: onFrame(Math.max(clip.start - by, 0), rate(timeline)) } : clip)) };
  });
}

/** Copies behind the originals, each on its own track. */
export function duplicate(timeline, ids) {
  const found = unlocked(timeline, ids).map((id) => locate(timeline, id)).filter(Boolean);
  if (!found.length) return { timeline, ids: [] };
  const span = Math.max(...found.map(({ clip }) => endOf(clip))) - Math.min(...found.map(({ clip }) => clip.start));
  return paste(timeline, copied(timeline, ids), Math.min(...found.map(({ clip }) => clip.start)) + span);
}

export const copied = (timeline, ids) => ids.map((id) => locate(timeline, id)).filter(Boolean).map(({ clip, track }) => ({ clip, trackId: track.id, kind: track.kind }));

/** Puts copies down with the first of them at `at`. */
export function paste(timeline, copies, at) {
  if (!copies.length) return { timeline, ids: [] };
  const first = Math.min(...copies.map(({ clip }) => clip.start));
  const ids = [];
  let next = timeline;
  for (const { clip, trackId, kind } of copies) {
    const known = next.tracks.find((track) => track.id === trackId && !track.locked) ?? next.tracks.find((track) => track.kind === kind && !track.locked);
    const made = known ? { timeline: next, track: known } : addTrack(next, kind);
    const copy = { ...structuredClone(without(clip, "transition")), id: newId(), start: onFrame(at + clip.start - first, rate(timeline)) };
    ids.push(copy.id);
    next = placed(made.timeline, made.track.id, [onKindChanged(copy, kind, made.track.kind)]);
  }
  return { timeline: next, ids };
}

// --- markers and the whole ----------------------------------------------------------------------------

export function addMarker(timeline, time, name = "") {
  const marker = { id: newId(), time: onFrame(time, rate(timeline)), name, color: "#f5a524" };
  return { ...timeline, markers: [...(timeline.markers ?? []), marker].sort((one, other) => one.time - other.time) };
}

export const removeMarker = (timeline, id) => ({ ...timeline, markers: timeline.markers.filter((marker) => marker.id !== id) });
export const changeMarker = (timeline, id, changes) => ({ ...timeline, markers: timeline.markers.map((marker) => (marker.id === id ? { ...marker, ...changes } : marker)) });

/** What a project that has no timeline yet begins with. */
export function begun(timeline) {
  const whole = { schema: 1, width: 1280, height: 720, fps: 30, background: "#000000", markers: [], tracks: [], ...timeline };
  return whole.tracks.length ? whole : { ...whole, tracks: [newTrack("video", "video"), newTrack("audio", "sound")] };
}
