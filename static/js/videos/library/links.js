// A video by its address: a file's, or that of a film on YouTube, which wants the person's word that they may.

import { api, freshKey } from "../../common/api.js";
import { refresh } from "../../common/dom.js";
import { toast } from "../../common/toasts.js";
import { gettext } from "../../common/words.js";

const YOUTUBE = /(^|\.)(youtube\.com|youtu\.be|youtube-nocookie\.com)$/;
const dialog = document.getElementById("link-dialog");
const form = dialog.querySelector("form");
const field = form.elements.namedItem("url");
const rights = document.getElementById("link-rights");
const problem = document.getElementById("link-problem");

function isOfYoutube() {
  const address = field.value.trim();
  return URL.canParse(address) && YOUTUBE.test(new URL(address).hostname);
}

function draw() {
  rights.hidden = !isOfYoutube();
  rights.querySelector("input").required = isOfYoutube();
}

export function askForLink(address = "") {
  problem.textContent = "";
  if (address) field.value = address;
  draw();
  dialog.showModal();
  field.focus();
}

async function send(event) {
  event.preventDefault();
  problem.textContent = "";
  const url = field.value.trim();
  const [path, more] = isOfYoutube() ? ["/api/videos/youtube", { rights: true, transcribe: false, summarize: false }] : ["/api/videos/import", {}];
  try {
    await api(path, { method: "POST", body: { url, ...more }, headers: { "Idempotency-Key": freshKey() } });
    form.reset();
    dialog.close();
    toast(gettext("It is being fetched."));
    refresh();
  } catch (error) {
    problem.textContent = error.message;
    field.focus();
  }
}

export function listenForLinks() {
  document.getElementById("link-button").addEventListener("click", () => askForLink());
  field.addEventListener("input", draw);
  form.addEventListener("submit", send);
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
}
