"""Extract audio: the sound alone, as a file of its own."""

import dataclasses
from typing import ClassVar, Literal

from videos.media.filtergraph import Graph
from videos.media.formats import FORMATS, Quality
from videos.media.operations.base import described
from videos.media.operations.export import QUALITY_LABELS, Ending, Target
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape


class ExtractAudio(Ending):
    """Keep the sound and drop the picture."""

    name: ClassVar[str] = "extract-audio"
    title: ClassVar[str] = _("Extract sound")
    description: ClassVar[str] = _(
        "Write the sound alone. When it fits into the wished file as it is, it is copied without loss."
    )
    icon: ClassVar[str] = "sound"
    category: ClassVar[str] = "output"
    needs_video: ClassVar[bool] = False
    needs_audio: ClassVar[bool] = True

    format: Literal["mp3", "m4a", "wav"] = described(
        "mp3",
        title=_("Format"),
        description=_("Kind of the sound file."),
        example="mp3",
        labels={"mp3": _("MP3, plays everywhere"), "m4a": _("M4A, smaller"), "wav": _("WAV, without loss")},
    )
    quality: Quality | None = described(
        None,
        title=_("Quality"),
        description=_("Better quality makes larger files; as the source if not given."),
        example="high",
        labels=QUALITY_LABELS,
    )

    def target(self, shape: Shape) -> Target:
        return Target(FORMATS[self.format], None, self.quality, None)

    def after(self, shape: Shape) -> Shape:
        return dataclasses.replace(shape, width=0, height=0, fps=0.0, has_video=False)

    def join(self, graph: Graph) -> None:
        """Nothing goes into the graph: the file that is written has no place for a picture."""
