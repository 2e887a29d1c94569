// The page of one video of one's own: its name, its player, and its copies in other formats.

import { api } from "../common/api.js";
import "./watching.js";
import { listenForCopies } from "./download_as.js";

const studio = document.getElementById("studio");
const title = document.getElementById("title");
const form = document.getElementById("title-form");
const input = document.getElementById("title-input");
const edit = document.getElementById("title-edit");
const menu = document.getElementById("download-menu");

function rename(open) {
  form.hidden = !open;
  title.hidden = open;
  edit.hidden = open;
  document.getElementById("title-error").textContent = "";
  if (open) {
    input.value = title.textContent;
    input.select();
  } else edit.focus();
}

function closeMenu(event) {
  if (event.key === "Escape" && menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  if (event.key === "Escape" || (event.type === "click" && !event.target.closest("#download-menu summary"))) menu.open = false;
}

edit.addEventListener("click", () => rename(true));
document.getElementById("title-cancel").addEventListener("click", () => rename(false));
form.addEventListener("keydown", (event) => event.key === "Escape" && rename(false));
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const video = await api(`/api/videos/${studio.dataset.video}`, { method: "PATCH", body: { title: input.value } });
    title.textContent = video.title;
    document.title = `${video.title} · Framewright`;
    rename(false);
  } catch (error) {
    document.getElementById("title-error").textContent = error.message;
  }
});
document.addEventListener("click", closeMenu);
document.addEventListener("keydown", closeMenu);
listenForCopies(studio.dataset.video);
