// What people said of the film, as marks over the tracks: a press goes to the moment that is meant.

import { api } from "../../common/api.js";
import { clock, debounce, make } from "../../common/dom.js";

const MOST = 100;

export class Comments {
  constructor(store, page) {
    Object.assign(this, { store, path: `/api/projects/${page.projectId}/comments` });
    this.marks = document.getElementById("tl-comments");
    this.load();
    const soon = debounce(() => this.load(), 500);
    document.addEventListener("live:comment", ({ detail }) => detail.projectId === page.projectId && soon());
    document.addEventListener("live:back", soon);
  }

  async load() {
    const said = await api(`${this.path}?resolved=false&limit=${MOST}`).catch(() => null);
    if (!said) return; // marks are no reason to disturb anybody
    const placed = said.results.filter(({ time, replyTo }) => time !== null && !replyTo);
    this.marks.replaceChildren(...placed.map((comment) => this.mark(comment)));
  }

  mark({ time, author, text }) {
    const words = `${author.name}: ${text}`;
    const element = make("button", { class: "tl-comment", type: "button", title: words, "aria-label": `${clock(time)}, ${words}`, onclick: () => this.store.timeline && this.store.seek(Math.min(time, this.store.duration)) });
    element.style.setProperty("--at", time);
    return element;
  }
}
