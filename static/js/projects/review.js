// The page that guests see: a film, what is said about it, and the colours. Nobody is signed in here.

import { Comments, ofGuests } from "./comments.js";

document.getElementById("theme-toggle").addEventListener("click", () => {
  const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // Storage is blocked: the choice holds for this page.
  }
});

const told = document.getElementById("review-page");
if (told) {
  const page = JSON.parse(told.textContent);
  const comments = new Comments(document.getElementById("comments"), {
    source: ofGuests(page.comments),
    player: document.getElementById("player"),
    marks: document.getElementById("comment-marks"),
    may: { comment: page.mayComment, name: true },
  });
  comments.load();
}
