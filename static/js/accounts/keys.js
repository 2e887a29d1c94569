// Copies a new API key; it stands in a field, so that it can be copied by hand as well.

import { toast } from "../common/toasts.js";
import { gettext } from "../common/words.js";

const secret = document.getElementById("key-secret");

document.getElementById("key-copy")?.addEventListener("click", async () => {
  secret.select();
  try {
    await navigator.clipboard.writeText(secret.value);
    toast(gettext("Copied."));
  } catch {
    toast(gettext("Your browser does not let this page copy. The key is selected: copy it by hand."), { tone: "bad" });
  }
});
