// Keeps every edit on the server, one after another: what the page shows is ahead of it by those in the queue.
//
// What the server answers may differ from what was sent (others' edits are merged in, times are put on frames):
// then everything that waits is put onto the answer.

import { ApiError, api } from "../../common/api.js";
import { gettext } from "../../common/words.js";
import { carried, same } from "./merging.js";

const QUIET_FOR = 600; // milliseconds without a further edit of the same kind
const MOST_WAITING = 12;
const TRY_AGAIN = [2000, 4000, 8000, 15_000];

/** "width: Input should be less than ...": which field it is about is the last name of its path. */
const wordsOf = (error) => error.errors.map(({ attr, detail }) => (/\.[a-z]\w*$/i.test(attr ?? "") ? `${attr.split(".").pop()}: ${detail}` : detail)).join(" ") || error.message;

export class Saving {
  constructor(store, { begun, clash }) {
    Object.assign(this, { store, begun, clash });
    this.queue = [];
    this.base = null; // { revision, timeline } as the server knows it
    this.failures = 0;
    this.busy = false;
    this.heard = null;
    this.address = `/api/projects/${store.projectId}/timeline`;
    store.follow("edited", (edit) => this.add(edit));
    window.addEventListener("pagehide", () => this.stash());
    window.addEventListener("online", () => this.tryAgain());
    document.addEventListener("live:back", () => this.failures && this.tryAgain());
  }

  get isDirty() {
    return this.queue.length > 0 || this.busy;
  }

  /** Fetches the timeline, and what an earlier visit could not send. */
  async open() {
    const answer = await api(this.address);
    this.accept(answer);
    const left = this.unstash();
    if (!left || same(left.base, left.timeline)) return;
    const mine = carried(left.base, left.timeline, this.base.timeline);
    if (same(mine, this.base.timeline)) return this.forget();
    this.store.show(mine, "server");
    this.add({ summary: gettext("Edits from before the connection was lost"), key: null });
  }

  /** Takes an answer of the timeline's endpoints as what is there now. */
  accept(answer) {
    this.base = { revision: answer.revision, timeline: this.begun(answer.timeline) };
    const { canUndo, canRedo, undoes = "", redoes = "", problems = [] } = answer;
    Object.assign(this.store, { canUndo, canRedo, undoes, redoes, problems });
    if (this.queue.length) Object.assign(this.store, { canUndo: true, undoes: this.queue.at(-1).summary });
    if (!this.queue.length && !same(this.store.timeline, this.base.timeline)) this.store.show(this.base.timeline);
    this.store.tell("state");
  }

  add({ summary, key }) {
    const last = this.queue.at(-1);
    const together = (key && last?.key === key && !last.sent) || this.queue.length >= MOST_WAITING;
    const item = { timeline: this.store.timeline, summary, key, at: Date.now(), sent: false };
    if (together && !last.sent) this.queue[this.queue.length - 1] = item;
    else this.queue.push(item);
    Object.assign(this.store, { canUndo: true, canRedo: false, undoes: summary });
    this.store.tell("state");
    this.say(this.failures ? "offline" : "saving");
    if (this.failures) this.stash();
    this.pump();
  }

  async pump() {
    clearTimeout(this.timer);
    const item = this.queue[0];
    if (this.busy || !item || this.stopped) return;
    const wait = item.key && this.queue.length === 1 && !this.hurry ? item.at + QUIET_FOR - Date.now() : 0;
    if (wait > 0) {
      this.timer = setTimeout(() => this.pump(), wait);
      return;
    }
    this.busy = item.sent = true;
    let refused = false;
    try {
      await this.send(item);
      this.failures = 0;
    } catch (error) {
      item.sent = false;
      refused = this.fail(error);
    } finally {
      this.busy = false;
    }
    this.settle(refused);
  }

  async send(item) {
    const body = { timeline: item.timeline, baseRevision: this.base.revision, summary: item.summary };
    const answer = await api(this.address, { method: "PUT", body });
    this.queue.shift();
    this.rebase(item.timeline, this.begun(answer.timeline));
    this.accept(answer);
  }

  /** What was made on top of `sent` is put on top of what the server made of it. */
  rebase(sent, answered) {
    if (same(sent, answered)) return;
    for (const item of this.queue) item.timeline = carried(sent, item.timeline, answered);
    if (this.queue.length) this.store.show(this.queue.at(-1).timeline);
  }

  settle(refused = false) {
    if (this.queue.length) {
      if (!this.failures) this.pump();
      return;
    }
    this.forget();
    if (!this.stopped && !refused) this.say("saved");
    this.waiting?.splice(0).forEach((done) => done());
    if (this.heard !== null && this.heard !== this.base.revision) this.refresh();
    this.heard = null;
  }

  /** Whether the edits were given up: what the server refuses will not be taken by sending it again. */
  fail(error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 409 && error.body.conflicts) this.collide(error.body);
    else if (error.status === 0 || error.status === 429 || error.status >= 500) this.wait();
    else {
      this.queue = [];
      this.store.show(this.base.timeline);
      this.say("refused", wordsOf(error));
      return true;
    }
    return false;
  }

  wait() {
    this.stash();
    const pause = TRY_AGAIN[Math.min(this.failures, TRY_AGAIN.length - 1)];
    this.failures += 1;
    this.say("offline");
    this.retry = setTimeout(() => this.tryAgain(), pause);
  }

  tryAgain() {
    clearTimeout(this.retry);
    this.pump();
  }

  /** Somebody else has changed the same clips: the person says whose edits count. */
  async collide({ conflicts, timeline, revision }) {
    this.stopped = true;
    const mine = this.queue.at(-1)?.timeline ?? this.store.timeline;
    const [base, theirs] = [this.base.timeline, this.begun(timeline)];
    this.say("clash");
    const yielded = await this.clash({ conflicts, mine, theirs });
    this.queue = [];
    this.base = { revision, timeline: theirs };
    this.stopped = false;
    const settled = carried(base, mine, theirs, yielded);
    this.store.show(settled);
    if (same(settled, theirs)) this.settle();
    else this.add({ summary: gettext("Settled with others’ edits"), key: null });
  }

  /** Somebody else has saved: taken in at once, or with the next save of ours. */
  hear({ revision }) {
    if (revision === this.base?.revision) return;
    if (this.isDirty || this.stopped) this.heard = revision;
    else this.refresh();
  }

  async refresh() {
    try {
      const answer = await api(this.address);
      if (this.isDirty || answer.revision === this.base.revision) return;
      this.accept(answer);
      this.store.announce(gettext("Somebody else has changed the timeline."));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /** Once everything is sent. */
  async flushed() {
    if (!this.isDirty) return;
    this.hurry = true;
    const done = new Promise((resolve) => (this.waiting ??= []).push(resolve));
    this.pump();
    await done;
    this.hurry = false;
  }

  /** `undo`, `redo`, or a path like `revisions/4/restore`; what was undone or done again, null without a connection. */
  async step(path) {
    if (this.failures) return null;
    await this.flushed();
    const what = { undo: this.store.undoes, redo: this.store.redoes }[path] ?? "";
    const answer = await api(`${this.address}/${path}`, { method: "POST" });
    this.accept(answer);
    this.say("saved");
    return what;
  }

  say(state, words = "") {
    this.store.tell("saving", { state, words });
  }

  // --- without a connection ------------------------------------------------------------------------

  get drawer() {
    return `timeline:${this.store.userId}:${this.store.projectId}`;
  }

  stash() {
    if (!this.isDirty || !this.base) return;
    try {
      localStorage.setItem(this.drawer, JSON.stringify({ base: this.base.timeline, timeline: this.store.timeline }));
    } catch {
      // Storage is blocked or full: the edits live as long as this page.
    }
  }

  unstash() {
    try {
      return JSON.parse(localStorage.getItem(this.drawer));
    } catch {
      return null;
    }
  }

  forget() {
    try {
      localStorage.removeItem(this.drawer);
    } catch {
      // Nothing was kept either.
    }
  }
}
