// The chat's panel as something that opens and closes; on its own page it always stands open.

const narrow = matchMedia("(max-width: 40rem)");
const panel = document.getElementById("chat");
const toggle = document.getElementById("chat-toggle");

export const isStanding = panel.hasAttribute("data-standing");
export const isOpen = () => !panel.hidden;

export function openDrawer() {
  panel.hidden = false;
  toggle?.setAttribute("aria-expanded", "true");
  remember("open");
  cover();
}

export function closeDrawer() {
  if (isStanding) return;
  panel.hidden = true;
  toggle.setAttribute("aria-expanded", "false");
  remember("");
  cover();
  toggle.focus();
}

/** Whether it was open on the page before, and there is room for it without being asked. */
export function wasOpen() {
  try {
    return sessionStorage.getItem("chat") === "open" && !narrow.matches;
  } catch {
    return false;
  }
}

function remember(words) {
  try {
    sessionStorage.setItem("chat", words);
  } catch {
    // Storage is blocked: it begins closed.
  }
}

/** On a small screen the chat lies over the page: what is below it cannot be reached meanwhile. */
function cover() {
  if (isStanding) return;
  for (const each of [...document.querySelectorAll(".header, .footer"), ...panel.parentElement.children].filter((each) => each !== panel)) each.inert = isOpen() && narrow.matches;
}

narrow.addEventListener("change", cover);
