// One dialog asks before anything is deleted: for htmx requests (hx-confirm) and for plain forms (data-confirm).

import { gettext } from "./words.js";

// `yes` is what the button says that does it.
export function ask(question, yes = gettext("Delete")) {
  const dialog = document.getElementById("confirm");
  document.getElementById("confirm-words").textContent = question;
  document.getElementById("confirm-yes").textContent = yes;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

export function askBeforeDeleting() {
  document.addEventListener("htmx:confirm", async (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    if (await ask(event.detail.question)) event.detail.issueRequest(true);
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.confirm || form.dataset.sure) return;
    event.preventDefault();
    if (!(await ask(form.dataset.confirm, form.dataset.yes))) return;
    form.dataset.sure = "yes";
    form.requestSubmit();
  });
}
