// Cuts a film by its words: what is struck out here are the parts of one step "Remove parts".
//
// Which part of the film goes with a word is the server's affair; this module only knows the words' numbers.
//
//   const words = cutByWords(element, { video, duration, player, changed });
//   words.open();
//
// The element is that of templates/ai/transcript_editing.html. `changed({ parts, seconds, summary, state, isRestored })`
// follows each change: the parts of the source that go, and what `restore` takes up again. With `history: "page"`
// the page itself undoes (by `restore`), and Ctrl+Z is left to it.

import { api } from "../../common/api.js";
import { debounce, make } from "../../common/dom.js";
import { gettext, language, ngettext } from "../../common/words.js";
import { chooseWords } from "./choosing.js";
import { drawOffer } from "./offer.js";
import { playAsCut } from "./playing.js";
import { drawStrip } from "./strip.js";
import { keepStruck } from "./struck.js";
import { drawParagraphs } from "./words.js";
import { offerToWrite } from "./writing.js";

const QUIET_FOR = 300;
const AROUND = 1; // seconds played on each side of a place
const tenths = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export function cutByWords(root, { video, duration, player, changed: tell = () => {}, history = "own", skip = true }) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const base = `/api/videos/${video}/transcripts`;
  const box = part("words");
  const leaving = new AbortController();
  const listen = (element, name, work) => element.addEventListener(name, work, { signal: leaving.signal });
  const strip = drawStrip(part("strip"), duration, (time) => (player.currentTime = time));
  const struck = keepStruck();
  const playing = playAsCut(player, { duration, strip, box, leaving: leaving.signal, isSkipping: () => skip && part("skip").checked });
  let transcript = null;
  let loaded = false;
  let asking = null;

  const choosing = chooseWords(box, { player, leaving: leaving.signal, strike, undo: history === "own" ? undo : null, moved: drawTools, play: (time) => playing.from(time) });
  const writing = offerToWrite(root, { video, leaving: leaving.signal, written: () => loaded && !transcript && load(), complain });

  // -- loading --------------------------------------------------------------------------------------------

  async function load(wished = "", state = null) {
    loaded = true;
    root.setAttribute("aria-busy", "true");
    try {
      const { transcripts, job } = await api(base);
      const usable = transcripts.filter((each) => each.origin !== "translated");
      const wanted = usable.find((each) => each.language === wished) ?? usable[0];
      transcript = wanted ? await api(`${base}/${wanted.language}`) : null;
      complain(transcript?.words.length === 0 ? gettext("Nobody knows when each word of this transcript is said, so it cannot be cut by its words.") : "");
      part("none").hidden = transcript !== null;
      part("desk").hidden = !transcript?.words.length;
      if (transcript) start(usable, state);
      else writing.offer(job);
    } catch (error) {
      loaded = false;
      complain(error.message, { again: true });
    }
    root.removeAttribute("aria-busy");
  }

  function start(usable, state) {
    const select = part("language");
    select.hidden = usable.length < 2;
    select.replaceChildren(...usable.map((each) => make("option", { value: each.language, selected: each.language === transcript.language }, each.languageName)));
    const marks = drawParagraphs(box, transcript);
    choosing.use(marks, transcript.words);
    playing.use(marks, transcript.words);
    closeOffer();
    struck.start();
    if (state) take(state);
    else changed();
  }

  // -- striking -------------------------------------------------------------------------------------------

  const areAllStruck = () => choosing.selected().every((number) => struck.words().has(number));

  function strike() {
    const numbers = choosing.selected();
    const back = areAllStruck();
    struck.change(numbers, { back });
    choosing.leave();
    const words = back ? ngettext("{count} word brought back.", "{count} words brought back.", numbers.length) : ngettext("{count} word struck out.", "{count} words struck out.", numbers.length);
    say(words);
    changed();
  }

  function undo({ again = false } = {}) {
    if (!(again ? struck.redo() : struck.undo())) return;
    say(again ? gettext("Done again.") : gettext("Undone."));
    changed();
  }

  function drawTools() {
    choosing.draw(struck);
    part("strike").disabled = !transcript?.words.length;
    part("strike").querySelector("span").textContent = areAllStruck() ? gettext("Bring back") : gettext("Strike out");
    part("undo").disabled = !struck.canUndo();
    part("redo").disabled = !struck.canRedo();
  }

  function complain(words, { again = false } = {}) {
    part("problem").hidden = !words;
    part("problem").querySelector("span").textContent = words;
    part("again").hidden = !again;
  }

  const say = (words) => (part("news").textContent = words);

  // -- what it means for the film -------------------------------------------------------------------------

  function changed({ isRestored = false } = {}) {
    drawTools();
    complain("");
    ask(isRestored);
  }

  const state = () => (transcript && !struck.isEmpty() ? { language: transcript.language, revision: transcript.revision, ...struck.wish() } : null);

  const ask = debounce(async (isRestored) => {
    asking?.abort();
    if (struck.isEmpty()) return settle([], 0, isRestored);
    asking = new AbortController();
    const { signal } = asking;
    try {
      const { language: _, ...body } = state();
      const answer = await api(`${base}/${transcript.language}/cut?dryRun=true`, { method: "POST", body, signal });
      settle(answer.operations[0].parts, answer.secondsRemoved, isRestored);
    } catch (error) {
      if (signal.aborted) return;
      settle([], 0, isRestored);
      complain(error.message, { again: error.status === 409 });
    }
  }, QUIET_FOR);

  function settle(parts, seconds, isRestored) {
    strip.show(parts);
    playing.leaveOut(parts);
    const summary = ngettext("{count} place, {seconds} seconds in all. Made from the words: change it there.", "{count} places, {seconds} seconds in all. Made from the words: change it there.", parts.length, { seconds: tenths.format(seconds) });
    tell({ parts, seconds, summary, state: state(), isRestored });
  }

  function take(kept) {
    const isOld = kept && kept.revision !== transcript.revision;
    struck.restore(isOld ? null : kept);
    changed({ isRestored: true });
    if (isOld) complain(gettext("The transcript was changed since, so what was struck out is not known any more."));
  }

  function restore(kept) {
    if (!transcript || (kept && kept.language !== transcript.language)) return kept ? load(kept.language, kept) : undefined;
    return take(kept);
  }

  function strikeBetween(from, until) {
    if (!transcript) return;
    const middle = (word) => (word.start + word.end) / 2;
    const numbers = transcript.words.flatMap((word, number) => (middle(word) >= from && middle(word) < until ? [number] : []));
    if (!numbers.length) return;
    struck.change(numbers, { back: false });
    changed();
  }

  // -- fillers and pauses ---------------------------------------------------------------------------------

  async function offer(kind) {
    const isOpen = part(kind).getAttribute("aria-expanded") === "true";
    closeOffer();
    if (isOpen) return;
    const close = () => {
      closeOffer();
      part(kind).focus();
    };
    part(kind).setAttribute("aria-expanded", "true");
    part("offer").hidden = false;
    await drawOffer(part("offer"), {
      kind,
      limits: struck.limits(),
      words: transcript.words,
      find: (limits) => api(`${base}/${transcript.language}/suggestions?minimum=${limits.minimum}&leave=${limits.leave}`),
      tryOut: (each, isTaken) => playing.from(each.startTime - AROUND, { stop: each.endTime + AROUND, without: isTaken ? each : null }),
      take: (found, limits) => {
        if (kind === "fillers") struck.change(found.flatMap((each) => each.words), { back: false });
        else struck.quieten({ ...limits, before: found.flatMap((each) => each.words) });
        close();
        say(ngettext("{count} place struck out.", "{count} places struck out.", found.length));
        changed();
      },
      close,
    });
  }

  function closeOffer() {
    part("offer").hidden = true;
    for (const kind of ["fillers", "pauses"]) part(kind).setAttribute("aria-expanded", "false");
  }

  listen(part("strike"), "click", strike);
  listen(part("undo"), "click", () => undo());
  listen(part("redo"), "click", () => undo({ again: true }));
  listen(part("fillers"), "click", () => offer("fillers"));
  listen(part("pauses"), "click", () => offer("pauses"));
  listen(part("again"), "click", () => load(transcript?.language));
  listen(part("language"), "change", (event) => load(event.target.value));
  for (const name of ["undo", "redo"]) part(name).hidden = history !== "own";
  part("skip").closest("label").hidden = !skip;

  return {
    open: (kept = null) => (loaded ? undefined : load(kept?.language, kept)),
    state,
    restore,
    forget: () => {
      if (struck.isEmpty()) return;
      struck.clear();
      changed();
    },
    strikeBetween,
    close: () => leaving.abort(),
  };
}
