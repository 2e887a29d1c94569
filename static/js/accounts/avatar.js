// Lets people choose the square of a picture that is kept: by pointer, wheel, keys or the slider. The form works
// without this too; then it is the largest square in the middle. What is sent is the file and three numbers.

import { gettext } from "../common/words.js";

const MOST_BYTES = 5 * 1024 * 1024;
const STEP = 8; // pixels of the stage that an arrow key moves
const ZOOM_STEP = 1.1;

const form = document.getElementById("portrait-form");
const stage = document.getElementById("portrait-stage");
const zoom = document.getElementById("portrait-zoom");
const cut = document.getElementById("portrait-cut");
const trouble = document.getElementById("portrait-trouble");
const input = form.elements.file;
const side = stage.width;

let picture = null;
let middle = { x: 0, y: 0 }; // of the square, in pixels of the picture

const limit = (value, least, most) => Math.min(Math.max(value, least), most);

/** The side of the square, in pixels of the picture. */
function size() {
  return Math.max(Math.floor(Math.min(picture.width, picture.height) / Number(zoom.value)), 1);
}

function corner() {
  const length = size();
  return {
    x: Math.round(limit(middle.x - length / 2, 0, picture.width - length)),
    y: Math.round(limit(middle.y - length / 2, 0, picture.height - length)),
    length,
  };
}

function draw() {
  const { x, y, length } = corner();
  const context = stage.getContext("2d");
  context.clearRect(0, 0, side, side);
  context.drawImage(picture, x, y, length, length, 0, 0, side, side);
  form.elements.x.value = x;
  form.elements.y.value = y;
  form.elements.size.value = length;
}

function move(right, down) {
  const { x, y, length } = corner();
  const scale = length / side;
  middle = { x: x + length / 2 + right * scale, y: y + length / 2 + down * scale };
  draw();
}

function enlarge(factor) {
  zoom.value = limit(Number(zoom.value) * factor, Number(zoom.min), Number(zoom.max));
  draw();
}

function forget(words = "") {
  picture?.close();
  picture = null;
  cut.hidden = true;
  trouble.hidden = !words;
  trouble.textContent = words;
  for (const name of ["x", "y", "size"]) form.elements[name].value = "";
}

async function show() {
  forget();
  const [file] = input.files;
  if (!file) return;
  if (file.size > MOST_BYTES) return forget(gettext("This file is larger than 5 MB."));
  try {
    picture = await createImageBitmap(file);
  } catch {
    return forget(gettext("Your browser cannot show this file. Choose a JPEG, PNG, GIF or WebP image."));
  }
  middle = { x: picture.width / 2, y: picture.height / 2 };
  zoom.value = 1;
  cut.hidden = false;
  draw();
}

const KEYS = {
  ArrowLeft: () => move(-STEP, 0),
  ArrowRight: () => move(STEP, 0),
  ArrowUp: () => move(0, -STEP),
  ArrowDown: () => move(0, STEP),
  "+": () => enlarge(ZOOM_STEP),
  "=": () => enlarge(ZOOM_STEP),
  "-": () => enlarge(1 / ZOOM_STEP),
};

stage.addEventListener("keydown", (event) => {
  if (!picture || event.ctrlKey || event.metaKey || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});
stage.addEventListener("pointerdown", (event) => stage.setPointerCapture(event.pointerId));
stage.addEventListener("pointermove", (event) => {
  if (!picture || !stage.hasPointerCapture(event.pointerId)) return;
  const shown = side / stage.getBoundingClientRect().width;
  move(-event.movementX * shown, -event.movementY * shown);
});
stage.addEventListener(
  "wheel",
  (event) => {
    if (!picture) return;
    event.preventDefault();
    enlarge(event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP);
  },
  { passive: false },
);
zoom.addEventListener("input", draw);
input.addEventListener("change", show);
form.addEventListener("submit", (event) => {
  if (input.files[0]?.size > MOST_BYTES) event.preventDefault();
});
