// What every page has: theme, menu, toasts, dialogs, and the live connection of a signed-in person.

import { askBeforeDeleting } from "./confirm.js";
import { watchConnection } from "./connection.js";
import { followJobs } from "../jobs/jobs.js";
import { listenToKeys } from "./shortcuts.js";
import { openSocket } from "./socket.js";
import { toast } from "./toasts.js";
import { gettext, language } from "./words.js";

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

function showCredits({ available, held }) {
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 2, useGrouping: false });
  for (const place of document.querySelectorAll("[data-credits-available]")) place.textContent = number.format(available);
  for (const place of document.querySelectorAll("[data-credits-held]")) place.textContent = number.format(held);
}

// What is limited, as the server names it (credits/plans.py).
const ALMOST = {
  storage_bytes: (part) => gettext("{part} % of your storage is used.", { part }),
};

function warnOfLimit({ detail }) {
  const part = Math.floor((100 * detail.used) / detail.allowed);
  const words = ALMOST[detail.limit]?.(part) ?? gettext("{part} % of what your plan allows is used.", { part });
  toast(words, { link: { href: "/credits/", words: gettext("See what is left") } });
}

document.getElementById("theme-toggle").addEventListener("click", switchTheme);
document.addEventListener("click", closeMenu);
document.addEventListener("keydown", closeMenu);
document.addEventListener("live:quota_warning", warnOfLimit);
document.body.addEventListener("toast", ({ detail }) => toast(detail.words, { tone: detail.tone }));
document.body.addEventListener("htmx:sendError", () => toast(gettext("The server cannot be reached."), { tone: "bad" }));
document.addEventListener("live:credits", ({ detail }) => showCredits(detail));
document.addEventListener("live:snapshot", ({ detail }) => showCredits(detail.credits));
askBeforeDeleting();
listenToKeys();
if (document.body.hasAttribute("data-signed-in")) {
  watchConnection();
  followJobs();
  openSocket();
}
