// Where a moment of the source is in the film after some steps, and back again. Seconds everywhere; knows no page.

const LEAST = 0.0005; // seconds; what the server's numbers are rounded to

export const round = (seconds) => Math.round(seconds * 1000) / 1000;

/** What each step that moves time does to it; `null`: nobody knows before the film is made. */
const MOVES = {
  trim: ({ startTime = 0, endTime = Infinity }, duration) => {
    const end = Math.min(endTime, duration);
    return { after: (time) => clamp(time, startTime, end) - startTime, before: (time) => time + startTime, duration: Math.max(end - startTime, 0) };
  },
  "remove-parts": ({ parts = [] }, duration) => withoutParts(merged(parts, duration), duration),
  speed: ({ factor }, duration) => (factor > 0 ? { after: (time) => time / factor, before: (time) => time * factor, duration: duration / factor } : null),
  reverse: (_, duration) => ({ after: (time) => duration - time, before: (time) => duration - time, duration, turns: true }),
  gif: ({ startTime, endTime }, duration) => MOVES.trim({ startTime: startTime ?? 0, endTime: endTime ?? Infinity }, duration),
  concat: () => null,
  "remove-silence": () => null,
};

export const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

/** Parts in order, without those that say nothing; what overlaps or touches is one. */
export function merged(parts, duration = Infinity) {
  const clean = parts
    .map((part) => ({ startTime: Math.max(part?.startTime ?? 0, 0), endTime: Math.min(part?.endTime ?? 0, duration) }))
    .filter((part) => part.endTime - part.startTime > LEAST)
    .sort((one, other) => one.startTime - other.startTime);
  const joined = [];
  for (const part of clean) {
    const last = joined.at(-1);
    if (last && part.startTime <= last.endTime + LEAST) last.endTime = Math.max(last.endTime, part.endTime);
    else joined.push(part);
  }
  return joined;
}

function withoutParts(parts, duration) {
  const removed = (until) => parts.reduce((sum, part) => sum + Math.max(Math.min(part.endTime, until) - part.startTime, 0), 0);
  const before = (time, isEnd) => {
    let at = time;
    for (const part of parts) if (isEnd ? part.startTime < at - LEAST : part.startTime <= at + LEAST) at += part.endTime - part.startTime;
    return at;
  };
  return { after: (time) => time - removed(time), before, duration: duration - removed(duration) };
}

/**
 * The way of time through steps `{operation, params}`: `toResult(time)`, `toSource(time, isEnd)` and the `duration`.
 * A moment between two kept parts is both an end and a start in the source; `isEnd` says which one is meant.
 * `isKnown` is false when a step moves time in a way that only the made film tells.
 */
export function course(steps, duration) {
  const moves = [];
  let [long, isKnown] = [duration, true];
  for (const { operation, params } of steps) {
    if (!(operation in MOVES)) continue;
    const move = MOVES[operation](params, long);
    if (!move) {
      isKnown = false;
      continue;
    }
    moves.push(move);
    long = move.duration;
  }
  return {
    isKnown,
    duration: long,
    toResult: (time) => moves.reduce((at, move) => move.after(at), time),
    toSource: (time, isEnd = false) => moves.reduceRight((at, move) => move.before(at, isEnd !== Boolean(move.turns)), time),
  };
}

/** The parts of the source that are not in the result, as far as that is known. */
export function cutsOf(steps, duration) {
  const cuts = [];
  steps.forEach(({ operation, params }, number) => {
    const way = course(steps.slice(0, number), duration);
    if (!way.isKnown || steps.slice(0, number).some((step) => step.operation === "reverse")) return;
    const cut = (from, until) => cuts.push({ startTime: from, endTime: until });
    if (operation === "trim" || operation === "gif") {
      cut(0, way.toSource(params.startTime ?? 0));
      if (params.endTime !== undefined && params.endTime !== null) cut(way.toSource(params.endTime, true), duration);
    }
    if (operation === "remove-parts") merged(params.parts ?? [], way.duration).forEach((part) => cut(way.toSource(part.startTime), way.toSource(part.endTime, true)));
  });
  return merged(cuts, duration);
}

/** The way of time to a step, through those before it that are switched on; null when nobody knows it. */
export function wayTo(steps, number, duration) {
  const before = steps.slice(0, number).filter((step) => step.on);
  const way = course(before, duration);
  return way.isKnown && before.every((step) => step.operation !== "reverse") ? way : null;
}

/** Other steps came before these: what they keep and cut out of the source stays what it was. */
export function stillMeant(before, after, duration) {
  return after.map((step, number) => {
    const was = step.owner ? -1 : before.findIndex((each) => each.id === step.id);
    const [old, now] = [was < 0 ? null : wayTo(before, was, duration), wayTo(after, number, duration)];
    if (!old || !now || !["trim", "remove-parts"].includes(step.operation)) return step;
    const moved = ({ startTime, endTime, ...more }) => ({ ...more, startTime: round(now.toResult(old.toSource(startTime))), endTime: round(Math.min(now.toResult(old.toSource(endTime, true)), now.duration)) });
    const params = step.operation === "trim" ? moved(step.params) : { ...step.params, parts: step.params.parts.map(moved) };
    return { ...step, params };
  });
}

/** 1:02:03.04 with frames for the last number; without a frame rate, hundredths. */
export function timecode(seconds, fps) {
  const each = fps || 100;
  const frames = Math.floor(Math.max(seconds, 0) * each + 0.01);
  const perSecond = Math.max(Math.round(each), 1);
  const whole = Math.floor(Math.max(seconds, 0) + 0.01 / each);
  const rest = Math.min(Math.max(frames - Math.floor(whole * each + 0.01), 0), perSecond - 1);
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  return `${hours ? `${hours}:` : ""}${hours ? two(Math.floor(whole / 60) % 60) : Math.floor(whole / 60) % 60}:${two(whole % 60)}${fps ? "·" : "."}${two(rest)}`;
}

/** The beginning of the frame that is seen at a moment. */
export const frameAt = (seconds, fps) => (fps ? Math.floor(seconds * fps + 0.01) / fps : seconds);
