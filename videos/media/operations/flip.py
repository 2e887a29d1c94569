"""Flip: mirror the picture."""

from typing import ClassVar, Literal

from videos.media.filtergraph import Graph
from videos.media.operations.base import Operation, described
from videos.media.said import gettext_noop as _

FILTERS: dict[str, tuple[str, ...]] = {
    "horizontal": ("hflip",),
    "vertical": ("vflip",),
    "both": ("hflip", "vflip"),
}


class Flip(Operation):
    """Mirror the picture."""

    name: ClassVar[str] = "flip"
    title: ClassVar[str] = _("Flip")
    description: ClassVar[str] = _("Mirror the picture: left to right, top to bottom, or both.")
    icon: ClassVar[str] = "flip"
    category: ClassVar[str] = "picture"

    direction: Literal["horizontal", "vertical", "both"] = described(
        "horizontal",
        title=_("Direction"),
        description=_("Which sides change places."),
        example="horizontal",
        labels={"horizontal": _("Left and right"), "vertical": _("Top and bottom"), "both": _("Both")},
    )

    def join(self, graph: Graph) -> None:
        for name in FILTERS[self.direction]:
            graph.filter_video(name)
