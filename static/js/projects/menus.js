// The small menus of cards: one is open at a time, Escape and a click elsewhere close it.

const opened = () => document.querySelectorAll(".project-menu[open]");

export const isMenuOpen = () => opened().length > 0;

/** What a menu offers is fetched when it is opened first: a page has many of them. */
function fillOnOpening() {
  const fill = async ({ target: menu }) => {
    if (!menu.open || !menu.dataset?.acts || menu.dataset.isFilled) return;
    menu.dataset.isFilled = "yes";
    await window.htmx.ajax("GET", menu.dataset.acts, menu.querySelector(".menu-panel"));
  };
  // Captured, because it does not bubble.
  document.addEventListener("toggle", fill, true);
}

export function closeMenus() {
  fillOnOpening();
  document.addEventListener("click", (event) => {
    opened().forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    opened().forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
}
