// A list that htmx draws anew when something has changed, except while a person is in the middle of it.

import { refresh } from "../common/dom.js";
import { isMenuOpen } from "./menus.js";
import { isNaming } from "./naming.js";

const LOOK_AGAIN = 1500;

/** @param {() => boolean} isBusy whether drawing it anew would take something out of the person's hands */
export function refreshWithCare(isBusy = () => false) {
  const filters = document.getElementById("filters");
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.requestConfig.triggeringEvent?.type !== "live-refresh") return;
    if (!isNaming() && !isMenuOpen() && !isBusy()) return;
    event.preventDefault();
    setTimeout(refresh, LOOK_AGAIN);
  });
  // Another search begins on the first page. Captured, so that it is done before htmx reads the form.
  for (const kind of ["input", "change"]) {
    filters.addEventListener(
      kind,
      ({ type, target }) => {
        if (type === "change" && target.type === "search") return; // was told by `input` before
        const page = document.querySelector('input[name="page"][form="filters"]');
        if (page) page.value = 1;
      },
      true,
    );
  }
}
