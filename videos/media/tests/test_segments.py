"""A film made in segments is the film that one run makes: every frame, every time, and the very sound."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from videos.media import segments, slicing
from videos.media.checks import ResultRefused
from videos.media.command import Command
from videos.media.engine import Limits
from videos.media.generate import clip
from videos.media.graph import Slice, compile_recipe, compile_slice
from videos.media.probe import MediaInfo, probe
from videos.media.recipe import parse_recipe, validate
from videos.media.runner import RunReport, run
from videos.media.tests.reading import edit

LIMITS = Limits()
CROP = {"operation": "crop", "width": 280, "height": 160, "x": 20, "y": 8}
WORDS = {"operation": "add-text", "text": "Seam", "anchor": "center", "duration": {"start": 1.5, "end": 3.5}}
CAPTIONS = {
    "operation": "burn-captions",
    "cues": [{"start": 0.5, "end": 1.2, "text": "One"}, {"start": 3.6, "end": 4.6, "text": "Two"}],
}
FADE = {"operation": "fade", "fadeIn": 1, "fadeOut": 1.4}
SPAN = {"operation": "trim", "startTime": 1.48, "endTime": 7.24}


@dataclass(frozen=True)
class Desk:
    """A source, and a folder in which its film is made in segments."""

    source: Path
    info: MediaInfo
    folder: Path

    def perform(self, command: Command) -> RunReport:
        return run(command, folder=command.output.parent, deadline=60)

    def plan(self, *steps: dict[str, Any], seconds: float = 2.0) -> list[Slice]:
        recipe = parse_recipe(list(steps))
        slicing.require_sliceable(recipe, self.info, source=self.source, folder=self.folder, limits=LIMITS)
        frames = segments.list_packets(
            self.info, source=self.source, folder=self.folder, limits=LIMITS, perform=self.perform
        )
        picture = slicing.of_picture(recipe)
        assert self.info.video is not None
        return slicing.slices(
            picture, validate(picture, self.info), frames, fps=self.info.video.fps, seconds=seconds
        )

    def command(self, part: Slice, *steps: dict[str, Any]) -> Command:
        picture = slicing.of_picture(parse_recipe(list(steps)))
        seen = slicing.seen_in(picture, validate(picture, self.info), part)
        folder = self.folder / f"slice-{part.first}"
        folder.mkdir(exist_ok=True)
        return compile_slice(seen, self.info, source=self.source, folder=folder, part=part)

    def address(self, part: Slice, *steps: dict[str, Any]) -> str:
        command = self.command(part, *steps)
        return segments.address_of_slice(command, folder=command.output.parent, names={self.source: "s"})

    def pieces(self, parts: list[Slice], *steps: dict[str, Any]) -> list[segments.Piece]:
        return [
            segments.make_slice(
                self.command(part, *steps),
                frames=None if part.last is None else part.last - part.first,
                limits=LIMITS,
                perform=self.perform,
            )
            for part in parts
        ]

    def joined(self, pieces: list[segments.Piece], *steps: dict[str, Any]) -> Path:
        recipe = parse_recipe(list(steps))
        expects = compile_recipe(recipe, self.info, source=self.source, folder=self.folder).expects
        sound = None
        if expects.has_audio:
            place = self.folder / "sound"
            place.mkdir()
            sound = segments.make_sound(
                recipe, self.info, source=self.source, folder=place, limits=LIMITS, perform=self.perform
            ).output
        return segments.join(
            pieces, sound, expects=expects, folder=self.folder, limits=LIMITS, perform=self.perform,
            went_in_black=lambda: True,
        )[0].output  # fmt: skip


def desk(source: Path, folder: Path) -> Desk:
    folder.mkdir()
    return Desk(source, probe(source), folder)


@pytest.fixture(scope="module")
def long_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight seconds, a keyframe every second."""
    return clip(tmp_path_factory.mktemp("long") / "film.mp4", seconds=8.0)


def packets(path: Path, kind: str) -> list[tuple[int, bytes]]:
    """Every packet's time in ticks of a microsecond; of sound its bytes too."""
    with av.open(str(path)) as film:
        stream = (film.streams.audio if kind == "audio" else film.streams.video)[0]
        found = [
            (round(float(packet.pts * packet.time_base) * 1e6), bytes(packet) if kind == "audio" else b"")
            for packet in film.demux(stream)
            if packet.pts is not None and packet.size
        ]
    return sorted(found, key=lambda packet: packet[0])


def pictures(path: Path) -> "list[np.ndarray[Any, np.dtype[np.int16]]]":
    with av.open(str(path)) as film:
        return [frame.to_ndarray(format="gray").astype(np.int16) for frame in film.decode(video=0)]


def worst_difference(one: Path, other: Path) -> float:
    """The mean difference of the two pictures that differ most, in levels of 255."""
    pairs = zip(pictures(one), pictures(other), strict=True)
    return max(float(np.abs(first - second).mean()) for first, second in pairs)


@pytest.mark.parametrize(
    "steps",
    [
        [CROP, WORDS, CAPTIONS, FADE],
        [SPAN, {"operation": "resize", "width": 240}, WORDS, FADE, {"operation": "export", "format": "webm"}],
        [{"operation": "speed", "factor": 1.6}, WORDS, {"operation": "volume", "gain": -6}],
        [{"operation": "denoise"}, {"operation": "export", "format": "mkv", "codec": "h265"}],
    ],
    ids=["pictures", "trimmed-webm", "faster", "denoised-mkv"],
)
def test_segments_make_the_film_that_one_run_makes(
    long_film: Path, tmp_path: Path, steps: list[dict[str, Any]]
) -> None:
    room = desk(long_film, tmp_path / "parts")
    parts = room.plan(*steps, seconds=1.5)
    assert len(parts) >= 3
    made = room.joined(room.pieces(parts, *steps), *steps)
    whole = edit(long_film, tmp_path / "whole", *steps).path
    assert packets(made, "video") == packets(whole, "video")
    assert packets(made, "audio") == packets(whole, "audio")
    # A frame in the wrong place differs by more than 8 levels: the numbers and the colours move.
    assert worst_difference(made, whole) < 2.0


def test_a_changed_text_gives_new_names_to_the_segments_that_show_it(long_film: Path, tmp_path: Path) -> None:
    room = desk(long_film, tmp_path / "parts")
    changed = {**WORDS, "text": "Other", "duration": {"start": 2.2, "end": 3.5}}
    parts = room.plan(CROP, WORDS, CAPTIONS)
    before, after = (
        [room.address(part, CROP, words, CAPTIONS) for part in parts] for words in (WORDS, changed)
    )
    same = [one == other for one, other in zip(before, after, strict=True)]
    assert (len(same), same.count(False), same[0], same[-1]) == (4, 2, False, True)
    assert room.address(parts[2], CROP) != before[2]  # the second caption is missing


def test_a_segment_that_lost_frames_and_a_foreign_one_are_refused(long_film: Path, tmp_path: Path) -> None:
    room = desk(long_film, tmp_path / "parts")
    parts = room.plan(CROP, seconds=4.0)
    first, second = room.pieces(parts, CROP)
    with pytest.raises(ResultRefused, match="wrong_frames"):
        segments.make_slice(room.command(parts[0], CROP), frames=7, limits=LIMITS, perform=room.perform)
    short = segments.Piece(first.path, first.frames + 1, first.header)
    with pytest.raises(ResultRefused, match=r"wrong_frames|wrong_duration"):
        room.joined([short, second], CROP)
    with pytest.raises(ResultRefused, match="different_headers"):
        segments.join(
            [first, segments.Piece(second.path, second.frames, "other")], None,
            expects=room.command(parts[0], CROP).expects, folder=room.folder, limits=LIMITS,
            perform=room.perform, went_in_black=lambda: True,
        )  # fmt: skip


@pytest.mark.parametrize(
    "steps",
    [
        [{"operation": "reverse"}],
        [{"operation": "stabilize"}],
        [CROP, {"operation": "gif"}],
        [CROP, {"operation": "apply-filter", "filterType": "grain"}],
        [CROP, {"operation": "reframe", "aspect": "9:16", "mode": "follow-face"}],
        [SPAN],
        [{"operation": "volume", "gain": 3}],
        [{"operation": "export", "format": "mkv"}],
    ],
    ids=lambda steps: steps[-1]["operation"],
)
def test_what_needs_the_whole_film_or_no_encoder_is_not_sliced(
    long_film: Path, tmp_path: Path, steps: list[dict[str, Any]]
) -> None:
    with pytest.raises(slicing.NotSliceable):
        desk(long_film, tmp_path / "parts").plan(*steps)


def test_uneven_films_and_films_without_keyframes_are_not_sliced(tmp_path: Path) -> None:
    single = clip(tmp_path / "single.mp4", seconds=4.0, options={"g": 1000, "x264-params": "scenecut=0"})
    with pytest.raises(slicing.NotSliceable, match="keyframes"):
        desk(single, tmp_path / "one").plan(CROP)
    late = clip(tmp_path / "late.mp4", seconds=4.0, options={"output_ts_offset": 0.5}, audio=False)
    gaps = clip(tmp_path / "gaps.mkv", seconds=4.0, options={"bsf:v": "noise=drop='eq(n,60)'"}, audio=False)
    desk(late, tmp_path / "two").plan(CROP)  # a late beginning of everything is none
    with pytest.raises(slicing.NotSliceable):
        desk(gaps, tmp_path / "three").plan(CROP)
