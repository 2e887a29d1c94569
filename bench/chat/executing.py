"""Runs plans with the real engine on a small film, and looks and listens whether they did what they promise.

Every frame carries its number, every second has a tone of its own, and from 20 to 23 s there is silence.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.chat.judging import Outcome, kept
from bench.chat.looking import Picture, code_at, level, loudness, picture_at, sound, tone_at
from bench.chat.requests import FILMS, Film
from bench.measuring import ffmpeg
from videos.media.generate import clip
from videos.media.operations import CATALOGUE
from videos.media.probe import MediaInfo, probe
from videos.media.recipe import parse_recipe
from videos.media.rendering import render

Steps = Sequence[tuple[str, Mapping[str, Any]]]
FPS = {"walk": 10, "talk": 4, "kitchen": 4, "still": 10}  # as few as the checks can do with
TIMES = {"trim", "remove-parts", "speed"}
SOUNDS = {"volume", "denoise", "normalize-audio"}
SILENCE = (20.0, 23.0)
BASE, STEP = 300, 10  # hertz of the tone in the first second, and more of it a second
ASPECTS = {"16:9": 16 / 9, "9:16": 9 / 16, "1:1": 1.0, "4:5": 4 / 5}


class Broken(Exception):
    """A plan did not do what it promised."""


@dataclass(frozen=True)
class Ran:
    """A plan, the film it was run on, and what came of it."""

    steps: Steps
    film: Film
    fps: int
    source: Path
    made: Path
    info: MediaInfo

    @property
    def names(self) -> set[str]:
        return {name for name, _ in self.steps}

    @property
    def factor(self) -> float:
        factors = [values["factor"] for name, values in self.steps if name == "speed"]
        return float(factors[0]) if factors else 1.0

    @property
    def intervals(self) -> list[tuple[float, float]]:
        return kept(self.steps, self.film.duration)

    def origin(self, time: float) -> float:
        """Give the second of the source that is seen at a second of the result."""
        left = time * self.factor
        for start, end in self.intervals:
            if left < end - start:
                return start + left
            left -= end - start
        return self.intervals[-1][1]

    @property
    def expected(self) -> float:
        return sum(end - start for start, end in self.intervals) / self.factor


def executed(found: Sequence[Outcome]) -> Iterator[tuple[Outcome, str]]:
    """Run each plan of edits; with nothing, or with what was not as promised."""
    with tempfile.TemporaryDirectory(prefix="framewright-chat-") as name:
        for each in found:
            if each.steps and all(tool in CATALOGUE for tool, _ in each.steps):
                yield each, _trouble(each, Path(name))


def _trouble(outcome: Outcome, folder: Path) -> str:
    film, source = FILMS[outcome.request.film], _source(outcome.request.film, folder)
    steps = [(name, values) for name, values in outcome.steps]
    with tempfile.TemporaryDirectory(dir=folder) as work:
        recipe = parse_recipe([{"operation": name, **values} for name, values in steps])
        made = render(recipe, probe(source), source=source, folder=Path(work)).output
        ran = Ran(steps, film, FPS[outcome.request.film], source, made, probe(made))
        try:
            _verify(ran)
        except Broken as broken:
            return str(broken)
    return ""


def _source(name: str, folder: Path) -> Path:
    path, film = folder / f"{name}.mp4", FILMS[name]
    if path.exists():
        return path
    silent = clip(
        folder / f"{name}-silent.mp4", seconds=film.duration, width=film.width, height=film.height,
        fps=str(FPS[name]), audio=False,
    )  # fmt: skip
    heard = f"(lt(t,{SILENCE[0]})+gte(t,{SILENCE[1]}))"
    tone = f"0.2*sin(2*PI*({BASE}+{STEP}*floor(t))*t)*{heard}+0.008*(random(0)-0.5)"
    ffmpeg(
        "-i", str(silent), "-f", "lavfi", "-i", f"aevalsrc='{tone}':s=44100:d={film.duration}",
        "-c:v", "copy", "-c:a", "aac", "-b:a", "128k", str(path),
    )  # fmt: skip
    return path


def _hold(is_so: object, promise: str) -> None:
    if not is_so:
        raise Broken(promise)


def _verify(ran: Ran) -> None:
    _lasts(ran)
    if ran.names <= TIMES | SOUNDS:
        _shows_right_frames(ran)
    if ran.info.audio is not None and not ran.names - TIMES - {"add-text", "apply-filter", "adjust"}:
        _sounds_right(ran)
    for name, values in ran.steps:
        check = CHECKS.get(name)
        if check is not None:
            check(ran, values)


def _lasts(ran: Ran) -> None:
    if ran.names & {"gif", "remove-silence"}:
        return
    off = abs(ran.info.duration - ran.expected)
    _hold(off <= 2.5 / ran.fps, f"lasts {ran.info.duration:.2f} s instead of {ran.expected:.2f} s")


def _shows_right_frames(ran: Ran) -> None:
    for share in (0.02, 0.3, 0.5, 0.7, 0.98):
        time = ran.expected * share
        wanted, seen = ran.origin(time) * ran.fps, code_at(ran.made, time)
        _hold(abs(seen - wanted) <= 1.5 + ran.factor, f"frame {seen} at {time:.2f} s instead of {wanted:.0f}")


def _sounds_right(ran: Ran) -> None:
    for share in (0.1, 0.6, 0.9):
        time = ran.expected * share
        begin, end = ran.origin(time), ran.origin(time + 0.25)
        if int(begin) != int(end) or SILENCE[0] - 1 <= begin <= SILENCE[1] + 1:
            continue
        wanted, heard = BASE + STEP * int(begin), tone_at(ran.made, time)
        _hold(abs(heard - wanted) <= 6, f"{heard:.0f} Hz at {time:.2f} s instead of {wanted}")


def _pair(ran: Ran, share: float = 0.5) -> tuple[Picture, Picture]:
    """Give a picture of the result and the one of the source that it was made of."""
    time = ran.expected * share
    return picture_at(ran.made, time), picture_at(ran.source, ran.origin(time))


def _spread(picture: Picture) -> float:
    """Say how colourful a picture is: how far apart its three colours are."""
    return float((picture.max(axis=2) - picture.min(axis=2)).mean())


def _detail(picture: Picture) -> float:
    return float(abs(picture[:, 1:].mean(axis=2) - picture[:, :-1].mean(axis=2)).mean())


def _looks(ran: Ran, values: Mapping[str, Any]) -> None:
    after, before = _pair(ran)
    kind = values["filterType"]
    after, before = after[100:-100], before[100:-100]
    red, green, blue = (float(after[..., at].mean()) for at in range(3))
    was_red, _, was_blue = (float(before[..., at].mean()) for at in range(3))
    promises: Mapping[str, bool] = {
        "blackwhite": _spread(after) < 4,
        "sepia": red > green > blue,
        "vintage": _spread(after) < 0.95 * _spread(before),
        "blur": _detail(after) < 0.8 * _detail(before),
        "sharpen": _detail(after) > 1.02 * _detail(before),
        "warm": red - blue > was_red - was_blue + 3,
        "cool": red - blue < was_red - was_blue - 3,
    }
    _hold(promises[kind], f"does not look {kind}")


def _adjusts(ran: Ran, values: Mapping[str, Any]) -> None:
    after, before = _pair(ran)
    if values.get("brightness"):
        is_brighter = float(after.mean()) > float(before.mean())
        _hold(is_brighter == (values["brightness"] > 0), "brightness did not go the right way")
    if values.get("saturation", 1) != 1:
        is_more = _spread(after) > _spread(before)
        _hold(is_more == (values["saturation"] > 1), "saturation did not go the right way")


def _turns(ran: Ran, values: Mapping[str, Any]) -> None:
    after, before = _pair(ran)
    turned = before[::-1, ::-1] if abs(values["angle"]) == 180 else before.transpose(1, 0, 2)
    if abs(values["angle"]) != 180:
        turned = turned[:, ::-1] if values["angle"] % 360 == 90 else turned[::-1]
    _hold(turned.shape == after.shape and abs(turned - after).mean() < 12, "is not turned that way")


def _flips(ran: Ran, values: Mapping[str, Any]) -> None:
    after, before = _pair(ran)
    way = values.get("direction", "horizontal")
    turned = (
        before[:, ::-1] if way == "horizontal" else before[::-1] if way == "vertical" else before[::-1, ::-1]
    )
    _hold(abs(turned - after).mean() < 12, "is not mirrored that way")


def _crops(ran: Ran, values: Mapping[str, Any]) -> None:
    after, before = _pair(ran)
    x, y, width, height = values.get("x", 0), values.get("y", 0), values["width"], values["height"]
    _hold(after.shape[:2] == (height, width), f"is {after.shape[1]}x{after.shape[0]}")
    _hold(abs(before[y : y + height, x : x + width] - after).mean() < 12, "is not that part of the picture")


def _sizes(ran: Ran, values: Mapping[str, Any]) -> None:
    height, width = _pair(ran)[0].shape[:2]
    for name, size in (("width", width), ("height", height)):
        _hold(values.get(name) in (None, size), f"has a {name} of {size} px")


def _shapes(ran: Ran, values: Mapping[str, Any]) -> None:
    height, width = _pair(ran)[0].shape[:2]
    _hold(abs(width / height - ASPECTS[values["aspect"]]) < 0.02, f"is {width}x{height}")


def _writes(ran: Ran, values: Mapping[str, Any]) -> None:
    """The text is there when it should be, where it should be, and not when it should not."""
    if ran.names - TIMES - {"add-text"}:
        return
    shown = values.get("duration") or {"start": 0.0, "end": ran.expected}
    inside = (shown["start"] + shown["end"]) / 2
    rows = _changed(ran, inside)
    _hold(rows[1] > 0.0005, "the text is not to be seen")
    place = values.get("anchor") or "bottom"
    wanted = "top" if "top" in place else "middle" if place in {"center", "left", "right"} else "bottom"
    _hold(rows[0] == wanted, f"the text is at the {rows[0]}")
    outside = next(
        (
            time
            for time in (ran.expected * 0.02, ran.expected * 0.97)
            if not shown["start"] <= time < shown["end"]
        ),
        None,
    )
    _hold(outside is None or _changed(ran, outside)[1] < 0.0005, "the text is also there when it should not")


def _changed(ran: Ran, time: float) -> tuple[str, float]:
    """Give the third of the picture that changed most, and how much of the picture changed."""
    after, before = picture_at(ran.made, time), picture_at(ran.source, ran.origin(time))
    strong = abs(after - before).max(axis=2) > 90
    third = strong.shape[0] // 3
    counts = {
        name: int(strong[at * third : (at + 1) * third].sum())
        for at, name in enumerate(("top", "middle", "bottom"))
    }
    return max(counts, key=lambda name: counts[name]), float(strong.mean())


def _fades(ran: Ran, values: Mapping[str, Any]) -> None:
    ends = ((0.0, values.get("fadeIn", 1)), (ran.expected - 1.5 / ran.fps, values.get("fadeOut", 1)))
    middle = float(picture_at(ran.made, ran.expected / 2).mean())
    for time, length in ends:
        brightness = float(picture_at(ran.made, max(time, 0.0)).mean())
        is_dark = brightness < 0.35 * middle
        _hold(is_dark == bool(length), f"brightness {brightness:.0f} at {time:.1f} s of {middle:.0f}")


def _louder(ran: Ran, values: Mapping[str, Any]) -> None:
    if values.get("factor") == 0:
        _hold(ran.info.audio is None or level(sound(ran.made)) < -70, "is not silent")
        return
    if "gain" in values and ran.names <= TIMES | {"volume", "burn-captions", "reframe", "fade"}:
        gained = level(sound(ran.made)) - level(sound(ran.source))
        _hold(abs(gained - values["gain"]) < 1.2, f"is {gained:.1f} dB louder")
    elif "factor" in values and values["factor"] < 1:
        share = 10 ** ((level(sound(ran.made)) - level(sound(ran.source))) / 20)
        _hold(abs(share - values["factor"]) < 0.05, f"has {share:.2f} of the loudness")


def _cleans(ran: Ran, values: Mapping[str, Any]) -> None:
    if values.get("sound"):
        quiet = [int((SILENCE[0] + 1) * 8000), int((SILENCE[1] - 1) * 8000)]
        before, after = sound(ran.source)[slice(*quiet)], sound(ran.made)[slice(*quiet)]
        gain = next((values.get("gain", 0) for name, values in ran.steps if name == "volume"), 0)
        _hold(level(after) - gain < level(before) - 3, "the noise is still there")


def _levels(ran: Ran, values: Mapping[str, Any]) -> None:
    wanted = values.get("loudness") or {"podcast": -16, "broadcast": -23}.get(values.get("target", ""), -14)
    heard = loudness(ran.made)
    _hold(abs(heard - wanted) < 1.5, f"has {heard:.1f} LUFS")


def _is_without_silence(ran: Ran, values: Mapping[str, Any]) -> None:
    gone = ran.film.duration - ran.info.duration
    _hold(2.3 <= gone <= 3.1, f"{gone:.2f} s of 3 s of silence were cut")


def _is_sound(ran: Ran, values: Mapping[str, Any]) -> None:
    _hold(
        ran.info.video is None and ran.made.suffix == f".{values.get('format', 'mp3')}",
        f"is {ran.made.suffix}",
    )


def _is_gif(ran: Ran, values: Mapping[str, Any]) -> None:
    length = values["endTime"] - values.get("startTime", 0)
    _hold(
        ran.made.suffix == ".gif" and abs(ran.info.duration - length) < 0.2,
        f"lasts {ran.info.duration:.2f} s",
    )


def _is_exported(ran: Ran, values: Mapping[str, Any]) -> None:
    _hold(ran.made.suffix == f".{values.get('format', 'mp4')}", f"is {ran.made.suffix}")
    height = ran.info.video.height if ran.info.video else 0
    wanted = int(str(values.get("resolution", f"{height}p")).removesuffix("p"))
    _hold(height == wanted or wanted > ran.film.height, f"is {height} px high")


def _runs_backwards(ran: Ran, values: Mapping[str, Any]) -> None:
    first, last = code_at(ran.made, 0.1), code_at(ran.made, ran.expected - 0.1)
    _hold(first > last, "does not run backwards")


def _has_captions(ran: Ran, values: Mapping[str, Any]) -> None:
    cue = values["cues"][0]
    time = (cue["start"] + cue["end"]) / 2
    picture = picture_at(ran.made, time)
    white = (picture[picture.shape[0] * 3 // 4 :].min(axis=2) > 240).mean()
    _hold(white > 0.001, "no captions are to be seen")


CHECKS: Mapping[str, Callable[[Ran, Mapping[str, Any]], None]] = {
    "apply-filter": _looks,
    "adjust": _adjusts,
    "rotate": _turns,
    "flip": _flips,
    "crop": _crops,
    "resize": _sizes,
    "reframe": _shapes,
    "add-text": _writes,
    "fade": _fades,
    "volume": _louder,
    "denoise": _cleans,
    "normalize-audio": _levels,
    "remove-silence": _is_without_silence,
    "extract-audio": _is_sound,
    "gif": _is_gif,
    "export": _is_exported,
    "reverse": _runs_backwards,
    "burn-captions": _has_captions,
}
