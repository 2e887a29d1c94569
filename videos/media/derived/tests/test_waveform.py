import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from videos.media.derived import waveform
from videos.media.derived.source import LacksTrack
from videos.media.derived.tests.making import perform
from videos.media.derived.waveform import Waveform
from videos.media.generate import clip
from videos.media.probe import probe
from videos.media.tests.conftest import FFmpeg

# Silence, but for half of full volume from second 1 to second 1.5.
BURST = "aevalsrc='0.5*sin(2*PI*440*t)*between(t,1,1.5)':s=44100:d=3"


def made(source: Path, folder: Path) -> Waveform:
    folder.mkdir(exist_ok=True)
    return waveform.read(perform(waveform.sound_command(probe(source), source=source, folder=folder)).output)


def loud_span(wave: Waveform) -> tuple[float, float]:
    loud = np.flatnonzero(wave.peaks[:, 1] > 30) * wave.samples_per_pixel / waveform.RATE
    return float(loud[0]), float(loud[-1])


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_a_burst_of_sound_is_seen_when_and_as_loud_as_it_is(
    ffmpeg: FFmpeg, tmp_path: Path, suffix: str
) -> None:
    source = ffmpeg(
        f"burst.{suffix}", "-f", "lavfi", "-i", "testsrc2=s=64x36:d=3", "-f", "lavfi", "-i", BURST
    )
    wave = made(source, tmp_path / "job")
    assert wave.duration == pytest.approx(3, abs=0.1)
    assert loud_span(wave) == pytest.approx((1, 1.5), abs=0.05)
    middle = wave.reduced(points=30).peaks[12]
    assert middle == pytest.approx([-64, 64], abs=4)
    assert np.abs(wave.reduced(points=30).peaks[[3, 20]]).max() <= 1


def test_a_sound_that_begins_late_is_late_in_the_waveform(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    late = ("-itsoffset", "1", "-f", "lavfi", "-i", "sine=d=1")
    source = ffmpeg("late.mkv", "-f", "lavfi", "-i", "testsrc2=s=64x36:d=3", *late)
    wave = made(source, tmp_path / "job")
    loud = np.flatnonzero(wave.peaks[:, 1] > 8) * wave.samples_per_pixel / waveform.RATE
    assert loud[0] == pytest.approx(1, abs=0.05)


def test_fewer_points_hold_the_same_extremes() -> None:
    heights = np.array([[-3, 4], [-1, 9], [-8, 0], [0, 2], [-2, 1]], dtype=np.int8)
    wave = Waveform(10, heights)
    assert wave.reduced(points=5) is wave
    coarse = wave.reduced(points=3)
    assert coarse.peaks.tolist() == [[-3, 9], [-8, 2], [-2, 1]]
    assert (coarse.samples_per_pixel, len(wave.reduced(points=1).peaks)) == (20, 1)
    assert wave.reduced(points=4).peaks.tolist() == coarse.peaks.tolist()


def test_what_was_stored_is_read_back() -> None:
    wave = Waveform(8, np.array([[-128, 127], [0, 1]], dtype=np.int8))
    again = waveform.from_bytes(wave.to_bytes(), samples_per_pixel=8)
    assert again.peaks.tolist() == wave.peaks.tolist()


def test_a_long_sound_is_read_in_blocks_without_a_seam(tmp_path: Path) -> None:
    """Ten blocks; one loud sample in each stretch says where the stretches lie."""
    samples = np.zeros(10 * waveform.BLOCK + 17, dtype="<i2")
    samples[:: waveform.RATE] = 25_600
    (tmp_path / "sound.raw").write_bytes(samples.tobytes())
    wave = waveform.read(tmp_path / "sound.raw")
    assert len(wave.peaks) <= waveform.FINEST
    found = np.flatnonzero(wave.peaks[:, 1] == 100)
    assert found.tolist() == [at // wave.samples_per_pixel for at in range(0, samples.size, waveform.RATE)]


def test_the_picture_is_high_where_it_is_loud(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    wave = made(ffmpeg("burst.wav", "-f", "lavfi", "-i", BURST), tmp_path / "job")
    with Image.open(io.BytesIO(waveform.png(wave))) as picture:
        ink = np.asarray(picture.getchannel("A")) > 0
    columns = ink.sum(axis=0)
    assert ink.shape == (waveform.PICTURE[1], waveform.PICTURE[0])
    # A column is shorter than a wave of the tone, so only some of them are as high as it is.
    assert columns[600:760].max() == pytest.approx(100, abs=8)
    assert 1 <= columns[:500].max() <= 4
    assert columns[840:].max() <= 4


def test_a_film_without_sound_has_no_waveform(tmp_path: Path) -> None:
    source = clip(tmp_path / "source.mp4", seconds=1, audio=False)
    with pytest.raises(LacksTrack) as refused:
        waveform.sound_command(probe(source), source=source, folder=tmp_path)
    assert refused.value.code == "no_audio"
