// What is said about a film: a list with a form, and marks on the film's line. For members and for guests.

import { api } from "../common/api.js";
import { clock, make } from "../common/dom.js";
import { gettext, language } from "../common/words.js";

const DAY = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const LONGEST = 2000;
const MOST_PAGES = 50;

/** Where the comments of a project lie, those about one film when it is given. */
export function ofProject(projectId, videoId) {
  const path = `/api/projects/${projectId}/comments`;
  return {
    async list() {
      const found = [];
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const told = await api(`${path}?limit=100&page=${page}${videoId ? `&videoId=${videoId}` : ""}`);
        found.push(...told.results);
        if (page >= told.pagination.totalPages) break;
      }
      return found;
    },
    add: (body) => api(path, { method: "POST", body: { ...body, videoId } }),
    change: (id, body) => api(`${path}/${id}`, { method: "PATCH", body }),
    remove: (id) => api(`${path}/${id}`, { method: "DELETE" }),
    plan: (id) => api(`${path}/${id}/plan`, { method: "POST", body: {} }),
  };
}

/** The same for who came by a review link: they read, and say something under a name. */
export function ofGuests(path) {
  return {
    list: async () => (await api(path)).results,
    add: (body) => api(path, { method: "POST", body }),
  };
}

export class Comments {
  /**
   * `player`: the media element, if any; `marks`: where the marks go; `may`: {comment, resolve, plan, name, all};
   * `me`: the person's id; `ask(question)`: asks before something is deleted.
   */
  constructor(place, { source, player = null, marks = null, may = {}, me = null, ask = async () => true, planned = () => {} }) {
    Object.assign(this, { place, source, player, marks, may, me, ask, planned, found: [], key: 0 });
    this.problem = make("p", { class: "field-error", role: "alert" });
    this.list = make("ul", { class: "comment-list", "aria-label": gettext("Comments") });
    this.place.classList.add("comments");
    this.place.replaceChildren(...(may.comment ? [this.form()] : []), this.problem, this.list);
    player?.addEventListener("loadedmetadata", () => this.drawMarks());
  }

  async load() {
    try {
      await this.catchUp();
    } catch (error) {
      this.problem.textContent = error.message;
    }
  }

  /** Draws the list anew if it has changed; who writes an answer just now keeps the form. Raises ApiError. */
  async catchUp() {
    const found = await this.source.list();
    this.problem.textContent = "";
    if (this.isDrawn && (this.isInUse() || JSON.stringify(found) === JSON.stringify(this.found))) return;
    this.found = found;
    this.draw();
  }

  /** Nothing can be said here any more; what was said can still be read. */
  end() {
    this.place.querySelectorAll("form, .comment-acts").forEach((each) => each.remove());
  }

  isInUse() {
    return [...this.list.querySelectorAll("textarea")].some((each) => each === document.activeElement || each.value.trim());
  }

  draw() {
    this.isDrawn = true;
    const ids = new Set(this.found.map((each) => each.id));
    const firsts = this.found.filter((each) => !ids.has(each.replyTo));
    const when = (each) => each.time ?? -1;
    firsts.sort((one, other) => when(one) - when(other) || one.createdAt.localeCompare(other.createdAt));
    const none = make("li", { class: "small soft" }, gettext("Nothing was said yet."));
    this.list.replaceChildren(...(firsts.length ? firsts.map((each) => this.row(each)) : [none]));
    this.drawMarks();
  }

  // -- one comment -------------------------------------------------------------------------------------------

  row(comment) {
    const answers = this.found.filter((each) => each.replyTo === comment.id);
    const text = make("p", { class: "comment-text" }, comment.text);
    const below = make("div", {});
    const row = make(
      "li",
      { class: "comment", "data-comment": comment.id, "data-resolved": comment.resolved },
      this.head(comment),
      text,
      this.acts(comment, { text, below }),
      below,
      answers.length ? make("ul", { class: "comment-list" }, ...answers.map((each) => this.row(each))) : null,
    );
    return row;
  }

  head(comment) {
    const moment = comment.time === null ? null : this.moment(comment);
    const name = make("strong", {}, comment.author.name);
    const guest = comment.author.isGuest ? make("span", { class: "chip" }, gettext("Guest")) : null;
    const said = DAY.format(new Date(comment.createdAt));
    const when = make("span", { class: "small faint" }, comment.editedAt ? gettext("{moment}, changed", { moment: said }) : said);
    const done = comment.resolved ? make("span", { class: "chip" }, gettext("Resolved")) : null;
    return make("div", { class: "comment-head" }, moment, name, guest, when, done);
  }

  moment(comment) {
    const words = comment.endTime === null ? clock(comment.time) : `${clock(comment.time)}–${clock(comment.endTime)}`;
    if (!this.player) return make("span", { class: "chip number" }, words);
    return make("button", { class: "button button-small number", type: "button", "aria-label": gettext("Go to {moment}", { moment: words }), onclick: () => this.seek(comment.time) }, words);
  }

  acts(comment, { text, below }) {
    const isMine = this.me !== null && comment.author.id === this.me;
    const act = (words, work) => make("button", { class: "button button-quiet button-small", type: "button", onclick: work }, words);
    const found = [];
    if (this.may.comment && !comment.replyTo) found.push(act(gettext("Reply"), () => this.open(below, this.form({ replyTo: comment.id }))));
    if (this.may.resolve && !comment.replyTo) found.push(act(comment.resolved ? gettext("Open again") : gettext("Resolve"), () => this.tried(() => this.source.change(comment.id, { resolved: !comment.resolved }))));
    if (this.may.plan && !comment.replyTo) found.push(act(gettext("Make a plan"), (event) => this.plan(comment, event.currentTarget)));
    if (isMine) found.push(act(gettext("Edit"), () => this.open(below, this.form({ comment }), text)));
    if (isMine || this.may.all) found.push(act(gettext("Delete"), () => this.remove(comment)));
    return found.length ? make("div", { class: "comment-acts" }, ...found) : null;
  }

  open(place, form, hides = null) {
    if (hides) hides.hidden = true;
    place.replaceChildren(form);
    form.querySelector("textarea").focus();
  }

  /** Takes the open form away; what came in meanwhile is shown. */
  close() {
    this.draw();
    this.load();
  }

  async plan(comment, button) {
    button.disabled = true;
    try {
      this.planned(await this.source.plan(comment.id));
    } catch (error) {
      this.problem.textContent = error.message;
      button.disabled = false;
    }
  }

  async remove(comment) {
    if (await this.ask(gettext("This comment will be gone for everybody. Answers to it stay."))) await this.tried(() => this.source.remove(comment.id));
  }

  async tried(work) {
    try {
      await work();
      await this.load();
    } catch (error) {
      this.problem.textContent = error.message;
    }
  }

  // -- saying something ----------------------------------------------------------------------------------------

  /** A form for a new comment, an answer, or other words of one's own. */
  form({ replyTo = null, comment = null } = {}) {
    const number = (this.key += 1);
    const isNew = !replyTo && !comment;
    const words = make("textarea", { class: "input", id: `comment-words-${number}`, required: true, maxlength: LONGEST, rows: isNew ? 3 : 2 });
    if (comment) words.value = comment.text;
    const name = this.may.name ? this.nameField(number) : null;
    const at = isNew && this.player ? this.momentField() : null;
    const problem = make("p", { class: "field-error", role: "alert" });
    const label = comment ? gettext("Other words") : replyTo ? gettext("Answer") : gettext("Comment");
    const act = comment ? gettext("Save") : replyTo ? gettext("Answer") : gettext("Say it");
    const send = make("button", { class: `button${isNew ? " button-primary" : " button-small"}`, type: "submit" }, act);
    const cancel = isNew ? null : make("button", { class: "button button-small", type: "button", onclick: () => this.close() }, gettext("Cancel"));
    const form = make("form", { class: "comment-form" }, name?.field, make("div", { class: "field" }, make("label", { class: "field-label", for: words.id }, label), words), at?.field, problem, make("div", { class: "row" }, send, cancel));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      send.disabled = true;
      try {
        if (comment) await this.source.change(comment.id, { text: words.value });
        else await this.source.add({ text: words.value, replyTo, time: at?.time() ?? null, ...(name ? { name: name.value() } : {}) });
        words.value = "";
        problem.textContent = "";
        if (!isNew) words.blur();
        await this.load();
      } catch (error) {
        problem.textContent = error.message;
      } finally {
        send.disabled = false;
      }
    });
    return form;
  }

  nameField(number) {
    const input = make("input", { class: "input", id: `comment-name-${number}`, required: true, maxlength: 80, autocomplete: "name" });
    input.value = remembered();
    const field = make("div", { class: "field" }, make("label", { class: "field-label", for: input.id }, gettext("Your name")), input);
    return { field, value: () => (remember(input.value), input.value) };
  }

  /** Whether it is about the moment that is seen, or about the whole. */
  momentField() {
    const box = make("input", { type: "checkbox", checked: true });
    const shown = make("span", { class: "number" }, clock(this.player.currentTime || 0));
    this.player.addEventListener("timeupdate", () => (shown.textContent = clock(this.player.currentTime)));
    this.player.addEventListener("seeked", () => (shown.textContent = clock(this.player.currentTime)));
    const field = make("label", { class: "check" }, box, make("span", {}, gettext("About this moment:"), " ", shown));
    return { field, time: () => (box.checked ? Math.round(this.player.currentTime * 1000) / 1000 : null) };
  }

  // -- the film ------------------------------------------------------------------------------------------------

  seek(seconds) {
    this.player.currentTime = seconds;
    this.player.scrollIntoView({ block: "nearest" });
  }

  drawMarks() {
    if (!this.marks || !this.player) return;
    const length = this.player.duration || Number(this.marks.dataset.duration);
    const timed = this.found.filter((each) => each.time !== null && !each.replyTo && length > 0);
    this.marks.replaceChildren(...timed.map((each) => this.mark(each, length)));
  }

  mark(comment, length) {
    const words = `${clock(comment.time)} ${comment.author.name}: ${comment.text.slice(0, 80)}`;
    const mark = make("button", { class: "comment-mark", type: "button", "aria-label": words, title: words, "data-resolved": comment.resolved, onclick: () => this.reach(comment) });
    mark.style.left = `${Math.min(100, (100 * comment.time) / length)}%`;
    return mark;
  }

  reach(comment) {
    this.seek(comment.time);
    this.list.querySelector(`[data-comment="${CSS.escape(comment.id)}"]`)?.scrollIntoView({ block: "nearest" });
  }
}

function remembered() {
  try {
    return localStorage.getItem("review-name") ?? "";
  } catch {
    return "";
  }
}

function remember(name) {
  try {
    localStorage.setItem("review-name", name);
  } catch {
    // Storage is blocked: it is asked for again.
  }
}
