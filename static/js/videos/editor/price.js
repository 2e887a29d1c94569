// What the recipe would cost and make, asked for at every change; what is wrong with it stands beside its fields.

import { api } from "../../common/api.js";
import { clock, debounce, make } from "../../common/dom.js";
import { gettext, language, ngettext } from "../../common/words.js";

const QUIET_FOR = 300;
const place = document.getElementById("price");
const notes = document.getElementById("recipe-notes");
const foot = document.getElementById("recipe-error");
const say = (...words) => place.replaceChildren(...words);
const faint = (words) => make("span", { class: "faint" }, words);

export class Price extends EventTarget {
  #asking = null;

  constructor({ recipe, steps, film }) {
    super();
    Object.assign(this, { recipe, steps, film, quote: null });
    this.askSoon = debounce(() => this.ask(), QUIET_FOR);
    recipe.addEventListener("changed", () => this.#changed());
  }

  #changed() {
    this.#asking?.abort();
    this.#tell(null);
    this.askSoon();
  }

  #tell(quote) {
    this.quote = quote;
    this.dispatchEvent(new CustomEvent("told"));
  }

  async ask() {
    this.#asking?.abort();
    const { operations } = this.recipe;
    if (operations.length === 0) return this.#nothing();
    if (this.recipe.active.some((step) => this.steps.card(step.id)?.isOpen)) return this.#open();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    try {
      const { quote } = await api("/api/video/edit?dryRun=true", { method: "POST", body: { videoId: this.film.id, operations }, signal });
      this.showErrors([]);
      this.#note(quote.notes);
      const credits = ngettext("{amount} credit", "{amount} credits", quote.credits, { amount: new Intl.NumberFormat(language).format(quote.credits) });
      const length = gettext("makes {length}", { length: clock(quote.seconds) });
      say(make("strong", { class: "number" }, credits), faint(` · ${length}`));
      this.#tell(quote);
    } catch (error) {
      if (!signal.aborted) this.refuse(error, { gentle: true });
    }
  }

  #nothing() {
    this.showErrors([]);
    this.#note([]);
    say(faint(this.recipe.steps.length ? gettext("Every step is switched off") : gettext("Nothing to make yet")));
    this.#tell(null);
  }

  /** A step has just been added and needs more than can be guessed: that is no error yet. */
  #open() {
    this.showErrors([]);
    this.#note([]);
    say(faint(gettext("Finish the new step to see the price")));
    this.#tell(null);
  }

  /** What will differ from the letter of the recipe. */
  #note(sentences) {
    notes.textContent = sentences.join(" ");
    notes.hidden = sentences.length === 0;
  }

  refuse(error, { gentle = false } = {}) {
    const left = this.showErrors(error.errors ?? [], { gentle });
    const unplaced = error.errors?.length ? left.map((each) => each.detail).join(" ") : error.message;
    foot.querySelector("span").textContent = unplaced;
    foot.hidden = !unplaced;
    document.getElementById("price-again").hidden = error.status > 0 && error.status < 500 && error.status !== 429;
    say(faint(unplaced ? gettext("No price") : gettext("Finish the marked step to see the price")));
    this.#tell(null);
  }

  /** Gives back the errors that belong to no step. */
  showErrors(errors, { gentle = false } = {}) {
    foot.hidden = true;
    const placed = errors.map((error) => ({ ...error, ...placeOf(error.attr) }));
    // The server counts the steps that are switched on.
    const { active, steps } = this.recipe;
    for (const step of steps) {
      const mine = placed.filter((error) => error.step !== null && active[error.step]?.id === step.id);
      this.steps.card(step.id)?.showErrors(mine, { gentle });
    }
    return placed.filter((error) => error.step === null || !active[error.step]);
  }
}

function placeOf(attr) {
  const found = /^operations\.(\d+)(?:\.(.+))?$/.exec(attr ?? "");
  return found ? { step: Number(found[1]), path: found[2] ?? "" } : { step: null, path: "" };
}
