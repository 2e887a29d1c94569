// The bar below the header that says when the live connection is gone, and what can be done about it.

import { icon, make, refresh } from "./dom.js";
import { tryNow } from "./socket.js";
import { gettext } from "./words.js";

// A restart of a second is nobody's concern.
const LOST_FOR = 1500;

let state = "well"; // or "lost", or "signed-out"
let timer;

function say(words, action) {
  const bar = document.getElementById("offline");
  bar.replaceChildren(icon("retry"), make("span", {}, words), action);
  bar.hidden = false;
}

function sayLost() {
  const again = () => {
    say(gettext("Connecting…"), make("span"));
    tryNow();
  };
  const button = make("button", { class: "button button-small", type: "button", onclick: again }, gettext("Try now"));
  say(gettext("Connection lost. Reconnecting…"), button);
}

function lost() {
  if (state === "signed-out") return;
  clearTimeout(timer);
  timer = setTimeout(sayLost, state === "well" ? LOST_FOR : 0);
  state = "lost";
}

function signedOut() {
  clearTimeout(timer);
  state = "signed-out";
  const address = `/sign-in/?next=${encodeURIComponent(location.pathname + location.search)}`;
  say(gettext("You are signed out."), make("a", { class: "button button-small", href: address }, gettext("Sign in")));
}

function back() {
  clearTimeout(timer);
  // Whoever signed in elsewhere meanwhile may be somebody else, and this page's forms are of the old session.
  if (state === "signed-out") {
    const reload = make("button", { class: "button button-small", type: "button", onclick: () => location.reload() }, gettext("Reload"));
    say(gettext("You are signed in again."), reload);
    return;
  }
  if (state === "lost") refresh();
  state = "well";
  document.getElementById("offline").hidden = true;
}

export function watchConnection() {
  document.addEventListener("live:lost", lost);
  document.addEventListener("live:back", back);
  document.addEventListener("live:signed-out", signedOut);
}
