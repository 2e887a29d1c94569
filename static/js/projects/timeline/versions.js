// The timeline's history: named versions, and going back to any of them.

import { ApiError, api } from "../../common/api.js";
import { make } from "../../common/dom.js";
import { gettext, language, ngettext } from "../../common/words.js";
import { spoken } from "./time.js";

const SHOWN = 50;
const when = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });

export class Versions {
  constructor({ store, saving, commands }) {
    Object.assign(this, { store, saving, commands });
    this.dialog = document.getElementById("tl-versions");
    this.list = document.getElementById("tl-versions-list");
    this.problem = document.getElementById("tl-versions-error");
    this.address = `/api/projects/${store.projectId}/timeline/revisions`;
    document.getElementById("tl-name-version")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.name(event.target);
    });
  }

  async open() {
    this.problem.textContent = "";
    this.dialog.showModal();
    await this.attempt(() => this.load());
  }

  async load() {
    await this.saving.flushed();
    const { results } = await api(`${this.address}?limit=${SHOWN}`);
    this.list.replaceChildren(...results.map((row) => this.draw(row)));
    if (!results.length) this.list.replaceChildren(make("li", { class: "soft small" }, gettext("Nothing has been changed yet.")));
  }

  draw(row) {
    const title = row.name || row.summary || (row.number ? gettext("Changed") : gettext("The beginning"));
    const facts = [when.format(new Date(row.createdAt)), row.author?.name, ngettext("{count} clip", "{count} clips", row.clips), spoken(row.duration)].filter(Boolean).join(" · ");
    const back = make("button", { class: "button button-small", type: "button", "aria-label": gettext("Restore {name}", { name: `${title}, ${facts}` }), onclick: () => this.attempt(() => this.restore(row)) }, gettext("Restore"));
    const there = row.current ? make("span", { class: "small soft" }, gettext("Now")) : this.store.mayEdit ? back : null;
    return make("li", { class: "tl-version", "data-named": row.name ? true : undefined }, make("span", {}, make("strong", { class: "small" }, title), make("span", { class: "small soft" }, facts)), there);
  }

  async restore(row) {
    await this.saving.step(`revisions/${row.number}/restore`);
    this.dialog.close();
    this.store.announce(gettext("An earlier version is back."));
  }

  name(form) {
    const input = form.querySelector("input");
    this.attempt(async () => {
      await this.saving.flushed();
      await api(`${this.address}/${this.saving.base.revision}`, { method: "PATCH", body: { name: input.value.trim() } });
      input.value = "";
      await this.load();
    });
  }

  async attempt(work) {
    try {
      this.problem.textContent = "";
      await work();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.problem.textContent = error.message;
    }
  }
}
