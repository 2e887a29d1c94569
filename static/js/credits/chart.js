// Draws bars of use, stacked by kind. A bar is read by pointer, by touch and by the arrow keys.

import { make } from "../common/dom.js";
import { gettext, language } from "../common/words.js";
import { MOST_KINDS, ticksOf } from "./usage.js";

const SVG = "http://www.w3.org/2000/svg";
const [HEIGHT, BELOW, ABOVE, SIDE] = [192, 24, 8, 44];
const LABEL = 84; // pixels for a date below the bars
const number = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: "UTC" });

export const shown = (credits) => number.format(credits);
export const dated = (bar) => (bar.from === bar.to ? day.format(bar.to) : day.formatRange(bar.from, bar.to));

function shape(tag, attributes, words) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (words !== undefined) element.textContent = words;
  return element;
}

/** The chart as an element that draws itself as wide as it is. `total` are the words when no bar is chosen. */
export function chartOf(bars, kinds, total) {
  const series = new Map(kinds.map((each) => [each.kind, each.series]));
  const readout = make("p", { class: "usage-readout", "aria-hidden": "true" }, total);
  const chart = make("div", {
    class: "usage-chart", tabindex: "0", role: "slider", "aria-label": gettext("Credits used, by day"),
    "aria-valuemin": 1, "aria-valuemax": bars.length, "aria-valuenow": bars.length, "aria-valuetext": total,
  });
  let chosen = null;

  function choose(place) {
    chosen = place;
    const bar = bars[place];
    const words = bar ? wordsOf(bar) : total;
    readout.textContent = words;
    if (bar) chart.setAttribute("aria-valuenow", place + 1);
    chart.setAttribute("aria-valuetext", words);
    chart.querySelectorAll(".usage-day").forEach((each, number) => each.toggleAttribute("data-chosen", number === place));
  }

  chart.addEventListener("pointermove", (event) => choose(placeAt(event, chart, bars.length)));
  chart.addEventListener("pointerdown", (event) => choose(placeAt(event, chart, bars.length)));
  chart.addEventListener("pointerleave", () => choose(null));
  chart.addEventListener("blur", () => choose(null));
  chart.addEventListener("keydown", (event) => {
    const from = chosen ?? bars.length;
    const to = { ArrowLeft: from - 1, ArrowDown: from - 1, ArrowRight: from + 1, ArrowUp: from + 1, Home: 0, End: bars.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(Math.min(Math.max(to, 0), bars.length - 1));
  });
  new ResizeObserver(([entry]) => {
    const width = Math.round(entry.contentRect.width);
    if (width) chart.replaceChildren(drawn(bars, series, width));
    if (chosen !== null) choose(chosen);
  }).observe(chart);
  return [readout, chart];
}

function wordsOf(bar) {
  const parts = [...bar.rows].sort((one, other) => other.credits - one.credits).map((row) => `${row.name} ${shown(row.credits)}`);
  const sum = gettext("{day}: {credits} credits", { day: dated(bar), credits: shown(bar.sum) });
  return [sum, ...parts].join(" · ");
}

function placeAt(event, chart, count) {
  const { left, width } = chart.getBoundingClientRect();
  const place = Math.floor(((event.clientX - left - SIDE) / (width - SIDE)) * count);
  return Math.min(Math.max(place, 0), count - 1);
}

function drawn(bars, series, width) {
  const svg = shape("svg", { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, "aria-hidden": "true" });
  const ticks = ticksOf(Math.max(...bars.map((bar) => bar.sum)));
  const [room, top] = [HEIGHT - BELOW - ABOVE, ticks.at(-1)];
  const heightOf = (credits) => (credits / top) * room;
  for (const tick of ticks) {
    const y = ABOVE + room - heightOf(tick);
    svg.append(shape("line", { class: "usage-line", x1: SIDE, x2: width, y1: y, y2: y }));
    svg.append(shape("text", { class: "usage-word", x: SIDE - 8, y: y + 4, "text-anchor": "end" }, shown(tick)));
  }
  const step = (width - SIDE) / bars.length;
  const gap = step > 6 ? 2 : 0.5;
  bars.forEach((bar, place) => {
    const group = shape("g", { class: "usage-day" });
    group.append(shape("rect", { class: "usage-room", x: SIDE + place * step, y: ABOVE, width: step, height: room }));
    let y = ABOVE + room;
    for (const row of [...bar.rows].sort((one, other) => series.get(one.kind) - series.get(other.kind))) {
      const height = heightOf(row.credits);
      y -= height;
      group.append(shape("rect", { class: `usage-part series-${series.get(row.kind)}`, x: SIDE + place * step + gap / 2, y, width: step - gap, height }));
    }
    svg.append(group);
  });
  const every = Math.ceil((bars.length * LABEL) / (width - SIDE));
  for (let place = bars.length - 1; place >= 0; place -= every) {
    const x = SIDE + (place + 0.5) * step;
    const anchor = place === bars.length - 1 ? "end" : x < SIDE + LABEL / 2 ? "start" : "middle";
    svg.append(shape("text", { class: "usage-word", x: anchor === "end" ? width : x, y: HEIGHT - 6, "text-anchor": anchor }, day.format(bars[place].to)));
  }
  return svg;
}

export function legendOf(kinds) {
  const items = kinds.slice(0, MOST_KINDS).map((each) => make("li", { class: `series-${each.series}` }, `${each.name}: `, make("span", { class: "number" }, shown(each.credits))));
  const rest = kinds.slice(MOST_KINDS).reduce((sum, each) => sum + each.credits, 0);
  const others = gettext("Others");
  if (rest) items.push(make("li", { class: `series-${MOST_KINDS}` }, `${others}: `, make("span", { class: "number" }, shown(rest))));
  return make("ul", { class: "usage-legend" }, ...items);
}
