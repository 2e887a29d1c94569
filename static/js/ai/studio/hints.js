// Words that make a prompt better: groups of chips that put themselves into it and take themselves out again.

import { make } from "../../common/dom.js";

const BETWEEN = ", ";

/** `groups` are {name, words}; `field` is the textarea of the prompt. */
export function drawHints(groups, field) {
  const row = make("div", { class: "hints-words", role: "group" });
  const tabs = groups.map((group) => make("button", { class: "hints-group", type: "button", "aria-expanded": "false", onclick: () => toggle(group) }, group.name));
  const element = make("div", { class: "hints" }, make("div", { class: "hints-groups" }, ...tabs), row);
  let open = null;
  row.hidden = true;

  function toggle(group) {
    open = open === group ? null : group;
    tabs.forEach((tab, place) => tab.setAttribute("aria-expanded", String(groups[place] === open)));
    row.hidden = !open;
    row.setAttribute("aria-label", open?.name ?? "");
    row.replaceChildren(...(open?.words ?? []).map(chip));
  }

  function chip(words) {
    const button = make("button", { class: "hint", type: "button", "aria-pressed": String(has(field.value, words)), onclick: () => put(button, words) }, words);
    return button;
  }

  function put(button, words) {
    const isIn = has(field.value, words);
    const now = isIn ? without(field.value, words) : joined(field.value, words);
    if (now.length > field.maxLength) return;
    field.value = now;
    button.setAttribute("aria-pressed", String(!isIn));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  field.addEventListener("input", () => row.querySelectorAll(".hint").forEach((each) => each.setAttribute("aria-pressed", String(has(field.value, each.textContent)))));
  return element;
}

const parts = (prompt) => prompt.split(",").map((part) => part.trim());
const has = (prompt, words) => parts(prompt).includes(words);
const without = (prompt, words) => parts(prompt).filter((part) => part !== words).join(BETWEEN);
const joined = (prompt, words) => [prompt.trim().replace(/[\s,.]+$/, ""), words].filter(Boolean).join(BETWEEN);
