"""The smoke test, tested: it passes on a platform that is well, and notices when something is not."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from config.local.smoke import free_port
from config.smoke import pictures
from config.smoke.client import Person, Unexpected, checked
from config.smoke.steps import STEPS
from conftest import Platform
from videos.media.generate import clip


def smoke(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "config.smoke", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.timeout(600)
def test_a_running_platform_keeps_every_promise_that_the_smoke_test_tries(platform: Platform) -> None:
    done = smoke("--url", platform.url)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("\nok ") == len(STEPS)


@pytest.mark.timeout(600)
def test_a_film_of_ones_own_may_be_upright_and_silent(platform: Platform, tmp_path: Path) -> None:
    film = clip(tmp_path / "mine.mkv", seconds=1.2, width=180, height=320, fps="30000/1001", audio=False)
    done = smoke("--url", platform.url, "--file", str(film))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "180x320" in done.stdout


def test_where_nothing_runs_it_fails_and_names_the_step(tmp_path: Path) -> None:
    film = clip(tmp_path / "film.mp4", seconds=0.4, width=160, height=90)
    done = smoke("--url", f"http://127.0.0.1:{free_port()}", "--file", str(film))
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].startswith("FAILED")
    assert next(iter(STEPS)) in done.stdout


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    done = smoke("--file", str(tmp_path / "nothing.mp4"))
    assert done.returncode == 2
    assert "there is no file" in done.stderr


def test_a_file_that_is_no_film_is_a_sentence(tmp_path: Path) -> None:
    letter = tmp_path / "letter.mp4"
    letter.write_text("This is a letter.")
    done = smoke("--file", str(letter))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "letter.mp4 cannot be used" in done.stdout


def test_an_answer_that_was_not_promised_is_noticed(platform: Platform) -> None:
    with closing(Person(url=platform.url)) as stranger:
        with pytest.raises(Unexpected, match="401"):
            stranger.call("GET", "/api/auth/me")
        with pytest.raises(Unexpected, match="not_authenticated"):
            stranger.refused("GET", "/api/auth/me", status=401, code="another_code")


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "failed", "error": {"code": "ffmpeg_failed"}},
        {"progress": 99.0},
        {"credits": {"quoted": 1, "charged": 2}},
    ],
)
def test_a_job_that_is_not_as_promised_is_noticed(changes: dict[str, object]) -> None:
    job = {
        "status": "completed",
        "progress": 100.0,
        "error": None,
        "credits": {"quoted": 1, "charged": 1},
        "outputs": [{"id": "some-video"}],
    }
    assert checked(job, quoted=1).video_id == "some-video"
    with pytest.raises(Unexpected):
        checked({**job, **changes}, quoted=1)


def test_a_film_that_is_one_frame_off_or_of_another_size_is_noticed(tmp_path: Path) -> None:
    path = clip(tmp_path / "film.mp4", seconds=1.0, width=160, height=90)
    pictures.film_of(path, seconds=1.0, size=(160, 90))
    with pytest.raises(Unexpected, match="s of picture"):
        pictures.film_of(path, seconds=1.0 - 2 / 25, size=(160, 90))
    with pytest.raises(Unexpected, match="pixels"):
        pictures.film_of(path, seconds=1.0, size=(90, 160))
    with pytest.raises(Unexpected, match="sound alone"):
        pictures.sound_of(path, seconds=1.0)


def test_the_numbers_burnt_into_the_frames_are_read(tmp_path: Path) -> None:
    path = clip(tmp_path / "film.mp4", seconds=1.0, width=160, height=90)
    assert pictures.codes(path) == list(range(25))


def test_words_that_are_not_there_make_no_difference(tmp_path: Path) -> None:
    path = clip(tmp_path / "film.mp4", seconds=0.4, width=160, height=90)
    picture = pictures.middle_picture(path)
    assert pictures.difference(picture, picture).max() == 0
    assert picture.shape == (90, 160, 3)
    with pytest.raises(Unexpected, match="compared"):
        pictures.difference(picture, picture[:10])
