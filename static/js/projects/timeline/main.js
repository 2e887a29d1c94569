// The timeline editor of a project: puts its parts together.

import { ApiError } from "../../common/api.js";
import "../presence.js"; // is in the project's room, which tells of others' saves
import { debounce } from "../../common/dom.js";
import { toast } from "../../common/toasts.js";
import { gettext } from "../../common/words.js";
import { Boxing } from "./boxing.js";
import { askWhoseCounts } from "./clashes.js";
import { Commands } from "./commands.js";
import { Comments } from "./comments.js";
import { Dragging } from "./dragging.js";
import { Inspector } from "./inspector.js";
import { listenToKeys } from "./keys.js";
import { Media } from "./media.js";
import { begun, changeTrack } from "./model.js";
import { Monitor } from "./monitor.js";
import { Panels } from "./panels.js";
import { Pictures } from "./pictures.js";
import { pinchToZoom } from "./pinching.js";
import { Placing } from "./placing.js";
import { Player } from "./player.js";
import { Rendering } from "./rendering.js";
import { Ruler } from "./ruler.js";
import { Saving } from "./saving.js";
import { Sheet } from "./sheet.js";
import { Store } from "./store.js";
import { Versions } from "./versions.js";

const NEWS_FOR = 8000; // milliseconds

const page = JSON.parse(document.getElementById("tl-page").textContent);
const store = new Store(page);
const saving = new Saving(store, { begun, clash: (conflict) => askWhoseCounts(store, conflict) });
const sheet = new Sheet(store);
const player = new Player(store, document.getElementById("tl-layers"));
const dragging = new Dragging(store, sheet);
const panels = new Panels();
const commands = new Commands({ store, sheet, player, saving, dragging, panels });
const rendering = new Rendering({ store, saving, player });
const versions = new Versions({ store, saving, commands });
const media = new Media({ store, sheet, commands });
new Ruler(store, sheet);
new Comments(store, page);
new Pictures(store, sheet);
new Monitor(store, saving);
new Placing(store, player);
const boxing = new Boxing(store, sheet);
pinchToZoom(store, sheet);
const inspector = new Inspector(store, commands, page);
listenToKeys({ store, commands, player });

// --- buttons --------------------------------------------------------------------------------------------

const ACTS = {
  undo: () => commands.step("undo"),
  redo: () => commands.step("redo"),
  play: () => commands.play(),
  split: () => commands.split(),
  transition: () => commands.transition(),
  text: () => commands.text(),
  marker: () => commands.marker(),
  duplicate: () => commands.duplicate(),
  delete: (event) => (event.shiftKey ? commands.close() : commands.delete()),
  snapping: () => commands.snapping(),
  "previous-frame": () => commands.frames(-1),
  "next-frame": () => commands.frames(1),
  "previous-cut": () => commands.toCut(-1),
  "next-cut": () => commands.toCut(1),
  "zoom-in": () => commands.zoomBy(1),
  "zoom-out": () => commands.zoomBy(-1),
  "zoom-fit": () => sheet.fit(),
  versions: () => versions.open(),
  "show-media": () => panels.open("media"),
  "show-details": () => panels.open("details"),
  "close-panel": () => panels.close(),
  render: () => rendering.open(),
  preview: () => rendering.startPreview(),
};

async function attempt(work, event) {
  try {
    await work(event);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.message, { tone: "bad" });
  }
}

function press(event) {
  const doing = event.target.closest("[data-do]");
  if (doing) return attempt(ACTS[doing.dataset.do], event);
  if (event.target.closest("[data-close]")) return event.target.closest("dialog").close();
  const flag = event.target.closest("[data-flag]");
  if (flag) return turn(flag.dataset.of, flag.dataset.flag);
  const chosen = event.target.closest("[data-choose]");
  if (chosen) return choose(chosen.dataset.choose);
  const marker = event.target.closest("[data-marker]");
  if (marker) return commands.seek(store.timeline.markers.find((each) => each.id === marker.dataset.marker).time);
  const face = event.target.closest(".tl-face");
  if (face && dragging.isTouch) return commands.tap(face.dataset.clip);
  // A press by a screen reader, or by the keyboard, has no pointer.
  if (face && event.detail === 0) store.select([face.dataset.clip]);
  if (dragging.isTouch && event.target.closest(".tl-bed")) boxing.rest(event);
}

function choose(trackId) {
  store.chooseTrack(trackId);
  panels.open("details");
}

function turn(trackId, flag) {
  const track = store.timeline.tracks.find((each) => each.id === trackId);
  store.edit(gettext("Changed a track"), (timeline) => changeTrack(timeline, trackId, { [flag]: !track[flag] }));
  document.querySelector(`[data-flag="${flag}"][data-of="${CSS.escape(trackId)}"]`)?.focus();
}

document.getElementById("timeline-editor").addEventListener("click", press);
document.getElementById("tl-add-track")?.addEventListener("change", (event) => {
  if (event.target.value) commands.track(event.target.value);
  event.target.value = "";
});
sheet.scroll.addEventListener(
  "wheel",
  (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    commands.zoomBy(event.deltaY < 0 ? 0.6 : -0.6, Math.max(sheet.secondsAt(event.clientX), 0));
  },
  { passive: false },
);

// --- what the page says -----------------------------------------------------------------------------------

const WORDS = { saved: gettext("Saved"), saving: gettext("Saving…"), offline: gettext("Offline: kept in this browser"), clash: gettext("Waiting for your choice") };

let told = "saved";
store.follow("saving", ({ state, words }) => {
  const place = document.getElementById("tl-saving");
  place.dataset.state = state;
  place.textContent = WORDS[state] ?? gettext("Not saved");
  if (state === "offline" && told !== state) store.announce(gettext("The connection is lost. Your edits are kept in this browser."));
  if (state === "saved" && told === "offline") store.announce(gettext("The connection is back, and your edits are saved."));
  told = state;
  if (state !== "refused") return;
  inspector.draw();
  toast(gettext("This was taken back: {words}", { words }), { tone: "bad" });
});
store.follow("state", () => {
  offer("undo", store.canUndo, store.undoes ? gettext("Undo: {what} (Ctrl + Z)", { what: store.undoes }) : gettext("Undo (Ctrl + Z)"));
  offer("redo", store.canRedo, store.redoes ? gettext("Redo: {what} (Ctrl + Shift + Z)", { what: store.redoes }) : gettext("Redo (Ctrl + Shift + Z)"));
});
function offer(name, may, words) {
  const button = document.querySelector(`[data-do="${name}"]`);
  if (!button) return;
  button.disabled = !may;
  button.title = words;
}

const forget = debounce(() => (document.getElementById("tl-news").textContent = ""), NEWS_FOR);
store.follow("news", (words) => {
  document.getElementById("tl-news").textContent = words;
  forget();
});
store.follow("playing", () => document.getElementById("timeline-editor").toggleAttribute("data-playing", store.playing));

// --- others ----------------------------------------------------------------------------------------------

// What was said while the connection was lost was not heard.
document.addEventListener("live:snapshot", () => saving.base && !saving.isDirty && saving.refresh());
document.addEventListener("live:timeline", ({ detail }) => detail.projectId === store.projectId && saving.hear(detail));

// --- opening ---------------------------------------------------------------------------------------------

async function open() {
  await saving.open();
  media.load();
  sheet.fit();
  store.seek(0);
  if (store.mayEdit) {
    saving.say("saved");
    await rendering.resume();
  }
}

attempt(open);
