// One step as it is listed: its form, and what can be done to it.

import { icon, make } from "../../common/dom.js";
import { drawForm } from "../../common/schema_form.js";
import { gettext } from "../../common/words.js";

/** Steps whose place on the picture can be shown and dragged. */
export const PLACED = new Set(["crop", "add-text", "overlay-image"]);
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export class StepCard {
  /** `work` is what the list does with it: changed, move, toggle, remove, place. */
  constructor(step, operation, { suggest, now, work, hasPicture }) {
    Object.assign(this, { step, operation, suggest, now, work, touched: step.touched ?? true });
    this.id = step.id;
    this.body = make("div", { class: "step-body", id: `step-${step.id}` });
    this.problem = make("p", { class: "field-error step-error", role: "alert" });
    this.element = make("li", { class: "step", "data-step": operation.name, "data-id": step.id }, this.#head(), this.problem, this.body);
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
    if (PLACED.has(operation.name) && hasPicture) this.placing = this.#placing();
    this.draw(step, { anew: true });
  }

  /** Whether nobody has come yet to what must be given. */
  get isOpen() {
    const given = this.step.params;
    return !this.touched && (this.operation.schema.required ?? []).some((name) => given[name] === undefined);
  }

  get title() {
    return this.operation.title;
  }

  #button(name, words, work) {
    return make("button", { class: "button button-quiet button-small button-icon", type: "button", "aria-label": gettext("{what}: {step}", { what: words, step: this.title }), title: words, "data-act": name, onclick: work }, icon(name));
  }

  #head() {
    this.number = make("span", { class: "step-number number" });
    this.opener = make("button", { class: "step-title", type: "button", "aria-expanded": "true", "aria-controls": this.body.id }, this.number, icon(this.operation.icon), make("span", { class: "clip" }, this.title));
    this.opener.addEventListener("click", () => this.open(this.body.hidden));
    this.eye = this.#button("eye", gettext("Switch off"), () => this.work.toggle(this));
    this.up = this.#button("up", gettext("Move up"), () => this.work.move(this, -1));
    this.down = this.#button("down", gettext("Move down"), () => this.work.move(this, 1));
    this.grip = make("span", { class: "step-grip", "aria-hidden": "true", title: gettext("Drag to another place") }, icon("grip"));
    return make("div", { class: "step-head" }, this.grip, this.opener, this.eye, this.up, this.down, this.#button("trash", gettext("Remove"), () => this.work.remove(this)));
  }

  #placing() {
    const button = make("button", { class: "button button-small step-place", type: "button", "aria-pressed": "false", onclick: () => this.work.place(this) }, icon("crop"), gettext("Place it on the picture"));
    return button;
  }

  open(isOpen) {
    this.body.hidden = !isOpen;
    this.opener.setAttribute("aria-expanded", String(isOpen));
  }

  /** Shows the step as it is now; its form is drawn anew when it says something else. */
  draw(step, { anew = false } = {}) {
    this.step = step;
    this.element.toggleAttribute("data-off", !step.on);
    const words = step.on ? gettext("Switch off") : gettext("Switch on");
    this.eye.replaceChildren(icon(step.on ? "eye" : "eye-off"));
    this.eye.setAttribute("aria-pressed", String(!step.on));
    this.eye.title = words;
    if (step.owner) this.#drawOwned(step);
    else if (anew || !same(this.form.read(), step.params)) this.#drawForm(step, anew);
  }

  #drawOwned({ params, summary }) {
    const count = params.parts?.length ?? 0;
    this.form = { read: () => this.step.params, showErrors: (errors) => errors };
    this.body.replaceChildren(make("p", { class: "small" }, summary ?? String(count)));
  }

  #drawForm(step, isNew) {
    const focused = document.activeElement?.closest("[data-field]")?.dataset.field;
    const hadFocus = this.body.contains(document.activeElement);
    this.form = drawForm(this.operation.schema, { values: step.params, suggest: isNew ? undefined : this.suggest, now: this.now, changed: () => this.#changed() });
    this.body.replaceChildren(make("p", { class: "soft small" }, this.operation.description), ...(this.placing ? [this.placing] : []), this.form.element);
    if (hadFocus) (this.body.querySelector(`[data-field="${CSS.escape(focused ?? "")}"] :is(input, select, textarea)`) ?? this.opener).focus();
  }

  #changed() {
    this.touched = true;
    this.work.changed(this, this.form.read());
  }

  focusForm() {
    (this.body.querySelector("input, select, textarea") ?? this.opener).focus();
  }

  /** Where it stands among the others. */
  stand({ number, canRise, canFall, count }) {
    this.number.textContent = number + 1;
    this.up.disabled = !canRise;
    this.down.disabled = !canFall;
    this.grip.hidden = count < 2 || Boolean(this.step.owner);
  }

  /** Each error beside its field, else on the step. A field that nobody has come to yet is only open. */
  showErrors(errors, { gentle }) {
    const isOpen = gentle && !this.touched && errors.some((error) => error.code === "missing");
    const left = this.form.showErrors(isOpen ? [] : errors);
    this.problem.textContent = left.map((error) => error.detail).join(" ");
    this.element.toggleAttribute("data-wrong", errors.length > 0);
    if (errors.length && !isOpen) this.open(true);
  }

  #onKey(event) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || !by) return;
    event.preventDefault();
    event.stopPropagation();
    this.work.move(this, by);
  }
}
