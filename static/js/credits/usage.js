// What the last days cost, put into bars: one for each day, or each week where there are too many days.

const DAY = 24 * 3600 * 1000;
const MOST_BARS = 90;
const WEEK = 7;
export const MOST_KINDS = 5;

const midnight = () => Math.floor(Date.now() / DAY) * DAY;

/** Bars of `{ from, to, rows, sum }`, oldest first; `rows` are by kind, `from` and `to` days in UTC. */
export function barsOf(results, days) {
  const length = days > MOST_BARS ? WEEK : 1;
  const today = midnight();
  const count = Math.ceil(days / length);
  const bars = Array.from({ length: count }, (_, place) => {
    const to = today - (count - 1 - place) * length * DAY;
    return { from: to - (length - 1) * DAY, to, rows: [], sum: 0 };
  });
  for (const row of results) {
    const place = count - 1 - Math.floor((today - Date.parse(row.date)) / DAY / length);
    if (bars[place]) add(bars[place], row);
  }
  return bars;
}

function add(bar, row) {
  const same = bar.rows.find((each) => each.kind === row.kind);
  if (same) same.credits += row.credits;
  else bar.rows.push({ kind: row.kind, name: row.name, credits: row.credits });
  bar.sum += row.credits;
}

/** The kinds by what they cost, with the series in which each is drawn: the last ones share one. */
export function kindsOf(results) {
  const kinds = new Map();
  for (const { kind, name, credits } of results) {
    const known = kinds.get(kind) ?? { kind, name, credits: 0 };
    known.credits += credits;
    kinds.set(kind, known);
  }
  const ranked = [...kinds.values()].sort((one, other) => other.credits - one.credits);
  return ranked.map((each, place) => ({ ...each, series: Math.min(place, MOST_KINDS) }));
}

/** Round values for the axis, from zero to at least the highest bar. */
export function ticksOf(highest) {
  const rough = Math.max(highest, 0.01) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((each) => each * power >= rough) * power;
  return Array.from({ length: Math.ceil(highest / step) + 1 }, (_, number) => number * step);
}
