// A film's pictures under the pointer: its storyboard, leafed through from left to right.

import { clock, make } from "../../common/dom.js";

const PATIENCE = 90; // milliseconds; a pointer that only crosses loads nothing
const results = document.getElementById("results");
let current = null;
let timer = 0;

function read(thumb) {
  const [columns, rows, tiles, width, height] = thumb.dataset.strip.split(" ").map(Number);
  return { columns, rows, tiles, ratio: width / height, seconds: Number(thumb.dataset.seconds), id: thumb.closest(".card").dataset.video };
}

function begin(thumb) {
  const board = read(thumb);
  const tile = make("span", { class: "strip-tile" });
  const line = make("span", { class: "strip-line" });
  const badge = thumb.querySelector("[data-badge]");
  tile.style.aspectRatio = board.ratio;
  tile.style.backgroundSize = `${board.columns * 100}% ${board.rows * 100}%`;
  // Like the picture below it, it fills the whole of the frame.
  tile.style[board.ratio <= 16 / 9 ? "width" : "height"] = "100%";
  const strip = make("span", { class: "strip", hidden: true }, tile, line);
  thumb.querySelector("img")?.after(strip);
  current = { thumb, board, strip, tile, line, badge, said: badge.textContent, pages: new Map() };
}

function end() {
  clearTimeout(timer);
  if (!current) return;
  current.strip.remove();
  current.badge.textContent = current.said;
  current = null;
}

/** A page of the storyboard; it is shown once it is there. */
function load(shown, page) {
  if (!shown.pages.has(page)) {
    const picture = new Image();
    picture.src = `/api/videos/${shown.board.id}/storyboard.jpg?page=${page}`;
    shown.pages.set(page, picture.decode().then(() => picture.src));
  }
  return shown.pages.get(page);
}

async function show(x) {
  const shown = current;
  const { board, thumb } = shown;
  const box = thumb.getBoundingClientRect();
  const share = Math.min(Math.max((x - box.left) / box.width, 0), 0.9999);
  const number = Math.floor(share * board.tiles);
  const perPage = board.columns * board.rows;
  const place = number % perPage;
  const across = (100 * (place % board.columns)) / Math.max(board.columns - 1, 1);
  const down = (100 * Math.floor(place / board.columns)) / Math.max(board.rows - 1, 1);
  shown.wanted = number;
  const address = await load(shown, Math.floor(number / perPage) + 1).catch(() => null);
  if (current !== shown || shown.wanted !== number || !address) return;
  shown.tile.style.backgroundImage = `url("${address}")`;
  shown.tile.style.backgroundPosition = `${across}% ${down}%`;
  shown.line.style.width = `${share * 100}%`;
  shown.badge.textContent = clock(share * board.seconds);
  shown.strip.hidden = false;
}

results.addEventListener("pointermove", (event) => {
  if (event.pointerType !== "mouse") return;
  const thumb = event.target.closest?.(".card")?.querySelector(".thumb[data-strip]");
  const isOver = thumb && event.target.closest(".card-link, .card-actions, .card-select") && inside(thumb, event);
  if (!isOver) return end();
  if (current?.thumb === thumb) return show(event.clientX);
  end();
  timer = setTimeout(() => {
    begin(thumb);
    show(event.clientX);
  }, PATIENCE);
});
results.addEventListener("pointerleave", end);
document.body.addEventListener("htmx:beforeSwap", end);

function inside(thumb, event) {
  const box = thumb.getBoundingClientRect();
  return event.clientY >= box.top && event.clientY <= box.bottom && event.clientX >= box.left && event.clientX <= box.right;
}
