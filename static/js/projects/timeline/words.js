// A text clip as an element over the picture, in the proportions of the timeline's frame.

const MARGIN = 0.04; // of the shorter side
const USUAL_SIZE = 1 / 15; // of the shorter side

export function drawWords(layer, element, clip, { width, height }) {
  const { style = {} } = clip;
  const shorter = Math.min(width, height);
  layer.dataset.anchor = clip.position ? "free" : (clip.anchor ?? "bottom");
  if (element.textContent !== clip.text) element.textContent = clip.text;
  const set = (name, value) => element.style.setProperty(name, value);
  layer.style.setProperty("--margin", shorter * MARGIN);
  set("--size", style.fontSize ?? Math.round(shorter * USUAL_SIZE));
  set("color", style.color ?? "white");
  set("font-family", `"${style.fontFamily ?? "Noto Sans"}", sans-serif`);
  set("background", style.background ?? "none");
  set("-webkit-text-stroke", style.outline ? `0.06em ${style.outline}` : "0");
  set("--x", clip.position?.x ?? 0);
  set("--y", clip.position?.y ?? 0);
}
