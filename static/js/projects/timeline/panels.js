// On a small screen the media and the details are sheets that come up from below; elsewhere they stand beside the film.

export const SMALL = matchMedia("(max-width: 56rem)"); // as in timeline.css

export class Panels {
  constructor() {
    this.panes = { media: document.getElementById("media"), details: document.getElementById("inspector") };
    this.opener = null;
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.shown && !document.querySelector("dialog[open]")) this.close();
    });
    SMALL.addEventListener("change", () => this.close());
  }

  get shown() {
    return Object.values(this.panes).find((pane) => pane.hasAttribute("data-open")) ?? null;
  }

  open(name) {
    if (!SMALL.matches) return;
    this.close({ isBack: false });
    this.opener = document.activeElement;
    const pane = this.panes[name];
    if ("open" in pane) pane.open = true;
    pane.setAttribute("data-open", "");
    pane.querySelector("[data-do='close-panel']").focus();
  }

  close({ isBack = true } = {}) {
    const pane = this.shown;
    if (!pane) return;
    pane.removeAttribute("data-open");
    if (isBack && this.opener?.isConnected) this.opener.focus();
  }
}
