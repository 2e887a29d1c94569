import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ai.capabilities import Call, Media, MusicInput, ProviderError, SpeechInput, Started, Stopped, VideoInput
from ai.providers.fake import Provider
from videos.media.probe import inspect

Make = Callable[..., Call]
fake = Provider()


def test_the_same_wish_gives_the_same_film(call: Make, tmp_path: Path) -> None:
    def film_of(prompt: str) -> tuple[Media, bytes]:
        made = fake.text_to_video(VideoInput(prompt, seconds=1, width=160, height=90), call("fake-1"))
        assert isinstance(made, Media)
        return made, made.path.read_bytes()

    assert film_of("a cat")[1] == film_of("a cat")[1]
    made, other = film_of("a dog")
    assert other != film_of("a cat")[1]
    found = inspect(made.path)
    assert found.audio_peak is not None
    assert min(sample.mean_luma for sample in found.samples) > 20
    assert (made.width, made.height) == (160, 90)
    assert made.duration == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(
    ("mark", "code", "permanent", "gone"),
    [
        ("fail", "vendor_failed", True, False),
        ("refuse", "content_refused", True, False),
        ("busy", "busy", False, False),
        ("gone", "model_gone", True, True),
    ],
)
def test_marks_make_it_fail(call: Make, mark: str, code: str, permanent: bool, gone: bool) -> None:
    with pytest.raises(ProviderError) as failed:
        fake.music(MusicInput(f"calm [[{mark}]]"), call("fake-1"))
    assert (failed.value.code, failed.value.permanent, failed.value.model_gone) == (code, permanent, gone)


def test_it_can_be_slow_and_be_stopped(call: Make) -> None:
    with pytest.raises(Stopped):
        fake.text_to_speech(SpeechInput("[[slow 60]] word"), call("fake-1", should_stop=lambda: True))


def test_it_can_work_on_by_itself_for_any_process_to_follow(call: Make) -> None:
    started = fake.text_to_video(
        VideoInput("x [[async 0.2]]", seconds=1, width=64, height=64), call("fake-1")
    )
    assert isinstance(started, Started)
    assert fake.follow(started.remote_id, call("fake-1")) is None
    time.sleep(0.2)
    made = Provider().follow(started.remote_id, call("fake-1"))
    assert made is not None
    assert made.width == 64
