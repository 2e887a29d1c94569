// Says something to the assistant and gives back its answer, piece by piece where the connection lets it.

import { api, ApiError, csrfToken } from "../../common/api.js";

const PATH = "/api/ai/chat";
const STREAM = "text/event-stream";

/**
 * `said` is {message, conversationId, videoId, currentTime, file, kind}. `heard.job(id)` tells its job as soon as that
 * is known, `heard.delta(text, isAnew)` each piece. Gives the whole answer, or null when it will come over the socket.
 */
export async function say(said, { key, signal, heard }) {
  let response;
  try {
    // Kept: who reloads the page finds the whole answer.
    response = await post(said, { path: `${PATH}?keep=true`, key, signal, accept: STREAM });
    if (isStream(response) && response.ok) {
      heard.job(response.headers.get("X-Job-Id"));
      const answer = await read(response.body, heard);
      if (answer) return answer;
    }
  } catch (error) {
    if (error.name === "AbortError" || error instanceof ApiError) throw error;
    response = null; // the connection broke in the middle
  }
  // The same key: what was asked is not asked, or paid, a second time.
  return whole(response?.bodyUsed === false ? response : await again(said, { key, signal }), heard);
}

/** What a message with a file costs, as {credits, notes}. */
export async function priceOf(said, { signal }) {
  const response = await post(said, { path: `${PATH}?dryRun=true`, signal, accept: "application/json" });
  return (await whole(response)).quote;
}

/** Stops an answer that is being written; what there is of it comes all the same. */
export const stopAnswer = (jobId) => api(`${PATH}/${jobId}/stop`, { method: "POST" });

async function again(said, { key, signal }) {
  try {
    return await post(said, { key, signal, accept: "application/json" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0, {});
  }
}

function post({ message, conversationId, videoId, currentTime, file, kind }, { path = PATH, key, signal, accept }) {
  const context = { videoId: videoId ?? null, currentTime: currentTime ?? null };
  const headers = { Accept: accept, "X-CSRFToken": csrfToken(), ...(key ? { "Idempotency-Key": key } : {}) };
  const asked = { message, messageType: kind ?? "text", ...(conversationId ? { conversationId } : {}), ...(videoId ? { videoId } : {}) };
  if (!file) return fetch(path, { method: "POST", signal, headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify({ ...asked, context }) });
  const form = new FormData();
  Object.entries({ ...asked, context: JSON.stringify(context) }).forEach(([name, value]) => form.set(name, value));
  form.set("file", file, file.name);
  return fetch(path, { method: "POST", signal, headers, body: form });
}

const isStream = (response) => (response.headers.get("Content-Type") ?? "").startsWith(STREAM);

/** The answer of a response that is no stream; what was refused before a stream began is one event. */
async function whole(response, heard = null) {
  const body = isStream(response) ? eventIn(await response.text())?.data : await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(response.status, body);
  if (response.status !== 202) return body;
  heard.job(body.id);
  return null;
}

/** Reads events until the answer; null when the stream ends without it. */
async function read(body, heard) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return null;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const event = eventIn(block);
      if (event?.kind === "delta") heard.delta(event.data.text, event.data.isAnew);
      if (event?.kind === "message") return event.data;
      if (event?.kind === "error") throw new ApiError(500, event.data);
    }
  }
}

/** `{kind, data}` of a block of lines; null for a sign of life. */
function eventIn(block) {
  const fields = Object.fromEntries(block.split("\n").filter((line) => /^(event|data): /.test(line)).map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
  return fields.data ? { kind: fields.event, data: JSON.parse(fields.data) } : null;
}

export const conversations = (query) => api(`/api/ai/conversations?limit=50${query}`);
export const conversation = (id) => api(`/api/ai/conversations/${id}`);
