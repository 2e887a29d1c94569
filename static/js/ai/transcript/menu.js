// The transcript's menu: copying, earlier revisions, captions from a file, and deleting a language.

import { ApiError, api, csrfToken } from "../../common/api.js";
import { ask } from "../../common/confirm.js";
import { clock, make } from "../../common/dom.js";
import { toast } from "../../common/toasts.js";
import { gettext, language } from "../../common/words.js";

const FORMS = ["order", "translate", "history", "import"];
const ORIGINS = {
  recognised: () => gettext("Written down"),
  aligned: () => gettext("From a script"),
  translated: () => gettext("Translated"),
  revised: () => gettext("Changed by hand"),
  cut: () => gettext("Left by an edit"),
  imported: () => gettext("From a file"),
};
const moment = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });

export function openMenu(panel, { home, address, load, attempt, opened, shown }) {
  const at = (name) => document.getElementById(`spoken-${name}`);
  const menu = at("menu");
  const changed = () => document.dispatchEvent(new CustomEvent("transcript-changed"));

  function open(name) {
    for (const each of FORMS) at(each).hidden = `spoken-${each}` !== name;
    menu.open = false;
    opened(name);
    if (name === "spoken-history") attempt(history);
    document.getElementById(name).querySelector("input, textarea, button")?.focus();
  }

  async function history() {
    const { revisions } = await api(`${address()}/revisions`);
    at("revisions").replaceChildren(...revisions.map(drawRevision));
  }

  function drawRevision(each) {
    const now = make("span", { class: "push faint" }, gettext("shown now"));
    const back = make("button", { class: "button button-small push", type: "button", onclick: () => attempt(() => restore(each.revision)) }, gettext("Bring back"));
    const time = make("time", { class: "faint", datetime: each.createdAt }, moment.format(new Date(each.createdAt)));
    return make("li", { class: "row small" }, make("span", { class: "number" }, `${each.revision}.`), make("span", {}, ORIGINS[each.origin]()), time, each.isCurrent ? now : back);
  }

  async function restore(revision) {
    await api(`${address()}/restore`, { method: "POST", body: { revision } });
    await load();
    await history();
    changed();
  }

  async function bring() {
    const body = new FormData(at("import"));
    const response = await fetch(`${home}/transcripts`, { method: "POST", body, headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" } });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new ApiError(response.status, answer);
    at("import").reset();
    at("import").hidden = true;
    await load(answer.language);
    changed();
  }

  async function copy({ withTimes }) {
    menu.open = false;
    menu.querySelector("summary").focus();
    const { transcript } = shown();
    const line = (each) => [withTimes ? clock(each.start) : "", each.speaker ? `${each.speaker}:` : "", each.text].filter(Boolean).join(" ");
    try {
      await navigator.clipboard.writeText(transcript.segments.map(line).join("\n"));
      toast(gettext("Copied."), { tone: "good" });
    } catch {
      toast(gettext("Your browser does not let this page copy. Select the words and copy them by hand."), { tone: "bad" });
    }
  }

  async function remove() {
    menu.open = false;
    if (!(await ask(gettext("All revisions of this language will be gone for good.")))) return;
    await attempt(async () => {
      await api(address(), { method: "DELETE" });
      await load("");
    });
  }

  panel.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) open(opener.dataset.open);
    const closer = event.target.closest("[data-close]");
    if (!closer) return;
    closer.closest(".spoken-form").hidden = true;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
    event.stopPropagation();
  });
  at("import").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(bring);
  });
  at("copy").addEventListener("click", () => copy({ withTimes: false }));
  at("copy-times").addEventListener("click", () => copy({ withTimes: true }));
  at("delete").addEventListener("click", remove);
}
