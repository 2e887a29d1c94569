"""Joins the encoded parts of a composition to one film, packet by packet, with its sound."""

from collections.abc import Sequence
from pathlib import Path

import ffmpeg

from videos.media.command import Command, Expectation
from videos.media.composition.darkness import may_be_black
from videos.media.composition.model import Composition, Look
from videos.media.engine import Limits, engine
from videos.media.formats import FORMATS

DEFAULT_LIMITS = Limits()
LIST = "parts.txt"
DELAY = 2  # frames that are decoded before the first is shown, at most, as x264 orders them
OWN_FILES = {"protocol_whitelist": "file", "format_whitelist": "concat,mov"}


def join_command(
    parts: Sequence[Path],
    sound: Path | None,
    *,
    composition: Composition,
    look: Look,
    folder: Path,
    limits: Limits = DEFAULT_LIMITS,
) -> Command:
    """Compile a command that writes `output.mp4` in `folder`: parts in their order, and a sound (AAC in MP4).

    Nothing is encoded. What `verify` asks of a film that came out black, `darkness.went_in_black` answers.
    """
    listing = folder / LIST
    listing.write_text("".join(_listed(part) for part in parts), encoding="utf-8")
    pictures = ffmpeg.input(f"file:{listing.name}", f="concat", safe=0, auto_convert=0, **OWN_FILES)
    streams = [pictures["v:0"]]
    if sound is not None:
        streams.append(ffmpeg.input(f"file:{sound.resolve()}", f="mov", **OWN_FILES)["a:0"])
    # Adding up lengths in microseconds rounds; this puts every frame on its place again. A part of a few
    # frames begins to be decoded later than others, so that moment counts from the film's beginning.
    shown = f"round(round(PTS*TB*({composition.rate}))/({composition.rate})/TB)"
    decoded = f"round((N-{DELAY})/({composition.rate})/TB)"
    target = FORMATS["mp4"]
    options = {
        **target.options,
        "c": "copy",
        "bsf:v": f"setts=pts={shown}:dts={decoded}",
        "map_metadata": -1,
        "map_chapters": -1,
        "fs": limits.file_bytes,
        "f": target.muxer,
    }
    node = ffmpeg.output(*streams, f"output.{target.name}", **options)
    argv = tuple(ffmpeg.compile(node, cmd=engine().ffmpeg))
    # The sound keeps its own zero: what lies before it is not heard, and must not move it.
    argv = (argv[0], "-copyts", *argv[1:])
    reads = (*dict.fromkeys(part.resolve() for part in parts), *([sound.resolve()] if sound else []))
    expects = _expectation(composition, look, has_sound=sound is not None)
    return Command(argv, reads, (listing,), folder / f"output.{target.name}", expects, "copy")


def _listed(part: Path) -> str:
    path = str(part.resolve()).replace("'", "'\\''")
    return f"file 'file:{path}'\n"


def _expectation(composition: Composition, look: Look, *, has_sound: bool) -> Expectation:
    return Expectation(
        container="mp4",
        duration=composition.seconds,
        width=look.width,
        height=look.height,
        fps=float(composition.rate),
        has_video=True,
        has_audio=has_sound,
        tolerance=max(float(2 / composition.rate), 0.1) if has_sound else float(1 / composition.rate),
        may_be_black=may_be_black(composition),
    )
