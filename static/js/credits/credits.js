// The use of the last days as a chart and as a table, for the days that are chosen; drawn anew when credits move.

import { api } from "../common/api.js";
import { debounce, make, refresh } from "../common/dom.js";
import { gettext } from "../common/words.js";
import { chartOf, dated, legendOf, shown } from "./chart.js";
import { barsOf, kindsOf } from "./usage.js";

const frame = document.getElementById("usage");
const choices = [...document.querySelectorAll("#usage-days button")];
let days = choices.find((each) => each.value === new URLSearchParams(location.search).get("days"))?.value ?? "30";
let asking = null;

function tableOf(bars, kinds) {
  const heads = [gettext("Day"), ...kinds.map((each) => each.name), gettext("Credits")];
  const rows = bars.filter((bar) => bar.sum).reverse().map((bar) => {
    const amounts = kinds.map(({ kind }) => bar.rows.find((row) => row.kind === kind)?.credits ?? 0);
    const cells = [...amounts, bar.sum].map((amount) => make("td", { class: "number" }, shown(amount)));
    return make("tr", {}, make("th", { scope: "row" }, dated(bar)), ...cells);
  });
  const head = make("tr", {}, ...heads.map((words, place) => make("th", { scope: "col", class: place && "number" }, words)));
  const table = make("table", { class: "table" }, make("thead", {}, head), make("tbody", {}, ...rows));
  const room = make("div", { class: "table-frame", tabindex: "0", role: "group", "aria-label": gettext("Credits used, by day") }, table);
  return make("details", { class: "usage-table", open: Boolean(frame.querySelector("details[open]")) }, make("summary", {}, gettext("As a table")), room);
}

function draw(results) {
  const paid = results.filter((row) => row.credits > 0);
  const sum = paid.reduce((all, row) => all + row.credits, 0);
  if (!sum) {
    frame.replaceChildren(make("p", { class: "usage-nothing soft" }, gettext("Nothing was charged in this time.")));
    return;
  }
  const [bars, kinds] = [barsOf(paid, Number(days)), kindsOf(paid)];
  const total = gettext("{credits} credits in {days} days", { credits: shown(sum), days });
  const table = tableOf(bars, kinds);
  frame.replaceChildren(...chartOf(bars, kinds, total), legendOf(kinds), table);
}

async function show() {
  asking?.abort();
  asking = new AbortController();
  frame.setAttribute("aria-busy", "true");
  try {
    draw((await api(`/api/user/usage-stats?days=${days}`, { signal: asking.signal })).results);
  } catch (error) {
    if (error.name === "AbortError") return;
    const again = make("button", { class: "button button-small", type: "button", onclick: show }, gettext("Try again"));
    frame.replaceChildren(make("p", { class: "notice notice-bad", role: "alert" }, error.message, " ", again));
  }
  frame.setAttribute("aria-busy", "false");
}

function choose(button) {
  days = button.value;
  choices.forEach((each) => each.setAttribute("aria-pressed", String(each === button)));
  const address = new URL(location.href);
  address.searchParams.set("days", days);
  history.replaceState(history.state, "", address);
  show();
}

choices.forEach((each) => {
  each.setAttribute("aria-pressed", String(each.value === days));
  each.addEventListener("click", () => choose(each));
});
document.addEventListener("live:credits", debounce(() => {
  refresh();
  // A hold changes nothing that was used, and a chart that somebody reads is left alone.
  if (!frame.matches(":hover, :focus-within")) show();
}, 1000));
show();
