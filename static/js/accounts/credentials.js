// A download with content credentials: they are added by a job at first, and the file is fetched when they are there.

import { wordsFor } from "../common/api.js";
import { toast } from "../common/toasts.js";
import { gettext } from "../common/words.js";

const LOOK_EVERY = 2000; // milliseconds
const MOST_LOOKS = 300;

const pause = () => new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));

/** Whether the file can be had now; a redirect leads to the bucket that has it. */
async function isThere(address) {
  const answer = await fetch(address, { method: "HEAD", redirect: "manual" });
  if (answer.type !== "opaqueredirect" && !answer.ok) throw new Error(wordsFor(answer.status));
  const refusal = answer.headers.get("X-Content-Credentials") ?? "";
  if (refusal.startsWith("none;")) toast(gettext("Without credentials: {reason}", { reason: refusal.slice(5).trim() }));
  return answer.status !== 202;
}

async function fetchSigned(link) {
  let looks = 0;
  while (!(await isThere(link.href))) {
    if (looks === 0) toast(gettext("Content credentials are being added. The download begins by itself."));
    looks += 1;
    if (looks > MOST_LOOKS) throw new Error(gettext("That takes too long. Try again later."));
    await pause();
  }
  location.assign(link.href);
}

document.querySelectorAll("[data-credentials]").forEach((link) => {
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    if (link.ariaBusy === "true") return;
    link.ariaBusy = "true";
    try {
      await fetchSigned(link);
    } catch (error) {
      toast(error.message, { tone: "bad" });
    }
    link.ariaBusy = "false";
  });
});
