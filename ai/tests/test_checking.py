"""What a model gave is looked at before anybody pays: real files that are not what was promised."""

import shutil
import wave
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageDraw

from ai.capabilities import ProviderError
from ai.pipelines.checking import Promise, checked
from ai.providers import samples
from videos.media.tests.test_op_camera import draw_face
from videos.models import Video

FILM, SOUND, PICTURE = Video.MediaType.VIDEO, Video.MediaType.AUDIO, Video.MediaType.IMAGE


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.film(tmp_path_factory.mktemp("film") / "film.mp4", seconds=2, width=320, height=180)


def black_film(path: Path) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for _ in range(25):
            frame = av.VideoFrame.from_ndarray(np.zeros((180, 320, 3), np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def silence(path: Path) -> Path:
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16000)
        sound.writeframes(bytes(32000))
    return path


def why_not(path: Path, promise: Promise) -> str:
    with pytest.raises(ProviderError) as refused:
        checked(path, promise)
    assert refused.value.code == "check_failed"
    return refused.value.message


def test_what_was_promised_passes(film: Path, tmp_path: Path) -> None:
    assert checked(film, Promise(FILM, 2.0, (320, 180), is_audible=True)).duration == pytest.approx(
        2, abs=0.1
    )
    assert checked(film, Promise(FILM, 2.4, (336, 192))).video
    picture = samples.picture(tmp_path / "picture.png", width=64, height=64)
    assert checked(picture, Promise(PICTURE, 0.0, (64, 64))).is_still


def test_a_wrong_length_size_or_kind_is_refused(film: Path) -> None:
    assert "lasts 2.0" in why_not(film, Promise(FILM, 5.0))
    assert "320x180" in why_not(film, Promise(FILM, 2.0, (1280, 720)))
    assert "320x180" in why_not(film, Promise(FILM, 2.0, (180, 320)))
    assert "kind video" in why_not(film, Promise(SOUND, 2.0))


def test_black_films_silence_and_rubbish_are_refused(tmp_path: Path) -> None:
    black = black_film(tmp_path / "black.mp4")
    assert "black" in why_not(black, Promise(FILM, 1.0, prompt="a sunny day"))
    assert checked(black, Promise(FILM, 1.0, prompt="fade to black")).video
    assert "heard" in why_not(black, Promise(FILM, 1.0, prompt="black", is_audible=True))
    assert "heard" in why_not(silence(tmp_path / "silence.wav"), Promise(SOUND, 1.0, is_audible=True))
    rubbish = tmp_path / "rubbish.mp4"
    rubbish.write_bytes(b"<html>sorry</html>" * 100)
    assert "opened" in why_not(rubbish, Promise(FILM, 1.0))


def talking(path: Path, *, opens: bool, says: bool = True) -> Path:
    """Two and a half seconds of a face that is seen from the front, over a tone that comes in bursts."""
    rate, size, seconds = 25, (240, 240), 2.5
    closed = draw_face(120)
    shown = Image.new("RGB", size, (90, 100, 110))
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=rate)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.options = {"preset": "ultrafast"}
        sound = container.add_stream("aac", rate=16000)
        for number in range(round(seconds * rate)):
            face = closed.copy()
            if opens and number % 6 < 3:
                ImageDraw.Draw(face).ellipse((43, 106, 77, 132), fill=(60, 15, 15))
            shown.paste(face, (60, 30))
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.asarray(shown), format="rgb24")))
        times = np.arange(round(seconds * 16000)) / 16000
        loud = 0.4 * np.sin(2 * np.pi * 220 * times) * (1.0 if says else 0.02)
        frame = av.AudioFrame.from_ndarray((loud * 32767).astype(np.int16)[None], format="s16", layout="mono")
        frame.sample_rate = 16000
        container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
        container.mux(stream.encode(None))
    return path


def test_a_mouth_that_does_not_move_while_there_is_speech_is_refused(tmp_path: Path, film: Path) -> None:
    spoken = Promise(FILM, 2.5, is_audible=True, moves_lips=True)
    frozen = talking(tmp_path / "frozen.mp4", opens=False)
    assert "mouth does not move" in why_not(frozen, spoken)
    assert checked(frozen, Promise(FILM, 2.5)).video, "dubbing promises no moving lips"
    assert checked(talking(tmp_path / "moving.mp4", opens=True), spoken).video
    assert checked(talking(tmp_path / "quiet.mp4", opens=False, says=False), spoken).video
    own = Path(shutil.copy(film, tmp_path / "film.mp4"))
    assert checked(own, Promise(FILM, moves_lips=True)).video, "no face, no verdict"
