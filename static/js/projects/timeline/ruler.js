// The ruler over the tracks: numbers, markers, and the playhead that follows a press on it.

import { clock, make } from "../../common/dom.js";
import { gettext } from "../../common/words.js";
import { tickStep, timecode } from "./time.js";

const SMALL = 5; // strokes between two numbers
const HIGH = 26; // pixels

export class Ruler {
  constructor(store, sheet) {
    Object.assign(this, { store, sheet });
    this.bar = document.getElementById("tl-ruler");
    this.canvas = document.getElementById("tl-ruler-canvas");
    this.markers = document.getElementById("tl-markers");
    store.follow("timeline zoom scrolled drawn", () => this.later());
    store.follow("timeline", () => this.drawMarkers());
    this.bar.addEventListener("pointerdown", (event) => this.press(event));
  }

  later() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.draw();
    });
  }

  draw() {
    const { store, sheet, canvas } = this;
    const width = sheet.viewWidth;
    if (width <= 0 || !store.timeline) return;
    const density = devicePixelRatio || 1;
    canvas.width = width * density;
    canvas.height = HIGH * density;
    canvas.style.setProperty("width", `${width}px`);
    const pen = canvas.getContext("2d");
    pen.scale(density, density);
    const look = getComputedStyle(this.bar);
    pen.strokeStyle = pen.fillStyle = look.color;
    pen.font = `11px ${look.fontFamily}`;
    this.strokes(pen, tickStep(store.zoom, store.rate));
  }

  strokes(pen, step) {
    const { from, until } = this.sheet.shown;
    const part = step / SMALL;
    pen.beginPath();
    for (let count = Math.floor(from / part); count * part <= until; count += 1) {
      const numbered = count % SMALL === 0;
      const x = Math.round((count * part - from) * this.store.zoom) + 0.5;
      pen.moveTo(x, HIGH);
      pen.lineTo(x, HIGH - (numbered ? 10 : 5));
      if (numbered) pen.fillText(step >= 1 ? clock(count * part) : timecode(count * part, this.store.rate), x + 4, 12);
    }
    pen.stroke();
  }

  drawMarkers() {
    const { markers = [] } = this.store.timeline;
    this.markers.replaceChildren(
      ...markers.map((marker) => {
        const name = marker.name || gettext("Marker");
        const element = make("button", { class: "tl-marker", type: "button", "data-marker": marker.id, title: name, "aria-label": gettext("{name} at {time}", { name, time: timecode(marker.time, this.store.rate) }) });
        element.style.setProperty("--at", marker.time);
        element.style.setProperty("--own", marker.color);
        return element;
      }),
    );
  }

  press(event) {
    if (event.button !== 0 || event.target.closest(".tl-marker, .tl-comment")) return;
    event.preventDefault();
    this.bar.setPointerCapture(event.pointerId);
    const to = (move) => this.store.seek(Math.min(Math.max(this.sheet.secondsAt(move.clientX), 0), Math.max(this.store.duration, 0)), { from: "scrub" });
    to(event);
    this.bar.addEventListener("pointermove", to);
    const done = () => {
      this.bar.removeEventListener("pointermove", to);
      this.store.tell("settled");
    };
    this.bar.addEventListener("lostpointercapture", done, { once: true });
  }
}
