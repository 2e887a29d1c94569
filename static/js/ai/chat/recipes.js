// Kept recipes: run on many films with one price, or deleted.

import { api, freshKey } from "../../common/api.js";
import { drawJob, isOver } from "./job.js";
import { credits, tools } from "./steps.js";
import { ask } from "../../common/confirm.js";
import { clock, debounce, icon, make } from "../../common/dom.js";
import { drawForm } from "../../common/schema_form.js";
import { toast } from "../../common/toasts.js";
import { gettext, ngettext } from "../../common/words.js";

const QUIET_FOR = 350;
const MOST = 100;
const list = document.getElementById("recipes");

/** The part of a recipe's card in which it is run. */
class Running {
  constructor(card) {
    this.card = card;
    this.id = card.dataset.recipe;
    this.chosen = new Set();
    this.forms = [];
    this.askSoon = debounce(() => this.askPrice(), QUIET_FOR);
    this.films = make("div", { class: "kept-films", role: "group", "aria-label": gettext("Films") });
    this.price = make("p", { class: "price", role: "status" }, make("span", { class: "faint" }, gettext("Choose films to see the price")));
    this.problem = make("p", { class: "notice notice-bad", role: "alert", hidden: true });
    this.go = make("button", { class: "button button-primary push", type: "button", disabled: true, onclick: () => this.run() }, icon("play"), gettext("Run"));
    this.live = make("div", { class: "run", hidden: true });
    this.values = make("details", { class: "kept-values small" }, make("summary", {}, gettext("Change its values for this run")));
    this.element = make("div", { class: "kept-run" }, this.search(), this.films, this.values, this.problem, this.live, make("div", { class: "row" }, this.price, this.go));
    this.begin();
  }

  search() {
    const input = make("input", { class: "input", type: "search", placeholder: gettext("Find films"), "aria-label": gettext("Find films") });
    input.addEventListener("input", debounce(() => this.fill(input.value), QUIET_FOR));
    return make("div", { class: "input-with-icon" }, icon("search"), input);
  }

  async begin() {
    this.fill("");
    try {
      const [recipe, known] = await Promise.all([api(`/api/ai/recipes/${this.id}`), tools()]);
      this.forms = recipe.operations.map(({ operation, ...values }, number) => this.form(known[operation], values, number));
      this.values.append(make("div", {}, ...this.forms.map(({ part, title }) => make("fieldset", { class: "group" }, make("legend", { class: "group-title" }, title), part.element))));
    } catch {
      this.values.remove();
    }
  }

  form({ schema, title }, values, number) {
    const part = drawForm(schema, { values, changed: () => this.changed() });
    return { part, number, title: `${number + 1}. ${title}`, before: part.read() };
  }

  /** What was changed, by the names that the API knows: {"0.startTime": 3}. */
  changes() {
    return Object.fromEntries(
      this.forms.flatMap(({ part, number, before }) => {
        const now = part.read();
        const names = new Set([...Object.keys(now), ...Object.keys(before)]);
        return [...names].filter((name) => JSON.stringify(now[name]) !== JSON.stringify(before[name])).map((name) => [`${number}.${name}`, now[name] ?? null]);
      }),
    );
  }

  async fill(search) {
    try {
      const { results } = await api(`/api/videos?limit=100&search=${encodeURIComponent(search)}`);
      const films = results.filter((film) => film.duration > 0);
      this.films.replaceChildren(...films.map((film) => this.film(film)));
      if (!films.length) this.films.append(make("p", { class: "soft small" }, search ? gettext("No film has this in its title.") : gettext("Your library is empty: upload a film first.")));
    } catch (error) {
      this.complain(error.message);
    }
  }

  film({ id, title, thumbnailUrl }) {
    const tick = make("input", { type: "checkbox", checked: this.chosen.has(id) });
    tick.addEventListener("change", () => {
      if (tick.checked) this.chosen.add(id);
      else this.chosen.delete(id);
      this.changed();
    });
    const picture = thumbnailUrl ? make("img", { src: thumbnailUrl, alt: "", loading: "lazy", width: 64, height: 36 }) : make("span", { class: "kept-none" });
    return make("label", { class: "kept-film" }, tick, picture, make("span", { class: "clip small" }, title));
  }

  changed() {
    this.go.disabled = true;
    this.complain("");
    this.askSoon();
  }

  get body() {
    return { videoIds: [...this.chosen], values: this.changes() };
  }

  async askPrice() {
    this.asking?.abort();
    if (!this.chosen.size) return this.say(make("span", { class: "faint" }, gettext("Choose films to see the price")));
    if (this.chosen.size > MOST) return this.complain(gettext("At most {count} films at once.", { count: MOST }));
    this.asking = new AbortController();
    try {
      const { quote } = await api(`/api/ai/recipes/${this.id}/run?dryRun=true`, { method: "POST", body: this.body, signal: this.asking.signal });
      const facts = [ngettext("for {count} film", "for {count} films", this.chosen.size), gettext("makes {time}", { time: clock(quote.seconds) })];
      this.say(make("strong", { class: "number" }, credits(quote.credits)), make("span", { class: "faint" }, ` ${[...facts, ...new Set(quote.notes)].join(" · ")}`));
      this.key = freshKey();
      this.go.disabled = false;
    } catch (error) {
      if (error.name !== "AbortError") this.complain(error.message);
    }
    return undefined;
  }

  async run() {
    this.go.disabled = true;
    try {
      const job = await api(`/api/ai/recipes/${this.id}/run`, { method: "POST", body: this.body, headers: { "Idempotency-Key": this.key } });
      this.follow(job);
    } catch (error) {
      this.complain(error.message);
      this.go.disabled = false;
    }
  }

  async follow(job) {
    const told = make("p", { class: "small soft" }, gettext("Each new film appears in your library when it is ready."), " ", make("a", { href: "/videos/" }, gettext("Open the library")));
    const draw = (now) => this.live.replaceChildren(drawJob(now), told);
    draw(job);
    this.live.hidden = false;
    this.say(make("span", { class: "faint" }, gettext("Choose other films to run it again")));
    if (isOver(job)) return;
    // A quick job may have ended before its bar was there.
    const now = await api(`/api/jobs/${job.id}`).catch(() => job);
    if (isOver(now)) draw(now);
  }

  say(...words) {
    this.price.replaceChildren(...words);
  }

  complain(words) {
    this.problem.textContent = words;
    this.problem.hidden = !words;
    if (words) this.say(make("span", { class: "faint" }, gettext("No price")));
  }
}

function toggle(button) {
  const card = button.closest("[data-recipe]");
  const isOpen = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!isOpen));
  if (isOpen) return card.querySelector(".kept-run").remove();
  card.append(new Running(card).element);
  return card.querySelector(".kept-run input").focus();
}

async function remove(button) {
  const card = button.closest("[data-recipe]");
  if (!(await ask(gettext("The recipe “{name}” will be gone. Films that were made with it stay.", { name: card.dataset.name })))) return;
  try {
    await api(`/api/ai/recipes/${card.dataset.recipe}`, { method: "DELETE" });
  } catch (error) {
    toast(error.message, { tone: "bad" });
    return;
  }
  card.remove();
  const next = list.querySelector("[data-act=open]");
  document.getElementById("recipes-none").hidden = Boolean(next);
  (next ?? document.querySelector("#recipes-none a")).focus();
}

list?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (button?.dataset.act === "open") toggle(button);
  if (button?.dataset.act === "delete") remove(button);
});
