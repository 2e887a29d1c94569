// Plays a film as if it were cut already: what is struck out is jumped over, and the words follow.

const EARLY = 0.02; // seconds; a player's clock is not exact

export function playAsCut(player, { duration, strip, box, leaving, isSkipping }) {
  let marks = [];
  let words = [];
  let parts = [];
  let trial = null; // a place that is being tried: what to leave out, and where to stop
  let shown = -1;

  function from(time, { stop = null, without = null } = {}) {
    trial = stop === null ? null : { stop, without };
    player.currentTime = Math.max(time, 0);
    player.play()?.catch(() => undefined);
  }

  function look() {
    strip.now(player.currentTime);
    drawNow(player.currentTime);
  }

  function follow() {
    if (leaving.aborted) return;
    look();
    if (player.paused) return;
    const now = player.currentTime;
    if (trial && now >= trial.stop) player.pause();
    const gone = trial ? [trial.without].filter(Boolean) : isSkipping() ? parts : [];
    const part = gone.find((each) => now >= each.startTime && now < each.endTime - EARLY);
    if (part && part.endTime >= duration - EARLY) player.pause();
    else if (part) player.currentTime = part.endTime;
    requestAnimationFrame(follow);
  }

  function drawNow(time) {
    if (marks.length === 0 || !box.checkVisibility()) return;
    const now = lastBefore(words, time);
    if (now === shown) return;
    marks[shown]?.classList.remove("is-now");
    shown = now;
    marks[shown]?.classList.add("is-now");
    if (!player.paused && document.activeElement !== box) keepInSight(box, marks[shown]);
  }

  player.addEventListener("play", () => requestAnimationFrame(follow), { signal: leaving });
  player.addEventListener("pause", () => (trial = null), { signal: leaving });
  player.addEventListener("seeked", look, { signal: leaving });

  return {
    from,
    leaveOut: (found) => (parts = found),
    use(found, theirWords) {
      [marks, words, parts, shown] = [found, theirWords, [], -1];
      look();
    },
  };
}

/** The number of the last word that begins at or before a time, or -1. */
function lastBefore(words, time) {
  let from = 0;
  let until = words.length;
  while (from < until) {
    const middle = (from + until) >> 1;
    if (words[middle].start <= time) from = middle + 1;
    else until = middle;
  }
  return from - 1;
}

/** Scrolls the box alone: the page stays where the person has put it. */
export function keepInSight(box, mark) {
  if (!mark) return;
  const [around, inside] = [box.getBoundingClientRect(), mark.getBoundingClientRect()];
  if (inside.top >= around.top && inside.bottom <= around.bottom) return;
  box.scrollTop += inside.top - around.top - box.clientHeight / 3;
}
