// The list of conversations: opened, renamed, deleted.

import { api } from "../../common/api.js";
import { conversations } from "./send.js";
import { ask } from "../../common/confirm.js";
import { icon, make } from "../../common/dom.js";
import { gettext, language } from "../../common/words.js";

const DAY = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

export class Talks {
  /** `film` is the id of the page's film, if any; `open(id)` shows a talk here; `gone(id)` tells that one was deleted. */
  constructor(place, { film, open, gone, renamed }) {
    Object.assign(this, { place, film, open, gone, renamed, current: null, isAll: !film });
  }

  async draw(current = this.current) {
    this.current = current;
    let talks;
    try {
      talks = (await conversations(this.isAll ? "" : `&videoId=${this.film}`)).results;
    } catch (error) {
      this.place.replaceChildren(make("p", { class: "notice notice-bad" }, error.message));
      return;
    }
    const rows = talks.map((talk) => this.row(talk));
    const none = make("p", { class: "soft small chat-none" }, this.isAll ? gettext("No conversation yet.") : gettext("No conversation about this film yet."));
    this.place.replaceChildren(...(this.film ? [this.choice()] : []), rows.length ? make("ul", {}, ...rows) : none);
  }

  choice() {
    const button = (words, isAll) => make("button", { type: "button", "aria-pressed": String(this.isAll === isAll), onclick: () => ((this.isAll = isAll), this.draw()) }, words);
    return make("div", { class: "segments", role: "group", "aria-label": gettext("Which conversations") }, button(gettext("This film"), false), button(gettext("All"), true));
  }

  row(talk) {
    const elsewhere = this.film && talk.videoId !== this.film;
    const words = [make("span", { class: "clip" }, talk.title), make("span", { class: "faint small number" }, DAY.format(new Date(talk.updatedAt)))];
    const address = talk.videoId ? `/videos/${talk.videoId}/?chat=${talk.id}` : `/chat/?chat=${talk.id}`;
    const mark = { class: "talk-open", "aria-current": talk.id === this.current ? "true" : undefined };
    const title = elsewhere ? make("a", { ...mark, href: address }, ...words) : make("button", { ...mark, type: "button", onclick: () => this.open(talk.id) }, ...words);
    const act = (name, label, work) => make("button", { class: "button button-quiet button-small button-icon", type: "button", "aria-label": `${label}: ${talk.title}`, title: label, onclick: work }, icon(name));
    const row = make("li", { class: "talk", "data-talk": talk.id }, title, act("pencil", gettext("Rename"), () => row.replaceChildren(this.naming(talk))), act("trash", gettext("Delete"), () => this.remove(talk)));
    return row;
  }

  naming(talk) {
    const input = make("input", { class: "input", value: talk.title, maxlength: 120, required: true, "aria-label": gettext("Title of the conversation") });
    const problem = make("p", { class: "field-error", role: "alert" });
    const form = make("form", { class: "talk-form" }, input, make("button", { class: "button button-small", type: "submit" }, gettext("Save")), problem);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        this.renamed(await api(`/api/ai/conversations/${talk.id}`, { method: "PATCH", body: { title: input.value } }));
        await this.draw();
        this.focus(talk.id);
      } catch (error) {
        problem.textContent = error.message;
      }
    });
    form.addEventListener("keydown", async (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      await this.draw();
      this.focus(talk.id);
    });
    queueMicrotask(() => input.select());
    return form;
  }

  async remove(talk) {
    if (!(await ask(gettext("“{title}” and the plans in it will be gone for good. What was made stays.", { title: talk.title })))) return;
    try {
      await api(`/api/ai/conversations/${talk.id}`, { method: "DELETE" });
      this.gone(talk.id);
    } catch (error) {
      this.place.prepend(make("p", { class: "notice notice-bad", role: "alert" }, error.message));
      return;
    }
    await this.draw();
    this.place.querySelector(".talk-open, .segments button")?.focus();
  }

  focus(id) {
    this.place.querySelector(`[data-talk="${CSS.escape(id)}"] .talk-open`)?.focus();
  }
}
