// The queue of uploads: so many at once, the rest in order; each can be paused, resumed, tried again, given up.

import { api, ApiError } from "../../common/api.js";
import { refresh } from "../../common/dom.js";
import { gettext } from "../../common/words.js";
import { fingerprint, handleOf, keepHandle, recall, remember } from "./memory.js";
import { Speedometer } from "./speed.js";
import { drawAllPaused, drawLine, drawSummary } from "./tray.js";
import { mayPass, Stopped, TusUpload } from "./tus.js";

const AT_ONCE = 3;
const DONE_FOR = 4000;
const LOOK_EVERY = 400;
const LOOK_AGAIN = 3000;
const DRAW_EVERY = 200;

const items = new Set();
const total = new Speedometer();
let goneBefore = 0; // bytes of uploads that have left the list

export const isSending = () => [...items].some((item) => ["waiting", "sending", "checking"].includes(item.state));

/** Adds files, each as {file, handle}; `largest` in bytes, `into` what the server is told beside the name. */
export function addAll(found, largest, into) {
  for (const { file, handle } of found) {
    const known = [...items].find((item) => item.print === fingerprint(file) && item.state !== "done");
    if (known) takeUp(known, file, handle);
    else add(file, handle, largest, into);
  }
  pump();
}

function add(file, handle, largest, into) {
  const item = begin(file.name, { file, handle, size: file.size, into, address: recall(file), print: fingerprint(file) });
  if (file.size > largest) fail(item, gettext("This file is larger than {most} MB, the most that an upload may have.", { most: Math.floor(largest / 2 ** 20) }), false);
}

/** An upload that was left unfinished, as the server tells of it. */
export function addUnfinished({ id, filename, size, offset }) {
  const item = begin(filename, { file: null, size, address: `/api/uploads/${id}`, print: null });
  item.sent = offset;
  setState(item, "paused");
  item.line.paused(offset, size, gettext("Resume it by choosing the same file again."));
}

function begin(name, known) {
  const item = { name, state: "waiting", sent: 0, speed: new Speedometer(), handle: null, upload: null, drawn: 0, ...known };
  item.line = drawLine(name, { onPause: () => pause(item), onResume: () => resume(item), onCancel: () => cancel(item) });
  items.add(item);
  setState(item, "waiting");
  return item;
}

function setState(item, state) {
  item.state = state;
  drawTotals();
}

function pump() {
  const sending = [...items].filter((item) => item.state === "sending").length;
  const waiting = [...items].filter((item) => item.state === "waiting");
  waiting.slice(0, Math.max(AT_ONCE - sending, 0)).forEach(send);
}

async function send(item) {
  setState(item, "sending");
  item.speed.rest();
  item.upload ??= new TusUpload(item.file, {
    address: item.address,
    metadata: item.into,
    onProgress: (sent) => advance(item, sent),
    onAddress: (address) => moved(item, address),
    onWait: (isWaiting) => isWaiting && item.line.retrying(),
  });
  try {
    await item.upload.send();
    await follow(item);
  } catch (error) {
    if (!(error instanceof Stopped)) giveUp(item, error);
  }
  pump();
}

/** All is sent: waits until the server has looked at it and made a video of it. */
async function follow(item) {
  setState(item, "checking");
  item.line.checking();
  pump();
  for (;;) {
    const told = await lookAt(item);
    if (told.status === "done") return finish(item, told.videoId);
    if (told.error) throw refusalOf(told);
    if (told.status !== "finishing") throw new ApiError(410, {});
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
}

/** What the server says of an upload, however long it cannot be reached. */
async function lookAt(item) {
  for (;;) {
    try {
      return await api(item.address);
    } catch (error) {
      if (!(error instanceof ApiError) || !mayPass(error.status)) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
    }
  }
}

/** What is wrong with the file itself stays wrong; what keeps it back, a full library for example, may pass. */
function refusalOf({ status, error }) {
  return new ApiError(status === "rejected" ? 422 : 403, { errors: [{ ...error, attr: null }] });
}

function finish(item, videoId) {
  forget(item);
  goneBefore += item.size;
  setState(item, "done");
  item.line.done(videoId);
  document.dispatchEvent(new CustomEvent("upload:done", { detail: { videoId } }));
  refresh();
  setTimeout(() => leave(item), DONE_FOR);
}

function giveUp(item, error) {
  const message = error instanceof ApiError ? error.message : gettext("The file could not be read. Has it been moved or changed?");
  const canRetry = error instanceof ApiError && (mayPass(error.status) || [401, 402, 403].includes(error.status));
  if (!canRetry) forget(item);
  fail(item, message, canRetry);
}

function fail(item, message, canRetry) {
  setState(item, "failed");
  item.line.failed(message, canRetry ? () => wait(item) : null);
}

function wait(item) {
  setState(item, "waiting");
  item.line.waiting();
  pump();
}

function advance(item, sent) {
  item.sent = sent;
  item.speed.mark(sent);
  const now = performance.now();
  if (now - item.drawn < DRAW_EVERY && sent < item.size) return;
  item.drawn = now;
  if (item.state === "sending") item.line.sending(sent, item.size, item.speed.rate);
  drawTotals();
}

function moved(item, address) {
  const before = item.address;
  item.address = address;
  if (item.file) remember(item.file, address);
  if (before && before !== address) keepHandle(before, null);
  if (address && item.handle) keepHandle(address, item.handle);
}

function forget(item) {
  if (item.file) remember(item.file, null);
  if (item.address) keepHandle(item.address, null);
}

export function pauseAll() {
  [...items].filter((item) => ["waiting", "sending"].includes(item.state)).forEach(pause);
}

export function resumeAll() {
  [...items].filter((item) => item.state === "paused" && item.file).forEach(resume);
}

function pause(item) {
  item.upload?.stop();
  setState(item, "paused");
  item.line.paused(item.sent, item.size);
  pump();
}

async function resume(item) {
  if (!item.file) await findFile(item);
  else wait(item);
}

/** After a reload: by the handle that the browser kept, else by having the person choose the file again. */
async function findFile(item) {
  const handle = await handleOf(item.address);
  if (handle && (await handle.requestPermission({ mode: "read" })) === "granted") {
    const file = await handle.getFile().catch(() => null);
    if (file && file.size === item.size) return takeUp(item, file, handle);
  }
  document.getElementById("upload-input").click();
}

function takeUp(item, file, handle) {
  Object.assign(item, { file, handle, print: fingerprint(file) });
  remember(file, item.address);
  if (item.state === "paused" || item.state === "failed") wait(item);
}

/** The unfinished upload that this file belongs to, if there is one. */
export function matching(file) {
  return [...items].find((item) => !item.file && item.name === file.name && item.size === file.size);
}

export function continueWith(item, { file, handle }) {
  takeUp(item, file, handle);
}

async function cancel(item) {
  const isOpen = item.state !== "failed" || item.address;
  setState(item, "cancelled");
  forget(item);
  leave(item);
  pump();
  if (isOpen && item.upload) await item.upload.discard();
  else if (item.address) await api(item.address, { method: "DELETE", headers: { "Tus-Resumable": "1.0.0" } }).catch(() => {});
}

function leave(item) {
  items.delete(item);
  item.line.leave();
  if (items.size === 0) goneBefore = 0;
  drawTotals();
}

function drawTotals() {
  const open = [...items].filter((item) => !["failed", "cancelled"].includes(item.state));
  const sent = open.filter((item) => item.state !== "done").reduce((sum, item) => sum + item.sent, 0);
  const left = open.filter((item) => ["waiting", "sending"].includes(item.state)).reduce((sum, item) => sum + item.size - item.sent, 0);
  if (left > 0) total.mark(goneBefore + sent);
  else total.rest();
  drawSummary({ done: open.filter((item) => item.state === "done").length, count: open.length, rate: left ? total.rate : 0, left });
  const moving = open.filter((item) => ["waiting", "sending"].includes(item.state));
  const resting = open.filter((item) => item.state === "paused" && item.file);
  drawAllPaused(moving.length === 0, moving.length + resting.length > 1);
}
