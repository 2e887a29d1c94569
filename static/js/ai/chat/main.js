// The chat beside a film, and on a page of its own: says, hears, follows other tabs, and opens earlier talks.

import { api, freshKey } from "../../common/api.js";
import { closeDrawer, isOpen, isStanding, openDrawer, wasOpen } from "./drawer.js";
import { current as fileToSend, forget as forgetFile, restore as restoreFile, takeFiles } from "./files.js";
import { conversation, conversations, priceOf, say, stopAnswer } from "./send.js";
import { credits } from "./steps.js";
import { Talks } from "./talks.js";
import { Thread } from "./thread.js";
import { clock, icon, make } from "../../common/dom.js";
import { gettext } from "../../common/words.js";

const panel = document.getElementById("chat");
const words = document.getElementById("chat-words");
const problem = document.getElementById("chat-problem");
const history = document.getElementById("chat-history");
const talksPlace = document.getElementById("chat-talks");
const threadPlace = document.getElementById("chat-thread");
const film = panel.dataset.video || null;

const SOUND = gettext("Audio"); // what a talk is called that began with a sound

const state = { id: null, videoId: film, title: "", asked: "", isLoaded: false, price: null, suggestions: [] };
let sending = null; // {abort, jobId} of what is being said here
let unsent = null; // {said, key} of what may have arrived all the same: said again it is not paid twice
const own = new Set(); // jobs whose answers come by this tab's own stream
const awaited = new Map(); // job → {answer, asked}: answers that come over the socket
const held = []; // events of the socket that may be our own, until our job is known

const thread = new Thread(threadPlace, { about: () => ({ videoId: state.videoId }), say: (told) => send(told) });
const talks = new Talks(talksPlace, { film, open: show, gone: (id) => id === state.id && begin(), renamed: (talk) => talk.id === state.id && entitle(talk.title) });
const player = () => document.getElementById("player");

// -- opening and closing -------------------------------------------------------------------------------------

function open({ focus = true } = {}) {
  openDrawer();
  if (!state.isLoaded) load();
  if (focus) words.focus();
}

// -- which talk is shown -------------------------------------------------------------------------------------

async function load() {
  state.isLoaded = true;
  askFacts();
  const wished = new URLSearchParams(location.search).get("chat");
  if (isStanding) talks.draw(wished);
  if (wished) return show(wished);
  if (!film) return begin();
  try {
    const [latest] = (await conversations(`&videoId=${film}`)).results;
    if (latest) await show(latest.id);
    else begin();
  } catch (error) {
    complain(error.message);
  }
}

async function askFacts() {
  try {
    const told = await api(`/chat/facts/${film ? `?videoId=${film}` : ""}`);
    Object.assign(state, { price: told.price, suggestions: told.suggestions });
    showPrice();
    if (thread.isEmpty && state.isLoaded) greet();
    if (told.price === null) complain(gettext("No model that could answer is switched on here."));
  } catch {
    // The price stands in the answer to sending, too.
  }
}

/** On its own page the address names the talk, so that it is found again after a reload. */
function named(id) {
  state.id = id;
  if (isStanding) window.history.replaceState(null, "", id ? `?chat=${id}` : location.pathname);
}

function begin() {
  unsent = null;
  named(null);
  state.asked = "";
  state.videoId = film;
  awaited.clear();
  entitle("");
  thread.clear();
  greet();
  showTalks(false);
}

function greet() {
  const greeting = film ? gettext("Say what should happen to this film. You see each step with its price first, and decide.") : gettext("Say what you would like to make, or ask about your films.");
  thread.greet({ words: greeting, suggestions: state.suggestions });
}

async function show(id) {
  try {
    const talk = await conversation(id);
    named(talk.id);
    Object.assign(state, { videoId: film ?? talk.videoId, asked: "" });
    awaited.clear();
    entitle(talk.title);
    thread.clear();
    talk.messages.forEach(tell);
    if (thread.isEmpty) greet();
    awaitLast(talk.messages.at(-1));
    showTalks(false);
    thread.toEnd({ always: true });
    if (isStanding) talks.draw(id);
  } catch (error) {
    begin();
    complain(error.status === 404 ? gettext("This conversation is not there any more.") : error.message);
  }
}

function tell(message) {
  if (message.role === "user") state.asked = message.message;
  thread.add(message, state.asked);
}

/** What was said last may still be waiting for its answer, from another tab or an earlier page. */
async function awaitLast(message) {
  if (message?.role !== "user" || !message.jobId) return;
  const job = await api(`/api/jobs/${message.jobId}`).catch(() => null);
  if (!job || awaited.has(job.id)) return;
  if (job.status === "completed") {
    // It ended between the two questions.
    if (job.result?.messageId && !isShown(job.result.messageId)) await show(job.result.conversationId);
    return;
  }
  awaited.set(job.id, { answer: thread.answer(), asked: message.message });
  failed(job);
}

function entitle(title) {
  state.title = title;
  document.getElementById("chat-title").textContent = title || gettext("Chat");
  const link = document.getElementById("chat-film");
  if (!link) return;
  link.hidden = !state.videoId;
  link.href = `/videos/${state.videoId}/?chat=${state.id}`;
}

function showTalks(isShown) {
  if (isStanding) return;
  talksPlace.hidden = !isShown;
  panel.toggleAttribute("data-talks", isShown);
  history.setAttribute("aria-expanded", String(isShown));
  if (isShown) talks.draw(state.id);
}

// -- saying --------------------------------------------------------------------------------------------------

async function send(message) {
  const file = fileToSend();
  if (sending || (!message.trim() && file?.kind !== "audio")) return;
  complain("");
  showTalks(false);
  const again = unsent?.said.message === message && unsent.said.file === file?.file ? unsent : null;
  const said = again?.said ?? { message, conversationId: state.id, videoId: film, currentTime: player()?.currentTime, file: file?.file, kind: file?.kind };
  const mine = thread.user({ message, messageType: file?.kind, thumb: file?.thumb });
  const answer = thread.answer();
  const key = again?.key ?? freshKey();
  const now = (sending = { abort: new AbortController(), jobId: null });
  state.asked = message;
  working(true);
  words.value = "";
  forgetFile();
  showPrice();
  try {
    const told = await say(said, { key, signal: now.abort.signal, heard: { job: (id) => isOurs(now, id), delta: answer.delta } });
    unsent = null;
    if (told) answered(told, answer, message);
    else await anotherWay(now.jobId, answer, message);
    if (told && file) understood(told, mine);
  } catch (error) {
    unsent = error.status === 0 ? { said, key } : null;
    if (error.name === "AbortError" && now.jobId) await anotherWay(now.jobId, answer, message);
    else unsaid(error, { mine, answer, message, file });
  } finally {
    sending = null;
    working(false);
    held.splice(0).forEach(([name, detail]) => hear(name, detail));
  }
}

/** Until its job is known nothing could be told of what becomes of it, so that long it is waited for. */
function stop() {
  if (!sending) return;
  sending.isStopped = true;
  document.getElementById("chat-stop").disabled = true;
  if (sending.jobId) leave(sending);
}

async function leave({ jobId, abort }) {
  await stopAnswer(jobId).catch(() => undefined);
  abort.abort();
}

function isOurs(now, id) {
  now.jobId = id;
  own.add(id);
  if (now.isStopped) leave(now);
  held.splice(0).forEach(([name, detail]) => hear(name, detail));
}

/** The answer takes longer, or was stopped: what there is of it comes over the socket. */
async function anotherWay(jobId, answer, asked) {
  own.delete(jobId);
  awaited.set(jobId, { answer, asked });
  const job = await api(`/api/jobs/${jobId}`).catch(() => null);
  if (job) failed(job);
  if (job?.status === "completed" && awaited.has(jobId) && job.result?.conversationId) await show(job.result.conversationId);
}

function answered(told, answer, asked) {
  const isNew = state.title === "";
  named(told.conversationId);
  answer.finish(told, asked);
  announce(told.message);
  if (!isNew) return;
  entitle(asked || SOUND);
  if (isStanding) talks.draw(state.id);
}

/** What was heard in a sound, or seen in a picture, so that a mistake can be seen. */
async function understood({ conversationId, jobId }, mine) {
  const talk = await conversation(conversationId).catch(() => null);
  const asked = talk?.messages.find((each) => each.role === "user" && each.jobId === jobId);
  if (asked?.heard) thread.heard(mine, asked);
}

function unsaid(error, { mine, answer, message, file }) {
  answer.remove();
  if (error.name === "AbortError") {
    mine.remove();
  } else {
    mine.append(make("p", { class: "notice notice-bad", role: "alert" }, icon("alert"), make("span", { class: "row" }, error.message, ...wayOut(error))));
    thread.toEnd({ always: true });
  }
  // What was typed is not lost.
  if (!words.value) words.value = message;
  restoreFile(file);
  words.focus();
}

function wayOut(error) {
  if (error.status === 402) return [make("a", { href: "/credits/" }, gettext("Get credits"))];
  if (error.status === 401 || error.status === 403) return [make("a", { href: `/sign-in/?next=${encodeURIComponent(location.pathname)}` }, gettext("Sign in"))];
  return [make("span", { class: "faint" }, gettext("What you sent is below: change it, or send it again."))];
}

function working(isWorking) {
  const hadFocus = panel.contains(document.activeElement) || document.activeElement === document.body;
  document.getElementById("chat-send").hidden = isWorking;
  document.getElementById("chat-stop").hidden = !isWorking;
  document.getElementById("chat-stop").disabled = false;
  if (hadFocus && !isWorking && !document.activeElement?.matches("#chat :not(#chat-stop)")) words.focus();
}

function announce(told) {
  document.getElementById("chat-news").textContent = told;
}

function complain(told) {
  problem.textContent = told;
  problem.hidden = !told;
}

// -- what it costs -------------------------------------------------------------------------------------------

let pricing = null;

async function showPrice() {
  const place = document.getElementById("chat-price");
  pricing?.abort();
  const file = fileToSend();
  if (!file) {
    place.textContent = state.price === null ? "" : credits(state.price);
    return;
  }
  pricing = new AbortController();
  place.textContent = "…";
  try {
    const { credits: amount } = await priceOf({ message: words.value, conversationId: state.id, videoId: film, file: file.file, kind: file.kind }, { signal: pricing.signal });
    place.textContent = credits(amount);
  } catch (error) {
    if (error.name === "AbortError") return;
    place.textContent = "";
    // Words may still come; what is wrong with the file itself is told now.
    if (error.errors?.[0]?.attr !== "message") complain(error.message);
  }
}

// -- hearing other tabs, and what comes later ----------------------------------------------------------------

function hear(name, detail) {
  if (sending && sending.jobId === null) return void held.push([name, detail]);
  // Which talk it is that our first words began.
  if (state.id === null && (own.has(detail.jobId) || awaited.has(detail.jobId))) named(detail.conversationId);
  if (own.has(detail.jobId)) return undefined;
  if (detail.conversationId !== state.id) return name === "chat_message" ? elsewhere(detail) : undefined;
  if (name === "chat_message" && detail.role === "user") return heardQuestion(detail);
  if (name === "chat_message") return heardAnswer(detail);
  if (name === "chat_delta") return expected(detail.jobId).answer.delta(detail.text, detail.isAnew);
  if (detail.isTyping) expected(detail.jobId);
  return undefined;
}

function expected(jobId) {
  if (!awaited.has(jobId)) awaited.set(jobId, { answer: thread.answer(), asked: state.asked });
  return awaited.get(jobId);
}

const isShown = (id) => Boolean(threadPlace.querySelector(`[data-message="${CSS.escape(id)}"]`));

function heardQuestion({ message, messageId, messageType }) {
  if (isShown(messageId)) return;
  state.asked = message;
  thread.user({ message, messageType, id: messageId });
}

function heardAnswer(told) {
  if (isShown(told.messageId)) return;
  const { answer, asked } = awaited.get(told.jobId) ?? { answer: thread.answer(), asked: state.asked };
  awaited.delete(told.jobId);
  answer.finish(told, asked);
  announce(told.message);
  if (state.title === "") entitle(asked || SOUND);
}

/** A talk that began in another tab, about this film, is taken up where nothing was said yet. */
async function elsewhere({ conversationId }) {
  if (isStanding || !talksPlace.hidden) talks.draw();
  if (!state.isLoaded || state.id || sending || !thread.isEmpty) return;
  const talk = await conversation(conversationId).catch(() => null);
  if (talk && talk.videoId === film && !state.id && !sending) show(conversationId);
}

function failed(job) {
  const waiting = awaited.get(job.id);
  if (!waiting || !["failed", "cancelled"].includes(job.status)) return;
  awaited.delete(job.id);
  waiting.answer.fail(job.error?.message ?? gettext("This was stopped. Nothing was charged."));
}

// -- wiring --------------------------------------------------------------------------------------------------

for (const name of ["chat_typing", "chat_delta", "chat_message"]) {
  document.addEventListener(`live:${name}`, ({ detail }) => state.isLoaded && hear(name, detail));
}
document.addEventListener("live:job", ({ detail: job }) => job.kind === "ai.chat" && failed(job));
document.addEventListener("live:snapshot", () => awaited.size && state.id && show(state.id));
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k" || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (isOpen() && panel.contains(document.activeElement) && !isStanding) closeDrawer();
  else open();
});
panel.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  if (!isStanding && !talksPlace.hidden) {
    showTalks(false);
    history.focus();
  } else closeDrawer();
});
document.getElementById("chat-toggle")?.addEventListener("click", () => (isOpen() ? closeDrawer() : open()));
document.getElementById("chat-close")?.addEventListener("click", closeDrawer);
document.getElementById("chat-new").addEventListener("click", () => (begin(), isStanding && talks.draw(null), words.focus()));
history?.addEventListener("click", () => showTalks(talksPlace.hidden));
document.getElementById("chat-stop").addEventListener("click", stop);
document.getElementById("chat-form").addEventListener("submit", (event) => {
  event.preventDefault();
  send(words.value);
});
words.addEventListener("keydown", (event) => {
  // Enter that ends a word of an input method is not meant for us.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send(words.value);
});
takeFiles({ told: () => (complain(""), showPrice()), refuse: complain });

const time = document.getElementById("chat-time");
const showTime = () => (time.textContent = player() ? gettext("at {time}", { time: clock(Math.floor(player().currentTime)) }) : "");
for (const name of ["timeupdate", "seeked"]) player()?.addEventListener(name, showTime);
if (film) showTime();
if (isStanding || wasOpen() || new URLSearchParams(location.search).has("chat")) open({ focus: isStanding });
