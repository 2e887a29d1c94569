// The editor's keyboard. Fields, dialogs and lists keep their own keys.

import { typing } from "../../common/shortcuts.js";

const OWN = "input, select, textarea, [role=listbox], .chat, details.menu";
const PRESSED = "button:not([data-handle]), a, summary";
const PRESSES = new Set([" ", "Enter"]);

export function listenToKeys({ playhead, commands, view }) {
  const { film } = playhead;
  const go = (seconds) => {
    playhead.pause();
    playhead.seek(seconds);
    view.show(playhead.time);
  };
  const keys = {
    " ": () => playhead.toggle(),
    k: () => playhead.pause(),
    j: () => playhead.shuttle(-1),
    l: () => playhead.shuttle(1),
    ",": () => playhead.step(-1),
    ".": () => playhead.step(1),
    ArrowLeft: (event) => (event.shiftKey ? go(playhead.time - 1) : playhead.step(-1)),
    ArrowRight: (event) => (event.shiftKey ? go(playhead.time + 1) : playhead.step(1)),
    Home: () => go(0),
    End: () => go(film.duration),
    i: commands.markIn,
    o: commands.markOut,
    x: commands.cutOut,
    c: commands.clear,
    r: commands.see,
    "+": () => view.zoomBy(1, playhead.time),
    "=": () => view.zoomBy(1, playhead.time),
    "-": () => view.zoomBy(-1, playhead.time),
    0: () => view.zoomTo(0),
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || history(event)) return;
    if (typing(event) || event.target.closest?.(OWN)) return;
    if (PRESSES.has(event.key) && event.target.closest?.(PRESSED)) return;
    const work = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!work) return;
    event.preventDefault();
    work(event);
  });

  /** Text that is being typed has an undo of its own. */
  function history(event) {
    const isText = event.target.closest?.("input:not([type=checkbox], [type=radio], [type=range], [type=color]), textarea, .chat");
    if (!(event.ctrlKey || event.metaKey) || event.altKey || isText) return false;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return false;
    event.preventDefault();
    if (key === "y" || event.shiftKey) commands.redo();
    else commands.undo();
    return true;
  }
}
