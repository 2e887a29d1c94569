"""Small real media files made of nothing, the same for the same seed: for `fake` and the emulator."""

from pathlib import Path

from videos.media.command import Command, Expectation
from videos.media.engine import engine
from videos.media.runner import run

FPS = 25
SOUND_RATE = 44100
FORMATS = {
    ".mp3": ("libmp3lame", "audio/mpeg"), ".wav": ("pcm_s16le", "audio/wav"), ".flac": ("flac", "audio/flac"),
    ".aac": ("aac", "audio/aac"), ".opus": ("libopus", "audio/ogg"),
}  # fmt: skip
LONGEST = 600.0  # seconds


def film(path: Path, *, seconds: float, width: int, height: int, seed: int = 0) -> Path:
    """Moving stripes with a tone, H.264 and AAC, for exactly so many seconds and pixels."""
    picture = f"testsrc2=size={width}x{height}:rate={FPS}"
    encode = ["-vf", f"hue=h={seed % 360}", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    encode += ["-c:a", "aac", "-b:a", "64k", "-movflags", "+faststart"]
    return _make(path, [picture, _tone(seed)], encode, seconds, size=(width, height))


def picture(path: Path, *, width: int, height: int, seed: int = 0) -> Path:
    source = f"testsrc2=size={width}x{height}:rate=1"
    return _make(path, [source], ["-vf", f"hue=h={seed % 360}", "-frames:v", "1"], 1.0, size=(width, height))


def sound(path: Path, *, seconds: float, seed: int = 0) -> Path:
    """A tone, as MP3 or WAV by the file's name."""
    codec, _ = FORMATS[path.suffix]
    return _make(path, [_tone(seed)], ["-c:a", codec], seconds, size=(0, 0))


def _tone(seed: int) -> str:
    return f"sine=frequency={220 + seed % 440}:sample_rate={SOUND_RATE}"


def _make(
    path: Path, sources: list[str], encode: list[str], seconds: float, *, size: tuple[int, int]
) -> Path:
    if not 0 < seconds <= LONGEST:
        raise ValueError(f"A sample has more than 0 and at most {LONGEST:g} seconds.")
    inputs = [word for source in sources for word in ("-f", "lavfi", "-i", source)]
    expects = Expectation(
        container=path.suffix[1:], duration=seconds, width=size[0], height=size[1], fps=FPS, tolerance=0.2,
        has_video=size[0] > 0, has_audio=size[0] == 0,
    )  # fmt: skip
    argv = (engine().ffmpeg, *inputs, *encode, "-fflags", "+bitexact", "-t", f"{seconds:g}", path.name)
    run(
        Command(argv=argv, reads=(), files=(), output=path, expects=expects, mode="encode"),
        folder=path.parent,
        deadline=120.0,
    )
    return path
