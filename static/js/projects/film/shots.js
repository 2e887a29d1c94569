// The storyboard: a card for each shot, kept while its content changes, so that nobody loses their place.

import { icon, make } from "../../common/dom.js";
import { gettext } from "../../common/words.js";

const STATES = { missing: gettext("Not made yet"), working: gettext("Being made"), ready: "", failed: gettext("Failed") };
const SOURCES = [["generated", gettext("Made from words")], ["library", gettext("Found in my films")], ["own", gettext("My own")]];
const STALE = { image: gettext("the picture"), video: gettext("the shot"), speech: gettext("the words spoken") };
const AT_WORK = { image: gettext("Drawing the picture"), video: gettext("Filming"), speech: gettext("Speaking") };

function field(words, control, more = null) {
  return make("label", { class: "field" }, make("span", { class: "field-label" }, words, more), control);
}

const options = (list) => list.map(([value, words]) => make("option", { value }, words));

/** Writes what the server knows, unless somebody is writing there. */
function put(control, value) {
  if (control !== document.activeElement && control.value !== String(value)) control.value = value;
}

export class ShotCard {
  constructor(shot, { mayEdit, cameras, change, act, own }) {
    this.id = shot.id;
    this.shown = "";
    const locked = mayEdit ? {} : { disabled: true };
    this.text = make("textarea", { class: "input", rows: 3, maxlength: 2000, ...(mayEdit ? {} : { readonly: true }) });
    this.picture = make("textarea", { class: "input", rows: 3, maxlength: 2000, ...(mayEdit ? {} : { readonly: true }) });
    this.seconds = make("input", { class: "input", type: "number", min: 0.5, max: 60, step: 0.1, ...locked });
    this.camera = make("select", { class: "input", ...locked }, ...options(cameras));
    this.source = make("select", { class: "input", ...locked }, ...options(SOURCES));
    this.own = make("select", { class: "input", "aria-label": gettext("My film or picture"), hidden: true, ...locked });
    this.frame = make("div", { class: "shot-frame" });
    this.state = make("span", { class: "chip shot-state" });
    this.note = make("p", { class: "small soft shot-note", role: "status" });
    this.number = make("span", { class: "shot-number number" });
    this.play = make("button", { class: "button button-small", type: "button", onclick: () => this.listen() }, icon("play"), gettext("Listen"));
    const button = (name, words, what) => make("button", { class: "button button-quiet button-small button-icon", type: "button", "aria-label": words, title: words, onclick: () => act(this.id, what) }, icon(name));
    this.grip = mayEdit ? make("button", { class: "shot-grip", type: "button", "aria-label": gettext("Drag to another place; Alt and arrow keys too"), title: gettext("Drag to another place"), "data-grip": true }, icon("grip")) : null;
    this.tools = mayEdit ? [button("up", gettext("Earlier"), "earlier"), button("down", gettext("Later"), "later"), button("retry", gettext("Draw it again"), "again"), button("trash", gettext("Remove this shot"), "remove")] : [];
    this.bar = make("progress", { class: "bar", max: 100 });
    this.work = make("div", { class: "shot-work", hidden: true }, make("span", { class: "small soft" }), this.bar);
    this.element = make(
      "li",
      { class: "shot panel", "data-shot": shot.id, tabindex: -1 },
      this.frame,
      make(
        "div",
        { class: "shot-body" },
        make("div", { class: "shot-head" }, this.grip, this.number, this.state, make("span", { class: "push" }), ...this.tools),
        this.work,
        field(gettext("Said"), this.text),
        field(gettext("Seen"), this.picture),
        make("div", { class: "shot-facts" }, field(gettext("Seconds"), this.seconds), field(gettext("Camera"), this.camera), field(gettext("From"), this.source)),
        this.own,
        make("div", { class: "row" }, this.play),
        this.note,
      ),
    );
    for (const name of ["text", "picture", "camera"]) this[name].addEventListener("change", () => change(this.id, { [name]: this[name].value }));
    this.seconds.addEventListener("change", () => this.seconds.checkValidity() && change(this.id, { seconds: Number(this.seconds.value) }));
    this.source.addEventListener("change", async () => {
      if (this.source.value !== "own") return change(this.id, { source: this.source.value });
      await this.offer(own);
      return this.own.focus();
    });
    this.own.addEventListener("change", () => this.own.value && change(this.id, { source: "own", videoId: this.own.value }));
    this.element.addEventListener("keydown", (event) => {
      const way = { ArrowUp: "earlier", ArrowLeft: "earlier", ArrowDown: "later", ArrowRight: "later" }[event.key];
      if (!mayEdit || !event.altKey || !way) return;
      event.preventDefault();
      act(this.id, way);
    });
  }

  async offer(own) {
    const items = await own();
    this.own.replaceChildren(make("option", { value: "" }, items.length ? gettext("Choose one of mine") : gettext("There is nothing in my library yet")), ...options(items));
    this.own.hidden = false;
  }

  show(shot, busy) {
    this.shot = shot;
    this.number.textContent = `${shot.number}`;
    for (const name of ["text", "picture", "camera", "source"]) put(this[name], shot[name]);
    put(this.seconds, Math.round(shot.seconds * 10) / 10);
    for (const tool of [...this.tools, this.grip].filter(Boolean)) tool.disabled = busy;
    this.showWork(shot.atWork);
    this.state.dataset.status = { working: "processing", failed: "failed", ready: "ready" }[shot.status] ?? "";
    this.state.textContent = STATES[shot.status];
    this.state.hidden = shot.status === "ready";
    this.play.hidden = !shot.speechId;
    const again = shot.status === "ready" ? shot.stale.map((each) => STALE[each]) : [];
    this.note.textContent = shot.error ?? (again.length ? gettext("Changed: to be made again: {parts}.", { parts: again.join(", ") }) : "");
    this.element.classList.toggle("shot-stale", again.length > 0);
    this.picturise(shot);
  }

  /** What is being made of this shot, and how far it is; a bar that has not heard anything yet only moves. */
  showWork(steps) {
    const step = steps.at(-1);
    this.work.hidden = !step;
    if (!step) return;
    const isNew = this.step?.jobId !== step.jobId;
    this.step = step;
    this.work.firstChild.textContent = AT_WORK[step.part];
    this.bar.setAttribute("aria-label", gettext("{what}: shot {number}", { what: AT_WORK[step.part], number: this.shot.number }));
    if (isNew) this.bar.removeAttribute("value");
  }

  /** Whether a job is of this shot. */
  hear(job) {
    if (this.work.hidden || this.step?.jobId !== job.id) return false;
    if (job.status === "processing") this.bar.value = job.progress;
    return true;
  }

  picturise(shot) {
    const seen = shot.videoId ?? shot.imageId;
    const key = `${shot.videoId}|${shot.imageId}`;
    if (key === this.shown) return;
    this.shown = key;
    if (!seen) {
      this.frame.replaceChildren(make("span", { class: "thumb-none" }, icon("image")));
      return;
    }
    const words = gettext("Shot {number}: {picture}", shot).slice(0, 200);
    const still = make("img", { src: `/api/videos/${seen}/thumbnail`, alt: words, loading: "lazy", width: 640, height: 360 });
    this.frame.replaceChildren(still);
    if (!shot.videoId) return;
    const play = make("button", { class: "shot-play", type: "button", "aria-label": gettext("Play shot {number}", shot), onclick: () => this.watch(shot) }, icon("play"));
    this.frame.append(play);
  }

  watch(shot) {
    const film = make("video", { src: `/api/videos/${shot.videoId}/download?inline=1`, controls: true, playsinline: true, autoplay: true, muted: true, "aria-label": gettext("Shot {number}", shot) });
    this.frame.replaceChildren(film);
    film.focus();
  }

  listen() {
    const voice = make("audio", { src: `/api/videos/${this.shot.speechId}/download?inline=1`, controls: true, autoplay: true, "aria-label": gettext("What is said in shot {number}", this.shot) });
    this.play.after(voice);
    this.play.hidden = true;
    voice.addEventListener("ended", () => {
      voice.remove();
      this.play.hidden = false;
    });
  }
}

/** The shots as a change of the storyboard sends them. */
export const sent = (shots) => shots.map(({ id, text, picture, camera, seconds, source, videoId, begin }) => ({ ...(id ? { id } : {}), text, picture, camera, seconds, source, ...(source === "generated" ? {} : { videoId, begin }) }));

/** The shots with one of them at another place, counted from 0. */
export function placed(shots, id, place) {
  const shot = shots.find((each) => each.id === id);
  return shots.filter((each) => each !== shot).toSpliced(place, 0, shot);
}

export function moved(shots, id, by) {
  const from = shots.findIndex((shot) => shot.id === id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= shots.length) return shots;
  const order = [...shots];
  [order[from], order[to]] = [order[to], order[from]];
  return order;
}
