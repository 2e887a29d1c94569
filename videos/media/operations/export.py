"""Export: which file comes out at the end of a recipe."""

import dataclasses
from dataclasses import dataclass
from typing import ClassVar

from videos.media.filtergraph import Graph
from videos.media.formats import (
    FORMATS,
    PRESETS,
    SHORT_SIDES,
    CodecName,
    Format,
    FormatName,
    Preset,
    PresetName,
    Quality,
    Resolution,
)
from videos.media.operations.base import Operation, OperationRefused, described
from videos.media.said import gettext
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape

FORMAT_LABELS = {
    "mp4": "MP4", "webm": "WebM", "mov": "MOV (QuickTime)", "mkv": "MKV (Matroska)", "gif": "GIF",
    "mp3": _("MP3, sound only"), "wav": _("WAV, sound only"), "m4a": _("M4A, sound only"),
}  # fmt: skip
QUALITY_LABELS = {"low": _("Low"), "medium": _("Medium"), "high": _("High")}
RESOLUTION_LABELS = {
    "source": _("As the source"), "480p": "480p", "720p": "720p (HD)", "1080p": "1080p (Full HD)",
    "1440p": "1440p (QHD)", "2160p": "2160p (4K)",
}  # fmt: skip
CODEC_LABELS = {"h264": "H.264", "h265": "H.265 (HEVC)", "vp9": "VP9", "av1": "AV1", "prores": "ProRes"}
PRESET_LABELS = {
    "youtube": "YouTube", "shorts": "YouTube Shorts", "tiktok": "TikTok", "instagram": "Instagram", "x": "X",
    "web": _("A web page"),
}  # fmt: skip


@dataclass(frozen=True)
class Target:
    """The settled question of what to write. `quality` and `codec` None mean: as it is, if that can be."""

    format: Format
    codec: CodecName | None
    quality: Quality | None
    most_fps: float | None


class Ending(Operation):
    """What can only be the last step of a recipe: it says which file is written."""

    def target(self, shape: Shape) -> Target:
        """Settle what to write of a film of this shape."""
        raise NotImplementedError


class Export(Ending):
    """Choose container, codec, quality and size of the result."""

    name: ClassVar[str] = "export"
    title: ClassVar[str] = _("Export")
    description: ClassVar[str] = _(
        "Write the film as a file of your choice. Fields left open are filled by the preset, if any. When "
        "only the container changes, picture and sound are copied without loss."
    )
    icon: ClassVar[str] = "download"
    category: ClassVar[str] = "output"
    needs_video: ClassVar[bool] = False

    format: FormatName | None = described(
        None,
        title=_("Format"),
        description=_(
            "Container; mp4 (m4a for sound alone) when nothing says otherwise. gif has no sound; mp3, wav "
            "and m4a keep the sound only."
        ),
        example="mp4",
        labels=FORMAT_LABELS,
    )
    quality: Quality | None = described(
        None,
        title=_("Quality"),
        description=_("Better quality makes larger files; as the source if not given."),
        example="medium",
        labels=QUALITY_LABELS,
    )
    resolution: Resolution | None = described(
        None,
        title=_("Resolution"),
        description=_(
            "Length of the shorter side. The picture is only made smaller, unless enlarging is allowed."
        ),
        example="720p",
        labels=RESOLUTION_LABELS,
    )
    codec: CodecName | None = described(
        None,
        title=_("Codec"),
        description=_(
            "mp4 takes h264, h265, av1; webm takes vp9, av1; mov h264, h265, prores; mkv h264, h265, vp9, "
            "av1."
        ),
        example="h264",
        labels=CODEC_LABELS,
    )
    preset: PresetName | None = described(
        None,
        title=_("Preset"),
        description=_("Where the film will be shown; fills the fields left open."),
        example="youtube",
        labels=PRESET_LABELS,
    )
    allow_upscale: bool = described(
        default=False,
        title=_("Allow enlarging"),
        description=_("Let the resolution be larger than the source's."),
        example=False,
    )

    def target(self, shape: Shape) -> Target:
        """Settle format, codec and quality: the person's word first, then the preset's, then the usual."""
        preset = self._preset
        usual: FormatName = "mp4" if shape.has_video else "m4a"
        # A platform's preset means a film; for sound alone its container would be an empty shell.
        preset_format = preset.format if preset and shape.has_video else None
        chosen = FORMATS[self.format or preset_format or usual]
        codec = self.codec or (preset.codec if preset and preset.codec in chosen.video_codecs else None)
        rates = [rate for rate in (preset.most_fps if preset else None, chosen.most_fps) if rate is not None]
        return Target(
            chosen, codec, self.quality or (preset.quality if preset else None), min(rates, default=None)
        )

    @property
    def _preset(self) -> Preset | None:
        return PRESETS[self.preset] if self.preset else None

    def check(self, shape: Shape) -> None:
        super().check(shape)
        target = self.target(shape).format
        if self.codec is not None and self.codec not in target.video_codecs:
            allowed = ", ".join(target.video_codecs) or "no video codec"
            raise OperationRefused(
                "codec_not_in_format",
                gettext("%(name)s takes %(allowed)s.") % {"name": target.name, "allowed": allowed},
                "codec",
            )
        if target.has_video and not shape.has_video:
            raise OperationRefused(
                "no_video",
                gettext("%(name)s needs a picture, and there is none.") % {"name": target.name},
                "format",
            )
        if not target.has_video and not shape.has_audio:
            raise OperationRefused(
                "no_audio",
                gettext("%(name)s needs sound, and this film has none.") % {"name": target.name},
                "format",
            )

    def _short_side(self, shape: Shape) -> int | None:
        """Give the wished length of the shorter side, or None to leave the size alone."""
        preset = self._preset
        usual = self.target(shape).format.usual_resolution
        return SHORT_SIDES.get(self.resolution or (preset.resolution if preset else usual))

    def _would_enlarge(self, shape: Shape) -> bool:
        wished = self._short_side(shape)
        return wished is not None and wished > min(shape.width, shape.height)

    def after(self, shape: Shape) -> Shape:
        target = self.target(shape)
        if not target.format.has_video:
            return dataclasses.replace(shape, width=0, height=0, fps=0.0, has_video=False)
        width, height = self._size(shape)
        fps = min(shape.fps, target.most_fps) if target.most_fps else shape.fps
        has_audio = shape.has_audio and target.format.audio_encoder is not None
        return dataclasses.replace(shape, width=width, height=height, fps=fps, has_audio=has_audio)

    def _size(self, shape: Shape) -> tuple[int, int]:
        wished = self._short_side(shape)
        short = min(shape.width, shape.height)
        if wished is None or wished == short or (self._would_enlarge(shape) and not self.allow_upscale):
            return shape.width, shape.height
        return (
            max(round(shape.width * wished / short / 2) * 2, 2),
            max(round(shape.height * wished / short / 2) * 2, 2),
        )

    def notes(self, shape: Shape) -> list[str]:
        notes: list[str] = []
        if not self.target(shape).format.has_video:
            return notes
        explicit = self.resolution is not None and self._would_enlarge(shape)
        if explicit and not self.allow_upscale:
            notes.append(
                gettext("The source is smaller than %(resolution)s, so it stays at %(width)sx%(height)s.")
                % {"resolution": self.resolution, "width": shape.width, "height": shape.height}
            )
        preset = self._preset
        if preset and preset.aspect and shape.width >= shape.height:
            notes.append(
                gettext("%(preset)s shows %(aspect)s films best; this one is %(width)sx%(height)s.")
                % {
                    "preset": self.preset,
                    "aspect": preset.aspect,
                    "width": shape.width,
                    "height": shape.height,
                }
            )
        return notes

    def join(self, graph: Graph) -> None:
        if graph.video is None:
            return
        before, wished = graph.shape, self.after(graph.shape)
        if not wished.has_video:
            return
        if wished.fps < before.fps and not graph.still:
            graph.filter_video("fps", fps=f"{wished.fps:g}")
        if (wished.width, wished.height) != (before.width, before.height):
            graph.filter_video("scale", w=wished.width, h=wished.height, flags="bicubic")
            graph.filter_video("setsar", sar=1)
