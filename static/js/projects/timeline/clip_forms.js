// The details of one clip: each section writes its part of the clip back.

import { icon, make } from "../../common/dom.js";
import { gettext } from "../../common/words.js";
import { setSpeed, setTransition, changeTransitionKind, joined, slip, trim } from "./cutting.js";
import { FADES, FIT, NAME, OPACITY, PLACE, TRANSITION, TRANSITIONS, VOLUME, timing } from "./fields.js";
import { FASTEST, SLOWEST, locate, move, withClips } from "./model.js";
import { NEAR, toMicro } from "./time.js";

const WORDS_FIELDS = ["text", "anchor", "style"];
const LONGEST_FADE = 60;
const LONGEST_WORDS_FADE = 10;

const differs = (one, other) => Number.isFinite(one) && Math.abs(one - other) > NEAR;

export function clipForms(inspector, { clip, track }) {
  const part = new ClipForms(inspector, clip, track);
  const words = clip.text !== undefined;
  return [
    track.locked ? make("p", { class: "notice" }, icon("lock"), gettext("This track is locked.")) : null,
    words ? part.words() : null,
    part.times(),
    words ? null : part.transition(),
    track.kind === "overlay" ? part.place() : null,
    track.kind === "video" ? part.fit() : null,
    words ? null : inspector.section(gettext("Sound"), part.patching(VOLUME, "volume", gettext("Changed the volume"))),
    part.fades(),
    words ? null : part.effects(),
    words ? null : part.source(),
  ];
}

class ClipForms {
  constructor(inspector, clip, track) {
    Object.assign(this, { inspector, clip, track, id: clip.id, store: inspector.store });
    this.still = this.store.mediaOf(clip.videoId)?.mediaType === "image";
  }

  get now() {
    return locate(this.store.timeline, this.id)?.clip;
  }

  patch(summary, changes, what) {
    return this.inspector.edit(summary, (timeline) => (this.now ? withClips(timeline, [this.id], (clip) => ({ ...clip, ...changes })) : timeline), `${what}:${this.id}`);
  }

  /** A form whose values are fields of the clip as they stand. */
  patching(schema, what, summary) {
    return this.inspector.form(schema, this.clip, (values) => this.patch(summary, values, what));
  }

  times() {
    const schema = timing(this.clip, this.still);
    const element = this.inspector.form(schema, this.clip, (values) => {
      this.retime(values);
      this.showAgain(element, Object.keys(schema.properties));
    });
    return this.inspector.section(gettext("Time"), element);
  }

  retime({ start, duration, sourceIn, speed }) {
    const { inspector, id } = this;
    const { mediaOf } = this.store;
    const edit = (change) => inspector.edit(gettext("Changed a clip’s time"), change, `time:${id}`);
    const clip = this.now;
    if (!clip) return;
    if (differs(speed, clip.speed)) edit((timeline) => setSpeed(timeline, id, Math.min(Math.max(speed, SLOWEST), FASTEST)));
    else if (differs(duration, clip.duration)) edit((timeline) => trim(timeline, id, "end", clip.start + duration, mediaOf));
    if (differs(sourceIn, clip.sourceIn)) edit((timeline) => slip(timeline, id, sourceIn, mediaOf));
    if (differs(start, clip.start)) edit((timeline) => move(timeline, [id], start - clip.start, { meet: false }));
  }

  /** What became of the numbers: they are put on frames, and stay within the file. */
  showAgain(element, names) {
    const clip = this.now;
    for (const name of clip ? names : []) {
      const input = element.querySelector(`[data-field="${name}"] input`);
      if (input !== document.activeElement || input.type !== "number") input.value = clip[name];
    }
  }

  fades() {
    const most = this.clip.text === undefined ? LONGEST_FADE : LONGEST_WORDS_FADE;
    const within = (value, room) => toMicro(Math.min(Math.max(Number(value) || 0, 0), most, Math.max(room, 0)));
    const element = this.inspector.form(FADES, this.clip, (values) => {
      const fadeIn = within(values.fadeIn, this.now.duration);
      const fadeOut = within(values.fadeOut, this.now.duration - fadeIn);
      this.patch(gettext("Changed fades"), { fadeIn, fadeOut }, "fades");
    });
    return this.inspector.section(gettext("Fades"), element);
  }

  fit() {
    return this.inspector.section(gettext("Picture"), this.patching(FIT, "fit", gettext("Changed the fit")));
  }

  place() {
    const { inspector, clip } = this;
    const place = inspector.form(PLACE, clip.place, (values) => this.patch(gettext("Placed a clip"), { place: values }, "place"));
    return inspector.section(gettext("Position"), place, this.patching(OPACITY, "opacity", gettext("Changed the opacity")));
  }

  words() {
    const { inspector, clip } = this;
    const schema = inspector.catalogue.text;
    const properties = Object.fromEntries(WORDS_FIELDS.map((name) => [name, schema.properties[name]]));
    const form = inspector.form({ $defs: schema.$defs, properties, required: ["text"] }, { text: clip.text, anchor: clip.position ? undefined : (clip.anchor ?? "bottom"), style: clip.style }, (values) => {
      if (!values.text?.trim()) return;
      inspector.edit(gettext("Changed a text"), (timeline) => withClips(timeline, [this.id], (now) => worded(now, values)), `words:${this.id}`);
    });
    return inspector.section(gettext("Words"), form);
  }

  transition() {
    const { inspector, clip, store, id } = this;
    const { mediaOf } = store;
    if (!joined(store.timeline, id)) return null;
    const change = (work) => () => {
      store.edit(gettext("Changed a transition"), work, { from: "inspector" });
      inspector.draw();
    };
    if (!clip.transition) return inspector.section(gettext("Transition"), inspector.button(gettext("Come in over the clip before"), "dissolve", change((timeline) => setTransition(timeline, id, 1, { mediaOf }))));
    const form = inspector.form(TRANSITION, clip.transition, ({ kind, duration }) => {
      const now = this.now.transition;
      if (now && kind !== now.kind && TRANSITIONS[kind]) inspector.edit(gettext("Changed a transition"), (timeline) => changeTransitionKind(timeline, id, kind), `transition:${id}`);
      if (now && differs(duration, now.duration)) inspector.edit(gettext("Changed a transition"), (timeline) => setTransition(timeline, id, Math.max(duration, 0), { mediaOf }), `transition:${id}`);
    });
    return inspector.section(gettext("Transition"), form, inspector.button(gettext("Take it away"), "trash", change((timeline) => setTransition(timeline, id, 0, { mediaOf }))));
  }

  source() {
    const media = this.store.mediaOf(this.clip.videoId);
    const name = this.patching(NAME, "name", gettext("Renamed a clip"));
    const link = media ? make("a", { class: "small", href: `/videos/${media.id}/` }, gettext("Open the file")) : null;
    return this.inspector.section(gettext("Clip"), name, link);
  }

  // --- effects ---------------------------------------------------------------------------------------

  effects() {
    const { inspector, track, clip } = this;
    const offered = inspector.catalogue.effects.filter((each) => track.kind !== "audio" || inspector.catalogue.ofSound.includes(each.name));
    const choose = make("select", { class: "input", "aria-label": gettext("Add an effect"), "data-keep": "add-effect" }, make("option", { value: "" }, gettext("Add an effect…")), ...offered.map((each) => make("option", { value: each.name }, each.title)));
    choose.addEventListener("change", (event) => {
      event.stopPropagation();
      if (choose.value) this.write([...(this.now.effects ?? []), { operation: choose.value, ...required(offered.find((each) => each.name === choose.value), this.store.mediaOf(clip.videoId)) }], true);
    });
    return inspector.section(gettext("Effects"), ...(clip.effects ?? []).map((effect, place) => this.effect(effect, place)), choose);
  }

  effect(effect, place) {
    const { inspector } = this;
    const known = inspector.catalogue.effects.find((each) => each.name === effect.operation);
    const drop = make("button", { class: "button button-quiet button-small button-icon", type: "button", "aria-label": gettext("Remove {name}", { name: known?.title ?? effect.operation }), onclick: () => this.write(this.now.effects.toSpliced(place, 1), true) }, icon("trash"));
    const head = make("div", { class: "tl-effect-head" }, icon(known?.icon ?? "adjust"), make("strong", { class: "small" }, known?.title ?? effect.operation), drop);
    const form = known ? inspector.form(known.schema, effect, (values) => this.write(this.now.effects.with(place, { operation: effect.operation, ...values }), false)) : null;
    return make("div", { class: "tl-effect" }, head, form);
  }

  write(effects, redraw) {
    this.patch(gettext("Changed effects"), { effects }, redraw ? `effects-${Date.now()}` : "effects");
    if (redraw) this.inspector.draw();
  }
}

/** A first value for what an effect must be told: the whole picture, the first choice. */
function required({ schema }, media) {
  const own = { width: media?.width, height: media?.height, x: 0, y: 0 };
  return Object.fromEntries((schema.required ?? []).map((name) => [name, own[name] ?? firstOf(schema.properties[name], schema)]).filter(([, value]) => value !== undefined));
}

function firstOf(field, schema) {
  const known = field.$ref ? { ...schema.$defs[field.$ref.split("/").pop()], ...field } : field;
  return known.default ?? known.enum?.[0] ?? known.example ?? known.minimum;
}

/** An anchor and a free position are each other's opposite. */
function worded(clip, { text, anchor, style }) {
  const { anchor: _before, position, ...rest } = clip;
  const place = anchor ? { anchor } : position ? { position } : { anchor: "bottom" };
  return { ...rest, text, style: style ?? {}, ...place };
}
