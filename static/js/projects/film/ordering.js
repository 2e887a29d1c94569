// A shot's card is dragged to another place by its grip, with the mouse or a finger.

const EDGE = 60; // pixels at the top and the bottom of the window that scroll it

/** `put(id, place)` is called once a card was let go at another place. */
export function dragToOrder(list, put) {
  list.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (!grip || grip.disabled || event.button !== 0) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    follow(list, grip, put);
  });
}

function follow(list, grip, put) {
  const card = grip.closest("[data-shot]");
  const before = [...list.children];
  card.classList.add("shot-dragged");
  const onMove = (move) => {
    scrollAtEdge(move.clientY);
    const over = document.elementsFromPoint(move.clientX, move.clientY).map((each) => each.closest("[data-shot]")).find((each) => each && each !== card);
    if (over) place(card, over, move);
  };
  const onKey = (press) => {
    if (press.key !== "Escape") return;
    list.append(...before);
    grip.dispatchEvent(new Event("lostpointercapture"));
  };
  grip.addEventListener("pointermove", onMove);
  document.addEventListener("keydown", onKey);
  grip.addEventListener("lostpointercapture", () => {
    grip.removeEventListener("pointermove", onMove);
    document.removeEventListener("keydown", onKey);
    card.classList.remove("shot-dragged");
    const to = [...list.children].indexOf(card);
    if (to !== before.indexOf(card)) put(card.dataset.shot, to);
  }, { once: true });
}

/** Before the card under the pointer in its first half, else behind it. */
function place(card, over, { clientX, clientY }) {
  const box = over.getBoundingClientRect();
  const isWide = box.width < over.parentElement.clientWidth * 0.75;
  const isFirst = isWide ? clientX < box.left + box.width / 2 : clientY < box.top + box.height / 2;
  const wanted = isFirst ? over : over.nextElementSibling;
  if (wanted !== card && card.nextElementSibling !== wanted) over.parentElement.insertBefore(card, wanted);
}

function scrollAtEdge(clientY) {
  if (clientY < EDGE) scrollBy(0, -12);
  else if (clientY > innerHeight - EDGE) scrollBy(0, 12);
}
