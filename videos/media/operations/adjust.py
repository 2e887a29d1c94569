"""Adjust: light and colour by hand."""

from typing import ClassVar

from videos.media.filtergraph import Graph
from videos.media.operations.base import Number, Operation, described
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape


class Adjust(Operation):
    """Change brightness, contrast, saturation and gamma."""

    name: ClassVar[str] = "adjust"
    title: ClassVar[str] = _("Adjust")
    description: ClassVar[str] = _("Change brightness, contrast, saturation and gamma of the picture.")
    icon: ClassVar[str] = "adjust"
    category: ClassVar[str] = "picture"

    brightness: Number = described(
        0.0,
        title=_("Brightness"),
        description=_("Added to the light of every pixel; 0 changes nothing."),
        example=0.1,
        ge=-1,
        le=1,
    )
    contrast: Number = described(
        1.0,
        title=_("Contrast"),
        description=_("Distance of light and dark: 0 is grey, 1 changes nothing."),
        unit="times",
        example=1.2,
        ge=0,
        le=3,
    )
    saturation: Number = described(
        1.0,
        title=_("Saturation"),
        description=_("Strength of the colours: 0 is black and white, 1 changes nothing."),
        unit="times",
        example=1.3,
        ge=0,
        le=3,
    )
    gamma: Number = described(
        1.0,
        title=_("Gamma"),
        description=_("Above 1 the shadows become lighter, below 1 darker."),
        example=1.1,
        ge=0.2,
        le=5,
    )

    def may_blacken(self, shape: Shape) -> bool:
        return self.brightness < 0 or self.gamma < 1 or self.contrast > 1

    def join(self, graph: Graph) -> None:
        values = self.model_dump()
        if values != Adjust().model_dump():
            graph.filter_video("eq", **{name: f"{value:.6g}" for name, value in values.items()})
