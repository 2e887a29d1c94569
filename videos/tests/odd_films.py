"""Films as people really send them, each made at its first use from one plain clip."""

import subprocess
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from django.conf import settings

from videos.media.engine import engine
from videos.media.generate import clip

X265 = ("-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-x265-params")
QUICK = ("-preset", "ultrafast")
COPY = ("-c", "copy")
SUBTITLES = "1\n00:00:00,100 --> 00:00:01,000\nHello\n"


@cache
def _folder() -> Path:
    folder = Path(mkdtemp(prefix="odd-", dir=settings.HOME_DIR))
    clip(folder / "plain.mp4", seconds=2)
    (folder / "words.srt").write_text(SUBTITLES)
    return folder


def _of_plain(name: str, *arguments: str, before: tuple[str, ...] = ()) -> Callable[[], Path]:
    """Make a film of the plain one: 2 s of 320x180 at 25 frames a second, H.264 and mono AAC."""

    def make() -> Path:
        target = _folder() / name
        if not target.exists():
            source = str(_folder() / "plain.mp4")
            command = [engine().ffmpeg, "-v", "error", "-y", *before, "-i", source, *arguments, str(target)]
            subprocess.run(command, check=True, cwd=_folder())
        return target

    return make


def _hdr(transfer: str) -> tuple[str, ...]:
    return (*X265, f"log-level=none:colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc")


def _half(name: str) -> Callable[[], Path]:
    def make() -> Path:
        whole = _of_plain("front.mp4", *COPY, "-movflags", "+faststart")().read_bytes()
        (_folder() / name).write_bytes(whole[: len(whole) // 2])
        return _folder() / name

    return make


# By the words of the table in docs/formats.md.
ODD: Mapping[str, Callable[[], Path]] = {
    "no sound": _of_plain("silent.mp4", *COPY, "-an"),
    "less than a second": _of_plain("short.mp4", "-t", "0.2", *QUICK),
    "a single frame": _of_plain("frame.mp4", "-frames:v", "1", "-an", *QUICK),
    "an odd width and height": _of_plain(
        "odd.mp4", "-vf", "scale=321:181,setsar=1", "-pix_fmt", "yuv444p", *QUICK
    ),
    "oblong pixels (4:3)": _of_plain("oblong.mp4", "-vf", "setsar=4/3", *QUICK),
    "turned by 90 degrees": _of_plain("turned-90.mp4", *COPY, before=("-display_rotation", "90")),
    "turned by 180 degrees": _of_plain("turned-180.mp4", *COPY, before=("-display_rotation", "180")),
    "turned by 270 degrees": _of_plain("turned-270.mp4", *COPY, before=("-display_rotation", "270")),
    "an uneven frame rate": _of_plain(
        "uneven.mkv", "-vf", "select='lt(n,10)+not(mod(n,5))'", "-fps_mode", "vfr", *QUICK
    ),
    "10 bits a colour": _of_plain("deep.mp4", "-pix_fmt", "yuv420p10le", *QUICK),
    "HDR (PQ)": _of_plain("pq.mp4", *_hdr("smpte2084")),
    "HDR (HLG)": _of_plain("hlg.mp4", *_hdr("arib-std-b67")),
    "interlaced": _of_plain(
        "fields.ts", "-vf", "tinterlace=interleave_top,setfield=tff", "-flags", "+ilme+ildct",
        "-c:v", "mpeg2video",
    ),
    "surround sound (5.1)": _of_plain("surround.mkv", "-c:v", "copy", "-ac", "6", "-c:a", "ac3"),
    "two sound tracks": _of_plain(
        "two.mkv", "-f", "lavfi", "-i", "sine=d=2:f=900", "-map", "0", "-map", "1", "-c:v", "copy"
    ),
    "subtitles": _of_plain("words.mkv", "-i", "words.srt", "-map", "0", "-map", "1", "-c:v", "copy"),
    "a start at one hour": _of_plain("late.mkv", *COPY, "-output_ts_offset", "3600"),
    "no length in the header": _of_plain("live.mkv", *COPY, "-live", "1"),
    "an MP4 in pieces": _of_plain("pieces.mp4", *COPY, "-movflags", "frag_keyframe+empty_moov"),
    "an animated GIF": _of_plain("moving.gif", "-vf", "fps=10,scale=160:-1"),
    "an upload that was cut off": _half("half.mp4"),
}  # fmt: skip
