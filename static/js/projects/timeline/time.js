// Seconds, frames and pixels. What is stored are seconds that lie on frames, in whole microseconds.

import { language, ngettext } from "../../common/words.js";

export const NEAR = 0.0005; // seconds; less than this is no difference

/** Frames a second; 29.97 and its kin are meant as thousands by 1001. */
export function rateOf(fps) {
  const kin = (Math.round(fps) * 1000) / 1001;
  return fps % 1 !== 0 && Math.abs(fps - kin) < 0.005 ? kin : fps;
}

export const toMicro = (seconds) => Math.round(seconds * 1e6) / 1e6;
export const frameAt = (seconds, rate) => Math.round(seconds * rate);
export const secondsOf = (frame, rate) => toMicro(frame / rate);
export const onFrame = (seconds, rate) => secondsOf(frameAt(seconds, rate), rate);
/** The last frame's beginning that is not after `seconds`. */
export const onFrameBefore = (seconds, rate) => secondsOf(Math.floor(seconds * rate + 0.001), rate);

const two = (number) => String(number).padStart(2, "0");

/** 62.4 at 25 frames a second as "1:02:10": minutes, seconds, frames. */
export function timecode(seconds, rate) {
  const frames = Math.max(frameAt(seconds, rate), 0);
  const each = Math.max(Math.round(rate), 1);
  const whole = Math.floor(frames / rate + 1e-6);
  const rest = Math.min(Math.max(frames - Math.ceil(whole * rate - 1e-6), 0), each - 1);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const head = hours ? `${hours}:${two(minutes)}` : String(minutes);
  return `${head}:${two(whole % 60)}:${two(rest)}`;
}

/** Reads "12.5", "1:02" or "1:02:10" (with frames) as seconds; null for anything else. */
export function readTime(text, rate) {
  const parts = text.trim().replace(",", ".").split(":");
  if (!parts.every((part) => /^\d+(\.\d+)?$/.test(part)) || parts.length > 4) return null;
  const numbers = parts.map(Number);
  if (numbers.length < 3) return onFrame(numbers.reduce((sum, number) => sum * 60 + number, 0), rate);
  const frames = numbers.pop();
  return onFrame(numbers.reduce((sum, number) => sum * 60 + number, 0) + frames / rate, rate);
}

const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 1, useGrouping: false });

/** "4.2 seconds", as it is read out. */
export function spoken(seconds) {
  const tenths = Math.round(seconds * 10);
  const minutes = Math.floor(tenths / 600);
  const rest = (tenths - minutes * 600) / 10;
  const words = ngettext("{number} second", "{number} seconds", rest === 1 ? 1 : 2, { number: numbers.format(rest) });
  return minutes ? `${ngettext("{count} minute", "{count} minutes", minutes)} ${words}` : words;
}

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];

/** Seconds from one of the ruler's numbers to the next, at least `apart` pixels away. */
export function tickStep(pixelsPerSecond, rate, apart = 76) {
  const frames = [1, 2, 5].map((count) => count / rate);
  return [...frames, ...STEPS].find((step) => step * pixelsPerSecond >= apart) ?? 7200;
}
