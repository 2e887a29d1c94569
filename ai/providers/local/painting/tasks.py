"""The pieces of work of the drawing child, each from plain values to a file in its folder."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from PIL import Image

from ai.providers.local.painting import palettes
from ai.providers.local.painting.canvas import Pixels, smooth
from ai.providers.local.painting.depth import picture_of
from ai.providers.local.painting.reading import Vision, read
from ai.providers.local.painting.scenes import palette_of
from ai.providers.local.painting.shots import Film, Shot, moment_of, plan, staged, titled
from ai.providers.local.painting.sky import clouds
from ai.providers.local.painting.stage import Element, Moment, Setting, Stage, vignette
from ai.providers.local.painting.weather import fireflies, fireworks, lightning, rain, snow

Tell = Callable[[float, str], None]  # percent, and what is being done
WORD_EVERY = 5  # frames
THREADS = 2  # always the same: the encoder's result depends on their number
LARGEST_STILL = 2560 * 1440  # pixels that are drawn; larger pictures are stretched
STILL_AT = 1.9  # seconds of a shot at which a still picture is drawn
SAME = 3.0  # levels of 256 by which two pictures differ that are one, stored in another format
BLENDING = 1.6  # seconds from a given picture into a drawn one


def film(spec: dict[str, Any], folder: Path, tell: Tell) -> dict[str, Any]:
    """Draw a film from words: `film.mp4`."""
    shots = plan(spec["prompt"], negative=spec["negative"], seconds=spec["seconds"], seed=spec["seed"])
    made = Film(shots, width=spec["width"], height=spec["height"], rate=spec["rate"])
    write(made.frames(spec["frames"]), spec, folder / "film.mp4", tell)
    return {"shots": [_told(shot) for shot in shots]}


def _told(shot: Shot) -> dict[str, Any]:
    vision = shot.vision
    return {
        "place": vision.place,
        "time": vision.time,
        "weather": vision.weather,
        "mood": vision.mood,
        "things": sorted(vision.things),
        "words": vision.words,
        "camera": shot.move,
        "start": round(shot.start, 3),
        "seconds": round(shot.seconds, 3),
        "understood": vision.understood,
    }


def still(spec: dict[str, Any], folder: Path, tell: Tell) -> dict[str, Any]:
    """Draw a picture from words: `picture.png`."""
    width, height = spec["width"], spec["height"]
    shrink = min((LARGEST_STILL / (width * height)) ** 0.5, 1.0)
    size = (max(round(width * shrink), 16), max(round(height * shrink), 16))
    shot = plan(spec["prompt"], negative=spec["negative"], seconds=4.0, seed=spec["seed"])[0]
    tell(10, "drawing")
    stage = staged(shot, *size)
    tell(60, "drawing")
    picture = stage.picture(Moment(STILL_AT))
    if size != (width, height):
        picture = np.asarray(
            cv2.resize(picture, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.uint8
        )
    Image.fromarray(picture).save(folder / "picture.png", compress_level=3)
    return {"shots": [_told(shot)]}


def moving(spec: dict[str, Any], folder: Path, tell: Tell) -> dict[str, Any]:
    """Move a camera over a given picture (`given.rgb`): `film.mp4`."""
    vision = read(spec["prompt"], negative=spec["negative"])[0]
    own = _drawn_here(spec, folder)
    frames = own.frames(spec["frames"]) if own is not None else _over(spec, folder, vision, spec["frames"])
    write(frames, spec, folder / "film.mp4", tell)
    return {"camera": vision.move or "push", "weather": vision.weather, "isDrawn": own is not None}


def _drawn_here(spec: dict[str, Any], folder: Path) -> Film | None:
    """Give the film of a picture that was drawn here of the same words and seed: what it shows can move."""
    shots = plan(spec["prompt"], negative=spec["negative"], seconds=spec["seconds"], seed=spec["seed"])
    size = (spec["width"], spec["height"])
    if len(shots) > 1 or not shots[0].vision.is_take or size[0] * size[1] > LARGEST_STILL:
        return None
    again = staged(shots[0], *size).picture(Moment(STILL_AT))
    far = float(cv2.absdiff(again, np.ascontiguousarray(_given(spec, folder))).mean())
    return Film(shots, width=size[0], height=size[1], rate=spec["rate"]) if far < SAME else None


def _given(spec: dict[str, Any], folder: Path) -> Pixels:
    data = np.fromfile(folder / "given.rgb", dtype=np.uint8)
    return data.reshape(spec["height"], spec["width"], 3)


def _over(spec: dict[str, Any], folder: Path, vision: Vision, count: int) -> Iterator[Pixels]:
    width, height, rate = spec["width"], spec["height"], spec["rate"]
    stage = _photographed(spec, folder, vision, count / rate)
    for number in range(count):
        move = vision.move or "push"
        moment = moment_of(
            move, share=number / max(count - 1, 1), time=number / rate, width=width, height=height
        )
        yield graded(stage.picture(moment), vision)


def _photographed(spec: dict[str, Any], folder: Path, vision: Vision, seconds: float) -> Stage:
    width, height = spec["width"], spec["height"]
    elements: list[Element] = [
        picture_of(_given(spec, folder)),
        *_in_the_air(vision, width, height, spec["seed"]),
    ]
    if vision.words:
        elements.append(titled(vision, width=width, height=height, seconds=seconds))
    return Stage(width, height, elements, vignette(width, height, strength=0.14))


def _in_the_air(vision: Vision, width: int, height: int, seed: int) -> list[Element]:
    """Give the weather and the lights that words ask for, to lie over a given picture."""
    setting = Setting(
        width, height, palette_of(vision), vision, np.random.default_rng(seed), height * 0.6, width * 0.6
    )
    elements = list[Element]()
    if vision.weather in {"rain", "storm"}:
        elements += rain(setting, heavy=vision.weather == "storm")
    if vision.weather == "storm":
        elements.append(lightning(setting))
    if vision.weather == "snow":
        elements += snow(setting)
    if vision.weather == "fog":
        elements += clouds(setting, amount=0.6)
    if "fireflies" in vision.things:
        elements.append(fireflies(setting))
    if "fireworks" in vision.things:
        elements.append(fireworks(setting))
    return elements


def graded(picture: Pixels, vision: Vision) -> Pixels:
    """Give a picture the colours of a mood, by a small table of what becomes of each colour."""
    if not vision.mood and not vision.colours:
        return picture
    ramp = np.linspace(0, 255, 9)
    change = palettes.MOODS.get(vision.mood)
    greys = [(float(value), float(value), float(value)) for value in ramp]
    tone = [change(grey) if change is not None else grey for grey in greys]
    curves = [np.interp(np.arange(256), ramp, [each[band] for each in tone]) for band in range(3)]
    table = np.clip(np.stack(curves, axis=1), 0, 255).astype(np.uint8)[None]
    toned = np.asarray(cv2.LUT(picture, table), dtype=np.uint8)
    if vision.mood == "noir":
        toned = np.asarray(
            cv2.cvtColor(cv2.cvtColor(toned, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), dtype=np.uint8
        )
    if vision.colours:
        red, green, blue = palettes.tint_of(vision.colours[0])
        wash = np.empty_like(toned)
        wash[:] = (round(red), round(green), round(blue))
        toned = np.asarray(cv2.addWeighted(toned, 0.82, wash, 0.18, 0), dtype=np.uint8)
    return toned


def extension(spec: dict[str, Any], folder: Path, tell: Tell) -> dict[str, Any]:
    """Go on from a film's last picture (`given.rgb`), which passes into what is drawn: `film.mp4`."""
    write(_continued(spec, folder), spec, folder / "film.mp4", tell)
    return {"understood": read(spec["prompt"], negative=spec["negative"])[0].understood}


def _continued(spec: dict[str, Any], folder: Path) -> Iterator[Pixels]:
    width, height, rate, count = spec["width"], spec["height"], spec["rate"], spec["frames"]
    given = picture_of(_given(spec, folder))
    shots = plan(spec["prompt"], negative=spec["negative"], seconds=spec["seconds"], seed=spec["seed"])
    drawn = Film(shots, width=width, height=height, rate=rate) if shots[0].vision.understood else None
    new = drawn.frames(count) if drawn is not None else None
    begin, cross = min(1.2, spec["seconds"] * 0.3), min(BLENDING, spec["seconds"] * 0.4)
    for number in range(count):
        time = number / rate
        picture = np.zeros((height, width, 3), dtype=np.uint8)
        share = smooth((time - begin) / cross) if new is not None else 0.0
        if share < 1:
            # It begins at rest, and so goes on from where the film stopped without a jump.
            given.paint(picture, Moment(time, zoom=1 + 0.1 * smooth(time / (2 * spec["seconds"])) * 2))
        if new is not None:
            following = next(new)
            picture = (
                np.asarray(cv2.addWeighted(picture, 1 - share, following, share, 0), dtype=np.uint8)
                if share
                else picture
            )
        yield picture


def overlay(spec: dict[str, Any], folder: Path, tell: Tell) -> dict[str, Any]:
    """Draw weather and words on black, to be laid over a film: `film.mp4`."""
    vision = read(spec["prompt"], negative=spec["negative"])[0]
    width, height, rate = spec["width"], spec["height"], spec["rate"]
    elements = _in_the_air(vision, width, height, spec["seed"])
    if vision.words:
        elements.append(titled(vision, width=width, height=height, seconds=spec["seconds"]))
    plain = np.full((height, width, 3), 255, dtype=np.uint8)
    stage = Stage(width, height, elements, plain)
    frames = (stage.picture(Moment(number / rate)) for number in range(spec["frames"]))
    write(frames, spec, folder / "film.mp4", tell)
    return {"elements": len(elements)}


def write(frames: Iterable[Pixels], spec: dict[str, Any], output: Path, tell: Tell) -> None:
    """Encode frames as they come: H.264 that every browser plays."""
    with av.open(str(output), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        rate = Fraction(spec["rate"]).limit_denominator(1001)
        stream: Any = container.add_stream(
            "libx264", rate=rate, options={"preset": "veryfast", "crf": str(spec.get("crf", 19))}
        )
        stream.width, stream.height, stream.pix_fmt = spec["width"], spec["height"], "yuv420p"
        context = stream.codec_context
        context.thread_count = THREADS
        context.color_range, context.colorspace = 1, 1
        context.color_primaries, context.color_trc = 1, 1

        def encode(picture: Pixels) -> None:
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            for packet in stream.encode(frame.reformat(format="yuv420p", dst_colorspace="ITU709")):
                container.mux(packet)

        # One picture is encoded while the next one is drawn.
        with ThreadPoolExecutor(1) as other:
            before: Future[None] | None = None
            for number, picture in enumerate(frames):
                if before is not None:
                    before.result()
                before = other.submit(encode, picture)
                if number % WORD_EVERY == 0:
                    tell(95 * number / spec["frames"], "drawing")
            if before is not None:
                before.result()
        for packet in stream.encode():
            container.mux(packet)


WORK: dict[str, Callable[[dict[str, Any], Path, Tell], dict[str, Any]]] = {
    "film": film, "still": still, "moving": moving, "extension": extension, "overlay": overlay,
}  # fmt: skip
