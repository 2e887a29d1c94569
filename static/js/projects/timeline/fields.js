// The fields of the details panel, as the schemas that schema_form.js draws.

import { gettext } from "../../common/words.js";

export const TRANSITIONS = {
  dissolve: gettext("Dissolve"), "fade-black": gettext("Through black"), "fade-white": gettext("Through white"),
  "wipe-left": gettext("Wipe left"), "wipe-right": gettext("Wipe right"), "slide-left": gettext("Slide left"), "slide-right": gettext("Slide right"),
};
export const SIZES = { "1280x720": "16:9 · 1280 × 720", "1920x1080": "16:9 · 1920 × 1080", "3840x2160": "16:9 · 3840 × 2160", "720x1280": "9:16 · 720 × 1280", "1080x1920": "9:16 · 1080 × 1920", "1080x1080": "1:1 · 1080 × 1080", "1080x1350": "4:5 · 1080 × 1350" };
const RATES = [24, 25, 30, 50, 60];
const FITS = { contain: gettext("Whole picture"), cover: gettext("Fill the frame"), stretch: gettext("Stretch") };

const seconds = (title) => ({ type: "number", title, unit: "s" });
const slider = (title, maximum, unit = null, minimum = 0) => ({ type: "number", title, minimum, maximum, unit });
const choice = (title, words) => ({ title, enum: Object.keys(words), "x-labels": words });
const form = (properties) => ({ properties, required: Object.keys(properties) });

export const NAME = form({ name: { type: "string", title: gettext("Name"), maxLength: 100 } });
export const TIMES = { start: seconds(gettext("Start")), duration: seconds(gettext("Duration")) };
export const SOURCE = { sourceIn: seconds(gettext("From in the file")), speed: { type: "number", title: gettext("Speed"), unit: "×" } };
export const FADES = form({ fadeIn: seconds(gettext("Fade in")), fadeOut: seconds(gettext("Fade out")) });
export const VOLUME = form({ volume: slider(gettext("Volume"), 4) });
export const FIT = form({ fit: choice(gettext("Fit"), FITS) });
export const OPACITY = form({ opacity: slider(gettext("Opacity"), 1) });
export const PLACE = form({ x: slider(gettext("Left"), 1, null, -1), y: slider(gettext("Top"), 1, null, -1), width: slider(gettext("Width"), 2, null, 0.02), height: slider(gettext("Height"), 2, null, 0.02) });
export const TRANSITION = form({ kind: choice(gettext("Transition"), TRANSITIONS), duration: seconds(gettext("Lasts")) });
export const TRACK = form({ name: { type: "string", title: gettext("Name"), maxLength: 100 } });
export const DUCK = form({ amount: slider(gettext("Quieter by"), 40, "dB", 1) });

export const timing = (clip, still) => form(clip.videoId && !still ? { ...TIMES, ...SOURCE } : TIMES);

export function frameForm(timeline) {
  const own = `${timeline.width}x${timeline.height}`;
  const sizes = SIZES[own] ? SIZES : { ...SIZES, [own]: `${timeline.width} × ${timeline.height}` };
  const rates = RATES.includes(timeline.fps) ? RATES : [...RATES, timeline.fps];
  return form({ size: choice(gettext("Size"), sizes), fps: { title: gettext("Frames a second"), enum: rates }, background: { type: "string", title: gettext("Background"), format: "color", pattern: "^#[0-9a-f]{6}$" } });
}
