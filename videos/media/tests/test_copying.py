"""A track that nothing changes goes into the result packet by packet, in its place; else it is encoded."""

import dataclasses
import hashlib
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from videos.media.extra import Extra
from videos.media.generate import clip
from videos.media.graph import compile_recipe
from videos.media.probe import probe
from videos.media.recipe import parse_recipe
from videos.media.rendering import render
from videos.media.runner import run
from videos.media.tests.conftest import FFmpeg
from videos.media.tests.cut_films import plain_ffmpeg
from videos.media.tests.reading import codes, known, sound, times
from videos.media.tests.test_rendering import rendered

LOUDER = {"operation": "volume", "gain": 3}
SEPIA = {"operation": "apply-filter", "filterType": "sepia"}
PICTURE = "The picture is the source's own: no frame was encoded again."
SOUND = "The sound is the source's own: it was copied without loss."


def packets(path: Path, kind: str) -> list[tuple[float, str]]:
    """When each packet of a track is shown or heard, and what it holds."""
    with av.open(str(path)) as container:
        stream = getattr(container.streams, kind)[0]
        return [
            (round(float(packet.pts * packet.time_base), 3), hashlib.sha256(bytes(packet)).hexdigest())
            for packet in container.demux(stream)
            if packet.pts is not None
        ]


def encoded(source: Path, folder: Path, *steps: dict[str, Any]) -> Path:
    """The same film with every track encoded."""
    folder.mkdir()
    recipe, info = parse_recipe(list(steps)), known(source)
    command = compile_recipe(recipe, info, source=source, folder=folder, copies=False)
    assert command.copied == frozenset()
    run(command, folder=folder, deadline=60)
    return command.output


def onset(path: Path) -> float:
    """When the sound first becomes loud (seconds)."""
    samples = np.abs(sound(path).astype(int))
    return float(np.argmax(samples > samples.max() / 3)) / 8000


@pytest.fixture(scope="module")
def beep(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Silent for a second, then a tone: its onset shows where the sound lies."""
    tone = "aevalsrc=exprs='0.5*sin(2*PI*440*t)*gte(t,1)':s=44100:d=3"
    folder = tmp_path_factory.mktemp("beep")
    quiet, made = clip(folder / "quiet.mp4", audio=False), folder / "beep.mp4"
    plain_ffmpeg("-i", str(quiet), "-f", "lavfi", "-i", tone, "-c:v", "copy", "-c:a", "aac", str(made))
    return made


@pytest.mark.parametrize(
    "step",
    [
        LOUDER,
        {"operation": "normalize-audio"},
        {"operation": "fade", "fadeIn": 0, "fadeOut": 0},
    ],
    ids=["volume", "normalize", "nothing"],
)
def test_a_change_of_the_sound_keeps_every_packet_of_the_picture(
    film: Path, tmp_path: Path, step: dict[str, Any]
) -> None:
    made = rendered(film, tmp_path / "job", step)
    assert packets(made.output, "video") == packets(film, "video")
    assert PICTURE in made.notes
    assert "picture" in made.untouched
    assert made.info.duration == pytest.approx(3, abs=0.03)


def test_another_sound_under_it_keeps_every_packet_of_the_picture(
    film: Path, beep: Path, tmp_path: Path
) -> None:
    audio_id = "3f0c8c9e-6f0e-4b7e-9d53-0b0f6f0f7a11"
    step = {"operation": "replace-audio", "audioId": audio_id, "mode": "mix"}
    made = rendered(film, tmp_path / "job", step, extra={audio_id: Extra(known(beep), beep)})
    assert packets(made.output, "video") == packets(film, "video")
    assert made.untouched == {"picture"}


@pytest.mark.parametrize(
    "step",
    [SEPIA, {"operation": "resize", "width": 160, "height": 90}, {"operation": "reverse", "sound": False}],
    ids=["look", "size", "order"],
)
def test_a_change_of_the_picture_keeps_every_packet_of_the_sound(
    film: Path, tmp_path: Path, step: dict[str, Any]
) -> None:
    made = rendered(film, tmp_path / "job", step)
    assert packets(made.output, "audio") == packets(film, "audio")
    assert SOUND in made.notes
    assert made.untouched == {"sound"}


@pytest.mark.parametrize("step", [SEPIA, LOUDER], ids=["sound copied", "picture copied"])
def test_tracks_lie_where_they_lie_in_the_encoded_film(
    beep: Path, tmp_path: Path, step: dict[str, Any]
) -> None:
    quick = rendered(beep, tmp_path / "quick", step)
    whole = encoded(beep, tmp_path / "whole", step)
    frame = 1024 / 44100
    assert onset(quick.output) == pytest.approx(onset(whole), abs=frame)
    assert onset(quick.output) == pytest.approx(onset(beep), abs=frame)
    assert times(quick.output) == pytest.approx(times(whole), abs=0.001)
    assert codes(quick.output) == list(range(75))
    assert quick.info.duration == pytest.approx(probe(whole).duration, abs=frame)


@pytest.mark.parametrize(
    "steps",
    [
        [{"operation": "trim", "startTime": 0.4, "endTime": 2.6}, LOUDER],
        [{"operation": "speed", "factor": 2}],
        [{"operation": "fade", "fadeIn": 0.5, "fadeOut": 0.5}],
        [LOUDER, {"operation": "export", "quality": "low"}],
        [LOUDER, {"operation": "export", "codec": "h265"}],
        [LOUDER, {"operation": "export", "format": "webm"}],
        [SEPIA, {"operation": "trim", "startTime": 0.4, "endTime": 2.6}],
    ],
)
def test_what_moves_in_time_or_is_asked_for_otherwise_is_encoded(
    film: Path, tmp_path: Path, steps: list[dict[str, Any]]
) -> None:
    command = compile_recipe(parse_recipe(steps), known(film), source=film, folder=tmp_path)
    assert command.copied == frozenset()


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("surround.mp4", ("-c:v", "copy", "-af", "pan=5.1|FL=c0|FR=c0", "-c:a", "aac")),
        ("late.mp4", ("-c:v", "copy", "-af", "asetpts=PTS+0.7/TB", "-c:a", "aac")),
        ("old.avi", ("-c:v", "mpeg4", "-c:a", "libmp3lame")),
        ("other_family.mkv", ("-c", "copy")),
    ],
)
def test_sound_that_may_not_line_up_is_encoded(
    film: Path, tmp_path: Path, ffmpeg: FFmpeg, name: str, arguments: tuple[str, ...]
) -> None:
    source = ffmpeg(name, "-i", str(film), *arguments)
    made = rendered(source, tmp_path / "job", SEPIA)
    assert SOUND not in made.notes
    assert made.info.audio is not None
    assert made.info.audio.channels <= 2


def test_a_film_whose_tracks_tell_no_length_keeps_its_picture(
    film: Path, tmp_path: Path, ffmpeg: FFmpeg
) -> None:
    source = ffmpeg("film.mkv", "-i", str(film), "-c:v", "copy", "-af", "apad=pad_dur=0.5", "-c:a", "aac")
    made = rendered(source, tmp_path / "job", LOUDER)
    assert [content for _, content in packets(made.output, "video")] == [
        content for _, content in packets(film, "video")
    ]
    assert codes(made.output) == list(range(75))


def test_a_picture_that_mp4_does_not_take_stays_in_webm(film: Path, tmp_path: Path, ffmpeg: FFmpeg) -> None:
    source = ffmpeg("film.webm", "-i", str(film), "-c:v", "libvpx-vp9", "-cpu-used", "8", "-c:a", "libopus")
    made = rendered(source, tmp_path / "job", LOUDER)
    assert made.output.suffix == ".webm"
    assert [content for _, content in packets(made.output, "video")] == [
        content for _, content in packets(source, "video")
    ]


def test_a_film_whose_edit_list_hides_its_beginning_is_not_copied_wrongly(
    tmp_path: Path, ffmpeg: FFmpeg
) -> None:
    """A lossless cut between keyframes: players do not show what lies before, and copying would."""
    whole = clip(tmp_path / "whole.mp4")
    source = ffmpeg("cut.mp4", "-ss", "1.4", "-i", str(whole), "-c", "copy")
    assert codes(source)[0] == 35
    for name, step in (("sound", LOUDER), ("picture", SEPIA)):
        made = rendered(source, tmp_path / name, step)
        truth = encoded(source, tmp_path / f"{name}-encoded", step)
        assert codes(made.output) == codes(truth)
        assert made.info.duration == pytest.approx(probe(truth).duration, abs=0.05)


def test_a_copy_that_fails_becomes_an_encode(film: Path, tmp_path: Path) -> None:
    """The probe said something else of the sound than what the file holds."""
    info = known(film)
    assert info.audio is not None
    wrong = dataclasses.replace(info, audio=dataclasses.replace(info.audio, duration=2.0))
    made = render(parse_recipe([SEPIA]), wrong, source=film, folder=tmp_path)
    assert SOUND not in made.notes
    assert packets(made.output, "audio") != packets(film, "audio")
