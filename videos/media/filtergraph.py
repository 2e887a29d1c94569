"""The half-built FFmpeg graph that the operations of one recipe join, one after the other."""

import shutil
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape  # writes XML, reads none # nosec B406

from videos.media.engine import Limits
from videos.media.fonts import font_path
from videos.media.shape import Shape

DEFAULT_LIMITS = Limits()
SAMPLE_RATE = 48_000  # of sounds that are made to fit each other


def rate_words(fps: float) -> str:
    """Write a rate as FFmpeg takes it without loss: 29.97... becomes 30000/1001."""
    return str(Fraction(fps).limit_denominator(1001))


@dataclass
class Graph:
    """The film so far: its streams (ffmpeg-python nodes), its shape, and the files that FFmpeg will read.

    `files` were written into the folder for it, `reads` lie elsewhere, beside the source. `still` is set when
    only one picture is wanted: then time must not be cut, only renumbered. `moving` is set too when those of
    a span are wanted: then what the film has lost must go as well. `late` is set when the film's beginning
    was left out: then the first picture keeps its time.
    """

    folder: Path
    shape: Shape
    video: Any = None
    audio: Any = None
    channels: int = 2  # of the sound
    still: bool = False
    moving: bool = False
    late: bool = False
    files: list[Path] = field(default_factory=list)
    reads: list[Path] = field(default_factory=list)
    limits: Limits = DEFAULT_LIMITS

    def filter_video(self, name: str, **options: Any) -> None:
        """Put one more filter behind the picture."""
        self.video = self.video.filter(name, **options)

    def filter_audio(self, name: str, **options: Any) -> None:
        """Put one more filter behind the sound, if there is any."""
        if self.audio is not None:
            self.audio = self.audio.filter(name, **options)

    def write_text(self, text: str) -> str:
        """Keep a person's text in a file of the job folder and give the file's name.

        This is the only way that text reaches FFmpeg: names of ours go into the graph, never words of theirs.
        """
        path = self.folder / f"text-{len(self.files)}.txt"
        path.write_bytes(text.encode("utf-8"))
        self.files.append(path)
        return path.name

    def place_font(self, family: str) -> str:
        """Copy a bundled font into the job folder and give the file's name.

        A copy, since the sandbox may write in the folder and must not reach the installed font.
        """
        path = self.folder / f"font-{family.lower().replace(' ', '-')}.ttf"
        if path not in self.files:
            shutil.copyfile(font_path(family=family), path)
            self.files.append(path)
        return path.name

    def offer_font(self, family: str) -> None:
        """Place a font where libass will find it, and only what was placed: through fontconfig.

        Without this, a machine that has no fonts shows no captions, and FFmpeg still ends well. Each font has
        a folder of its own, since fontconfig does not look again into a folder that it has just seen.
        """
        font = font_path(family=family)
        place = self.folder / f"fonts-{family.lower().replace(' ', '-')}"
        place.mkdir(exist_ok=True)
        shutil.copyfile(font, place / "font.ttf")
        self.files += [place / "font.ttf", self.folder / "fonts.conf"]
        offered = sorted({file.parent.resolve() for file in self.files if file.name == "font.ttf"})
        places = "".join(
            f"<dir>{escape(str(each))}</dir><cachedir>{escape(str(each))}</cachedir>" for each in offered
        )
        (self.folder / "fonts.conf").write_text(f"<fontconfig>{places}</fontconfig>", encoding="utf-8")

    def settle_sound(self) -> None:
        """Fill gaps and a late start of the sound with silence: from here on, samples are time."""
        self.filter_audio("aresample", **{"async": 1, "first_pts": 0})

    def unify_sound(self) -> None:
        """Make the sound one of its kind: two channels at SAMPLE_RATE.

        FFmpeg's own way from one channel to two takes 3 dB from it.
        """
        if self.channels == 1:
            self.filter_audio("pan", args="stereo|c0=c0|c1=c0")
        self.filter_audio("aformat", sample_fmts="fltp", sample_rates=SAMPLE_RATE, channel_layouts="stereo")
        self.channels = 2

    def pace(self) -> None:
        """Give the picture whole frames at the shape's rate, the first at zero."""
        start = {} if self.late else {"start_time": 0}
        self.filter_video("fps", fps=rate_words(self.shape.fps), **start)

    def fill(self, *, seconds: float) -> None:
        """Make picture and sound exactly this long; the last picture stays, sound becomes silence."""
        if self.video is not None:
            self.pace()
            self.filter_video("tpad", stop=-1, stop_mode="clone")
            self.filter_video("trim", end_frame=round(seconds * self.shape.fps))
        self.settle_sound()
        self.filter_audio("apad", whole_dur=f"{seconds:.6f}")
        self.filter_audio("atrim", end=f"{seconds:.6f}")
