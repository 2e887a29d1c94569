// The monitor's size, its times, and the exact picture of the moment, which the server composes while nothing plays.

import { csrfToken } from "../../common/api.js";
import { debounce } from "../../common/dom.js";
import { gettext } from "../../common/words.js";
import { timecode } from "./time.js";

const QUIET_FOR = 280; // milliseconds
const WIDEST = 960; // pixels

/** A width near `most` that gives an even height without a rest, so that no edge of the picture is left empty. */
export function wholeWidth(most, { width, height }) {
  const rest = (wide) => Math.abs((wide * height) / width - 2 * Math.round((wide * height) / width / 2));
  const widths = Array.from({ length: 48 }, (_, step) => Math.max(2 * Math.floor(most / 2) - 2 * step, 16));
  return widths.reduce((best, wide) => (rest(wide) < rest(best) - 0.001 ? wide : best));
}

export class Monitor {
  constructor(store, saving) {
    Object.assign(this, { store, saving, asking: null });
    this.screen = document.getElementById("tl-screen");
    this.stage = document.getElementById("tl-stage");
    this.canvas = document.getElementById("tl-exact");
    this.words = document.getElementById("tl-exactness");
    this.soon = debounce(() => this.ask(), QUIET_FOR);
    new ResizeObserver(() => this.fit(true)).observe(this.screen);
    store.follow("timeline", () => this.changed());
    store.follow("playhead playing", () => this.moved());
  }

  changed() {
    this.fit();
    this.moved();
  }

  moved() {
    const { store } = this;
    document.getElementById("tl-time").textContent = timecode(store.playhead, store.rate);
    document.getElementById("tl-length").textContent = timecode(store.duration, store.rate);
    const button = document.getElementById("tl-play");
    button.setAttribute("aria-pressed", String(store.playing));
    button.setAttribute("aria-label", store.playing ? gettext("Pause") : gettext("Play"));
    this.asking?.abort();
    this.canvas.hidden = true;
    this.words.textContent = "";
    if (!store.playing) this.soon();
  }

  fit(resized = false) {
    const { timeline } = this.store;
    const shape = timeline && `${timeline.width}:${timeline.height}:${timeline.background}`;
    if (!timeline || (shape === this.shape && !resized)) return;
    this.shape = shape;
    const room = this.screen.getBoundingClientRect();
    const width = Math.max(Math.min(room.width, (room.height * timeline.width) / timeline.height), 40);
    const set = (name, value) => this.stage.style.setProperty(name, value);
    set("width", `${width}px`);
    set("height", `${(width * timeline.height) / timeline.width}px`);
    set("--scale", width / timeline.width);
    set("--behind", timeline.background);
  }

  async ask() {
    const { store } = this;
    if (store.playing || !store.duration || document.hidden) return;
    this.asking?.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    try {
      const response = await this.fetchFrame(signal);
      if (!response.ok) return this.say(gettext("Quick look"));
      const bitmap = await createImageBitmap(await response.blob());
      if (signal.aborted) return;
      this.canvas.width = bitmap.width;
      this.canvas.height = bitmap.height;
      this.canvas.getContext("2d").drawImage(bitmap, 0, 0);
      this.canvas.hidden = false;
      this.say(gettext("Exact picture"));
    } catch (error) {
      if (error.name !== "AbortError") this.say(gettext("Quick look"));
    }
  }

  /** By the saved revision, which browsers may keep; else with the timeline as it is on the page. */
  fetchFrame(signal) {
    const { store, saving } = this;
    const time = Math.max(Math.min(store.playhead, store.duration - 1 / store.rate), 0);
    const width = wholeWidth(Math.min(this.stage.clientWidth * Math.min(devicePixelRatio || 1, 2), WIDEST), store.timeline);
    const address = `/api/projects/${store.projectId}/frame`;
    const clean = !saving.isDirty && store.timeline === saving.base.timeline;
    if (clean && saving.base.revision) return fetch(`${address}?${new URLSearchParams({ time: time.toFixed(6), width, revision: saving.base.revision })}`, { signal });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken() };
    return fetch(address, { method: "POST", signal, headers, body: JSON.stringify({ timeline: store.timeline, time, width }) });
  }

  say(words) {
    this.words.textContent = words;
  }
}
