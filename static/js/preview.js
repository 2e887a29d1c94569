// A picture of the edited film, asked for at once: what the recipe will show at the player's moment.

import { csrfToken, wordsFor } from "./api.js";

/** Puts the picture of `body` (videoId, operations, timestamp) into the figure, or a sentence that says why not. */
export async function showPreview(figure, body, signal) {
  const words = figure.querySelector("figcaption");
  const picture = figure.querySelector("img");
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
    const old = picture.src;
    picture.src = URL.createObjectURL(await response.blob());
    if (old.startsWith("blob:")) URL.revokeObjectURL(old);
    picture.hidden = false;
    words.textContent = "What the result will look like at this moment";
  } catch (error) {
    if (error.name === "AbortError") return;
    picture.hidden = true;
    words.textContent = error.message;
  } finally {
    figure.removeAttribute("aria-busy");
  }
}
