// How fast bytes go, over the last seconds, and how long the rest will take.

import { gettext, language } from "../../common/words.js";

const WINDOW = 8000;

export class Speedometer {
  #marks = [];

  /** Notes how many bytes have gone in all. */
  mark(bytes, now = performance.now()) {
    this.#marks.push([now, bytes]);
    while (this.#marks.length > 2 && now - this.#marks[0][0] > WINDOW) this.#marks.shift();
  }

  rest() {
    this.#marks = [];
  }

  /** Bytes per second, or 0 while nothing is known. */
  get rate() {
    if (this.#marks.length < 2) return 0;
    const [began, first] = this.#marks[0];
    const [ended, last] = this.#marks.at(-1);
    return ended - began < 500 ? 0 : Math.max((1000 * (last - first)) / (ended - began), 0);
  }
}

export function size(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log(bytes) / Math.log(1000)), units.length - 1);
  const digits = bytes / 1000 ** step < 10 && step > 1 ? 1 : 0;
  const number = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${number.format(bytes / 1000 ** step)} ${units[step]}`;
}

export function remaining(seconds) {
  if (!Number.isFinite(seconds)) return "";
  if (seconds < 60) return gettext("{seconds} s left", { seconds: Math.max(Math.ceil(seconds), 1) });
  if (seconds < 3600) return gettext("{minutes} min left", { minutes: Math.round(seconds / 60) });
  return gettext("{hours} h {minutes} min left", { hours: Math.floor(seconds / 3600), minutes: Math.round((seconds % 3600) / 60) });
}
