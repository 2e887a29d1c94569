// The page's one socket. Each frame becomes an event on the document: `live:job`, `live:credits`, `live:snapshot` ...
// `live:lost`, `live:back` and `live:signed-out` tell of the connection itself. Whoever shows something that events
// change reads it anew at `live:snapshot`: what happened while there was no connection is not told again.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
// A broken line says nothing. After so long a silence we ask, and give the answer so much time.
const SILENCE = 6_000;
const PATIENCE = 4_000;
const SIGNED_OUT = 4401;

let current = null;
let attempts = 0;
let heardAt = 0;
let askedAt = 0;
let next;
let isLeft = false;

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`live:${name}`, { detail }));

/** Sends a frame; false while there is no connection. */
export function say(type, payload) {
  if (current?.readyState !== WebSocket.OPEN) return false;
  current.send(JSON.stringify({ type, payload }));
  return true;
}

/** Connects; again at once, if the connection is lost and another attempt is still to come. */
export function openSocket() {
  clearTimeout(next);
  forget();
  isLeft = false;
  const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`);
  current = socket;
  heardAt = Date.now();
  askedAt = heardAt;
  socket.addEventListener("message", (message) => socket === current && hear(JSON.parse(message.data)));
  socket.addEventListener("close", (close) => socket === current && lose(close.code));
}

export function tryNow() {
  attempts = 0;
  openSocket();
}

function hear(frame) {
  heardAt = Date.now();
  askedAt = 0;
  if (frame.type === "pong") return;
  if (frame.type === "snapshot") {
    attempts = 0;
    tell("back");
  }
  tell(frame.type, frame.payload);
}

function lose(code) {
  forget();
  clearTimeout(next);
  if (code === SIGNED_OUT) {
    tell("signed-out");
    return;
  }
  tell("lost");
  // Spread out, so that a restarted server is not met by everybody in the same instant.
  const wait = Math.min(FIRST_WAIT * 2 ** attempts, LONGEST_WAIT) * (0.5 + Math.random());
  attempts += 1;
  next = setTimeout(openSocket, wait);
}

/** Lets go of the socket, whose last words are no longer heard. */
function forget() {
  const socket = current;
  current = null;
  socket?.close();
}

function ask() {
  if (!current || document.visibilityState !== "visible") return;
  const now = Date.now();
  if (askedAt) {
    if (now - askedAt > PATIENCE) lose(0);
  } else if (now - heardAt > SILENCE) {
    askedAt = now;
    say("ping", {});
  }
}

/** The computer may have slept, or the line may be another one: the socket may be dead without a word. */
function lookAfter() {
  if (isLeft || document.visibilityState !== "visible") return;
  if (!current) tryNow();
  else if (!askedAt) {
    askedAt = Date.now();
    say("ping", {});
  }
}

setInterval(ask, 1_000);
window.addEventListener("offline", () => current && lose(0));
window.addEventListener("online", lookAfter);
document.addEventListener("visibilitychange", lookAfter);
window.addEventListener("pagehide", () => {
  isLeft = true;
  clearTimeout(next);
  forget();
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) openSocket();
});
