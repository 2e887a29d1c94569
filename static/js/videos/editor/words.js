// The words that are said, beside the strip: what is struck out there is the recipe's first step.

import { cutByWords } from "../../ai/transcript/editing.js";
import { freshKey } from "../../common/api.js";
import { stillMeant } from "./times.js";

const OWNER = "words";
const same = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

export class Words {
  #cut = null;

  constructor({ recipe, film, player, place }) {
    Object.assign(this, { recipe, film, player, place });
    recipe.addEventListener("changed", ({ detail }) => this.#changed(detail.from));
  }

  get #step() {
    return this.recipe.steps.find((step) => step.owner === OWNER);
  }

  /** Loads the transcript when it is first looked at. */
  open() {
    if (this.#cut) return;
    this.#cut = cutByWords(this.place, { video: this.film.id, duration: this.film.duration, player: this.player, changed: (told) => this.#told(told), history: "page", skip: false });
    this.#cut.open(this.#step?.state);
  }

  #told({ parts, summary, state }) {
    const step = this.#step;
    const made = { id: step?.id ?? freshKey(), operation: "remove-parts", on: step?.on ?? true, owner: OWNER, params: { parts }, state, summary };
    const others = this.recipe.steps.filter((each) => each !== step);
    const next = stillMeant(this.recipe.steps, parts.length ? [made, ...others] : others, this.film.duration);
    if (!step && parts.length === 0) return;
    if (step && same(step.state, state)) this.recipe.follow(next, "words");
    else this.recipe.change(next, { from: "words", news: summary ?? "" });
  }

  /** The list, undo or redo may have taken the step away, or brought another state of it. */
  #changed(from) {
    if (!this.#cut || from === "words") return;
    const state = this.#step?.state ?? null;
    if (!same(state, this.#cut.state())) this.#cut.restore(state);
  }
}
