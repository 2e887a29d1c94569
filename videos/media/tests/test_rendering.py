"""A recipe's film comes out in the quickest way that keeps its promise, and says which way that was."""

import threading
from pathlib import Path
from typing import Any

import pytest

from videos.media.generate import clip
from videos.media.probe import probe
from videos.media.recipe import parse_recipe
from videos.media.rendering import Rendered, render
from videos.media.runner import DeadlineExceeded, Stopped
from videos.media.tests.cut_films import plain_ffmpeg
from videos.media.tests.reading import codes

TRIM = {"operation": "trim", "startTime": 0.4, "endTime": 2.6}
SEPIA = {"operation": "apply-filter", "filterType": "sepia"}


def rendered(source: Path, folder: Path, *steps: dict[str, Any], **more: Any) -> Rendered:
    folder.mkdir()
    return render(parse_recipe(list(steps)), probe(source), source=source, folder=folder, **more)


@pytest.mark.parametrize(
    ("steps", "mode"),
    [
        ([TRIM], "smart"),
        ([{**TRIM, "mode": "exact"}], "encode"),
        ([{**TRIM, "mode": "copy"}], "copy"),
        ([TRIM, {"operation": "export", "format": "mkv"}], "smart"),
        ([TRIM, {"operation": "export", "codec": "h264"}], "smart"),
        ([TRIM, {"operation": "export", "quality": "high"}], "encode"),
        ([TRIM, {"operation": "export", "codec": "h265"}], "encode"),
        ([TRIM, {"operation": "export", "format": "webm"}], "encode"),
        ([TRIM, SEPIA], "encode"),
        ([TRIM, {"operation": "trim", "startTime": 0.2, "endTime": 2}], "encode"),
        ([{"operation": "export", "format": "mkv"}], "copy"),
    ],
)
def test_a_recipe_that_only_trims_is_cut_and_any_other_is_not(
    film: Path, tmp_path: Path, steps: list[dict[str, Any]], mode: str
) -> None:
    made = rendered(film, tmp_path / "job", *steps)
    assert made.mode == mode
    assert made.info.video is not None
    if mode == "smart":
        assert codes(made.output) == list(range(10, 65))
        assert "30 of 55 frames" in made.notes[-1]


def test_smart_and_exact_trims_keep_the_same_frames(film: Path, tmp_path: Path) -> None:
    smart = rendered(film, tmp_path / "smart", TRIM)
    exact = rendered(film, tmp_path / "exact", {**TRIM, "mode": "exact"})
    assert codes(smart.output) == codes(exact.output)
    assert smart.info.duration == pytest.approx(exact.info.duration, abs=0.03)


def test_pauses_are_cut_out_smartly_too(tmp_path: Path) -> None:
    speech = "aevalsrc=exprs='0.5*sin(2*PI*440*t)*lt(mod(t,3),2)':s=44100:d=8"
    quiet = clip(tmp_path / "quiet.mp4", seconds=8, audio=False)
    source = tmp_path / "talk.mp4"
    plain_ffmpeg("-i", str(quiet), "-f", "lavfi", "-i", speech, "-c:v", "copy", "-c:a", "aac", str(source))
    made = rendered(source, tmp_path / "job", {"operation": "remove-silence", "padding": 0})
    assert made.mode == "smart"
    found = codes(made.output)
    assert len(found) == pytest.approx(150, abs=6)
    assert made.info.duration == pytest.approx(len(found) / 25, abs=0.03)


def test_a_stream_that_forbids_it_is_encoded_and_the_reason_is_told(tmp_path: Path) -> None:
    source = clip(tmp_path / "open.mp4", options={"x264-params": "open-gop=1", "preset": "veryfast", "bf": 3})
    made = rendered(source, tmp_path / "job", TRIM)
    assert made.mode == "encode"
    assert any("encoded as a whole because its groups of pictures are open" in note for note in made.notes)
    assert codes(made.output) == list(range(10, 65))


def test_the_bar_never_goes_back_when_a_cut_becomes_an_encode(tmp_path: Path) -> None:
    source = clip(tmp_path / "open.mp4", options={"x264-params": "open-gop=1", "preset": "veryfast", "bf": 3})
    seen: list[float] = []
    rendered(source, tmp_path / "job", TRIM, on_progress=lambda news: seen.append(news.percent))
    assert seen == sorted(seen)
    assert seen[-1] == pytest.approx(100)


@pytest.mark.parametrize("step", [TRIM, SEPIA], ids=["smart", "encode"])
def test_a_stop_is_heard_either_way(film: Path, tmp_path: Path, step: dict[str, Any]) -> None:
    asked = threading.Event()

    def stop() -> bool:
        asked.set()
        return True

    with pytest.raises(Stopped):
        rendered(film, tmp_path / "job", step, should_stop=stop)
    assert asked.is_set()


@pytest.mark.parametrize("step", [TRIM, SEPIA], ids=["smart", "encode"])
def test_a_deadline_counts_for_the_whole(film: Path, tmp_path: Path, step: dict[str, Any]) -> None:
    with pytest.raises(DeadlineExceeded):
        rendered(film, tmp_path / "job", step, deadline=0.01)


def test_a_film_that_is_black_where_it_is_kept_is_no_failure(tmp_path: Path) -> None:
    source = clip(tmp_path / "dark.mp4", frame_number=False, options={"vf": "drawbox=color=black:t=fill"})
    assert rendered(source, tmp_path / "job", TRIM).mode == "smart"
