// The edited film before it is made: a picture at once, or a few seconds that a job makes.

import { api, csrfToken, wordsFor } from "../common/api.js";
import { make } from "../common/dom.js";

const CLIP_NOTE = "A quick, small version of the result.";

let awaited = null;
// A quick job may be over before the answer to its order is here.
const over = new Map();

/** Puts the picture of `body` (videoId, operations, timestamp) into the figure, or a sentence that says why not. */
export async function showPreview(figure, body, signal) {
  const words = figure.querySelector("figcaption");
  const picture = figure.querySelector("canvas");
  forgetClip(figure);
  figure.hidden = false;
  figure.setAttribute("aria-busy", "true");
  try {
    const response = await fetch("/api/video/preview", {
      method: "POST",
      signal,
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
      body: JSON.stringify(body),
    });
    if (!response.ok) {
      const answer = await response.json().catch(() => ({}));
      throw new Error(answer.errors?.map((error) => error.detail).join(" ") || wordsFor(response.status));
    }
    draw(picture, await createImageBitmap(await response.blob()));
    picture.hidden = false;
    words.textContent = ["What the result will look like at this moment.", response.headers.get("X-Preview-Note")].filter(Boolean).join(" ");
  } catch (error) {
    if (error.name === "AbortError") return;
    picture.hidden = true;
    words.textContent = error.message;
  } finally {
    figure.removeAttribute("aria-busy");
  }
}

// On a canvas, since the content policy lets no image come from anywhere but an address of ours.
function draw(canvas, bitmap) {
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
}

/** Has the seconds that `body` names (videoId, operations, startTime) made, and plays them in the figure. */
export async function playClip(figure, body, signal) {
  forgetClip(figure);
  figure.hidden = false;
  try {
    const job = await api("/api/video/preview-clip", { method: "POST", body, signal });
    const last = over.get(job.id) ?? job;
    if (isOver(last)) return showClip(figure, last);
    awaited = { id: job.id, figure };
    showProgress(figure, job);
  } catch (error) {
    if (error.name !== "AbortError") say(figure, error.message);
  }
}

function showProgress(figure, job) {
  say(figure, "");
  const bar = make("progress", { class: "bar", max: 100, "data-job-bar": true, "aria-label": "Progress of the preview" });
  const words = make("div", { class: "live-words" }, make("span", { "data-job-stage": true }, "Waiting"), make("span", { "data-job-percent": true }));
  figure.prepend(make("div", { class: "live", "data-job": job.id, "data-job-status": job.status }, bar, words));
}

function showClip(figure, job) {
  forgetClip(figure);
  if (job.status !== "completed") {
    // A newer one has taken the place of a cancelled one.
    say(figure, job.status === "failed" ? (job.error?.message ?? "This preview could not be made.") : "");
    return;
  }
  const film = figure.querySelector("video");
  film.src = job.outputs[0].url;
  film.hidden = false;
  figure.querySelector("canvas").hidden = true;
  say(figure, CLIP_NOTE);
  // A browser may want one more click before it lets sound out; the controls are there.
  film.play().catch(() => undefined);
}

function forgetClip(figure) {
  awaited = null;
  figure.querySelector(".live")?.remove();
  const film = figure.querySelector("video");
  film.pause();
  film.removeAttribute("src");
  film.hidden = true;
}

const say = (figure, words) => (figure.querySelector("figcaption").textContent = words);
const isOver = (job) => !["queued", "processing"].includes(job.status);

document.addEventListener("live:job", ({ detail: job }) => {
  if (job.kind !== "video.preview-clip" || !isOver(job)) return;
  over.set(job.id, job);
  if (job.id === awaited?.id) showClip(awaited.figure, job);
});
document.addEventListener("live:snapshot", async ({ detail }) => {
  // It may have ended while the connection was lost.
  if (!awaited || detail.jobs.some((job) => job.id === awaited.id)) return;
  const { id, figure } = awaited;
  const job = await api(`/api/jobs/${id}`);
  if (isOver(job) && awaited?.id === id) showClip(figure, job);
});
