// What was said, drawn: the person's words, the answers as they come, and what an answer rests on.
// Whatever people and models wrote becomes text, never markup.

import { clock, icon, make } from "../../common/dom.js";
import { gettext, ngettext } from "../../common/words.js";
import { drawPlan } from "./plan.js";

const MOMENT = /\[(\d{1,2}(?::\d{2}){1,2})(?:\.\d+)?(?:\s*[-–]\s*\d{1,2}(?::\d{2}){1,2}(?:\.\d+)?)?\]/g;
const NEAR_END = 80; // pixels
const MARGIN = 16;
const GOING_UP = ["ArrowUp", "PageUp", "Home"];
const PLANNER = gettext("Answered by this platform's own planner, without a language model.");

const player = () => document.getElementById("player");
const secondsOf = (words) => words.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);

export class Thread {
  /** `about()` gives {videoId, conversationId}; `say(words)` says something for the person. */
  constructor(place, { about, say }) {
    this.place = place;
    this.about = about;
    this.say = say;
    this.isLeft = false; // somebody has gone up to read
    this.head = null; // what is not pushed out at the top: a long answer is read from its beginning
    for (const name of ["wheel", "touchmove"]) place.addEventListener(name, () => (this.isLeft = true), { passive: true });
    place.addEventListener("keydown", (event) => event.target === place && GOING_UP.includes(event.key) && (this.isLeft = true));
    place.addEventListener("scroll", () => this.noteScroll());
    // Pictures and facts come later. Who works in a card must not have it pulled away.
    this.growth = new ResizeObserver(() => this.place.contains(document.activeElement) || this.toEnd());
  }

  clear() {
    this.growth.disconnect();
    this.isLeft = this.hasTold = false;
    this.head = null;
    this.place.replaceChildren();
  }

  get isEmpty() {
    return !this.place.querySelector(".said");
  }

  /** What is shown while nothing was said. */
  greet({ words, suggestions }) {
    this.place.replaceChildren(make("div", { class: "chat-empty" }, icon("chat"), make("p", {}, words), this.chips(suggestions)));
  }

  /** A stored message, the person's or the assistant's; `asked` is what an answer answers. */
  add(message, asked) {
    if (message.role === "user") return this.user(message);
    const answer = this.answer();
    answer.finish({ ...message, messageId: message.id }, asked);
    return answer;
  }

  user({ message, messageType, heard, id, thumb }) {
    this.place.querySelector(".chat-empty")?.remove();
    const sent = { image: gettext("Picture"), audio: gettext("Sound") }[messageType];
    const file = sent ? make("p", { class: "said-file small" }, ...(thumb ? [thumb] : [icon(messageType === "image" ? "image" : "mic"), sent])) : null;
    const element = make("div", { class: "said said-mine", "data-message": id }, make("span", { class: "visually-hidden" }, gettext("You:")), file, message ? make("p", { class: "said-words" }, message) : null);
    if (heard) this.heard(element, { heard, messageType });
    this.place.append(element);
    this.head = element;
    this.toEnd({ always: true });
    this.growth.observe(element);
    return element;
  }

  heard(element, { heard, messageType }) {
    element.append(make("p", { class: "said-heard small" }, messageType === "audio" ? `“${heard}”` : heard));
  }

  /** An answer that is awaited: give it pieces, and in the end the whole or what went wrong. */
  answer() {
    this.place.querySelector(".chat-empty")?.remove();
    const words = make("p", { class: "said-words" });
    const typing = make("p", { class: "typing", role: "img", "aria-label": gettext("The assistant is writing") }, make("span"), make("span"), make("span"));
    const element = make("div", { class: "said said-theirs" }, make("span", { class: "visually-hidden" }, gettext("Assistant:")), words, typing);
    if (!this.place.lastElementChild?.matches(".said-mine")) this.head = null;
    this.place.append(element);
    this.toEnd();
    this.growth.observe(element);
    return {
      element,
      delta: (text, isAnew) => {
        words.textContent = isAnew ? text : words.textContent + text;
        this.toEnd();
      },
      finish: (told, asked) => {
        typing.remove();
        element.dataset.message = told.messageId;
        words.replaceChildren(...this.words(told));
        element.append(...this.belongings(told, asked));
        this.chipsAtEnd(told.suggestions ?? []);
        this.toEnd();
      },
      fail: (...what) => {
        typing.remove();
        words.remove();
        element.append(make("p", { class: "notice notice-bad", role: "alert" }, icon("alert"), make("span", { class: "row" }, ...what)));
        this.toEnd();
      },
      remove: () => element.remove(),
    };
  }

  /** The text with its moments as buttons. */
  words({ message, metadata }) {
    const pieces = [];
    let from = 0;
    for (const found of message.matchAll(MOMENT)) {
      const at = secondsOf(found[1]);
      const source = (metadata?.sources ?? []).find((each) => Math.abs(each.startTime - at) < 1);
      pieces.push(message.slice(from, found.index), this.moment(at, source?.videoId ?? this.about().videoId, found[0]));
      from = found.index + found[0].length;
    }
    return [...pieces, message.slice(from)];
  }

  /** Seeks the player of this page; a moment of another film is a link to it. */
  moment(at, videoId, words) {
    if (!videoId) return words;
    if (player() && videoId === document.getElementById("chat").dataset.video) {
      return make("button", { class: "moment-link number", type: "button", "aria-label": gettext("Show {time}", { time: clock(at) }), onclick: () => seek(at) }, words);
    }
    return make("a", { class: "moment-link number", href: `/videos/${videoId}/?t=${at}` }, words);
  }

  /** What comes below the words of an answer: plan, sources, related films, notes. */
  belongings({ plan, metadata, videoSuggestions }, asked) {
    const isDraft = metadata?.isDraft && !this.hasTold;
    const notes = [...(metadata?.notes ?? []), ...(isDraft ? [PLANNER] : [])];
    if (isDraft) this.hasTold = true; // once in a talk
    return [
      plan ? drawPlan(plan, { asked, say: this.say, settled: () => this.settled() }) : null,
      this.sources(metadata?.sources ?? []),
      videoSuggestions?.length ? make("ul", { class: "said-films small" }, ...videoSuggestions.map((each) => make("li", {}, make("a", { href: `/videos/${each.videoId}/` }, each.title), " ", make("span", { class: "faint" }, each.reason)))) : null,
      notes.length ? make("p", { class: "faint said-notes" }, notes.join(" ")) : null,
    ].filter(Boolean);
  }

  sources(sources) {
    if (!sources.length) return null;
    const rows = sources.map((each) => make("li", {}, this.moment(each.startTime, each.videoId, clock(each.startTime)), make("span", { class: "clip", title: each.text }, each.text)));
    return make("details", { class: "said-sources small" }, make("summary", {}, ngettext("{count} moment", "{count} moments", sources.length)), make("ul", {}, ...rows));
  }

  chips(suggestions) {
    return make("div", { class: "chat-chips", role: "group", "aria-label": gettext("What could be said") }, ...suggestions.map((words) => make("button", { class: "chat-chip", type: "button", onclick: () => this.say(words) }, words)));
  }

  /** Suggestions belong to the last answer only. */
  chipsAtEnd(suggestions) {
    this.place.querySelectorAll(".said .chat-chips").forEach((old) => old.remove());
    if (suggestions.length) this.place.lastElementChild.append(this.chips(suggestions));
  }

  /** Follows what comes, unless somebody has gone up to read. */
  toEnd({ always = false } = {}) {
    if (always) this.isLeft = false;
    if (this.isLeft) return;
    const { scrollHeight, clientHeight } = this.place;
    this.place.scrollTop = Math.min(scrollHeight - clientHeight, this.head ? this.head.offsetTop - MARGIN : Infinity);
  }

  /** Something new stands at the end of a card. */
  settled() {
    this.head = null;
    this.toEnd();
  }

  noteScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.place;
    if (scrollHeight - scrollTop - clientHeight < NEAR_END) this.isLeft = false;
  }
}

function seek(at) {
  player().currentTime = at;
  player().scrollIntoView({ block: "nearest" });
}
