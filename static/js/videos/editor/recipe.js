// The recipe: steps in order, each change undoable, kept so that a reload goes on where it was.
//
// A step is `{id, operation, params, on}`; one that belongs to the words has `owner` and `state` besides.

import { freshKey } from "../../common/api.js";

const MOST_KEPT = 100; // changes that can be undone
const ONE_CHANGE = 1500; // milliseconds; typing in one field is one change

export class Recipe extends EventTarget {
  #steps = [];
  #past = [];
  #future = [];
  #latest = { key: null, at: 0 };

  get steps() {
    return this.#steps;
  }

  get active() {
    return this.#steps.filter((step) => step.on);
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /** What the server is sent. */
  get operations() {
    return this.active.map(({ operation, params }) => ({ operation, ...params }));
  }

  find(id) {
    return this.#steps.find((step) => step.id === id);
  }

  /** Puts other steps in the place of these. `from` says who did it, `news` is read out, changes with one `key` are one. */
  change(steps, { from, news = "", key = null }) {
    const now = performance.now();
    const goesOn = key !== null && key === this.#latest.key && now - this.#latest.at < ONE_CHANGE;
    if (!goesOn) this.#past = [...this.#past, this.#steps].slice(-MOST_KEPT);
    this.#future = [];
    this.#latest = { key, at: now };
    this.#show(steps, from, news);
  }

  /** What follows from the latest change, and is undone together with it. */
  follow(steps, from) {
    this.#show(steps, from, "");
  }

  begin(steps) {
    this.#show(steps, "load", "");
  }

  add(operation, params, { at = this.#steps.length, from, news, ...more }) {
    const step = { id: freshKey(), operation, params, on: true, ...more };
    this.change(this.#steps.toSpliced(at, 0, step), { from, news });
    return step;
  }

  update(id, params, { from, key = null, news = "" }) {
    this.change(this.#steps.map((step) => (step.id === id ? { ...step, params } : step)), { from, key, news });
  }

  toggle(id, news) {
    this.change(this.#steps.map((step) => (step.id === id ? { ...step, on: !step.on } : step)), { from: "list", news });
  }

  remove(id, { from, news }) {
    this.change(this.#steps.filter((step) => step.id !== id), { from, news });
  }

  /** What the words cut is told in the source's own times, so nothing goes before it. */
  canMove(id, to) {
    const owned = this.#steps.findIndex((step) => step.owner);
    return !this.find(id)?.owner && to >= 0 && to < this.#steps.length && to > owned;
  }

  move(id, to, news) {
    const from = this.#steps.findIndex((step) => step.id === id);
    if (from === to || !this.canMove(id, to)) return false;
    this.change(this.#steps.toSpliced(from, 1).toSpliced(to, 0, this.#steps[from]), { from: "list", news });
    return true;
  }

  undo(news) {
    if (!this.canUndo) return;
    this.#future.push(this.#steps);
    this.#step(this.#past.pop(), news);
  }

  redo(news) {
    if (!this.canRedo) return;
    this.#past.push(this.#steps);
    this.#step(this.#future.pop(), news);
  }

  #step(steps, news) {
    this.#latest = { key: null, at: 0 };
    this.#show(steps, "history", news);
  }

  #show(steps, from, news) {
    this.#steps = steps;
    this.dispatchEvent(new CustomEvent("changed", { detail: { from, news } }));
  }
}
