// Two fingers on the tracks make them longer or shorter. One finger pans, which the browser does by itself.

const between = ([one, other]) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
const middle = ([one, other]) => (one.clientX + other.clientX) / 2;

export function pinchToZoom(store, sheet) {
  let begun = null;
  const { scroll } = sheet;

  scroll.addEventListener("touchstart", ({ touches }) => {
    if (touches.length === 2) begun = { apart: Math.max(between(touches), 1), zoom: store.zoom, around: Math.max(sheet.secondsAt(middle(touches)), 0) };
  }, { passive: true });
  scroll.addEventListener("touchmove", (event) => {
    if (!begun || event.touches.length !== 2) return;
    event.preventDefault();
    store.setZoom((begun.zoom * between(event.touches)) / begun.apart, begun.around);
  }, { passive: false });
  for (const name of ["touchend", "touchcancel"]) scroll.addEventListener(name, () => (begun = null));
}
