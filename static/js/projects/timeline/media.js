// The project's media, and the person's own library: searched, dragged onto a track, or added by a button.

import { api } from "../../common/api.js";
import { clock, debounce, icon, make } from "../../common/dom.js";
import { gettext } from "../../common/words.js";

const PER_PAGE = 30;
const KIND = "application/x-framewright-media";

export class Media {
  constructor({ store, sheet, commands }) {
    Object.assign(this, { store, sheet, commands, of: "project", page: 1, asked: 0 });
    this.list = document.getElementById("media-list");
    this.search = document.getElementById("media-search");
    this.more = document.getElementById("media-more");
    this.search.addEventListener("input", debounce(() => this.load(), 250));
    this.more.addEventListener("click", () => this.load(this.page + 1));
    document.getElementById("media").addEventListener("click", (event) => this.press(event));
    this.listenToDrops();
    store.follow("timeline", () => this.fetchMissing());
    document.addEventListener("live:video_processing", ({ detail }) => detail.status === "completed" && this.load());
  }

  press(event) {
    const which = event.target.closest("[data-media-of]");
    const add = event.target.closest("[data-add-media]");
    if (add) this.commands.media(this.store.mediaOf(add.dataset.addMedia));
    if (!which) return;
    this.of = which.dataset.mediaOf;
    for (const each of document.querySelectorAll("[data-media-of]")) each.setAttribute("aria-pressed", String(each === which));
    this.load();
  }

  async load(page = 1) {
    const turn = ++this.asked;
    const query = new URLSearchParams({ limit: PER_PAGE, page });
    if (this.search.value.trim()) query.set("search", this.search.value.trim());
    if (this.of === "project") query.set("projectId", this.store.projectId);
    this.list.setAttribute("aria-busy", "true");
    try {
      const answer = await api(`/api/videos?${query}`);
      if (turn !== this.asked) return;
      this.page = page;
      for (const media of answer.results) this.store.media.set(media.id, media);
      const ready = answer.results.filter((media) => media.status === "ready");
      const rows = ready.map((media) => this.draw(media));
      if (page === 1) this.list.replaceChildren(...rows);
      else this.list.append(...rows);
      this.more.hidden = page >= answer.pagination.totalPages;
      this.say(this.list.children.length ? "" : this.nothing());
      this.store.tell("media");
    } catch (error) {
      this.say(error.message);
    } finally {
      this.list.removeAttribute("aria-busy");
    }
  }

  nothing() {
    if (this.search.value.trim()) return gettext("Nothing is called that.");
    return this.of === "project" ? gettext("No media in this project yet. What you add from your library comes into it.") : gettext("Your library is empty: upload something first.");
  }

  say(words) {
    const place = document.getElementById("media-empty");
    place.textContent = words;
    place.hidden = !words;
  }

  draw(media) {
    const long = media.mediaType === "image" ? gettext("picture") : clock(media.duration);
    const picture = media.thumbnailUrl ? make("img", { src: media.thumbnailUrl, alt: "", loading: "lazy", width: 160, height: 90, draggable: "false" }) : make("span", { class: "thumb-none" }, icon(media.mediaType === "audio" ? "music" : "film"));
    const add = this.store.mayEdit ? make("button", { class: "button button-small tl-media-add", type: "button", "data-add-media": media.id, "aria-label": gettext("Add {name} to the timeline", { name: media.title }), title: gettext("Add to the timeline") }, icon("plus"), gettext("Add")) : null;
    const row = make("li", { class: "tl-media-row", draggable: this.store.mayEdit ? "true" : undefined, "data-media": media.id }, make("span", { class: "thumb" }, picture, make("span", { class: "badge number" }, long)), make("span", { class: "tl-media-title", title: media.title }, media.title), add);
    row.addEventListener("dragstart", (event) => {
      event.dataTransfer.setData(KIND, media.id);
      event.dataTransfer.effectAllowed = "copy";
      this.dragged = media;
    });
    return row;
  }

  listenToDrops() {
    const { scroll } = this.sheet;
    const over = (event) => {
      if (!event.dataTransfer.types.includes(KIND)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      this.sheet.guideAt(Math.max(this.sheet.secondsAt(event.clientX), 0));
    };
    scroll.addEventListener("dragover", over);
    scroll.addEventListener("dragleave", () => this.sheet.guideAt(null));
    scroll.addEventListener("drop", (event) => {
      const media = this.store.mediaOf(event.dataTransfer.getData(KIND));
      this.sheet.guideAt(null);
      if (!media) return;
      event.preventDefault();
      const trackId = event.target.closest(".tl-track")?.dataset.row ?? null;
      this.commands.media(media, { trackId, at: this.restAt(event) });
    });
  }

  /** The moment under the pointer, or an edge close to it. */
  restAt(event) {
    return this.commands.restAt(Math.max(this.sheet.secondsAt(event.clientX), 0));
  }

  /** Files that clips name and that the list has not shown. */
  async fetchMissing() {
    const { store } = this;
    this.tried ??= new Set();
    const ids = new Set(store.timeline.tracks.flatMap((track) => track.clips.map((clip) => clip.videoId)).filter(Boolean));
    const missing = [...ids].filter((id) => !store.media.has(id) && !this.tried.has(id));
    missing.forEach((id) => this.tried.add(id));
    const lost = new Set(store.problems.filter((problem) => problem.code === "media_missing").map((problem) => problem.clipId));
    const gone = new Set(store.timeline.tracks.flatMap((track) => track.clips.filter((clip) => lost.has(clip.id)).map((clip) => clip.videoId)));
    const found = await Promise.all(missing.filter((id) => !gone.has(id)).map((id) => api(`/api/videos/${id}`).catch(() => null)));
    for (const media of found.filter(Boolean)) store.media.set(media.id, media);
    if (missing.length || !store.mediaKnown) {
      store.mediaKnown = true;
      store.tell("media");
    }
  }
}
