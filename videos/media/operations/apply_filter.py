"""Apply filter: one look over the whole picture."""

import math
from collections.abc import Callable
from typing import Any, ClassVar, Literal

from videos.media.filtergraph import Graph
from videos.media.operations.base import Number, Operation, described
from videos.media.shape import Shape

Filters = list[tuple[str, dict[str, Any]]]
Look = Callable[[float, Shape], Filters]

SEPIA = {
    "rr": 0.393, "rg": 0.769, "rb": 0.189,
    "gr": 0.349, "gg": 0.686, "gb": 0.168,
    "br": 0.272, "bg": 0.534, "bb": 0.131,
}  # fmt: skip
IDENTITY = {"rr": 1.0, "gg": 1.0, "bb": 1.0}


def _sepia(intensity: float, shape: Shape) -> Filters:
    mixed = {
        name: round(IDENTITY.get(name, 0.0) * (1 - intensity) + weight * intensity, 5)
        for name, weight in SEPIA.items()
    }
    return [("colorchannelmixer", mixed)]


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


LOOKS: dict[str, Look] = {
    "vintage": _vintage,
    "blackwhite": _blackwhite,
    "sepia": _sepia,
    "blur": _blur,
    "sharpen": _sharpen,
}


class ApplyFilter(Operation):
    """Give the film a look, as strong as wished."""

    name: ClassVar[str] = "apply-filter"
    title: ClassVar[str] = "Filter"
    description: ClassVar[str] = (
        "Give the whole film a look: vintage, black and white, sepia, blur or sharpen."
    )
    icon: ClassVar[str] = "sparkles"
    category: ClassVar[str] = "picture"
    price_code: ClassVar[str] = "edit"

    filter_type: Literal["vintage", "blackwhite", "sepia", "blur", "sharpen"] = described(
        title="Look", description="Which look to apply.", example="vintage"
    )
    intensity: Number = described(
        1.0,
        title="Intensity",
        description="How strong: 0 changes nothing, 1 is the full effect.",
        unit="0-1",
        example=0.8,
        ge=0,
        le=1,
    )

    def join(self, graph: Graph) -> None:
        if self.intensity == 0:
            return
        for name, options in LOOKS[self.filter_type](self.intensity, graph.shape):
            graph.filter_video(name, **options)
