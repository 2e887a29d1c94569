// Buttons with `data-copy="<id of a field>"` put what it holds where it can be pasted from.

import { toast } from "../common/toasts.js";
import { gettext } from "../common/words.js";

export function listenForCopies() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      toast(gettext("Copied."), { tone: "good" });
    } catch {
      // Without https, or when it was forbidden: it is selected, so that the keys do it.
      toast(gettext("Press Ctrl+C to copy what is selected."));
    }
  });
}
