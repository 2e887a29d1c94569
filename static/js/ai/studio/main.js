// The Studio's form: what is wished, by which model, what it will cost, and the order itself.

import { api, freshKey } from "../../common/api.js";
import { debounce, make, refresh } from "../../common/dom.js";
import { drawForm } from "../../common/schema_form.js";
import { gettext, language, ngettext } from "../../common/words.js";
import { followChoices } from "./choosing.js";
import { followCompare } from "./compare.js";
import { draftOf } from "./draft.js";
import { drawHints } from "./hints.js";
import { followLibrary, offerLibrary } from "./library.js";
import { drawModels } from "./models.js";
import { followPlacing } from "./placing.js";
import { followTakes } from "./results.js";
import { drawSizes } from "./sizes.js";
import { drawVoices } from "./voices.js";

const QUIET_FOR = 450;
const LONGEST = { music: 600, "sound-effect": 60 };
const content = JSON.parse(document.getElementById("maker-content").textContent);
const draft = draftOf(content);
const place = (name) => document.getElementById(`maker-${name}`);
const number = new Intl.NumberFormat(language, { maximumFractionDigits: 2, useGrouping: false });

let key = freshKey();
let asking = null;
let ordering = false;
let available = content.available;
let quoted = null;
let capability = null;

const without = (object, name) => Object.fromEntries(Object.entries(object).filter(([each]) => each !== name));

function start() {
  // What the address says counts more than what was kept.
  if (!Object.keys(content.values).length) content.values = draft.read();
  const { seconds, ...rest } = content.main.properties;
  const main = drawForm({ properties: rest, required: content.main.required }, { values: content.values, changed });
  place("main").replaceChildren(main.element);
  helpWith(main.element);
  const more = drawForm(content.more, { values: content.values, changed });
  place("more").append(more.element);
  const sizes = content.sizes ? drawSizes(content.sizes, content.values, changed) : null;
  if (sizes) place("sizes").append(sizes.element);
  const voices = content.voices ? drawVoices(content.voices, content.values, changed) : null;
  if (voices) place("voices").append(voices.element);
  const length = { schema: seconds, form: null, element: make("div", { class: "maker-length" }) };
  place("sizes").before(length.element);
  return { main, more, sizes, voices, length, options: null, models: drawModels(modelChanged) };
}

/** Words for the prompt, and the library's pictures for what is taken from it. */
function helpWith(form) {
  const prompt = form.querySelector('[data-field="prompt"] textarea');
  if (prompt && content.hints.length) prompt.after(drawHints(content.hints, prompt));
  for (const [name, { picks }] of Object.entries(content.main.properties)) {
    if (picks) offerLibrary(form.querySelector(`[data-field="${name}"]`), picks);
  }
}

/** What a model makes at once: only some lengths, a range, or what is usual. */
function lengthSchema(schema, model) {
  const { limits = {}, usualSeconds = 5 } = model ?? {};
  const known = { ...schema, default: usualSeconds };
  if (limits.seconds) return { ...known, enum: limits.seconds, "x-labels": Object.fromEntries(limits.seconds.map((each) => [each, ngettext("{count} second", "{count} seconds", each)])) };
  const least = limits.minSeconds ?? 1;
  const most = limits.maxSeconds ?? LONGEST[content.capability] ?? 120;
  const whole = Number.isInteger(least) && Number.isInteger(most);
  return { ...known, minimum: least, maximum: most, type: whole ? "integer" : "number" };
}

function drawLength(model) {
  const { length } = parts;
  if (!length.schema) return;
  const before = length.form?.read().seconds ?? content.values.seconds;
  const schema = lengthSchema(length.schema, model);
  const fits = schema.enum ? schema.enum.includes(before) : before >= schema.minimum && before <= schema.maximum;
  length.form = drawForm({ properties: { seconds: schema } }, { values: fits ? { seconds: before } : {}, changed });
  length.element.replaceChildren(length.form.element);
}

function drawOptions(model) {
  const schema = { properties: model?.options ?? {} };
  const form = drawForm(schema, { changed });
  // What nobody has touched is the model's own affair.
  const usual = JSON.stringify(form.read());
  const given = content.values.model === model?.id ? content.values.options : null;
  const shown = given ? drawForm(schema, { values: given, changed }) : form;
  const names = Object.keys(schema.properties);
  const title = make("h3", { class: "picker-title" }, model ? gettext("Of {name}", { name: model.name }) : "");
  place("options").replaceChildren(...(names.length ? [title, shown.element] : []));
  parts.options = {
    ...shown,
    read() {
      const first = JSON.parse(usual);
      return Object.fromEntries(Object.entries(shown.read()).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(first[name])));
    },
  };
}

/** The models differ with the capability, and lengths, shapes and voices with the model. */
function modelChanged() {
  const model = parts.models.chosen();
  drawLength(parts.models.likely());
  drawOptions(model);
  parts.sizes?.allow(parts.models.likely());
  parts.voices?.of(parts.models.likely()?.provider);
  const more = document.getElementById("more");
  more.hidden = !Object.keys(content.more.properties).length && !Object.keys(model?.options ?? {}).length;
  changed();
}

function followCapability(given) {
  const now = content.moving && given.referenceImageId ? content.moving : content.capability;
  if (now === capability) return;
  capability = now;
  parts.models.offer(content.models[now], content.values.model);
  modelChanged();
}

const given = () => ({ ...parts.main.read(), ...parts.more.read(), ...parts.length.form?.read(), ...parts.sizes?.read(), ...parts.voices?.read() });

function body() {
  const model = parts.models.chosen();
  const options = parts.options.read();
  return { ...given(), ...(model ? { model: model.id } : {}), ...(Object.keys(options).length ? { options } : {}) };
}

const missing = () => content.main.required.filter((name) => given()[name] === undefined);

function request(wish) {
  const inPath = content.path.includes("{videoId}");
  return { path: content.path.replace("{videoId}", wish.videoId), body: inPath ? without(wish, "videoId") : wish };
}

function changed() {
  followCapability(given());
  showMore();
  showSources();
  key = freshKey();
  quoted = null;
  place("go").disabled = true;
  place("price").setAttribute("aria-busy", "true"); // of what was wished before
  tell([]);
  askPrice();
}

function keepDraft() {
  const model = parts.models.chosen();
  const [width, height] = (given().size ?? "").split("x").map(Number);
  draft.keep({ ...given(), ...(width ? { width, height } : {}), ...(model ? { model: model.id, options: parts.options.read() } : {}) });
  place("clear").hidden = false;
}

/** Says in the closed part what it holds. */
function showMore() {
  const { count = 1, seed, negativePrompt } = parts.more.read();
  const words = [count > 1 ? gettext("{count} at once", { count }) : null, seed === undefined ? null : gettext("seed {number}", { number: seed }), negativePrompt ? gettext("leaves out") : null, Object.keys(parts.options?.read() ?? {}).length ? gettext("own parameters") : null];
  document.getElementById("more-words").textContent = words.filter(Boolean).join(", ") || gettext("as usual");
}

/** The pictures of what was chosen from the library. */
function showSources() {
  for (const field of document.querySelectorAll('[data-field="videoId"], [data-field="referenceImageId"]')) {
    const chosen = field.querySelector("select")?.value;
    const shown = field.querySelector(".source");
    if (shown?.dataset.item === chosen) continue;
    shown?.remove();
    if (!chosen) continue;
    const image = make("img", { class: "source", src: `/api/videos/${chosen}/thumbnail`, alt: "", width: 320, height: 180, "data-item": chosen });
    image.addEventListener("error", () => image.remove());
    field.querySelector(".picks").after(image);
  }
}

const askPrice = debounce(async () => {
  asking?.abort();
  const open = missing();
  if (open.length) {
    showErrors([]);
    sayPrice(make("span", { class: "faint" }, hintFor(open[0])));
    return;
  }
  asking = new AbortController();
  const { signal } = asking;
  try {
    const wish = request(body());
    const { quote } = await api(`${wish.path}?dryRun=true`, { method: "POST", body: wish.body, signal });
    if (signal.aborted) return;
    showErrors([]);
    tell(quote.notes);
    quoted = quote.credits;
    showPrice();
  } catch (error) {
    if (!signal.aborted) refuse(error);
  }
}, QUIET_FOR);

const HINTS = { videoId: gettext("Choose what it is made of"), audioId: gettext("Choose what is said"), text: gettext("Write the text to see the price") };
const hintFor = (name) => HINTS[name] ?? gettext("Describe it to see the price");
const sayPrice = (...words) => {
  place("price").removeAttribute("aria-busy");
  place("price").replaceChildren(...words);
};
const credits = (amount) => ngettext("{amount} credit", "{amount} credits", amount, { amount: number.format(amount) });

function showPrice() {
  if (quoted === null) return;
  const short = quoted > available;
  sayPrice(make("strong", { class: "number" }, credits(quoted)), make("span", { class: "faint" }, short ? "" : ` ${gettext("of {amount}", { amount: number.format(available) })}`));
  place("short").hidden = !short;
  place("short-words").textContent = short ? gettext("This takes {credits}; you have {amount}.", { credits: credits(quoted), amount: number.format(available) }) : "";
  place("go").disabled = short || ordering;
}

function tell(sentences) {
  place("notes").textContent = sentences.join(" ");
  place("notes").hidden = sentences.length === 0;
}

function refuse(error) {
  quoted = null;
  const left = showErrors(error.errors ?? []);
  const words = error.errors?.length ? left.map((each) => each.detail).join(" ") : error.message;
  place("error").textContent = words;
  place("error").hidden = !words;
  sayPrice(make("span", { class: "faint" }, gettext("No price")));
}

/** Each error beside its field; gives back those that belong to none. */
function showErrors(errors) {
  place("error").hidden = place("short").hidden = true;
  const forms = [parts.main, parts.more, parts.length.form, parts.sizes, parts.voices].filter(Boolean);
  const named = errors.map((error) => ({ ...error, path: error.attr ?? "" }));
  const options = named.filter(({ path }) => path.startsWith("options.")).map((error) => ({ ...error, path: error.path.slice("options.".length) }));
  let left = named.filter(({ path }) => !path.startsWith("options."));
  for (const form of forms) left = form.showErrors(left);
  return [...left, ...parts.options.showErrors(options)];
}

async function order(event) {
  event.preventDefault();
  const open = missing();
  if (open.length) {
    showErrors(open.map((name) => ({ attr: name, detail: gettext("This is needed.") })));
    document.querySelector(`[data-field="${open[0]}"] :is(input, select, textarea)`)?.focus();
    return;
  }
  if (ordering || quoted === null || quoted > available) return;
  ordering = true;
  place("go").disabled = true;
  place("go").setAttribute("aria-busy", "true");
  try {
    const wish = request(body());
    await api(wish.path, { method: "POST", body: wish.body, headers: { "Idempotency-Key": key } });
    key = freshKey();
    refresh();
    showTop();
  } catch (error) {
    refuse(error);
  } finally {
    ordering = false;
    place("go").removeAttribute("aria-busy");
    showPrice();
  }
}

/** Where form and results stand below each other, the results are out of sight. */
function showTop() {
  const results = document.querySelector(".made");
  if (results.getBoundingClientRect().top > window.innerHeight - 80) results.scrollIntoView({ behavior: "smooth" });
}

/** What was opened at the bottom edge would be out of sight. */
function showOpened({ target }) {
  if (target.open) target.scrollIntoView({ block: "nearest" });
}

let parts;
followTakes();
followChoices();
followCompare();
followPlacing();
document.querySelector(".kinds [aria-current]").scrollIntoView({ block: "nearest", inline: "nearest" });
if (place("main")) {
  parts = start();
  followCapability(given());
  followLibrary();
  place("clear").addEventListener("click", () => {
    draft.forget();
    location.assign(location.pathname);
  });
  place("clear").hidden = !Object.keys(draft.read()).length;
  for (const name of ["input", "change"]) document.getElementById("maker").addEventListener(name, keepDraft);
  document.getElementById("maker").addEventListener("submit", order);
  document.getElementById("maker").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) order(event);
  });
  document.querySelectorAll(".picker").forEach((each) => each.addEventListener("toggle", showOpened));
  document.addEventListener("live:credits", ({ detail }) => {
    available = detail.available;
    showPrice();
  });
}
