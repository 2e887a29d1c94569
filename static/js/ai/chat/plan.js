// A proposed plan as a card: looked at, adjusted, applied in full or in part, followed, and its result checked.

import { api } from "../../common/api.js";
import { drawJob, isOver } from "./job.js";
import { credits, drawAdjust, drawFrames, drawWords, wait } from "./steps.js";
import { drawResult } from "./result.js";
import { debounce, icon, make } from "../../common/dom.js";
import { gettext, ngettext } from "../../common/words.js";

const SOON = 400;
const STATES = { proposed: ["", gettext("Proposed")], applied: ["processing", gettext("Applied")], dismissed: ["cancelled", gettext("Put aside")], stale: ["failed", gettext("Out of date")] };
const cards = new Map();

/** `asked` are the words that the plan answers, `say` says words again, `settled` is told when the card has grown. */
export function drawPlan(plan, context) {
  const card = new Card(plan, context);
  cards.set(plan.id, card);
  return card.element;
}

class Card {
  constructor(plan, { asked, say, settled }) {
    Object.assign(this, { plan, asked, say, settled, jobs: new Map(), left: new Set(), note: "" });
    this.element = make("section", { class: "plan", "data-plan": plan.id, tabindex: -1 });
    this.refreshSoon = debounce(() => this.refresh(), SOON);
    this.draw();
    if (this.isRunning) this.fetchJobs();
  }

  get isRunning() {
    return this.plan.state === "applied" && !this.plan.isVerified;
  }

  get chosen() {
    return this.plan.steps.filter((step) => !this.left.has(step.id));
  }

  draw() {
    const { state, isVerified } = this.plan;
    const [status, words] = state === "applied" && isVerified ? ["completed", gettext("Done")] : STATES[state];
    const head = make("header", { class: "plan-head" }, make("h3", {}, gettext("The plan")), make("span", { class: "chip", "data-status": status }, words));
    const steps = make("ol", { class: "plan-steps" }, ...this.plan.steps.map((step) => this.step(step)));
    this.element.dataset.state = state;
    this.element.setAttribute("aria-label", ngettext("Plan of {count} step: {state}", "Plan of {count} steps: {state}", this.plan.steps.length, { state: words }));
    this.foot = make("div", { class: "plan-foot" }, ...this.footing());
    this.element.replaceChildren(head, steps, this.foot);
  }

  redrawFoot() {
    this.foot.replaceChildren(...this.footing().filter(Boolean));
  }

  // -- steps -------------------------------------------------------------------------------------------

  step(step) {
    const isOpen = this.plan.state === "proposed";
    const { title, facts, symbol } = drawWords(step);
    const price = make("span", { class: "plan-price number" }, step.quote.credits ? credits(step.quote.credits) : step.isEdit ? gettext("included") : gettext("free"));
    const name = make("span", { class: "plan-name" }, make("span", { class: "step-number number" }, step.number), symbol, title);
    const head = isOpen ? make("label", { class: "plan-pick" }, this.tick(step), name) : name;
    const row = make("li", { class: "plan-step", "data-step": step.operation, "data-left": !isOpen && this.plan.state === "applied" && !step.isChosen });
    row.append(
      make("div", { class: "plan-line" }, head, price),
      facts,
      ...step.notes.map((note) => make("p", { class: "faint small" }, note)),
      ...(step.trouble ? [make("p", { class: "field-error" }, gettext("Not done: {why}", { why: step.trouble }))] : []),
      ...(isOpen ? [drawFrames(step, step.title), this.adjusting(step, row)] : []).filter(Boolean),
    );
    return row;
  }

  tick(step) {
    const tick = make("input", { type: "checkbox", checked: !this.left.has(step.id), "aria-label": gettext("Do step {number}: {title}", step) });
    tick.addEventListener("change", () => {
      if (tick.checked) this.left.delete(step.id);
      else this.left.add(step.id);
      this.redrawFoot();
    });
    return tick;
  }

  adjusting(step, row) {
    const button = make("button", { class: "button button-quiet button-small plan-adjust", type: "button", "aria-label": gettext("Adjust step {number}: {title}", step) }, icon("adjust"), gettext("Adjust"));
    button.addEventListener("click", async () => {
      const close = () => {
        form.replaceWith(button);
        button.focus();
      };
      const save = async (params) => {
        this.show(await api(`/api/ai/actions/${step.id}`, { method: "PATCH", body: { params } }));
        this.element.querySelector(`[data-step="${step.operation}"] .plan-adjust`)?.focus();
      };
      let form;
      try {
        form = await drawAdjust(step, { save, close });
      } catch (error) {
        this.tell(error.message);
        return;
      }
      button.replaceWith(form);
      form.querySelector("input, select, textarea")?.focus();
    });
    row.dataset.stepId = step.id;
    return button;
  }

  // -- the foot: what it costs, what can be done, what becomes of it -----------------------------------

  footing() {
    const { state, isVerified } = this.plan;
    const note = this.note ? [make("p", { class: "notice", role: "alert" }, icon("alert"), this.note)] : [];
    if (state === "dismissed") return [...note, make("p", { class: "soft small" }, gettext("Nothing was done, and nothing was charged."))];
    if (state === "stale") return [...note, this.anew()];
    if (state !== "applied") return [...note, this.price(), this.decisions()];
    if (!isVerified) return [...note, ...this.progress(), this.keeping()];
    return [...note, drawResult(this.plan, { settled: this.settled }), this.keeping()];
  }

  price() {
    const { quote, seconds, steps } = this.plan;
    const some = this.left.size ? `${gettext("{count} of {all} steps", { count: this.chosen.length, all: steps.length })} · ` : "";
    return make("p", { class: "price" }, some, gettext("at most"), " ", make("strong", { class: "number" }, credits(quote.credits)), make("span", { class: "faint" }, ` · ${wait(seconds)}`));
  }

  decisions() {
    const apply = make("button", { class: "button button-primary button-small", type: "button", "data-act": "apply", onclick: () => this.apply(apply) }, icon("check"), this.left.size ? gettext("Apply these") : gettext("Apply"));
    apply.disabled = this.chosen.length === 0;
    const dismiss = make("button", { class: "button button-small", type: "button", "data-act": "dismiss", onclick: () => this.dismiss(dismiss) }, gettext("Dismiss plan"));
    return make("div", { class: "row" }, apply, dismiss, this.keeping());
  }

  anew() {
    if (!this.asked) return make("p", { class: "soft small" }, gettext("Ask for it again."));
    return make("button", { class: "button button-primary button-small", type: "button", onclick: () => this.say(this.asked) }, icon("retry"), gettext("Plan it anew"));
  }

  progress() {
    const rows = this.plan.jobIds.map((id) => drawJob(this.jobs.get(id) ?? { id, title: gettext("Job"), status: "queued" }));
    const areOver = rows.length > 0 && this.plan.jobIds.every((id) => isOver(this.jobs.get(id)));
    return [...rows, areOver ? make("p", { class: "plan-checking small soft" }, icon("search"), gettext("Looking at the result…")) : null].filter(Boolean);
  }

  // -- what a person does ------------------------------------------------------------------------------

  async apply(button) {
    button.disabled = true;
    const steps = this.left.size ? { steps: this.chosen.map((step) => step.id) } : {};
    try {
      const { plan, jobs } = await api(`/api/ai/actions/${this.plan.id}/apply`, { method: "POST", body: { hash: this.plan.hash, ...steps } });
      // A quick job may be over before the answer to its order is here.
      jobs.forEach((job) => isOver(this.jobs.get(job.id)) || this.jobs.set(job.id, job));
      this.note = "";
      this.show(plan);
      this.element.focus({ preventScroll: true });
      this.refreshSoon();
    } catch (error) {
      await this.refused(error);
    }
  }

  async dismiss(button) {
    button.disabled = true;
    try {
      this.show(await api(`/api/ai/actions/${this.plan.id}/dismiss`, { method: "POST" }));
      this.element.focus({ preventScroll: true });
    } catch (error) {
      await this.refused(error);
    }
  }

  async refused(error) {
    const code = error.errors?.[0]?.code;
    if (code === "plan_stale") return this.show({ ...this.plan, state: "stale" }, error.message);
    if (code === "quote_exceeded") return this.narrow();
    if (code === "plan_changed" || code === "plan_over") await this.refresh();
    return this.tell(error.message);
  }

  /** Without the other steps this costs more than was shown: it is priced anew, and waits for another yes. */
  async narrow() {
    try {
      const plan = await api(`/api/ai/actions/${this.plan.id}`, { method: "PATCH", body: { steps: this.chosen.map((step) => step.id) } });
      this.left.clear();
      this.show(plan, gettext("Without the steps that you left out this costs more. Look at the new price, and apply it if you like."));
    } catch (error) {
      this.tell(error.message);
    }
  }

  keeping() {
    if (!this.plan.steps.some((step) => step.isEdit)) return null;
    if (this.keptAs) return make("p", { class: "small soft" }, gettext("Kept as “{name}”.", { name: this.keptAs }), " ", make("a", { href: "/recipes/" }, gettext("Your recipes")));
    const open = make("button", { class: "button button-quiet button-small", type: "button", onclick: () => open.replaceWith(this.naming(open)) }, icon("list"), gettext("Save as recipe"));
    return open;
  }

  naming(open) {
    const input = make("input", { class: "input", maxlength: 120, required: true, value: (this.asked ?? "").slice(0, 60), "aria-label": gettext("Name of the recipe") });
    const problem = make("p", { class: "field-error", role: "alert" });
    const form = make("form", { class: "plan-keep" }, input, make("button", { class: "button button-small", type: "submit" }, gettext("Save")), problem);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const { name } = await api("/api/ai/recipes", { method: "POST", body: { planId: this.plan.id, name: input.value } });
        this.keptAs = name;
        form.replaceWith(this.keeping());
      } catch (error) {
        problem.textContent = error.message;
      }
    });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      form.replaceWith(open);
      open.focus();
    });
    queueMicrotask(() => input.select());
    return form;
  }

  // -- news --------------------------------------------------------------------------------------------

  show(plan, note = "") {
    this.plan = plan;
    this.note = note;
    this.draw();
    this.settled();
  }

  tell(words) {
    this.note = words;
    this.redrawFoot();
    this.settled();
  }

  async refresh() {
    try {
      const plan = await api(`/api/ai/actions/${this.plan.id}`);
      const known = JSON.stringify(plan) === JSON.stringify(this.plan);
      if (!known) this.show(plan, this.note);
      if (this.isRunning) await this.fetchJobs();
    } catch {
      // It is shown as it was; the next news ask again.
    }
  }

  async fetchJobs() {
    const missing = this.plan.jobIds.filter((id) => !this.jobs.has(id));
    const found = await Promise.all(missing.map((id) => api(`/api/jobs/${id}`)));
    found.forEach((job) => this.jobs.set(job.id, job));
    if (found.length) this.redrawFoot();
  }

  news(job) {
    if (!this.isRunning && !this.plan.jobIds.includes(job.id)) return;
    const known = this.jobs.get(job.id);
    if (!this.plan.jobIds.includes(job.id)) {
      if (isOver(job) || job.kind !== "ai.chat") this.refreshSoon(); // a step that waited may have begun
      return;
    }
    this.jobs.set(job.id, job);
    if (known && known.status === job.status) return; // the bar follows by itself
    if (this.isRunning) this.redrawFoot();
    if (isOver(job)) this.refreshSoon();
  }
}

const shown = () => [...cards.values()].filter((card) => card.element.isConnected);

document.addEventListener("live:chat_plan", ({ detail }) => cards.get(detail.planId)?.refresh());
document.addEventListener("live:job", ({ detail: job }) => shown().forEach((card) => card.news(job)));
// News may have been missed while the connection was lost.
document.addEventListener("live:snapshot", () => shown().forEach((card) => card.isRunning && card.refresh()));
