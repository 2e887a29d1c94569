// What a clip shows of its file: small pictures for films, a waveform for sounds. Drawn only where it is seen.

import { api } from "../../common/api.js";

const WAVE_POINTS = 4000;
const LEAST = 6; // pixels of a clip in which something can be seen
const ROUND = 6; // pixels, as the clips' corners
const BAR = 2; // pixels from one stroke of a waveform to the next
const SOUND = 0.34; // of a film's clip is its sound's, below the pictures
const [GROUND, ON_GROUND] = ["rgb(8 9 10 / 70%)", "rgb(255 255 255 / 85%)"]; // over pictures, in both themes
const AGAIN = 5000; // milliseconds until something that is being made is asked for again
const MOST_ASKED = 12;

/** A storyboard's WebVTT as `[{from, until, address, x, y, width, height}]`. */
export function readStoryboard(text) {
  const seconds = (words) => words.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  const cues = [...text.matchAll(/([\d:.]+) --> ([\d:.]+)[^\n]*\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)/g)];
  return cues.map(([, from, until, address, x, y, width, height]) => ({ from: seconds(from), until: seconds(until), address, x: Number(x), y: Number(y), width: Number(width), height: Number(height) }));
}

/** The lowest and highest sample of `long` seconds from `time`. */
function extent({ data, samplesPerPixel, sampleRate }, time, long) {
  const each = samplesPerPixel / sampleRate;
  const last = Math.min(Math.floor((time + long) / each), data.length / 2 - 1);
  let [low, high] = [0, 0];
  for (let point = Math.floor(time / each); point <= last; point += 1) {
    low = Math.min(low, data[point * 2]);
    high = Math.max(high, data[point * 2 + 1]);
  }
  return [low, high];
}

export class Pictures {
  constructor(store, sheet) {
    Object.assign(this, { store, sheet });
    this.known = new Map(); // "board:<video>" or "wave:<video>" -> what is known, null while it comes
    this.images = new Map();
    this.asked = new Map();
    this.painted = new WeakMap(); // canvas -> what it shows
    this.changed = 0; // counts whatever came in, so that all is painted again
    store.follow("drawn zoom", () => this.later());
    store.follow("media", () => this.came());
    store.follow("scrolled", () => this.covers() || this.later());
    new MutationObserver(() => this.came()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }

  later() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.draw();
    });
  }

  /** Something is known now that was not when the tracks were painted. */
  came() {
    this.changed += 1;
    this.later();
  }

  covers() {
    const { from, until } = this.sheet.shown;
    return this.drawn?.zoom === this.store.zoom && this.drawn.from <= from && this.drawn.until >= until;
  }

  /** One canvas for each track, half a screen wider than what is seen: it scrolls with the clips over it. */
  draw() {
    if (!this.store.timeline) return;
    const { from, until } = this.sheet.shown;
    const { zoom, timeline } = this.store;
    const first = Math.max(from - (until - from) / 2, 0);
    this.drawn = { from: first, until: until + (until - from) / 2, zoom };
    for (const track of timeline.tracks) if (track.kind !== "text") this.drawTrack(track);
  }

  drawTrack(track) {
    const { strip } = this.sheet.lanes.get(track.id);
    const { from, until, zoom } = this.drawn;
    const density = Math.min(devicePixelRatio || 1, 2);
    const [width, height] = [(until - from) * zoom, this.sheet.heights.get(track.kind) ?? 0];
    // A drag changes one track of many: the others stay as they are.
    const shows = [track, from, until, zoom, density, height, this.changed];
    if (this.painted.get(strip)?.every((each, place) => each === shows[place])) return;
    this.painted.set(strip, shows);
    strip.style.setProperty("--from", from);
    strip.style.setProperty("width", `${width}px`);
    strip.width = Math.max(Math.round(width * density), 1);
    strip.height = Math.max(Math.round(height * density), 1);
    const pen = strip.getContext("2d");
    pen.scale(density, density);
    this.colour = getComputedStyle(strip).color; // a canvas knows nothing of the page's own names of colours
    for (const clip of track.clips) {
      const media = this.store.mediaOf(clip.videoId);
      const seen = clip.start < until && clip.start + clip.duration > from && clip.duration * zoom >= LEAST;
      if (media && seen) this.paint({ pen, height, zoom, clip, media, kind: track.kind });
    }
  }

  /** `pen` begins where the clip does. */
  paint(view) {
    const { pen, height, zoom, clip, media, kind } = view;
    const { from, until } = this.drawn;
    const long = clip.duration * zoom - 1;
    pen.save();
    pen.translate((clip.start - from) * zoom, 0);
    pen.beginPath();
    // Round corners cost much where a long film shows hundreds of clips, and cannot be seen in them.
    if (long > 4 * ROUND) pen.roundRect(0, 0, long, height, ROUND);
    else pen.rect(0, 0, Math.round(long), height);
    pen.clip();
    view.left = Math.max((from - clip.start) * zoom, 0);
    view.right = Math.min((until - clip.start) * zoom, long);
    if (kind === "audio") this.paintWave(view);
    else this.paintTiles(view);
    if (kind === "video" && media.mediaType !== "image") this.paintSound(view);
    pen.restore();
  }

  paintTiles({ pen, height, zoom, clip, media, left, right }) {
    const board = media.mediaType === "image" ? null : this.board(media);
    const ratio = media.width && media.height ? media.width / media.height : 16 / 9;
    const tile = Math.max(height * ratio, 24);
    for (let x = Math.floor(left / tile) * tile; x < right; x += tile) {
      const time = clip.sourceIn + ((x + tile / 2) * clip.speed) / zoom;
      const cue = board?.find((each) => time < each.until) ?? board?.at(-1);
      const image = cue ? this.image(cue.address) : this.poster(media);
      if (!image?.complete || !image.naturalWidth) continue;
      if (cue) pen.drawImage(image, cue.x, cue.y, cue.width, cue.height, x, 0, tile, height);
      else pen.drawImage(image, x, 0, tile, height);
    }
  }

  paintWave({ pen, height, zoom, clip, media, left, right, colour = this.colour }) {
    const wave = media.audioCodec ? this.wave(media) : null;
    if (!wave) return;
    pen.fillStyle = colour;
    const middle = height / 2;
    const scale = (Math.min(clip.volume, 1.5) * (middle - 2)) / 128;
    for (let x = Math.floor(left / BAR) * BAR; x < right; x += BAR) {
      const [low, high] = extent(wave, clip.sourceIn + (x * clip.speed) / zoom, (BAR * clip.speed) / zoom);
      pen.fillRect(x, middle - high * scale, BAR * 0.7, Math.max((high - low) * scale, 1));
    }
  }

  /** The sound of a film lies over the lower part of its pictures. */
  paintSound(view) {
    const { pen, height, left, right, media } = view;
    if (!media.audioCodec) return;
    const high = Math.round(height * SOUND);
    pen.translate(0, height - high);
    pen.fillStyle = GROUND;
    pen.fillRect(left, 0, right - left, high);
    this.paintWave({ ...view, height: high, colour: ON_GROUND });
  }

  poster(media) {
    return media.thumbnailUrl ? this.image(media.thumbnailUrl) : null;
  }

  image(address) {
    if (!this.images.has(address)) {
      const image = new Image();
      image.addEventListener("load", () => this.came());
      image.src = address;
      this.images.set(address, image);
    }
    return this.images.get(address);
  }

  board(media) {
    return this.ask(`board:${media.id}`, async () => {
      const response = await fetch(`/api/videos/${media.id}/storyboard.vtt`);
      return response.status === 200 ? readStoryboard(await response.text()) : null;
    });
  }

  wave(media) {
    return this.ask(`wave:${media.id}`, async () => {
      const answer = await api(`/api/videos/${media.id}/waveform?points=${WAVE_POINTS}`);
      return answer.data ? answer : null;
    });
  }

  /** What is known under this name; asked for the first time, it is fetched, and again while it is being made. */
  ask(name, fetched) {
    if (this.known.has(name)) return this.known.get(name);
    this.known.set(name, null);
    const count = (this.asked.get(name) ?? 0) + 1;
    this.asked.set(name, count);
    fetched()
      .then((found) => {
        if (found) this.known.set(name, found);
        else if (count < MOST_ASKED) setTimeout(() => this.known.delete(name) && this.came(), AGAIN);
        this.came();
      })
      .catch(() => undefined); // a timeline without these pictures can be edited as well
    return null;
  }
}
