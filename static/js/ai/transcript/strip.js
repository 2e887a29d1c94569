// A thin picture of the whole film: what goes is marked, and a click goes there.

const SVG = "http://www.w3.org/2000/svg";
const HIGH = 10;

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  return element;
}

export function drawStrip(svg, duration, seek) {
  svg.setAttribute("viewBox", `0 0 ${duration || 1} ${HIGH}`);
  const gone = shape("g", {});
  const line = shape("line", { class: "now", x1: 0, x2: 0, y1: 0, y2: HIGH });
  svg.replaceChildren(gone, line);
  svg.addEventListener("click", (event) => {
    const { left, width } = svg.getBoundingClientRect();
    seek(((event.clientX - left) / width) * duration);
  });
  return {
    show: (parts) => gone.replaceChildren(...parts.map((part) => shape("rect", { class: "gone", x: part.startTime, width: Math.min(part.endTime, duration) - part.startTime, y: 0, height: HIGH }))),
    now: (time) => {
      line.setAttribute("x1", time);
      line.setAttribute("x2", time);
    },
  };
}
