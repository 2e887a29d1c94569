"""What can be written: containers, the encoders behind each codec, and the presets of the big platforms."""

from dataclasses import dataclass
from typing import Any, Literal

FormatName = Literal["mp4", "webm", "mov", "mkv", "gif", "mp3", "wav", "m4a"]
CodecName = Literal["h264", "h265", "vp9", "av1", "prores"]
Quality = Literal["low", "medium", "high"]
Resolution = Literal["source", "480p", "720p", "1080p", "1440p", "2160p"]
PresetName = Literal["youtube", "shorts", "tiktok", "instagram", "x", "web"]


@dataclass(frozen=True)
class Format:
    """A container: what FFmpeg calls it, what may go in, and which demuxer reads it again."""

    name: FormatName
    muxer: str
    demuxer: str
    video_codecs: tuple[CodecName, ...]  # the first is the default; none means sound only
    audio_encoder: str | None
    copies_video: frozenset[str]  # names of codecs whose packets fit in unchanged
    copies_audio: frozenset[str]
    options: dict[str, Any]
    most_fps: float | None = None
    usual_resolution: Resolution = "source"

    @property
    def has_video(self) -> bool:
        return bool(self.video_codecs) or self.name == "gif"


@dataclass(frozen=True)
class Encoder:
    """A video encoder: `quality` maps to its constant-quality scale (smaller is better)."""

    name: str
    pix_fmt: str
    quality_option: str
    quality: dict[Quality, int]
    options: dict[str, Any]


@dataclass(frozen=True)
class Preset:
    """What a platform likes best; each value only fills a field that the person left open."""

    format: FormatName
    codec: CodecName
    quality: Quality
    resolution: Resolution
    most_fps: float
    aspect: str | None = None


def _codecs(*names: str) -> frozenset[str]:
    return frozenset(names)


QUICKTIME_VIDEO = _codecs("h264", "hevc", "av1")
QUICKTIME_AUDIO = _codecs("aac", "mp3", "alac")
FAST_START = {"movflags": "+faststart"}

FORMATS: dict[FormatName, Format] = {
    "mp4": Format(
        "mp4", "mp4", "mov", ("h264", "h265", "av1"), "aac", QUICKTIME_VIDEO, QUICKTIME_AUDIO, FAST_START
    ),
    "webm": Format(
        "webm", "webm", "matroska", ("vp9", "av1"), "libopus",
        _codecs("vp8", "vp9", "av1"), _codecs("opus", "vorbis"), {},
    ),
    "mov": Format(
        "mov", "mov", "mov", ("h264", "h265", "prores"), "aac",
        QUICKTIME_VIDEO | {"prores"}, QUICKTIME_AUDIO, FAST_START,
    ),
    "mkv": Format(
        "mkv", "matroska", "matroska", ("h264", "h265", "vp9", "av1"), "aac",
        QUICKTIME_VIDEO | {"vp8", "vp9", "mpeg4"}, QUICKTIME_AUDIO | {"opus", "vorbis", "flac", "ac3"}, {},
    ),
    "gif": Format("gif", "gif", "gif", (), None, _codecs(), _codecs(), {"loop": 0}, 15.0, "480p"),
    "mp3": Format("mp3", "mp3", "mp3", (), "libmp3lame", _codecs(), _codecs("mp3"), {}),
    "wav": Format("wav", "wav", "wav", (), "pcm_s16le", _codecs(), _codecs("pcm_s16le"), {}),
    "m4a": Format("m4a", "ipod", "mov", (), "aac", _codecs(), _codecs("aac"), FAST_START),
}  # fmt: skip

ENCODERS: dict[CodecName, Encoder] = {
    "h264": Encoder(
        "libx264", "yuv420p", "crf", {"low": 29, "medium": 24, "high": 20}, {"preset": "veryfast"}
    ),
    "h265": Encoder(
        "libx265", "yuv420p", "crf", {"low": 32, "medium": 27, "high": 23},
        {"preset": "veryfast", "tag:v": "hvc1", "x265-params": "log-level=error"},
    ),
    "vp9": Encoder(
        "libvpx-vp9", "yuv420p", "crf", {"low": 42, "medium": 35, "high": 28},
        {"b:v": 0, "deadline": "good", "cpu-used": 5, "row-mt": 1},
    ),
    "av1": Encoder("libsvtav1", "yuv420p", "crf", {"low": 46, "medium": 37, "high": 30}, {"preset": 9}),
    "prores": Encoder(
        "prores_ks", "yuv422p10le", "qscale:v", {"low": 16, "medium": 11, "high": 7}, {"profile:v": 2}
    ),
}  # fmt: skip

# How FFmpeg calls the codec that an encoder writes.
DECODED_NAMES: dict[CodecName, str] = {
    "h264": "h264", "h265": "hevc", "vp9": "vp9", "av1": "av1", "prores": "prores",
}  # fmt: skip

EIGHT_AND_TEN = frozenset({"yuv420p", "yuvj420p", "yuv420p10le"})
# What can be encoded again just as it was, by codec.
SAME_AGAIN = {
    "h264": EIGHT_AND_TEN | {"yuv422p", "yuv422p10le", "yuv444p"},
    "hevc": EIGHT_AND_TEN | {"yuv422p10le"},
    "vp9": frozenset({"yuv420p", "yuv420p10le"}),
    "av1": frozenset({"yuv420p", "yuv420p10le"}),
}

AUDIO_BIT_RATES: dict[Quality, str] = {"low": "96k", "medium": "128k", "high": "192k"}
SHORT_SIDES: dict[Resolution, int] = {"480p": 480, "720p": 720, "1080p": 1080, "1440p": 1440, "2160p": 2160}

PRESETS: dict[PresetName, Preset] = {
    "youtube": Preset("mp4", "h264", "high", "source", 60),
    "shorts": Preset("mp4", "h264", "high", "1080p", 60, "9:16"),
    "tiktok": Preset("mp4", "h264", "high", "1080p", 60, "9:16"),
    "instagram": Preset("mp4", "h264", "medium", "1080p", 30),
    "x": Preset("mp4", "h264", "medium", "1080p", 60),
    "web": Preset("mp4", "h264", "medium", "720p", 30),
}
