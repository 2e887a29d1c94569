// The editor of one film: player, strip and recipe, put together.

import { gettext } from "../../common/words.js";
import { Handles, rangeCommands } from "./handles.js";
import { keepSteps, keptSteps } from "./keeping.js";
import { listenToKeys } from "./keys.js";
import { Placing } from "./placing.js";
import { Playhead } from "./playhead.js";
import { Price } from "./price.js";
import { Range } from "./range.js";
import { Recipe } from "./recipe.js";
import { Run } from "./run.js";
import { Stage } from "./stage.js";
import { Steps } from "./steps.js";
import { Strip } from "./strip.js";
import { cutsOf, timecode } from "./times.js";
import { View } from "./view.js";
import { Words } from "./words.js";

const element = (name) => document.getElementById(name);
const read = (name) => JSON.parse(element(name).textContent);

const film = read("film");
const catalogue = new Map(read("catalogue").map((each) => [each.name, each]));
const player = element("player");
const news = element("recipe-news");
const say = (words) => (news.textContent = words);

const recipe = new Recipe();
const cuts = () => cutsOf(recipe.active, film.duration);
const playhead = new Playhead({ player, film, cuts });
const view = new View({ scroller: element("strip-scroll"), wide: element("strip-wide"), film });
const strip = new Strip({ canvas: element("strip-canvas"), view, film, cuts });
const steps = new Steps({ recipe, catalogue, film, playhead });
const price = new Price({ recipe, steps, film });
const stage = new Stage({ recipe, price, playhead, film, cuts });
const range = new Range({ recipe, film, suggest: (name) => steps.begin(name) });
new Handles({ view, range, playhead, film, recipe });
new Run({ recipe, price, film });
new Placing({ recipe, steps, stage });
const words = element("words-panel") ? new Words({ recipe, film, player, place: document.querySelector("[data-wordcut]") }) : null;

const commands = {
  ...rangeCommands({ range, playhead, say }),
  undo: () => (recipe.canUndo ? recipe.undo(gettext("Undone.")) : say(gettext("There is nothing to undo."))),
  redo: () => (recipe.canRedo ? recipe.redo(gettext("Done again.")) : say(gettext("There is nothing to do again."))),
  see: () => stage.see(!stage.showsResult),
  play: () => playhead.toggle(),
  back: () => playhead.step(-1),
  on: () => playhead.step(1),
  closer: () => view.zoomBy(1, playhead.time),
  farther: () => view.zoomBy(-1, playhead.time),
  whole: () => view.zoomTo(0),
  empty: () => recipe.change([], { from: "list", news: gettext("All steps removed.") }),
  again: () => price.ask(),
};

function show(byWords) {
  element("words-panel").hidden = !byWords;
  element("steps-panel").hidden = byWords;
  for (const [name, isShown] of [["editor-by-words", byWords], ["editor-by-steps", !byWords]]) element(name).setAttribute("aria-pressed", String(isShown));
  if (byWords) words.open();
}

recipe.addEventListener("changed", ({ detail }) => {
  if (detail.news) say(detail.news);
  element("undo").disabled = !recipe.canUndo;
  element("redo").disabled = !recipe.canRedo;
  element("empty").disabled = recipe.steps.length === 0;
  element("clear").disabled = range.isWhole;
  element("cut-out").disabled = range.isWhole;
  strip.later();
  if (detail.from !== "load") keepSteps(film.id, recipe.steps);
});
playhead.addEventListener("moved", () => {
  element("now").textContent = timecode(playhead.time, film.fps);
  element("play").setAttribute("aria-pressed", String(playhead.isPlaying));
});
document.addEventListener("click", ({ target }) => {
  const add = target.closest("[data-add]");
  const command = target.closest("[data-command]");
  if (add) steps.add(add.dataset.add);
  else if (command) commands[command.dataset.command]();
});
element("skip").addEventListener("change", (event) => (playhead.skips = event.target.checked));
element("editor-by-words")?.addEventListener("click", () => show(true));
element("editor-by-steps")?.addEventListener("click", () => show(false));
player.addEventListener("error", () => (element("player-problem").hidden = false));
player.addEventListener("click", () => playhead.toggle());
listenToKeys({ playhead, commands, view });

recipe.begin(keptSteps(film.id, catalogue));
playhead.seek(Number(new URLSearchParams(location.search).get("t")) || range.span.start);
