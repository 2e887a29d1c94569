// The page that guests see: a film, what is said about it, and the colours. Nobody is signed in here.

import { Comments, ofGuests } from "./comments.js";
import { gettext } from "../common/words.js";

const LOOK_EVERY = 10_000; // guests have no socket
const LOOK_SOON = 2000; // while the connection is lost

document.getElementById("theme-toggle").addEventListener("click", () => {
  const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // Storage is blocked: the choice holds for this page.
  }
});

/** Looks now and then what was said, says when the server cannot be reached, and catches up after that. */
function follow(comments) {
  const bar = document.getElementById("offline");
  let timer;
  async function look() {
    clearTimeout(timer);
    if (document.hidden) return;
    try {
      await comments.catchUp();
      bar.hidden = true;
    } catch (error) {
      if (error.status === 404) return over();
      bar.hidden = false;
    }
    timer = setTimeout(look, bar.hidden ? LOOK_EVERY : LOOK_SOON);
  }
  function over() {
    bar.hidden = true;
    comments.problem.textContent = gettext("This link is not valid any more. Ask who sent it for a new one.");
    comments.end();
  }
  document.addEventListener("visibilitychange", look);
  addEventListener("online", look);
  addEventListener("offline", look);
  look();
}

const told = document.getElementById("review-page");
if (told) {
  const page = JSON.parse(told.textContent);
  const comments = new Comments(document.getElementById("comments"), {
    source: ofGuests(page.comments),
    player: document.getElementById("player"),
    marks: document.getElementById("comment-marks"),
    may: { comment: page.mayComment, name: true },
  });
  follow(comments);
}
