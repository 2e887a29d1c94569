// Talks to the API with the page's session, and knows its one shape of errors.

import { gettext } from "./words.js";

export class ApiError extends Error {
  /** @param {number} status @param {{errors?: {code: string, detail: string, attr: string | null}[]}} body */
  constructor(status, body) {
    const errors = body?.errors ?? [];
    super(errors.map((error) => error.detail).join(" ") || wordsFor(status));
    this.status = status;
    this.errors = errors;
    this.body = body ?? {};
  }
}

export const csrfToken = () => document.querySelector('meta[name="csrf-token"]').content;

export async function api(path, { method = "GET", body, headers = {}, signal } = {}) {
  let response;
  try {
    response = await fetch(path, {
      method,
      signal,
      headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": csrfToken(), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0, {});
  }
  const answer = response.status === 204 ? null : await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(response.status, answer);
  return answer;
}

export function wordsFor(status) {
  if (status === 0) return gettext("The server cannot be reached. Check your connection and try again.");
  if (status === 401 || status === 403) return gettext("You are signed out. Sign in again and repeat this.");
  if (status === 413) return gettext("This file is too large.");
  if (status === 429) return gettext("That was a lot at once. Wait a little and try again.");
  return gettext("Something went wrong on the server. Try again in a moment.");
}

/** A key of 32 hex digits; crypto.randomUUID is missing on pages without https. */
export function freshKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
