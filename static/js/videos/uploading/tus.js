// One resumable upload by the tus protocol (docs/uploads.md): goes on after any cut, until the server has all of it.

import { ApiError, csrfToken } from "../../common/api.js";

const VERSION = "1.0.0";
const CHUNK = 64 * 2 ** 20;
const PAUSES = [500, 1000, 2000, 4000, 8000, 16000, 30000];
const GONE = [404, 410];

/** Told to whoever waits for `send` when the person has paused or cancelled. */
export class Stopped extends Error {}

export class TusUpload {
  #request = null;
  #stopped = false;
  #wakeUp = null;

  /** @param {File} file @param {{address?: string, metadata?: Object, onProgress: (sent: number) => void, onAddress: (address: string | null) => void, onWait: (isWaiting: boolean) => void}} wishes */
  constructor(file, { address = null, metadata = {}, onProgress, onAddress, onWait }) {
    this.file = file;
    this.address = address;
    this.metadata = { filename: file.name, ...metadata };
    this.offset = 0;
    Object.assign(this, { onProgress, onAddress, onWait });
  }

  /** Sends what is missing. Raises ApiError when the server will never take it, Stopped after `stop`. */
  async send() {
    this.#stopped = false;
    for (let tries = 0; ; ) {
      const before = this.offset;
      try {
        await this.#goOn();
        return;
      } catch (error) {
        if (this.#stopped) throw new Stopped();
        if (!(error instanceof ApiError) || !mayPass(error.status)) throw error;
        tries = this.offset > before ? 0 : tries + 1;
        await this.#wait(error.retryAfter ?? PAUSES[Math.min(tries, PAUSES.length - 1)]);
      }
    }
  }

  stop() {
    this.#stopped = true;
    this.#request?.abort();
    this.#wakeUp?.();
  }

  /** Has the server forget what it holds of this file. */
  async discard() {
    this.stop();
    if (!this.address) return;
    await this.#ask("DELETE", this.address).catch(() => {}); // it expires by itself
    this.#moveTo(null);
  }

  async #goOn() {
    if (this.address) await this.#findOffset();
    if (!this.address) await this.#create();
    while (this.offset < this.file.size) {
      const part = this.file.slice(this.offset, this.offset + CHUNK);
      const headers = { "Upload-Offset": String(this.offset), "Content-Type": "application/offset+octet-stream" };
      const answer = await this.#ask("PATCH", this.address, { headers, body: part });
      this.#reached(Number(answer.getResponseHeader("Upload-Offset")));
    }
  }

  async #findOffset() {
    try {
      const answer = await this.#ask("HEAD", this.address);
      this.#reached(Number(answer.getResponseHeader("Upload-Offset")));
    } catch (error) {
      if (!GONE.includes(error.status)) throw error;
      this.#moveTo(null); // expired in the meantime: begin anew
    }
  }

  async #create() {
    const headers = { "Upload-Length": String(this.file.size), "Upload-Metadata": encoded(this.metadata) };
    const answer = await this.#ask("POST", "/api/uploads", { headers });
    this.#moveTo(new URL(answer.getResponseHeader("Location"), location.href).pathname);
  }

  #moveTo(address) {
    this.address = address;
    this.#reached(0);
    this.onAddress(address);
  }

  #reached(offset) {
    this.offset = offset;
    this.onProgress(offset);
  }

  #ask(method, address, { headers = {}, body = null } = {}) {
    if (this.#stopped && method !== "DELETE") return Promise.reject(new Stopped());
    const request = new XMLHttpRequest();
    this.#request = request;
    request.open(method, address);
    for (const [name, value] of Object.entries({ "Tus-Resumable": VERSION, "X-CSRFToken": csrfToken(), ...headers })) request.setRequestHeader(name, value);
    const from = this.offset;
    if (body) request.upload.addEventListener("progress", (event) => this.onProgress(from + event.loaded));
    return new Promise((resolve, reject) => {
      request.addEventListener("load", () => (request.status < 300 ? resolve(request) : reject(refusal(request))));
      for (const kind of ["error", "abort", "timeout"]) request.addEventListener(kind, () => reject(new ApiError(0, {})));
      request.send(body);
    });
  }

  async #wait(milliseconds) {
    this.onWait(true);
    await new Promise((resolve) => {
      this.#wakeUp = resolve;
      setTimeout(resolve, milliseconds);
      addEventListener("online", resolve, { once: true });
    });
    this.#wakeUp = null;
    this.onWait(false);
    if (this.#stopped) throw new Stopped();
  }
}

/** Whether the same request could go well later: the cut connection, the busy server, the other one's lock. */
export const mayPass = (status) => status === 0 || status >= 500 || [409, 423, 429, 460].includes(status);

function refusal(request) {
  const error = new ApiError(request.status, parsed(request.responseText));
  const seconds = Number(request.getResponseHeader("Retry-After"));
  if (seconds) error.retryAfter = seconds * 1000;
  return error;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Upload-Metadata: names, and values in base64 of their UTF-8. */
function encoded(metadata) {
  return Object.entries(metadata)
    .filter(([, value]) => value)
    .map(([name, value]) => `${name} ${btoa(String.fromCodePoint(...new TextEncoder().encode(value)))}`)
    .join(",");
}
