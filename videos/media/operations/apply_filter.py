"""Apply filter: one look over the whole picture."""

import math
from collections.abc import Callable
from typing import Any, ClassVar, Literal

import ffmpeg

from videos.media.filtergraph import Graph
from videos.media.operations.base import Number, Operation, described
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape

Filters = list[tuple[str, dict[str, Any]]]
Look = Callable[[float, Shape], Filters]

SEPIA = {
    "rr": 0.393, "rg": 0.769, "rb": 0.189,
    "gr": 0.349, "gg": 0.686, "gb": 0.168,
    "br": 0.272, "bg": 0.534, "bb": 0.131,
}  # fmt: skip
IDENTITY = {"rr": 1.0, "gg": 1.0, "bb": 1.0}
WARM = {"rr": 1.12, "gg": 1.0, "bb": 0.78}
COOL = {"rr": 0.8, "gg": 0.98, "bb": 1.15}
GRAIN_SEED = 4711  # the same film gets the same grain on every machine


def _mix_channels(weights: dict[str, float], intensity: float) -> Filters:
    mixed = {
        name: round(IDENTITY.get(name, 0.0) * (1 - intensity) + weight * intensity, 5)
        for name, weight in weights.items()
    }
    return [("colorchannelmixer", mixed)]


def _sepia(intensity: float, shape: Shape) -> Filters:
    return _mix_channels(SEPIA, intensity)


def _warm(intensity: float, shape: Shape) -> Filters:
    return _mix_channels(WARM, intensity)


def _cool(intensity: float, shape: Shape) -> Filters:
    return _mix_channels(COOL, intensity)


def _blackwhite(intensity: float, shape: Shape) -> Filters:
    return [("hue", {"s": round(1 - intensity, 4)})]


def _blur(intensity: float, shape: Shape) -> Filters:
    # In proportion to the picture, so that a preview and a 4K export look alike.
    return [("gblur", {"sigma": round(intensity * max(min(shape.width, shape.height) / 60, 1.5), 3)})]


def _sharpen(intensity: float, shape: Shape) -> Filters:
    return [("unsharp", {"lx": 5, "ly": 5, "la": round(intensity * 2.5, 4)})]


def _vintage(intensity: float, shape: Shape) -> Filters:
    faded = {
        "contrast": round(1 - 0.14 * intensity, 4),
        "saturation": round(1 - 0.35 * intensity, 4),
        "brightness": round(0.03 * intensity, 4),
    }
    dark_corners = {"angle": round(intensity * math.pi / 5, 5)}
    return [*_sepia(intensity * 0.45, shape), ("eq", faded), ("vignette", dark_corners)]


def _vignette(intensity: float, shape: Shape) -> Filters:
    return [("vignette", {"angle": round(intensity * math.pi / 3.5, 5)})]


def _grain(intensity: float, shape: Shape) -> Filters:
    return [("noise", {"all_strength": round(intensity * 40), "all_flags": "t", "all_seed": GRAIN_SEED})]


def _denoise(intensity: float, shape: Shape) -> Filters:
    return [("hqdn3d", {"luma_spatial": round(intensity * 8, 3), "luma_tmp": round(intensity * 10, 3)})]


def _cartoon(graph: Graph, intensity: float) -> None:
    """Smooth areas of few tones within dark lines, mixed with the picture as it was."""
    graph.filter_video("format", pix_fmts="yuv444p")
    plain, painted, lined = (graph.video.split()[number] for number in range(3))
    painted = painted.filter("bilateral", sigmaS=3, sigmaR=0.12).filter("eq", saturation=1.4)
    painted = painted.filter("lutyuv", y="floor(val/28)*28+14")
    lines = lined.filter("edgedetect", low=0.06, high=0.16).filter("format", pix_fmts="gray")
    # Lines are white on black: turned round they darken the brightness, and leave the colours alone.
    lines = lines.filter("negate").filter("format", pix_fmts="yuv444p")
    drawn = ffmpeg.filter([painted, lines], "blend", c0_mode="multiply", c1_mode="normal", c2_mode="normal")
    graph.video = ffmpeg.filter([drawn, plain], "blend", all_mode="normal", all_opacity=round(intensity, 4))


LOOKS: dict[str, Look] = {
    "vintage": _vintage,
    "blackwhite": _blackwhite,
    "sepia": _sepia,
    "blur": _blur,
    "sharpen": _sharpen,
    "vignette": _vignette,
    "grain": _grain,
    "denoise": _denoise,
    "warm": _warm,
    "cool": _cool,
}


LABELS = {
    "vintage": _("Vintage"), "blackwhite": _("Black and white"), "sepia": _("Sepia"), "blur": _("Blur"),
    "sharpen": _("Sharpen"), "cartoon": _("Cartoon"), "vignette": _("Dark corners"), "grain": _("Film grain"),
    "denoise": _("Less grain"), "warm": _("Warmer"), "cool": _("Cooler"),
}  # fmt: skip


class ApplyFilter(Operation):
    """Give the film a look, as strong as wished."""

    name: ClassVar[str] = "apply-filter"
    title: ClassVar[str] = _("Filter")
    description: ClassVar[str] = _(
        "Give the whole film a look, such as vintage, black and white, cartoon or a warmer light."
    )
    icon: ClassVar[str] = "sparkles"
    category: ClassVar[str] = "picture"

    filter_type: Literal[
        "vintage", "blackwhite", "sepia", "blur", "sharpen", "cartoon", "vignette", "grain", "denoise",
        "warm", "cool",
    ] = described(
        title=_("Look"), description=_("Which look to apply."), example="vintage", labels=LABELS
    )  # fmt: skip
    intensity: Number = described(
        1.0,
        title=_("Intensity"),
        description=_("How strong: 0 changes nothing, 1 is the full effect."),
        unit="0-1",
        example=0.8,
        ge=0,
        le=1,
    )

    def join(self, graph: Graph) -> None:
        if self.intensity == 0:
            return
        if self.filter_type == "cartoon":
            _cartoon(graph, self.intensity)
            return
        for name, options in LOOKS[self.filter_type](self.intensity, graph.shape):
            graph.filter_video(name, **options)
