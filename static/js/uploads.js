// Sends files one or two at a time, each with its own progress, cancel and error.

import { ApiError, csrfToken, freshKey } from "./api.js";
import { icon, make, refresh } from "./dom.js";

const AT_ONCE = 2;
const DONE_FOR = 4000;

const waiting = [];
let sending = 0;

export const isSending = () => sending > 0 || waiting.length > 0;

export function uploadAll(files, largest) {
  document.getElementById("tray").hidden = false;
  for (const file of files) {
    const row = drawRow(file);
    if (file.size > largest) row.fail(`This file is larger than ${Math.floor(largest / 2 ** 20)} MB, the most that an upload may have.`);
    else waiting.push({ file, row, key: freshKey() });
  }
  pump();
}

function pump() {
  while (sending < AT_ONCE && waiting.length > 0) {
    sending += 1;
    send(waiting.shift()).finally(() => {
      sending -= 1;
      pump();
    });
  }
}

function send({ file, row, key }) {
  const request = new XMLHttpRequest();
  request.open("POST", "/api/videos/upload");
  request.responseType = "json";
  request.setRequestHeader("X-CSRFToken", csrfToken());
  request.setRequestHeader("Idempotency-Key", key);
  request.upload.addEventListener("progress", (event) => row.advance(event.loaded, event.total));
  const body = new FormData();
  body.append("file", file);
  return new Promise((resolve) => {
    row.onCancel = () => request.abort();
    request.addEventListener("load", () => {
      if (request.status === 201) row.finish(request.response);
      else {
        const error = new ApiError(request.status, request.response);
        row.fail(error.message, mayPass(error.status) ? () => again({ file, row, key: freshKey() }) : null);
      }
    });
    request.addEventListener("error", () => row.fail(new ApiError(0, {}).message, () => again({ file, row, key })));
    request.addEventListener("abort", () => row.leave());
    request.addEventListener("loadend", resolve);
    request.send(body);
  });
}

/** Whether the same file could be taken later: the file itself was not what was wrong. */
const mayPass = (status) => status >= 500 || [0, 401, 402, 403, 409, 429].includes(status);

function again(upload) {
  upload.row.restart();
  waiting.push(upload);
  pump();
}

/** One line of the tray, and what can happen to it. */
function drawRow(file) {
  const bar = make("progress", { class: "bar", max: 100, value: 0, "aria-label": `Upload of ${file.name}` });
  const words = make("span", { class: "small soft number" }, "Waiting");
  const problem = make("p", { class: "field-error", role: "alert" });
  const cancel = make("button", { class: "button button-quiet button-small button-icon", type: "button", "aria-label": `Cancel the upload of ${file.name}` }, icon("close"));
  const line = make("li", { class: "tray-row" }, make("span", { class: "clip tray-name", title: file.name }, file.name), words, cancel, bar, problem);
  document.getElementById("tray-list").append(line);
  const row = {
    onCancel: null,
    advance(loaded, total) {
      const percent = total ? (loaded / total) * 100 : 0;
      bar.value = percent;
      words.textContent = percent >= 100 ? "Checking…" : `${Math.floor(percent)} %`;
    },
    finish(answer) {
      words.replaceChildren(make("a", { href: `/videos/${answer.videoId}/` }, "Open"));
      cancel.remove();
      line.dataset.state = "done";
      refresh();
      setTimeout(row.leave, DONE_FOR);
    },
    fail(message, retry) {
      line.dataset.state = "failed";
      bar.hidden = true;
      words.textContent = "Not uploaded";
      problem.replaceChildren(icon("alert"), make("span", {}, message, retry ? " " : null, retry ? make("button", { class: "link", type: "button", onclick: retry }, "Try again") : null));
      row.onCancel = null;
      cancel.setAttribute("aria-label", `Remove ${file.name} from the list`);
    },
    restart() {
      delete line.dataset.state;
      bar.hidden = false;
      bar.value = 0;
      words.textContent = "Waiting";
      problem.replaceChildren();
    },
    leave() {
      line.remove();
      const list = document.getElementById("tray-list");
      if (list.children.length === 0) document.getElementById("tray").hidden = true;
    },
  };
  cancel.addEventListener("click", () => {
    const place = waiting.findIndex((upload) => upload.row === row);
    if (place >= 0) waiting.splice(place, 1);
    if (row.onCancel) row.onCancel();
    else row.leave();
  });
  return row;
}
