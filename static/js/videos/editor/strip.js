// The film as a strip: ruler, small pictures, the shape of its sound. Draws what is seen and no more.

import { clock } from "../../common/dom.js";
import { extent, storyboard, waveform } from "../storyboard.js";
import { timecode } from "./times.js";

const RULER = 22; // pixels high
const BOTH = { pictures: 56, sound: 44 };
const ALONE = 92;
const BETWEEN_NUMBERS = 84; // pixels at least
const COARSE = 2000; // points of the waveform
const FINE = 16_000;
const BAR = 3; // pixels from one stroke of the waveform to the next
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];

export class Strip {
  #frame = null;
  #board = null;
  #pages = new Map();
  #wave = null;
  #colours = new Map();

  constructor({ canvas, view, film, cuts }) {
    Object.assign(this, { canvas, view, film, cuts, isFine: false });
    this.pictures = film.hasPicture ? (film.hasSound ? BOTH.pictures : ALONE) : 0;
    this.sound = film.hasSound ? (film.hasPicture ? BOTH.sound : ALONE) : 0;
    canvas.style.setProperty("height", `${this.height}px`);
    view.addEventListener("shown", () => this.later());
    new MutationObserver(() => this.#recolour()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    this.#load();
  }

  get height() {
    return RULER + this.pictures + this.sound;
  }

  async #load() {
    const { id, hasPicture, hasSound } = this.film;
    if (hasPicture) storyboard(id).then((board) => this.#take({ board }));
    if (hasSound) waveform(id, COARSE).then((wave) => this.#take({ wave }));
  }

  #take({ board = this.#board, wave = this.#wave }) {
    [this.#board, this.#wave] = [board, wave];
    this.canvas.toggleAttribute("data-drawn", Boolean(board ?? wave));
    this.later();
  }

  later() {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.#draw();
    });
  }

  #draw() {
    const { canvas, view, height } = this;
    const density = Math.min(devicePixelRatio || 1, 2);
    const size = [Math.round(view.width * density), Math.round(height * density)];
    if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size;
    const pen = canvas.getContext("2d");
    pen.setTransform(density, 0, 0, density, 0, 0);
    pen.clearRect(0, 0, view.width, height);
    this.#drawRuler(pen);
    if (this.film.hasPicture) this.#drawPictures(pen);
    if (this.film.hasSound) this.#drawSound(pen);
    this.#drawCuts(pen);
  }

  #x(seconds) {
    return (seconds - this.view.from) * this.view.zoom;
  }

  /** A token's colour in the theme that is shown: a canvas knows no `light-dark()`. */
  #colour(name) {
    if (!this.#colours.has(name)) {
      this.canvas.style.setProperty("color", `var(${name})`);
      this.#colours.set(name, getComputedStyle(this.canvas).color);
    }
    return this.#colours.get(name);
  }

  #recolour() {
    this.#colours.clear();
    this.later();
  }

  #drawRuler(pen) {
    const { view, film } = this;
    const frame = 1 / (film.fps || 100);
    const least = BETWEEN_NUMBERS / view.zoom;
    const step = [frame, 2 * frame, 5 * frame, 10 * frame, ...STEPS].find((each) => each >= least) ?? 7200;
    pen.strokeStyle = this.#colour("--line-strong");
    pen.fillStyle = this.#colour("--text-faint");
    pen.font = `11px ${getComputedStyle(this.canvas).fontFamily}`;
    pen.beginPath();
    const first = Math.max(Math.floor(view.from / step), 0) * 5;
    for (let count = first; (count / 5) * step <= Math.min(view.until, film.duration + 0.001); count += 1) {
      const [x, isNumbered] = [Math.round(this.#x((count / 5) * step)) + 0.5, count % 5 === 0];
      pen.moveTo(x, RULER);
      pen.lineTo(x, RULER - (isNumbered ? 8 : 4));
      if (isNumbered) pen.fillText(step >= 1 ? clock((count / 5) * step) : timecode((count / 5) * step, film.fps), x + 4, 11);
    }
    pen.stroke();
  }

  #drawPictures(pen) {
    const { view, film } = this;
    const [left, right] = [Math.max(this.#x(0), 0), Math.min(this.#x(film.duration), view.width)];
    pen.fillStyle = this.#colour("--hover");
    pen.fillRect(left, RULER, right - left, this.pictures);
    if (!this.#board?.length) return;
    const [{ width, height }] = this.#board;
    const each = Math.max((this.pictures * width) / height, 8);
    pen.save();
    pen.beginPath();
    pen.rect(left, RULER, right - left, this.pictures);
    pen.clip();
    const origin = this.#x(0);
    for (let number = Math.max(Math.floor((left - origin) / each), 0); origin + number * each < right; number += 1) {
      this.#drawPicture(pen, origin + number * each, each, ((number + 0.5) * each) / view.zoom);
    }
    pen.restore();
  }

  #drawPicture(pen, x, wide, time) {
    const cue = this.#cueAt(time);
    const page = this.#page(cue.address);
    if (page.complete && page.naturalWidth) pen.drawImage(page, cue.x, cue.y, cue.width, cue.height, x, RULER, wide, this.pictures);
  }

  #cueAt(time) {
    let [low, high] = [0, this.#board.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#board[middle].from <= time) low = middle;
      else high = middle - 1;
    }
    return this.#board[low];
  }

  /** A page of pictures, fetched when the strip first comes to it. */
  #page(address) {
    if (!this.#pages.has(address)) {
      const image = new Image();
      image.addEventListener("load", () => this.later());
      image.src = address;
      this.#pages.set(address, image);
    }
    return this.#pages.get(address);
  }

  #drawSound(pen) {
    const { view, film } = this;
    const top = RULER + this.pictures;
    const high = this.height - top;
    const [left, right] = [Math.max(this.#x(0), 0), Math.min(this.#x(film.duration), view.width)];
    pen.fillStyle = this.#colour("--sunken");
    pen.fillRect(left, top, right - left, high);
    if (!this.#wave) return;
    this.#refine();
    pen.fillStyle = this.#colour("--accent");
    const middle = top + high / 2;
    for (let x = left; x < right; x += BAR) {
      const [low, top] = extent(this.#wave, view.from + x / view.zoom, BAR / view.zoom);
      const [up, down] = [(top / 128) * (high / 2 - 2), (-low / 128) * (high / 2 - 2)];
      pen.fillRect(x, middle - Math.max(up, 0.5), BAR - 1, Math.max(up, 0.5) + Math.max(down, 0.5));
    }
  }

  /** More points once they would be seen. */
  #refine() {
    const { duration, id } = this.film;
    if (this.isFine || this.view.zoom / BAR < (2 * COARSE) / duration) return;
    this.isFine = true;
    waveform(id, FINE).then((wave) => wave && this.#take({ wave }));
  }

  #drawCuts(pen) {
    const { view } = this;
    for (const { startTime, endTime } of this.cuts()) {
      if (endTime < view.from || startTime > view.until) continue;
      const [left, right] = [Math.max(this.#x(startTime), 0), Math.min(this.#x(endTime), view.width)];
      pen.globalAlpha = 0.78;
      pen.fillStyle = this.#colour("--surface");
      pen.fillRect(left, RULER, right - left, this.height - RULER);
      pen.globalAlpha = 1;
      pen.fillStyle = this.#colour("--bad");
      pen.fillRect(left, RULER, right - left, 2);
    }
  }
}
