// A film's small pictures and the shape of its sound, as the server makes them at the first request.

const SOON = 400; // milliseconds until something that is being made is asked for again; then ever longer
const LATE = 5000;
const MOST_ASKED = 60;

/** A storyboard's WebVTT as `[{from, until, address, x, y, width, height}]`. */
export function readStoryboard(text) {
  const seconds = (words) => words.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  const cues = [...text.matchAll(/([\d:.]+) --> ([\d:.]+)[^\n]*\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)/g)];
  return cues.map(([, from, until, address, x, y, width, height]) => ({ from: seconds(from), until: seconds(until), address, x: Number(x), y: Number(y), width: Number(width), height: Number(height) }));
}

/** What the address gives once it is made; null when it cannot be had. */
async function whenMade(address, read) {
  for (let asked = 0; asked < MOST_ASKED; asked += 1) {
    const answer = await fetch(address, { headers: { Accept: "application/json, text/vtt" } }).catch(() => null);
    if (answer?.status === 200) return read(answer);
    if (answer && answer.status !== 202) return null;
    await new Promise((done) => setTimeout(done, Math.min(SOON * 1.4 ** asked, LATE)));
  }
  return null;
}

export const storyboard = (video) => whenMade(`/api/videos/${video}/storyboard.vtt`, async (answer) => readStoryboard(await answer.text()));

/** `{data, samplesPerPixel, sampleRate}`: the lowest and highest sample of each point. */
export const waveform = (video, points) => whenMade(`/api/videos/${video}/waveform?points=${points}`, (answer) => answer.json());

/** The lowest and highest sample (-128 to 127) of `long` seconds from `time`. */
export function extent({ data, samplesPerPixel, sampleRate }, time, long) {
  const each = samplesPerPixel / sampleRate;
  const last = Math.min(Math.floor((time + long) / each), data.length / 2 - 1);
  let [low, high] = [0, 0];
  for (let point = Math.max(Math.floor(time / each), 0); point <= last; point += 1) {
    low = Math.min(low, data[point * 2]);
    high = Math.max(high, data[point * 2 + 1]);
  }
  return [low, high];
}
