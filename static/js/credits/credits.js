// Draws what the last days cost, by kind: one bar a day, one colour a kind, and the same as a table for readers.

import { api } from "../common/api.js";
import { make } from "../common/dom.js";

const DAYS = 30;
const MOST_KINDS = 5;
const [WIDTH, HEIGHT, GAP] = [600, 160, 3];
const SVG = "http://www.w3.org/2000/svg";

function shape(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function lastDays() {
  const today = new Date();
  return Array.from({ length: DAYS }, (_, back) => {
    const day = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() - (DAYS - 1 - back)));
    return day.toISOString().slice(0, 10);
  });
}

/** The kinds that cost most, each with its sum; the rest together as one. */
function rankedKinds(rows) {
  const sums = new Map();
  for (const row of rows) sums.set(row.kind, (sums.get(row.kind) ?? 0) + row.credits);
  return [...sums].sort((one, other) => other[1] - one[1]);
}

const named = (kind) => kind.replaceAll(/[._]/g, " ");
const shown = (credits) => credits.toLocaleString("en", { maximumFractionDigits: 2 });

function draw(frame, rows) {
  const ranked = rankedKinds(rows);
  const series = new Map(ranked.map(([kind], place) => [kind, Math.min(place, MOST_KINDS)]));
  const days = lastDays();
  const perDay = new Map(days.map((day) => [day, []]));
  for (const row of rows) perDay.get(row.date)?.push(row);
  const sumOf = (some) => some.reduce((sum, row) => sum + row.credits, 0);
  const highest = Math.max(...[...perDay.values()].map(sumOf), 1);

  const svg = shape("svg", { class: "usage-bars", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": `Credits a day; ${shown(sumOf(rows))} in ${DAYS} days` });
  const step = WIDTH / DAYS;
  days.forEach((day, place) => {
    let top = HEIGHT;
    for (const row of perDay.get(day).sort((one, other) => series.get(one.kind) - series.get(other.kind))) {
      const height = (row.credits / highest) * (HEIGHT - 2);
      top -= height;
      const bar = shape("rect", { class: `series-${series.get(row.kind)}`, x: place * step + GAP / 2, y: top, width: step - GAP, height });
      const title = shape("title", {});
      title.textContent = `${day}: ${named(row.kind)}, ${shown(row.credits)} credits, ${row.jobs} job${row.jobs === 1 ? "" : "s"}`;
      bar.append(title);
      svg.append(bar);
    }
  });
  svg.append(shape("line", { class: "usage-axis", x1: 0, x2: WIDTH, y1: HEIGHT, y2: HEIGHT }));

  const rest = ranked.slice(MOST_KINDS).reduce((sum, [, credits]) => sum + credits, 0);
  const legend = ranked.slice(0, MOST_KINDS).map(([kind, credits], place) => make("li", { class: `series-${place}` }, `${named(kind)}: ${shown(credits)}`));
  if (rest) legend.push(make("li", { class: `series-${MOST_KINDS}` }, `others: ${shown(rest)}`));
  const scale = make("div", { class: "usage-scale", "aria-hidden": "true" }, make("span", {}, days[0]), make("span", {}, `highest day: ${shown(highest)}`), make("span", {}, days.at(-1)));
  frame.replaceChildren(svg, scale, make("ul", { class: "usage-legend" }, ...legend));
}

const frame = document.getElementById("usage-chart");
try {
  const { results } = await api(`/api/user/usage-stats?days=${DAYS}`);
  const paid = results.filter((row) => row.credits > 0);
  if (paid.length) draw(frame, paid);
  else frame.replaceChildren(make("p", { class: "soft" }, "Nothing was charged in the last 30 days."));
} catch (error) {
  frame.replaceChildren(make("p", { class: "notice notice-bad" }, error.message));
}
