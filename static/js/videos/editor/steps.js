// The list of steps: added from the catalogue, ordered by keys or by dragging, switched off, removed.

import { make } from "../../common/dom.js";
import { drawForm } from "../../common/schema_form.js";
import { gettext } from "../../common/words.js";
import { StepCard } from "./step.js";

const list = document.getElementById("recipe");

export class Steps extends EventTarget {
  #cards = new Map();

  constructor({ recipe, catalogue, film, playhead }) {
    super();
    Object.assign(this, { recipe, catalogue, film, playhead });
    recipe.addEventListener("changed", ({ detail }) => this.#draw(detail));
    list.addEventListener("pointerdown", (event) => event.target.closest(".step-grip") && this.#drag(event));
  }

  card(id) {
    return this.#cards.get(id);
  }

  /** A first value for what must be given: the whole film, the whole picture, the first choice. */
  suggest = (name, schema) => {
    const { duration, width, height } = this.film;
    if (schema.unit === "seconds") return /end|until|stop/i.test(name) ? Math.floor(duration * 100) / 100 : 0;
    if (schema.unit === "pixels" && /width/i.test(name)) return width || undefined;
    if (schema.unit === "pixels" && /height/i.test(name)) return height || undefined;
    return schema.enum?.[0];
  };

  /** The fields of a step as its form begins. */
  begin(name) {
    return drawForm(this.catalogue.get(name).schema, { suggest: this.suggest }).read();
  }

  add(name) {
    const { title } = this.catalogue.get(name);
    const at = this.recipe.steps.length;
    const step = this.recipe.add(name, this.begin(name), { at, from: "list", touched: false, news: gettext("{step} added as step {number}.", { step: title, number: at + 1 }) });
    const card = this.#cards.get(step.id);
    for (const other of this.#cards.values()) other.open(other === card);
    card.element.scrollIntoView({ block: "nearest" });
    card.focusForm();
  }

  #draw({ from }) {
    const { steps } = this.recipe;
    const there = new Set(steps.map((step) => step.id));
    for (const [id, card] of this.#cards) {
      if (there.has(id)) continue;
      card.element.remove();
      this.#cards.delete(id);
    }
    const elements = steps.map((step) => this.#cardOf(step, from).element);
    // Moved one by one: an element that is put where it stands would lose the focus.
    elements.forEach((element, number) => list.children[number] === element || list.insertBefore(element, list.children[number] ?? null));
    steps.forEach((step, number) => {
      const [canRise, canFall] = [-1, 1].map((by) => this.recipe.canMove(step.id, number + by));
      this.#cards.get(step.id).stand({ number, canRise, canFall, count: steps.length });
    });
    document.getElementById("recipe-empty").hidden = steps.length > 0;
  }

  #cardOf(step, from) {
    const known = this.#cards.get(step.id);
    if (known) {
      if (from === "form") known.step = step;
      else known.draw(step);
      return known;
    }
    const work = { changed: (card, params) => this.#changed(card, params), move: (card, by) => this.#move(card, by), toggle: (card) => this.#toggle(card), remove: (card) => this.#remove(card), place: (card) => this.dispatchEvent(new CustomEvent("place", { detail: card.id })) };
    const card = new StepCard(step, this.catalogue.get(step.operation), { suggest: this.suggest, now: () => this.playhead.time, work, hasPicture: this.film.hasPicture });
    this.#cards.set(step.id, card);
    // What the handles and the words make, and what was kept, need no room before somebody looks at it.
    if (from !== "list") card.open(false);
    return card;
  }

  #changed(card, params) {
    this.recipe.update(card.id, params, { from: "form", key: `form:${card.id}:${document.activeElement?.id}` });
  }

  #move(card, by) {
    const number = this.recipe.steps.findIndex((step) => step.id === card.id);
    const focused = document.activeElement;
    this.#moveTo(card, number + by);
    // A button that has just been switched off cannot keep the focus.
    (card.element.contains(focused) && !focused.disabled ? focused : card.opener).focus();
  }

  #moveTo(card, to) {
    this.recipe.move(card.id, to, gettext("{step} is now step {number} of {count}.", { step: card.title, number: to + 1, count: this.recipe.steps.length }));
  }

  #toggle(card) {
    this.recipe.toggle(card.id, card.step.on ? gettext("{step} is switched off.", { step: card.title }) : gettext("{step} is switched on.", { step: card.title }));
  }

  #remove(card) {
    const number = this.recipe.steps.findIndex((step) => step.id === card.id);
    this.recipe.remove(card.id, { from: "list", news: gettext("{step} removed.", { step: card.title }) });
    const next = this.recipe.steps[number] ?? this.recipe.steps[number - 1];
    (next ? this.#cards.get(next.id).opener : document.querySelector("[data-add]"))?.focus();
  }

  #drag(event) {
    const card = this.#cards.get(event.target.closest(".step").dataset.id);
    const line = make("li", { class: "step-drop", "aria-hidden": "true" });
    event.preventDefault();
    event.target.closest(".step-grip").setPointerCapture(event.pointerId);
    card.element.setAttribute("data-dragged", "");
    const others = () => this.recipe.steps.filter((step) => step.id !== card.id).map((step) => this.#cards.get(step.id).element);
    const placeAt = (y) => others().filter((element) => middle(element) < y).length;
    const move = (pointer) => {
      const to = placeAt(pointer.clientY);
      line.remove();
      if (this.recipe.canMove(card.id, to)) list.insertBefore(line, others()[to] ?? null);
    };
    const done = (end) => {
      list.removeEventListener("pointermove", move);
      line.remove();
      card.element.removeAttribute("data-dragged");
      if (end.type === "pointerup") this.#moveTo(card, placeAt(end.clientY));
      for (const name of ["pointerup", "pointercancel"]) list.removeEventListener(name, done);
    };
    list.addEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"]) list.addEventListener(name, done);
  }
}

function middle(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return (top + bottom) / 2;
}
