// The page's one socket. Each frame becomes an event on the document: `live:job`, `live:credits`, `live:snapshot` ...
// `live:lost` and `live:back` tell of the connection itself.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
const SIGNED_OUT = 4401;

let attempts = 0;
let leaving = false;
let current = null;

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`live:${name}`, { detail }));

/** Sends a frame; false while there is no connection. */
export function say(type, payload) {
  if (current?.readyState !== WebSocket.OPEN) return false;
  current.send(JSON.stringify({ type, payload }));
  return true;
}

export function openSocket() {
  const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`);
  current = socket;
  socket.addEventListener("message", (message) => {
    const frame = JSON.parse(message.data);
    if (frame.type === "snapshot") {
      attempts = 0;
      tell("back");
    }
    tell(frame.type, frame.payload);
  });
  socket.addEventListener("close", (close) => {
    if (leaving) return;
    if (close.code === SIGNED_OUT) {
      tell("signed-out");
      return;
    }
    tell("lost");
    // Spread out, so that a restarted server is not met by everybody in the same instant.
    const wait = Math.min(FIRST_WAIT * 2 ** attempts, LONGEST_WAIT) * (0.5 + Math.random());
    attempts += 1;
    setTimeout(openSocket, wait);
  });
}

window.addEventListener("pagehide", () => {
  leaving = true;
});
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  leaving = false;
  openSocket();
});
