// What every page has: theme, menu, toasts, dialogs, and the live connection of a signed-in person.

import { askBeforeDeleting } from "./confirm.js";
import { refresh } from "./dom.js";
import { followJobs } from "../jobs/jobs.js";
import { openSocket } from "./socket.js";
import { toast } from "./toasts.js";

const LOST_FOR = 1500;

function switchTheme() {
  const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // Storage is blocked: the choice holds for this page.
  }
}

function closeMenu(event) {
  const menu = document.getElementById("account-menu");
  if (!menu?.open) return;
  const escape = event.type === "keydown" && event.key === "Escape";
  if (escape) menu.querySelector("summary").focus();
  if (escape || (event.type === "click" && !menu.contains(event.target))) menu.open = false;
}

function watchConnection() {
  const bar = document.getElementById("offline");
  let timer;
  let lost = false;
  document.addEventListener("live:lost", () => {
    if (lost) return;
    lost = true;
    // A restart of a second is nobody's concern.
    timer = setTimeout(() => (bar.hidden = false), LOST_FOR);
  });
  document.addEventListener("live:back", () => {
    clearTimeout(timer);
    bar.hidden = true;
    if (lost) refresh();
    lost = false;
  });
  document.addEventListener("live:signed-out", () => {
    toast("You are signed out.", { tone: "bad", link: { href: `/sign-in/?next=${encodeURIComponent(location.pathname)}`, words: "Sign in" } });
  });
}

function showCredits({ detail }) {
  const number = new Intl.NumberFormat("en", { maximumFractionDigits: 2, useGrouping: false });
  for (const place of document.querySelectorAll("[data-credits-available]")) place.textContent = number.format(detail.available);
}

document.getElementById("theme-toggle").addEventListener("click", switchTheme);
document.addEventListener("click", closeMenu);
document.addEventListener("keydown", closeMenu);
document.addEventListener("live:quota_warning", ({ detail }) => {
  const [used, allowed] = [detail.used, detail.allowed].map((amount) => amount.toLocaleString("en"));
  const words = detail.limit.endsWith("_bytes") ? `${Math.floor((100 * detail.used) / detail.allowed)} % of your storage is used.` : `${used} of ${allowed} ${detail.limit.replaceAll("_", " ")} are used.`;
  toast(words, { link: { href: "/credits/", words: "See what is left" } });
});
document.body.addEventListener("toast", ({ detail }) => toast(detail.words, { tone: detail.tone }));
document.body.addEventListener("htmx:sendError", () => toast("The server cannot be reached.", { tone: "bad" }));
document.addEventListener("live:credits", showCredits);
askBeforeDeleting();
if (document.body.hasAttribute("data-signed-in")) {
  watchConnection();
  followJobs();
  openSocket();
}
