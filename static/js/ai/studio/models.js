// The choice of a model: what each costs, whose it is, whether it is only a draft of ours, and when it ends.

import { make } from "../../common/dom.js";
import { gettext } from "../../common/words.js";

const AUTOMATIC = { id: "", name: gettext("Automatic") };

/** `changed()` when another one was chosen. */
export function drawModels(changed) {
  const list = document.getElementById("picker-list");
  const notice = document.getElementById("model-notice");
  let models = [];
  const chosenId = () => list.querySelector("input:checked")?.value ?? "";
  const chosen = () => models.find((model) => model.id === chosenId()) ?? null;
  const likely = () => chosen() ?? models[0] ?? null;

  function show() {
    const model = chosen();
    const words = document.getElementById("picker-chosen");
    words.textContent = model ? model.name : gettext("Automatic: {name}", { name: models[0]?.name ?? gettext("none") });
    const told = notices(likely(), Boolean(model));
    notice.replaceChildren(make("span", {}, told));
    notice.hidden = !told;
  }

  list.addEventListener("change", () => {
    show();
    changed();
  });
  return {
    chosen,
    likely,
    offer(now, wished) {
      const before = list.children.length ? chosenId() : (wished ?? "");
      models = now;
      list.replaceChildren(...[automatic(models), ...models].map((model) => drawChoice(model, before)));
      if (!chosenId()) list.querySelector("input").checked = true;
      show();
    },
  };
}

function automatic(models) {
  const first = models[0];
  return { ...AUTOMATIC, about: gettext("The first of these that can do it now; another takes over when one fails."), price: first?.price };
}

function drawChoice(model, chosen) {
  const input = make("input", { type: "radio", name: "chosen-model", value: model.id, checked: model.id === chosen });
  const tags = [model.isLocal ? tag(gettext("Local draft")) : null, model.endsOn ? tag(gettext("Ends on {date}", { date: model.endsOn }), "tag-warn") : null];
  const about = make("span", { class: "faint small model-about" }, ...tags, model.about ?? model.by ?? "");
  const price = make("span", { class: "small number model-price" }, model.price ?? "");
  return make("label", { class: "model" }, input, make("span", { class: "model-name" }, model.name), price, about);
}

const tag = (words, extra = "") => make("span", { class: `tag ${extra}` }, words);

function notices(model, isChosen) {
  if (!model) return "";
  if (model.ending && isChosen) return model.ending;
  if (model.isLocal) return gettext("Made by this platform itself, without a model: an honest draft that needs no key.");
  return "";
}
