// What I did since `base`, put onto what is there now: by clip, track, marker and setting. Pure.

import { tidied } from "./model.js";

/** JSON with its keys in order, so that two equal things read the same. */
export function written(value) {
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  if (!value || typeof value !== "object") return JSON.stringify(value ?? null);
  const names = Object.keys(value).filter((name) => value[name] !== undefined && value[name] !== null).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${written(value[name])}`).join(",")}}`;
}

export const same = (one, other) => one === other || written(one) === written(other);

const PARTS = new Set(["tracks", "markers"]);
const bare = (track) => Object.fromEntries(Object.entries(track).filter(([name]) => name !== "clips"));
const byId = (rows) => new Map(rows.map((row) => [row.id, row]));
const places = (timeline) => new Map(timeline.tracks.flatMap((track) => track.clips.map((clip) => [clip.id, { id: clip.id, on: track.id, clip }])));

/** For each id of either: theirs, unless I have changed, added or removed it since `base`. */
function chosen(base, mine, theirs, yielded, called = (id) => id) {
  const result = new Map();
  for (const id of new Set([...theirs.keys(), ...mine.keys()])) {
    const touched = !yielded.has(called(id)) && !same(mine.get(id), base.get(id));
    const row = touched ? mine.get(id) : theirs.get(id);
    if (row) result.set(id, row);
  }
  return result;
}

/** What a conflict of the server's is about: a clip, a track, or a setting. */
export const subjectOf = ({ clipId, trackId, field }) => clipId || trackId || field;

/** `yielded` names the subjects whose newest form is taken whatever I did to them. */
export function carried(base, mine, theirs, yielded = new Set()) {
  if (same(base, mine)) return theirs;
  if (same(base, theirs) && !yielded.size) return mine;
  const settings = Object.keys({ ...theirs, ...mine }).filter((name) => !PARTS.has(name));
  const merged = Object.fromEntries(settings.map((name) => [name, yielded.has(name) || same(mine[name], base[name]) ? theirs[name] : mine[name]]));
  const marked = (timeline) => byId(timeline.markers ?? []);
  merged.markers = [...chosen(marked(base), marked(mine), marked(theirs), yielded, (id) => `markers.${id}`).values()];
  merged.tracks = mergedTracks(base, mine, theirs, yielded);
  return tidied(merged);
}

function mergedTracks(base, mine, theirs, yielded) {
  const bareOf = (timeline) => byId(timeline.tracks.map(bare));
  const tracks = chosen(bareOf(base), bareOf(mine), bareOf(theirs), yielded);
  const clips = [...chosen(places(base), places(mine), places(theirs), yielded).values()];
  // A track that went away on one side stays while clips of the other lie on it.
  for (const { on } of clips) if (!tracks.has(on)) tracks.set(on, bareOf(mine).get(on) ?? bareOf(theirs).get(on));
  const order = (timeline) => timeline.tracks.map((track) => track.id);
  const lead = same(order(mine), order(base)) ? order(theirs) : order(mine);
  const ids = [...new Set([...lead.filter((id) => tracks.has(id)), ...tracks.keys()])];
  return ids.map((id) => ({ ...tracks.get(id), clips: clips.filter(({ on }) => on === id).map(({ clip }) => clip) }));
}
