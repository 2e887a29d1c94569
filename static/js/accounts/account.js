// What django-allauth's scripts cannot tell people: a passkey that was not used, or not made.

import { toast } from "../common/toasts.js";
import { gettext } from "../common/words.js";

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const cancelled = event.detail.exception?.name === "NotAllowedError";
  toast(cancelled ? gettext("No passkey was used.") : gettext("This browser could not use a passkey here."), { tone: "bad" });
});
