"""Flip: mirror the picture."""

from typing import ClassVar, Literal

from videos.media.filtergraph import Graph
from videos.media.operations.base import Operation, described

FILTERS: dict[str, tuple[str, ...]] = {
    "horizontal": ("hflip",),
    "vertical": ("vflip",),
    "both": ("hflip", "vflip"),
}


class Flip(Operation):
    """Mirror the picture."""

    name: ClassVar[str] = "flip"
    title: ClassVar[str] = "Flip"
    description: ClassVar[str] = "Mirror the picture: left to right, top to bottom, or both."
    icon: ClassVar[str] = "flip"
    category: ClassVar[str] = "picture"

    direction: Literal["horizontal", "vertical", "both"] = described(
        "horizontal",
        title="Direction",
        description="Which sides change places.",
        example="horizontal",
        labels={"horizontal": "Left and right", "vertical": "Top and bottom", "both": "Both"},
    )

    def join(self, graph: Graph) -> None:
        for name in FILTERS[self.direction]:
            graph.filter_video(name)
