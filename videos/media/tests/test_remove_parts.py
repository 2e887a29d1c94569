"""Parts are cut out to the frame, by the smart cut or by an encode, and neither drifts nor clicks."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from videos.media.clips import clip_command
from videos.media.engine import Limits
from videos.media.operations import OperationRefused
from videos.media.operations.remove_parts import RemoveParts
from videos.media.probe import MediaInfo, probe
from videos.media.recipe import parse_recipe, to_json, validate
from videos.media.rendering import Rendered, render
from videos.media.runner import run
from videos.media.shape import Shape, shape_of
from videos.media.slicing import NotSliceable, require_sliceable
from videos.media.tests.conftest import FFmpeg
from videos.media.tests.cut_films import RATE, film_named, frames, kept, lateness, sound, strict_codes
from videos.media.tests.reading import code_of, codes, known, still
from videos.media.tests.test_op_measured import apart

Films = Callable[[str], Path]
Spans = Sequence[tuple[float, float]]

LIGHTER = {"operation": "adjust", "brightness": 0.02}  # a second step, so that the film is encoded
SHAPE = Shape(320, 180, 3.0, 25.0, has_audio=True, has_video=True)


def without(*spans: tuple[float, float]) -> dict[str, Any]:
    return {"operation": "remove-parts", "parts": [{"startTime": a, "endTime": b} for a, b in spans]}


def rendered(source: Path, folder: Path, *steps: dict[str, Any]) -> Rendered:
    folder.mkdir()
    return render(parse_recipe(list(steps)), probe(source), source=source, folder=folder)


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Films:
    folder = tmp_path_factory.mktemp("cut-films")
    return lambda name: film_named(name, folder)


# -- which frames stay ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("pyramid.mp4", "smart"), ("deep.mp4", "smart"), ("hevc-open.mp4", "smart"), ("av1.mp4", "smart"),
        ("late.mp4", "smart"), ("silent.mp4", "smart"), ("stream.ts", "encode"),
    ],
)  # fmt: skip
def test_what_is_left_is_exact_in_films_of_every_kind(
    films: Films, tmp_path: Path, name: str, mode: str
) -> None:
    source, cuts = films(name), [(0.12, 0.6), (4.4, 5.2)]
    made = rendered(source, tmp_path / "job", without(*cuts))
    # A picture that begins late stands still until then, once it is encoded.
    shown = source if mode == "smart" else rendered(source, tmp_path / "paced", LIGHTER).output
    numbers = strict_codes(shown)
    kept = [code for place, code in enumerate(numbers) if not any(a <= place / 25 < b for a, b in cuts)]
    assert made.mode == mode
    assert strict_codes(made.output) == kept
    assert made.info.duration == pytest.approx(len(kept) / 25, abs=0.05)
    assert (made.info.audio is None) == (name == "silent.mp4")


def test_an_encode_keeps_the_same_frames_as_the_smart_cut(films: Films, tmp_path: Path) -> None:
    cuts = [(0.5, 0.91), (2.02, 2.06), (5.5, 99.0)]
    smart = rendered(films("short-groups.mp4"), tmp_path / "smart", without(*cuts))
    whole = rendered(films("short-groups.mp4"), tmp_path / "whole", without(*cuts), LIGHTER)
    assert (smart.mode, whole.mode) == ("smart", "encode")
    assert codes(whole.output) == strict_codes(smart.output)
    assert any("3 parts are cut out" in note for note in smart.notes)


@pytest.mark.parametrize("more", [[], [LIGHTER]], ids=["smart", "encode"])
def test_an_uneven_rate_loses_the_very_moments_that_were_asked_for(
    films: Films, tmp_path: Path, ffmpeg: FFmpeg, more: list[dict[str, Any]]
) -> None:
    """Its frames stand for different times; the result shows at each moment what the film showed there."""
    chosen = "select='lt(mod(n,50),20)+not(mod(n,5))'"
    source = ffmpeg(
        "uneven.mp4", "-i", str(films("aac.mp4")), "-vf", chosen, "-fps_mode", "vfr", "-preset", "veryfast",
        "-g", "5", "-c:a", "copy",
    )  # fmt: skip
    step = without((1.0, 2.0), (3.52, 4.4))
    made = rendered(source, tmp_path / "job", step, *more)
    assert made.mode == ("encode" if more else "smart")
    assert made.info.duration == pytest.approx(6 - 1.88, abs=0.21)
    (parts,), shape = parse_recipe([step]), shape_of(info=known(source))
    found = frames(made.output)
    for frame in found:
        # An encode has frames at an even rate, so each end of a part is moved to the nearest.
        late = parts.source_time(frame.time + (shape.frame / 2 if more else 0.001), shape) - frame.code / 25
        assert -0.05 < late < 0.25  # a picture stands for up to a fifth of a second
    if not more:
        spans = [(0.0, 1.0), (2.0, 3.52), (4.4, 6.0)]
        assert [frame.code for frame in found] == [frame.code for frame in kept(frames(source), spans)]
    original, heard = sound(source), sound(made.output)
    for place, at in ((0.5, 0.5), (2.5, 1.5), (4.9, 3.02)):
        assert abs(lateness(original, heard, place, at)) < 1 / 25


def test_sound_alone_is_cut_too(films: Films, tmp_path: Path, ffmpeg: FFmpeg) -> None:
    source = ffmpeg("sound.m4a", "-i", str(films("aac.mp4")), "-vn", "-c", "copy")
    made = rendered(source, tmp_path / "job", without((1.0, 2.0)))
    heard, original = sound(made.output), sound(source)
    assert len(heard) / RATE == pytest.approx(5.0, abs=0.03)
    assert abs(lateness(original, heard, 2.5, 1.5)) < 0.01


# -- sound and picture stay together -----------------------------------------------------------------------


@pytest.mark.parametrize(("more", "mode"), [([], "smart"), ([LIGHTER], "encode")])
def test_two_hundred_cuts_leave_sound_and_picture_together(
    tmp_path: Path, ffmpeg: FFmpeg, more: list[dict[str, Any]], mode: str
) -> None:
    flashes = "drawbox=color=white:t=fill:enable='lt(mod(t,0.3),0.034)'"
    clicks = "aevalsrc=exprs='lt(mod(t,0.3),0.05)*0.5*sin(2*PI*1000*t)':d=63:s=48000"
    source = ffmpeg(
        "clicks.mp4", "-f", "lavfi", "-i", f"color=black:s=64x48:r=30000/1001:d=63,{flashes}",
        "-f", "lavfi", "-i", clicks, "-preset", "ultrafast", "-g", "3", "-c:a", "aac", "-b:a", "192k",
    )  # fmt: skip
    # Of uneven lengths, between one click and the next.
    cuts = [(at * 0.3 + 0.13, at * 0.3 + 0.2 + at % 7 / 100) for at in range(200)]
    made = rendered(source, tmp_path / "job", without(*cuts), *more)
    before, after = apart(source), apart(made.output)
    assert made.mode == mode
    assert len(after) == len(before) > 200
    assert np.abs(after - before).max() < 1024 / 48000 / 2  # half an audio frame


@pytest.mark.parametrize("more", [[], [LIGHTER]], ids=["smart", "encode"])
def test_a_joint_does_not_click(tmp_path: Path, ffmpeg: FFmpeg, more: list[dict[str, Any]]) -> None:
    """Joined where the wave stands high, a tone goes down to nothing and comes up again."""
    source = ffmpeg(
        "tone.mp4", "-f", "lavfi", "-i", "testsrc2=s=160x96:r=25:d=4",
        "-f", "lavfi", "-i", "aevalsrc=exprs='0.5*sin(2*PI*206.25*t)':d=4:s=48000",
        "-preset", "ultrafast", "-g", "10", "-c:a", "pcm_s16le", "-f", "mov",
    )  # fmt: skip
    made = rendered(source, tmp_path / "job", without((1.0, 1.52)), *more)
    heard = sound(made.output) / 32768
    joint = round(1.0 * RATE)
    around = heard[joint - 960 : joint + 960]
    assert np.abs(np.diff(around, n=2)).max() < 0.05  # bare, the wave jumps by more than a half
    assert np.abs(heard[joint - 12 : joint + 12]).max() < 0.1
    assert np.abs(heard[joint - 960 : joint - 480]).max() > 0.4
    assert np.abs(heard[joint + 480 : joint + 960]).max() > 0.4


def test_an_export_in_slices_leaves_it_alone(film: Path, film_info: MediaInfo, tmp_path: Path) -> None:
    """A slice is one span of the source, and what is left here is many."""
    recipe = parse_recipe([without((0.4, 1.2)), LIGHTER])
    with pytest.raises(NotSliceable, match="recipe"):
        require_sliceable(recipe, film_info, source=film, folder=tmp_path, limits=Limits())


# -- looking before it is made -----------------------------------------------------------------------------


def test_previews_show_what_the_film_will(film: Path, tmp_path: Path) -> None:
    step = without((0.4, 1.2), (2.0, 2.2))
    assert code_of(still(film, tmp_path / "still", 0.4, step)) == 30
    recipe = parse_recipe([step])
    folder = tmp_path / "clip"
    folder.mkdir()
    command = clip_command(recipe, known(film), source=film, folder=folder, start=0.2, seconds=1, width=320)
    run(command, folder=folder, deadline=30)
    assert codes(command.output) == [*range(5, 10), *range(30, 50)]


# -- what is asked ----------------------------------------------------------------------------------------


def test_parts_have_one_normal_form() -> None:
    recipe = parse_recipe([without((2.0, 2.5), (0.5, 1.0), (1.0, 1.2), (0.6, 0.8))])
    assert to_json(recipe) == [without((0.5, 1.2), (2.0, 2.5))]
    (step,) = recipe
    assert isinstance(step, RemoveParts)
    assert step.spans(SHAPE) == [(0.0, 0.48), (1.2, 2.0), (2.48, 3.0)]
    assert step.source_time(0.6, SHAPE) == pytest.approx(1.32)


def test_a_part_of_less_than_half_a_frame_makes_no_joint() -> None:
    (step,) = parse_recipe([without((1.0, 1.005), (2.0, 2.5))])
    assert isinstance(step, RemoveParts)
    assert step.spans(SHAPE) == [(0.0, 2.0), (2.48, 3.0)]


@pytest.mark.parametrize(
    ("spans", "code", "field"),
    [
        ([], "too_short", "operations.0.parts"),
        ([(2.0, 1.0)], "end_before_start", "operations.0.parts.0"),
        ([(0.5, 1.0), (-1.0, 1.0)], "greater_than_equal", "operations.0.parts.1.startTime"),
        ([(0.0, 1.5), (1.4, 3.0)], "nothing_left", "operations.0.parts"),
        ([(3.0, 4.0), (5.0, 6.0)], "beyond_end", "operations.0.parts.0.startTime"),
        ([(1.0, 1.005)], "too_short", "operations.0.parts"),
        ([(n, n + 0.5) for n in range(2001)], "too_long", "operations.0.parts"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(film: Path, spans: Spans, code: str, field: str) -> None:
    with pytest.raises(OperationRefused) as caught:
        validate(parse_recipe([without(*spans)]), known(film))
    assert (caught.value.code, caught.value.field) == (code, field)


def test_a_part_behind_the_end_is_said() -> None:
    (step,) = parse_recipe([without((1.0, 2.0), (50.0, 60.0))])
    assert step.notes(SHAPE) == [
        "1 part is cut out, 1.0 seconds in all.",
        "1 more would begin after the film's end.",
    ]
