// The list of uploads in the corner: one line a file, and one for all of them.

import { icon, make } from "../../common/dom.js";
import { gettext } from "../../common/words.js";
import { remaining, size } from "./speed.js";

const tray = document.getElementById("tray");
const list = document.getElementById("tray-list");
const summary = document.getElementById("tray-summary");

function button(symbol, label, onclick) {
  return make("button", { class: "button button-quiet button-small button-icon", type: "button", "aria-label": label, title: label, onclick }, icon(symbol));
}

/** One line, and what it can show. `wishes`: onPause, onResume, onCancel. */
export function drawLine(name, wishes) {
  const bar = make("progress", { class: "bar", max: 100, value: 0, "aria-label": gettext("Upload of {name}", { name }) });
  const words = make("span", { class: "small soft number" }, gettext("Waiting"));
  const problem = make("p", { class: "field-error", role: "alert" });
  const pause = button("pause", gettext("Pause the upload of {name}", { name }), () => wishes.onPause());
  const resume = button("play", gettext("Resume the upload of {name}", { name }), () => wishes.onResume());
  const cancel = button("close", gettext("Cancel the upload of {name}", { name }), () => wishes.onCancel());
  const controls = make("span", { class: "tray-controls" }, pause, resume, cancel);
  const line = make("li", { class: "tray-row" }, make("span", { class: "clip tray-name", title: name }, name), words, controls, bar, problem);
  list.append(line);
  tray.hidden = false;

  const show = (state, text) => {
    line.dataset.state = state;
    pause.hidden = !["waiting", "sending", "retrying"].includes(state);
    resume.hidden = state !== "paused";
    words.replaceChildren(text);
    if (state !== "failed") problem.replaceChildren();
  };
  show("waiting", gettext("Waiting"));
  return {
    sending(sent, total, rate) {
      bar.value = total ? (100 * sent) / total : 100;
      const left = rate ? remaining((total - sent) / rate) : "";
      show("sending", [`${Math.floor(bar.value)} %`, rate ? `${size(rate)}/s` : "", left].filter(Boolean).join(" · "));
    },
    waiting: () => show("waiting", gettext("Waiting")),
    retrying: () => show("retrying", gettext("Connection lost, trying again…")),
    checking: () => show("checking", gettext("Checking…")),
    paused(sent, total, hint = "") {
      bar.value = total ? (100 * sent) / total : 0;
      show("paused", gettext("Paused at {share} %", { share: Math.floor(bar.value) }));
      if (hint) problem.replaceChildren(make("span", { class: "small soft" }, hint));
    },
    done(videoId) {
      show("done", make("a", { href: `/videos/${videoId}/` }, gettext("Open")));
      cancel.hidden = true;
    },
    failed(message, retry) {
      show("failed", gettext("Not uploaded"));
      problem.replaceChildren(icon("alert"), make("span", {}, message, retry ? " " : null, retry ? make("button", { class: "link", type: "button", onclick: retry }, gettext("Try again")) : null));
      cancel.setAttribute("aria-label", gettext("Remove {name} from the list", { name }));
    },
    leave() {
      line.remove();
      if (list.children.length === 0) tray.hidden = true;
    },
  };
}

/** What all of them come to: `done` of `count` files, `rate` in bytes a second, `left` bytes still to go. */
export function drawSummary({ done, count, rate, left }) {
  const parts = [count > 1 ? gettext("{done} of {count}", { done, count }) : "", rate ? `${size(rate)}/s` : "", rate ? remaining(left / rate) : ""];
  summary.textContent = parts.filter(Boolean).join(" · ");
}

export function drawAllPaused(isPaused, hasAny) {
  const [pause, resume] = [document.getElementById("tray-pause"), document.getElementById("tray-resume")];
  pause.hidden = !hasAny || isPaused;
  resume.hidden = !hasAny || !isPaused;
}


document.getElementById("tray-close").addEventListener("click", () => (tray.hidden = true));
