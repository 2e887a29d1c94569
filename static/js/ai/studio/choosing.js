// Several results at once: ticked on their cards, then compared, put into a project, or deleted.

import { api } from "../../common/api.js";
import { ask } from "../../common/confirm.js";
import { refresh } from "../../common/dom.js";
import { toast } from "../../common/toasts.js";
import { gettext, ngettext } from "../../common/words.js";
import { compare } from "./compare.js";
import { place } from "./placing.js";

const MOST_COMPARED = 4;
const bar = document.getElementById("chosen");
const results = document.getElementById("results");
const chosen = new Map(); // id → {id, title, kind, src}

const ticks = () => [...results.querySelectorAll("[data-choose]")];

function told(tick) {
  const { choose: id, title, kind, src } = tick.dataset;
  return { id, title, kind, src };
}

/** The list is drawn anew whenever a job has news: the ticks stay, and what is gone is no longer chosen. */
function restore() {
  const there = new Map(ticks().map((tick) => [tick.dataset.choose, tick]));
  for (const id of chosen.keys()) if (!there.has(id)) chosen.delete(id);
  there.forEach((tick, id) => (tick.checked = chosen.has(id)));
  draw();
}

function draw() {
  const seen = [...chosen.values()].filter(({ kind }) => kind !== "audio");
  bar.hidden = chosen.size === 0;
  results.toggleAttribute("data-choosing", chosen.size > 0);
  document.getElementById("chosen-count").textContent = ngettext("{count} chosen", "{count} chosen", chosen.size);
  const button = bar.querySelector("[data-act=compare]");
  button.disabled = seen.length < 2 || seen.length > MOST_COMPARED || seen.length < chosen.size;
  button.title = button.disabled ? gettext("Choose two to four films or pictures to see them side by side.") : "";
}

function clear() {
  chosen.clear();
  restore();
}

async function remove(items) {
  const question = items.length === 1 ? gettext("“{title}” will be deleted for good.", items[0]) : ngettext("{count} result will be deleted for good.", "{count} results will be deleted for good.", items.length);
  if (!(await ask(question))) return;
  const ends = await Promise.allSettled(items.map(({ id }) => api(`/api/videos/${id}`, { method: "DELETE" })));
  const lost = ends.find((end) => end.status === "rejected");
  if (lost) toast(lost.reason.message, { tone: "bad" });
  items.forEach(({ id }, at) => ends[at].status === "fulfilled" && chosen.delete(id));
  refresh();
  draw();
}

export function followChoices() {
  results.addEventListener("change", ({ target }) => {
    if (!target.matches("[data-choose]")) return;
    if (target.checked) chosen.set(target.dataset.choose, told(target));
    else chosen.delete(target.dataset.choose);
    draw();
  });
  results.addEventListener("htmx:afterSwap", restore);
  results.addEventListener("click", ({ target }) => {
    const act = target.closest("[data-take-act]");
    if (!act) return;
    act.closest(".menu").open = false;
    const tick = act.closest(".take").querySelector("[data-choose]");
    if (act.dataset.takeAct === "delete") remove([told(tick)]);
    else place([told(tick)]);
  });
  bar.addEventListener("click", ({ target }) => {
    const act = target.closest("[data-act]")?.dataset.act;
    const items = [...chosen.values()];
    if (act === "compare") compare(items);
    if (act === "place") place(items, clear);
    if (act === "delete") remove(items);
    if (act === "clear") clear();
  });
}
