// Where a dragged edge likes to rest: other edges, the playhead, markers and the beginning.

import { endOf } from "./model.js";

/** All such times of a timeline but those of the clips that are being dragged. */
export function restingPlaces(timeline, dragged, playhead) {
  const still = timeline.tracks.flatMap((track) => track.clips.filter((clip) => !dragged.has(clip.id)));
  const times = [0, playhead, ...(timeline.markers ?? []).map((marker) => marker.time), ...still.flatMap((clip) => [clip.start, endOf(clip)])];
  return [...new Set(times)].sort((one, other) => one - other);
}

/** The smallest step that brings one of `edges` to rest within `reach` seconds: `{by, at}`, or null. */
export function snapped(edges, places, reach) {
  let best = null;
  for (const edge of edges) {
    for (const place of places) {
      const by = place - edge;
      if (Math.abs(by) <= reach && (!best || Math.abs(by) < Math.abs(best.by))) best = { by, at: place };
    }
  }
  return best;
}
