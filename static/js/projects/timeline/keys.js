// The keyboard. Fields, open dialogs and menus keep their own keys; Space on a clip plays.

import { shownOrder } from "./sheet.js";

const TYPES = "input:not([type=checkbox], [type=range], [type=button]), textarea, select, [contenteditable]";

/** Keys with a name for each modifier: "ctrl+shift+z". */
function nameOf(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const held = [event.ctrlKey || event.metaKey ? "ctrl" : "", event.altKey ? "alt" : "", event.shiftKey ? "shift" : ""].filter(Boolean);
  // What Shift makes of a key is said by the key itself, but for letters, arrows and the like.
  const told = /^[^a-z]$/.test(key) ? held.filter((each) => each !== "shift") : held;
  return [...told, key === " " ? "Space" : key].join("+");
}

export function listenToKeys({ store, commands, player }) {
  const frame = () => 1 / store.rate;
  const ordered = () => shownOrder(store.timeline);
  const editing = {
    s: () => commands.split(), t: () => commands.transition(), w: () => commands.text(), m: () => commands.marker(), n: () => commands.snapping(),
    i: () => commands.trimTo("start"), o: () => commands.trimTo("end"),
    Delete: () => commands.delete(), Backspace: () => commands.delete(), "shift+Delete": () => commands.close(), "shift+Backspace": () => commands.close(),
    "ctrl+z": () => commands.step("undo"), "ctrl+shift+z": () => commands.step("redo"), "ctrl+y": () => commands.step("redo"),
    "ctrl+d": () => commands.duplicate(), "ctrl+x": () => commands.cut(), "ctrl+v": () => commands.paste(),
    "alt+ArrowLeft": () => commands.nudge(-frame()), "alt+ArrowRight": () => commands.nudge(frame()),
    "alt+shift+ArrowLeft": () => commands.nudge(-1), "alt+shift+ArrowRight": () => commands.nudge(1),
    "alt+ArrowUp": () => commands.lift(-1, ordered()), "alt+ArrowDown": () => commands.lift(1, ordered()),
    "[": () => commands.trimBy("end", -frame()), "]": () => commands.trimBy("end", frame()),
    "{": () => commands.trimBy("start", -frame()), "}": () => commands.trimBy("start", frame()),
  };
  const looking = {
    Space: () => commands.play(), j: () => player.shuttle(-1), k: () => player.pause(), l: () => player.shuttle(1),
    ArrowLeft: () => commands.frames(-1), ArrowRight: () => commands.frames(1),
    "shift+ArrowLeft": () => commands.frames(-store.rate), "shift+ArrowRight": () => commands.frames(store.rate),
    ArrowUp: () => commands.toCut(-1), ArrowDown: () => commands.toCut(1), Home: () => commands.seek(0), End: () => commands.seek(store.duration),
    "ctrl+c": () => commands.copy(), "ctrl+a": () => commands.store.select(store.timeline.tracks.flatMap((track) => track.clips.map((clip) => clip.id))),
    "+": () => commands.zoomBy(1), "=": () => commands.zoomBy(1), "-": () => commands.zoomBy(-1), 0: () => commands.sheet.fit(),
    "shift+a": () => commands.selectOnward(), ",": () => commands.frames(-1), ".": () => commands.frames(1), Escape: () => store.select([]),
  };

  document.addEventListener("keydown", (event) => {
    if (!store.timeline || event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const target = event.target;
    if (target.matches?.(TYPES) || target.closest?.("#media-list, details.menu")) return leaveField(event, target);
    const name = nameOf(event);
    const onButton = target.matches?.("button, a, summary, input") && !target.matches(".tl-face, .tl-marker");
    if (onButton && ["Space", "Enter", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(name)) return;
    if (target.matches?.(".tl-face") && ["Enter", "shift+Enter"].includes(name)) {
      event.preventDefault();
      store.select([target.dataset.clip], { add: event.shiftKey });
      return;
    }
    const work = looking[name] ?? (store.mayEdit ? editing[name] : undefined);
    if (!work) return;
    event.preventDefault();
    work();
  });
  // Space lets go of a button after it was pressed: that must not press it as well.
  document.addEventListener("keyup", (event) => {
    if (event.key === " " && event.target.matches?.(".tl-face")) event.preventDefault();
  });

  function leaveField(event, field) {
    if (event.key !== "Escape" || !field.matches("input, textarea, select")) return;
    field.blur();
    commands.sheet.face([...store.selection][0])?.focus();
  }
}
