"""Operations that listen to the film first: normalize-audio, remove-silence."""

from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from videos.media.analysis import must_measure, prepare
from videos.media.command import Command
from videos.media.graph import compile_recipe
from videos.media.operations import NotMeasured, OperationRefused
from videos.media.operations.expressions import inside, stepwise, through
from videos.media.operations.remove_silence import RemoveSilence
from videos.media.probe import MediaInfo, probe
from videos.media.recipe import parse_recipe, used_span, validate
from videos.media.runner import run
from videos.media.shape import Shape
from videos.media.tests.conftest import FFmpeg
from videos.media.tests.reading import codes, edit, pictures, sound, still, times

WAV = {"operation": "export", "format": "wav"}


def loudness(path: Path, folder: Path) -> tuple[float, float]:
    """Measure a finished film: LUFS and dBTP."""
    steps = parse_recipe([{"operation": "normalize-audio"}])
    ready = prepare(
        steps, probe(path), source=path, folder=folder,
        perform=lambda command: run(command, folder=folder, deadline=30),
    )  # fmt: skip
    found = ready[0]._found
    return found.integrated, 20 * float(np.log10(found.peak))


@pytest.fixture
def speech(ffmpeg: FFmpeg) -> Path:
    """Four seconds whose sound swells and has sharp peaks, at about -30 LUFS."""
    wave = "0.06*sin(2*PI*300*t)*(0.4+0.6*abs(sin(2*PI*1.5*t)))+0.35*exp(-600*mod(t,1))*sin(2*PI*900*t)"
    return ffmpeg(
        "speech.mp4", "-f", "lavfi", "-i", "testsrc2=s=160x96:r=25:d=4",
        "-f", "lavfi", "-i", f"aevalsrc=exprs='{wave}':d=4:s=44100", "-preset", "ultrafast", "-b:a", "256k",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "wished"),
    [
        ({}, -14),
        ({"target": "podcast"}, -16),
        ({"target": "broadcast"}, -23),
        ({"loudness": -30}, -30),
    ],
)
def test_sound_gets_the_wished_loudness(
    speech: Path, tmp_path: Path, fields: dict[str, Any], wished: float
) -> None:
    made = edit(speech, tmp_path / "job", {"operation": "normalize-audio", **fields}, WAV)
    integrated, peak = loudness(made.path, tmp_path / "job")
    assert integrated == pytest.approx(wished, abs=1.0)
    assert peak <= -0.7


def test_sound_is_measured_as_the_steps_before_leave_it(speech: Path, tmp_path: Path) -> None:
    steps: list[dict[str, Any]] = [
        {"operation": "volume", "gain": -20},
        {"operation": "normalize-audio", "target": "podcast"},
    ]
    made = edit(speech, tmp_path / "job", *steps, WAV)
    assert loudness(made.path, tmp_path / "job")[0] == pytest.approx(-16, abs=1.0)


def test_silence_is_left_alone_and_said(tmp_path: Path, ffmpeg: FFmpeg) -> None:
    source = ffmpeg("silence.wav", "-f", "lavfi", "-i", "anullsrc=d=1")
    made = edit(source, tmp_path / "job", {"operation": "normalize-audio"})
    assert np.abs(sound(made.path)).max() < 4
    assert any("left alone" in note for note in made.command.notes)


@pytest.mark.parametrize("name", ["normalize-audio", "remove-silence"])
def test_what_was_not_measured_is_not_made(
    film: Path, film_info: MediaInfo, tmp_path: Path, name: str
) -> None:
    recipe = parse_recipe([{"operation": name}])
    assert must_measure(recipe, film_info) == 1
    with pytest.raises(NotMeasured):
        compile_recipe(recipe, film_info, source=film, folder=tmp_path)
    assert still(film, tmp_path, 1.0, {"operation": name}).shape == (180, 320, 3)


def test_a_measuring_pass_is_as_locked_up_as_any(film: Path, film_info: MediaInfo, tmp_path: Path) -> None:
    seen: list[Command] = []

    def perform(command: Command) -> None:
        seen.append(command)
        run(command, folder=tmp_path, deadline=30)

    steps = parse_recipe([{"operation": "normalize-audio"}, {"operation": "remove-silence"}])
    prepare(steps, film_info, source=film, folder=tmp_path, perform=perform)
    assert len(seen) == 2
    for command in seen:
        assert command.argv[command.argv.index("-protocol_whitelist") + 1] == "file"
        assert command.argv.count("-i") == 1
        assert "-c:v" not in command.argv


def test_one_film_is_one_encode_however_often_it_is_measured(speech: Path, tmp_path: Path) -> None:
    made = edit(speech, tmp_path / "job", {"operation": "normalize-audio"}, {"operation": "flip"})
    assert made.command.argv.count("-c:v") == 1
    assert made.command.argv.count("-i") == 1


@pytest.fixture
def talk(ffmpeg: FFmpeg, film: Path) -> Path:
    """The numbered film, speaking in 0-0.8 and 1.8-2.4 seconds only."""
    wave = "0.4*sin(2*PI*440*t)*(lt(t,0.8)+between(t,1.8,2.4))"
    return ffmpeg(
        "talk.mp4", "-i", str(film), "-f", "lavfi", "-i", f"aevalsrc=exprs='{wave}':d=3:s=44100",
        "-map", "0:v", "-map", "1:a", "-c:v", "copy",
    )  # fmt: skip


def test_pauses_are_cut_out_of_picture_and_sound(talk: Path, tmp_path: Path) -> None:
    step = {"operation": "remove-silence", "minimum": 0.4, "padding": 0.08}
    made = edit(talk, tmp_path / "job", step)
    found = codes(made.path)
    assert found[0] == 0
    seam = next(number for number in range(1, len(found)) if found[number] != found[number - 1] + 1)
    assert found[seam - 1] == pytest.approx(21, abs=2)
    assert found[seam] == pytest.approx(43, abs=2)
    assert found[-1] == pytest.approx(62, abs=2)
    heard = np.abs(sound(made.path)) > 1500
    onset = np.flatnonzero(heard[8000:])[0] / 8000 + 1 if not heard[7000:8000].any() else 0
    assert onset == 0
    assert made.info.duration == pytest.approx(len(found) / 25, abs=0.1)
    assert any("seconds of silence" in note for note in made.command.notes)


def test_a_film_without_pauses_stays_whole(film: Path, tmp_path: Path) -> None:
    made = edit(film, tmp_path / "job", {"operation": "remove-silence"})
    assert codes(made.path) == list(range(75))
    assert any("No silence" in note for note in made.command.notes)


def test_a_film_of_nothing_but_silence_is_refused(tmp_path: Path, ffmpeg: FFmpeg) -> None:
    source = ffmpeg("silence.wav", "-f", "lavfi", "-i", "anullsrc=d=2")
    with pytest.raises(OperationRefused, match="all_silent"):
        edit(source, tmp_path / "job", {"operation": "remove-silence"})


def test_two_hundred_cuts_leave_sound_and_picture_together(tmp_path: Path, ffmpeg: FFmpeg) -> None:
    # White flashes on clicks, 0.3 s apart; the parts between have odd lengths.
    rate = "30000/1001"
    flashes = f"color=black:s=64x48:r={rate}:d=63,drawbox=color=white:t=fill:enable='lt(mod(t,0.3),0.034)'"
    source = ffmpeg(
        "clicks.mkv", "-f", "lavfi", "-i", flashes,
        "-f", "lavfi", "-i", "aevalsrc=exprs='lt(mod(t,0.3),0.05)*0.5*sin(2*PI*1000*t)':d=63:s=48000",
        "-preset", "ultrafast", "-c:a", "pcm_s16le",
    )  # fmt: skip
    step = {"operation": "remove-silence", "minimum": 0.15, "padding": 0.021}
    made = edit(source, tmp_path / "job", step, {"operation": "export", "format": "mkv"})
    before, after = apart(source), apart(made.path)
    assert len(after) == len(before) > 200
    assert np.abs(after - before).max() < 1024 / 48000 / 4  # a quarter of an audio frame
    assert made.info.duration < 50


def apart(path: Path) -> np.ndarray[Any, Any]:
    """Give how long each click sounds after its flash was seen, in seconds."""
    flashes = np.asarray([picture.mean() > 120 for picture in pictures(path)])
    seen = np.asarray(times(path))[1:][flashes[1:] & ~flashes[:-1]]
    heard = _onsets(path)
    return np.asarray([heard[np.abs(heard - moment).argmin()] - moment for moment in seen])


def _onsets(path: Path) -> np.ndarray[Any, Any]:
    loud = np.abs(sound(path)) > 2000
    spread = np.convolve(loud, np.ones(80), "same") > 0
    with av.open(str(path)) as container:
        late = float(container.streams.audio[0].start_time or 0) * float(
            container.streams.audio[0].time_base or 1
        )
    return (np.flatnonzero(spread[1:] & ~spread[:-1]) + 40) / 8000 + late


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 64, 2001])
def test_the_tree_of_comparisons_counts_right(count: int) -> None:
    edges = [3 * number + 1 for number in range(count)]
    expression = inside(edges)
    names = {"gte": lambda one, other: one >= other, "choose": lambda test, yes, no: yes if test else no}
    code = compile(expression.replace("if(", "choose("), "expression", "eval")
    for n in (0, 1, 2, 5, 3 * count, 3 * count + 5):
        passed = sum(edge <= n for edge in edges)
        assert eval(code, {"n": n, **names}) == passed % 2  # noqa: S307 - our own expression
    assert len(expression) < 100_000


def test_a_step_expression_takes_fractions() -> None:
    assert stepwise("T", [0.5], [0.0, 1.25]) == "if(gte(T,0.5),1.25,0)"


def test_a_path_expression_goes_straight_between_its_points() -> None:
    expression = through([(0.0, 10.0), (2.0, 30.0), (2.0, 5.0), (3.0, 5.0)])
    names = {"gte": lambda one, other: one >= other, "choose": lambda test, yes, no: yes if test else no}
    code = compile(expression.replace("if(", "choose("), "expression", "eval")
    found = [eval(code, {"t": time, **names}) for time in (0, 1, 1.5, 2.5, 9)]  # noqa: S307 - our own expression
    assert found == [10, 20, 25, 5, 5]


def test_kept_parts_are_known_in_seconds_of_the_source() -> None:
    shape = Shape(320, 180, 3.0, 25.0, has_audio=True, has_video=True)
    step = RemoveSilence(padding=0).informed(((0.8, 1.8), (2.4, 3.0)))
    assert step.spans(shape) == [(0.0, 0.8), (1.8, 2.4)]
    assert step.after(shape).duration == pytest.approx(1.4)
    assert step.source_time(1.0, shape) == pytest.approx(2.0)


def test_a_measured_step_plans_the_exact_length(talk: Path, tmp_path: Path) -> None:
    info = probe(talk)
    steps = parse_recipe([{"operation": "remove-silence"}, {"operation": "speed", "factor": 2}])
    ready = prepare(
        steps, info, source=talk, folder=tmp_path,
        perform=lambda command: run(command, folder=tmp_path, deadline=30),
    )  # fmt: skip
    before, after = validate(steps, info), validate(ready, info)
    assert before.duration == pytest.approx(1.5)
    assert after.duration < 1.0
    assert used_span(ready, after)[1] < 2.7
