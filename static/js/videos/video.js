// The page of one video: its name and its player. The editor is a module of its own: a picture has none.

import { api } from "../common/api.js";

const studio = document.getElementById("studio");
const title = document.getElementById("title");
const form = document.getElementById("title-form");
const input = document.getElementById("title-input");
const edit = document.getElementById("title-edit");

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
document.getElementById("player")?.addEventListener("error", () => {
  document.getElementById("player-problem").hidden = false;
});

// A link to a moment (?t=12.5) opens the player there.
function openAt(player, seconds) {
  const seek = () => (player.currentTime = seconds);
  if (player.readyState >= HTMLMediaElement.HAVE_METADATA) seek();
  else player.addEventListener("loadedmetadata", seek, { once: true });
}

const wished = Number(new URLSearchParams(location.search).get("t"));
const player = document.getElementById("player");
if (player && wished > 0) openAt(player, wished);
