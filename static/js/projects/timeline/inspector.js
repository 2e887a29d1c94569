// Details of what is selected: a clip, several, a track, or the timeline itself.

import { debounce, icon, make } from "../../common/dom.js";
import { drawForm } from "../../common/schema_form.js";
import { gettext, ngettext } from "../../common/words.js";
import { clipForms } from "./clip_forms.js";
import { frameForm, DUCK, TRACK, VOLUME } from "./fields.js";
import { changeMarker, changeTrack, locate, moveTrack, removeMarker, removeTrack } from "./model.js";
import { clipName, trackName } from "./sheet.js";
import { timecode } from "./time.js";

const QUIET_FOR = 350;

export class Inspector {
  constructor(store, commands, catalogue) {
    Object.assign(this, { store, commands, catalogue, pending: null });
    this.body = document.getElementById("inspector-body");
    this.title = document.getElementById("inspector-title");
    this.notice = make("div", { class: "stack", role: "status" });
    store.follow("selection", () => this.draw());
    store.follow("media", () => this.store.timeline && !this.body.contains(document.activeElement) && this.draw());
    store.follow("timeline", ({ from }) => this.follow(from));
    store.follow("state", () => this.showProblems());
    // A press elsewhere or another selection keeps what was typed.
    this.body.addEventListener("change", () => this.flush());
    document.addEventListener("visibilitychange", () => this.flush());
  }

  /** Redraws after an edit made elsewhere, but never under the person's hands. */
  follow(from) {
    if (from === "inspector" || from === "drag") return;
    if (this.pending || (this.body.contains(document.activeElement) && document.activeElement.matches("input, select, textarea"))) return;
    this.draw();
  }

  /** What is wrong is said at once, also while somebody is typing below. */
  showProblems() {
    const { store } = this;
    const ids = store.selection.size ? store.selection : store.chosenTrack ? new Set() : null;
    const mine = store.problems.filter((problem) => ids === null || ids.has(problem.clipId));
    this.notice.hidden = mine.length === 0;
    this.notice.replaceChildren(...(ids === null ? [this.problemList(mine)] : mine.map((problem) => make("p", { class: "notice" }, icon("alert"), make("span", {}, problem.message)))));
  }

  draw() {
    this.flush();
    if (!this.store.timeline) return;
    const focused = this.body.contains(document.activeElement) ? document.activeElement.dataset.keep : null;
    this.body.replaceChildren(this.notice, ...this.parts());
    this.showProblems();
    if (!this.store.mayEdit) for (const control of this.body.querySelectorAll("input, select, textarea, button:not([data-look])")) control.disabled = true;
    if (focused) this.body.querySelector(`[data-keep="${focused}"]`)?.focus();
  }

  parts() {
    const { store } = this;
    const { chosen } = store;
    if (chosen) return this.named(clipName(chosen.clip, store.mediaOf), clipForms(this, chosen));
    if (store.selection.size) return this.named(ngettext("{count} clip", "{count} clips", store.selection.size), this.several());
    const track = store.timeline.tracks.find((each) => each.id === store.chosenTrack);
    if (track) return this.named(trackName(store.timeline, track), this.track(track));
    return this.named(gettext("Timeline"), this.timeline());
  }

  named(title, parts) {
    this.title.textContent = title;
    return parts.filter(Boolean);
  }

  // --- forms -----------------------------------------------------------------------------------------

  /** A form whose values `apply` gets once typing has paused. */
  form(schema, values, apply) {
    const changed = () => this.later(() => apply(form.read(), form));
    const form = drawForm(schema, { values, changed });
    return form.element;
  }

  later(work) {
    this.pending = work;
    (this.soon ??= debounce(() => this.flush(), QUIET_FOR))();
  }

  flush() {
    const work = this.pending;
    this.pending = null;
    work?.();
  }

  section(title, ...parts) {
    return make("section", { class: "tl-section" }, make("h3", {}, title), ...parts);
  }

  edit(summary, change, key) {
    return this.store.edit(summary, change, { key, from: "inspector" });
  }

  button(words, name, work, attributes = {}) {
    return make("button", { class: "button button-small", type: "button", "data-keep": words, onclick: work, ...attributes }, icon(name), words);
  }

  // --- several clips, a track, the timeline ----------------------------------------------------------

  several() {
    const { commands } = this;
    return [this.section(gettext("Together"), make("div", { class: "row" }, this.button(gettext("Duplicate"), "copy", () => commands.duplicate()), this.button(gettext("Delete"), "trash", () => commands.delete()), this.button(gettext("Delete and close gaps"), "scissors", () => commands.close())))];
  }

  track(track) {
    const patch = (changes, what) => this.edit(gettext("Changed a track"), (timeline) => changeTrack(timeline, track.id, changes), `track:${track.id}:${what}`);
    const order = this.store.timeline.tracks;
    const place = order.indexOf(track);
    const by = track.kind === "audio" ? 1 : -1;
    const act = (work) => () => {
      this.store.edit(gettext("Changed the tracks"), work);
      this.draw();
    };
    return [
      this.section(gettext("Track"), this.form(TRACK, track, ({ name }) => patch({ name: (name ?? "").trim() }, "name")), this.flags(track, patch)),
      track.kind === "text" ? null : this.section(gettext("Sound"), this.form(VOLUME, track, ({ volume }) => patch({ volume }, "volume"))),
      track.kind === "audio" ? this.duck(track, patch) : null,
      this.section(
        gettext("Order"),
        make("div", { class: "row" }, this.button(gettext("Up"), "up", act((timeline) => moveTrack(timeline, track.id, -by)), { disabled: !order[place - by] }), this.button(gettext("Down"), "down", act((timeline) => moveTrack(timeline, track.id, by)), { disabled: !order[place + by] })),
        make("p", { class: "small soft" }, track.kind === "audio" ? gettext("The order of sounds changes nothing that is heard.") : gettext("What is further up lies over what is below.")),
      ),
      this.button(track.clips.length ? ngettext("Remove it and its {count} clip", "Remove it and its {count} clips", track.clips.length) : gettext("Remove this track"), "trash", act((timeline) => removeTrack(timeline, track.id))),
    ];
  }

  /** What the buttons before the track do, for screens on which there is no room for them. */
  flags(track, patch) {
    const tick = (flag, words) => {
      const box = make("input", { type: "checkbox", checked: track[flag], "data-keep": `flag-${flag}`, onchange: () => patch({ [flag]: box.checked }, flag) });
      return make("label", { class: "check" }, box, words);
    };
    const [sound, seen] = [track.kind !== "text", track.kind !== "audio"];
    return make("div", { class: "stack tl-ticks" }, sound ? tick("muted", gettext("Not heard")) : null, seen ? tick("hidden", gettext("Not seen")) : null, tick("locked", gettext("Locked")));
  }

  /** Music that makes room for a voice. */
  duck(track, patch) {
    const others = this.store.timeline.tracks.filter((each) => each.id !== track.id && each.kind !== "text");
    const under = new Set(track.duck?.under ?? []);
    const amount = track.duck?.amount ?? 12;
    const save = (changes) => {
      const next = { under: [...under], amount: track.duck?.amount ?? 12, ...changes };
      patch({ duck: next.under.length ? next : null }, "duck");
      this.draw();
    };
    const ticks = others.map((each) => {
      const tick = make("input", { type: "checkbox", checked: under.has(each.id), "data-keep": `duck-${each.id}`, onchange: () => save({ under: tick.checked ? [...under, each.id] : [...under].filter((id) => id !== each.id) }) });
      return make("label", { class: "check" }, tick, trackName(this.store.timeline, each));
    });
    return this.section(gettext("Makes room for"), make("p", { class: "small soft" }, gettext("Quieter while something is heard on:")), make("div", { class: "stack tl-ticks" }, ...ticks), under.size ? this.form(DUCK, { amount }, (value) => patch({ duck: { under: [...under], amount: value.amount } }, "duck")) : null);
  }

  timeline() {
    const { timeline } = this.store;
    const { width, height, fps, background } = timeline;
    const frame = this.form(frameForm(timeline), { size: `${width}x${height}`, fps, background }, (values) => {
      const [wide, high] = values.size.split("x").map(Number);
      this.edit(gettext("Changed the timeline"), (now) => ({ ...now, width: wide, height: high, fps: values.fps, background: values.background }), "settings");
    });
    return [this.section(gettext("Frame"), frame), timeline.markers?.length ? this.section(gettext("Markers"), this.markerList()) : null];
  }

  problemList(problems) {
    const { store, commands } = this;
    const rows = problems.map((problem) => {
      const found = locate(store.timeline, problem.clipId);
      const show = () => {
        store.select([problem.clipId]);
        commands.seek(found.clip.start);
      };
      return make("li", {}, found ? make("button", { class: "tl-problem", type: "button", "data-look": true, onclick: show }, icon("alert"), problem.message) : problem.message);
    });
    return make("ul", { class: "stack small" }, ...rows);
  }

  markerList() {
    const { store, commands } = this;
    const rows = store.timeline.markers.map((marker) => {
      const time = timecode(marker.time, store.rate);
      const called = marker.name || gettext("Marker");
      const name = make("input", { class: "input", value: marker.name, maxlength: 200, "aria-label": gettext("Name of the marker at {time}", { time }), onchange: () => this.edit(gettext("Renamed a marker"), (timeline) => changeMarker(timeline, marker.id, { name: name.value.trim() })) });
      const go = make("button", { class: "button button-quiet button-small number", type: "button", "data-look": true, "aria-label": gettext("{time}: go to {name}", { time, name: called }), onclick: () => commands.seek(marker.time) }, time);
      const drop = make("button", { class: "button button-quiet button-small button-icon", type: "button", "aria-label": gettext("Remove {name}", { name: called }), onclick: () => store.edit(gettext("Removed a marker"), (timeline) => removeMarker(timeline, marker.id)) && this.draw() }, icon("trash"));
      return make("li", { class: "tl-marker-row" }, go, name, drop);
    });
    return make("ul", { class: "stack" }, ...rows);
  }
}
