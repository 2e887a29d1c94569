// A picture or a sound that goes along with a message: chosen, pasted, or spoken into the microphone.

import { icon, make } from "../../common/dom.js";
import { gettext } from "../../common/words.js";

const LARGEST = { image: 10 * 1024 * 1024, audio: 25 * 1024 * 1024 };
const LONGEST = 600; // seconds
const THUMB = 96; // pixels
const PICTURES = ["image/png", "image/jpeg", "image/webp"];

let sent = null; // {file, kind, thumb}
let recording = null;
let changed = () => undefined;

const place = document.getElementById("chat-file");
const input = document.getElementById("chat-file-input");
const record = document.getElementById("chat-record");

export const current = () => sent;

/** `told()` is told when another file, or none, goes along; `refuse(words)` when one cannot. */
export function takeFiles({ told, refuse }) {
  changed = told;
  document.getElementById("chat-attach").addEventListener("click", () => input.click());
  input.addEventListener("change", () => input.files[0] && take(input.files[0]));
  document.getElementById("chat-words").addEventListener("paste", (event) => {
    const picture = [...event.clipboardData.files].find((file) => file.type.startsWith("image/"));
    if (!picture) return;
    event.preventDefault();
    take(picture);
  });
  if (navigator.mediaDevices && window.MediaRecorder) {
    record.hidden = false;
    record.addEventListener("click", () => (recording ? recording.stop() : begin()));
  }

  function take(file) {
    const kind = file.type.startsWith("image/") ? "image" : "audio";
    input.value = "";
    if (kind === "image" && !PICTURES.includes(file.type)) return refuse(gettext("Send a PNG, a JPEG or a WebP picture."));
    if (file.size > LARGEST[kind]) return refuse(gettext("This file is larger than {size} MB.", { size: LARGEST[kind] / 1024 / 1024 }));
    sent = { file, kind };
    draw();
    changed();
    if (kind === "image") thumb(file).then((canvas) => sent?.file === file && ((sent.thumb = canvas), draw()), () => undefined);
  }

  async function begin() {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      refuse(gettext("The microphone cannot be used. Allow it in the browser, or attach a sound."));
      return;
    }
    const pieces = [];
    recording = new MediaRecorder(stream);
    recording.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recording.addEventListener("stop", () => {
      stream.getTracks().forEach((track) => track.stop());
      const type = recording.mimeType.split(";")[0];
      mark(null);
      take(new File(pieces, `spoken.${type.split("/")[1]}`, { type }));
    });
    const ending = setTimeout(() => recording?.stop(), LONGEST * 1000);
    recording.addEventListener("stop", () => clearTimeout(ending));
    recording.start();
    mark(recording);
  }

  function mark(now) {
    recording = now;
    record.setAttribute("aria-pressed", String(Boolean(now)));
    record.setAttribute("aria-label", now ? gettext("Stop recording") : gettext("Record what you say"));
    record.replaceChildren(icon(now ? "stop" : "mic"));
  }
}

function draw() {
  const drop = () => {
    forget();
    changed();
    document.getElementById("chat-words").focus();
  };
  const remove = make("button", { class: "button button-quiet button-small button-icon", type: "button", "aria-label": gettext("Do not send it along"), onclick: drop }, icon("close"));
  place.replaceChildren(sent.thumb ?? icon(sent.kind === "image" ? "image" : "mic"), make("span", { class: "clip small" }, sent.file.name), remove);
  place.hidden = false;
}

/** Puts back what could not be sent. */
export function restore(file) {
  if (!file || sent) return;
  sent = { file: file.file, kind: file.kind };
  draw();
  changed();
}

export function forget() {
  sent = null;
  place.replaceChildren();
  place.hidden = true;
}

// On a canvas, since the content policy lets no image come from anywhere but an address of ours.
async function thumb(file) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(THUMB / Math.max(bitmap.width, bitmap.height), 1);
  const canvas = make("canvas", { width: Math.max(bitmap.width * scale, 1), height: Math.max(bitmap.height * scale, 1), role: "img", "aria-label": file.name });
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}
