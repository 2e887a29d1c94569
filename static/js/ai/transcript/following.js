// The transcript follows the playhead, until somebody scrolls by hand; a press of "Follow" takes it back there.

const KEPT = "spoken-follow";
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** `use(lines)` after each drawing. */
export function followPlayhead(list, { player, button }) {
  let drawn = null; // what drawLines gave
  let current = -1;
  let isOn = recall() !== "off";
  let isAway = false; // somebody scrolled by hand

  function show() {
    button.setAttribute("aria-pressed", String(isOn && !isAway));
  }

  function look() {
    if (!drawn) return;
    const time = player.currentTime;
    const at = lineAt(drawn, time);
    if (at !== current) {
      drawn.lines[current]?.removeAttribute("aria-current");
      drawn.awake.get(current)?.forEach((word) => word.removeAttribute("data-now"));
      current = at;
      drawn.lines[at]?.setAttribute("aria-current", "true");
      drawn.wake(at);
      if (isOn && !isAway) reveal(at);
    }
    for (const word of drawn.awake.get(at) ?? []) {
      word.toggleAttribute("data-now", Number(word.dataset.start) <= time && time < Number(word.dataset.end));
    }
  }

  function run() {
    look();
    if (!player.paused && list.isConnected) requestAnimationFrame(run);
  }

  /** Scrolls the list alone. Far away sizes are only guessed, so after a jump it looks once more. */
  function reveal(number, { again = true } = {}) {
    const line = drawn?.lines[number];
    if (!line || list.querySelector(".spoken-edit")) return;
    const top = line.offsetTop - list.offsetTop - list.clientHeight / 3;
    const isFar = Math.abs(top - list.scrollTop) > 2 * list.clientHeight;
    list.scrollTo({ top, behavior: isFar || still.matches ? "instant" : "smooth" });
    if (isFar && again) requestAnimationFrame(() => requestAnimationFrame(() => reveal(number, { again: false })));
  }

  const leave = () => {
    if (!isOn || isAway) return;
    isAway = true;
    show();
  };
  list.addEventListener("wheel", leave, { passive: true });
  list.addEventListener("touchmove", leave, { passive: true });
  // The bar at the side: a press on the list itself, and on no line of it.
  list.addEventListener("pointerdown", (event) => event.target === list && leave());
  button.addEventListener("click", () => {
    [isOn, isAway] = [!isOn || isAway, false];
    keep(isOn ? "on" : "off");
    show();
    if (isOn) reveal(current);
  });
  player?.addEventListener("play", () => requestAnimationFrame(run));
  player?.addEventListener("seeked", look);
  player?.addEventListener("timeupdate", look);
  show();

  return {
    use(lines) {
      [drawn, current] = [lines, -1];
      button.hidden = !player;
      if (player) look();
    },
    /** Somebody went to a place in the film: from there it follows again. */
    back: () => {
      isAway = false;
      show();
    },
    leave,
    reveal,
    current: () => current,
  };
}

function lineAt({ starts, segments }, time) {
  let from = 0;
  let until = starts.length;
  while (from < until) {
    const middle = (from + until) >> 1;
    if (starts[middle] <= time) from = middle + 1;
    else until = middle;
  }
  return from > 0 && time <= segments[from - 1].end + 1 ? from - 1 : -1;
}

function recall() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function keep(value) {
  try {
    localStorage.setItem(KEPT, value);
  } catch {
    // Storage is blocked: the choice holds for this page.
  }
}
