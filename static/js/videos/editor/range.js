// The handles on the strip: what is between them is kept (a step Trim), or cut out (a step Remove parts).

import { freshKey } from "../../common/api.js";
import { gettext } from "../../common/words.js";
import { clamp, course, merged, round, timecode, wayTo } from "./times.js";

const NEAR = 0.0005; // seconds

export class Range extends EventTarget {
  constructor({ recipe, film, suggest }) {
    super();
    Object.assign(this, { recipe, film, suggest });
  }

  /** The step Trim that the handles move, with the way of time to it; null when there is none. */
  #trim() {
    const { recipe, film } = this;
    const number = recipe.steps.findIndex((step) => step.on && step.operation === "trim");
    const way = number < 0 ? null : wayTo(recipe.steps, number, film.duration);
    return way ? { step: recipe.steps[number], way } : null;
  }

  /** What is between the handles, in seconds of the source. */
  get span() {
    const { duration } = this.film;
    const found = this.#trim();
    if (!found) return { start: 0, end: duration };
    const { startTime = 0, endTime = duration } = found.step.params;
    const start = clamp(found.way.toSource(startTime), 0, duration);
    return { start, end: clamp(found.way.toSource(endTime, true), start, duration) };
  }

  get isWhole() {
    const { start, end } = this.span;
    return start <= NEAR && end >= this.film.duration - NEAR;
  }

  /** Moves a handle; a second move of the same one within a moment is the same change. */
  set({ start = this.span.start, end = this.span.end }, key = null) {
    const { recipe, film } = this;
    const least = 1 / (film.fps || 100);
    const from = clamp(start, 0, Math.max(film.duration - least, 0));
    const until = clamp(end, from + Math.min(least, film.duration), film.duration);
    const found = this.#trim();
    if (!found && from <= NEAR && until >= film.duration - NEAR) return;
    const news = gettext("Kept from {start} to {end}.", { start: timecode(from, film.fps), end: timecode(until, film.fps) });
    if (found) recipe.update(found.step.id, { ...found.step.params, ...this.#local(found.way, from, until) }, { from: "strip", key, news });
    else this.#insert("trim", (way) => ({ ...this.suggest("trim"), ...this.#local(way, from, until) }), news);
  }

  #local(way, from, until) {
    return { startTime: round(way.toResult(from)), endTime: round(Math.min(way.toResult(until), way.duration)) };
  }

  #insert(operation, params, news) {
    const at = this.recipe.steps.findLastIndex((step) => step.owner || step.operation === "remove-parts") + 1;
    const place = wayTo(this.recipe.steps, at, this.film.duration) ? at : 0;
    this.recipe.add(operation, params(wayTo(this.recipe.steps, place, this.film.duration)), { at: place, from: "strip", news });
  }

  /** Turns it round: what was kept is cut out, and the handles go back to the ends. False when nothing is marked. */
  cutOut() {
    if (this.isWhole) return false;
    const { start, end } = this.span;
    const { recipe, film } = this;
    const trim = this.#trim();
    const steps = recipe.steps.filter((step) => step !== trim?.step);
    const number = steps.findIndex((step) => step.on && !step.owner && step.operation === "remove-parts");
    const at = number < 0 ? steps.findLastIndex((step) => step.owner) + 1 : number;
    const way = course(steps.slice(0, at).filter((step) => step.on), film.duration);
    const part = { startTime: round(way.toResult(start)), endTime: round(Math.min(way.toResult(end), way.duration)) };
    const news = gettext("Cut out from {start} to {end}.", { start: timecode(start, film.fps), end: timecode(end, film.fps) });
    const known = steps[number];
    const made = known ? { ...known, params: { ...known.params, parts: merged([...known.params.parts, part]) } } : { id: freshKey(), operation: "remove-parts", params: { parts: [part] }, on: true };
    recipe.change(known ? steps.with(number, made) : steps.toSpliced(at, 0, made), { from: "strip", news });
    return true;
  }

  /** Nothing is marked any more. */
  clear() {
    const found = this.#trim();
    if (found) this.recipe.remove(found.step.id, { from: "strip", news: gettext("The whole film again.") });
  }
}
