"""Denoise: less grain in the picture, less hiss in the sound."""

from typing import Any, ClassVar, Literal

from videos.media.filtergraph import Graph
from videos.media.operations.base import EDIT, HEAVY, Number, Operation, OperationRefused, described
from videos.media.said import gettext
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape

LATE = 0.025  # seconds, at every sample rate


def _fast(strength: float) -> dict[str, Any]:
    return {"luma_spatial": f"{12 * strength:.3f}", "luma_tmp": f"{18 * strength:.3f}"}


def _fine(strength: float) -> dict[str, Any]:
    return {"s": f"{1 + 7 * strength:.3f}", "p": 5, "r": 9}


def _hiss(strength: float) -> dict[str, Any]:
    return {"nr": f"{1 + 23 * strength:.3f}", "nf": f"{-50 + 15 * strength:.3f}"}


class Denoise(Operation):
    """Take noise out of picture and sound."""

    name: ClassVar[str] = "denoise"
    title: ClassVar[str] = _("Denoise")
    description: ClassVar[str] = _("Take grain out of the picture and hiss out of the sound.")
    icon: ClassVar[str] = "denoise"
    category: ClassVar[str] = "picture"
    needs_video: ClassVar[bool] = False

    picture: Number = described(
        0.5,
        title=_("Picture"),
        description=_("How much grain goes: 0 leaves all, 1 also takes fine detail."),
        unit="0-1",
        example=0.5,
        ge=0,
        le=1,
    )
    sound: Number = described(
        0.5,
        title=_("Sound"),
        description=_("How much hiss goes: 0 leaves all, 1 also makes voices duller."),
        unit="0-1",
        example=0.3,
        ge=0,
        le=1,
    )
    method: Literal["fast", "fine"] = described(
        "fast",
        title=_("Method"),
        description=_("The fine one keeps more detail of the picture; it takes much longer and costs more."),
        example="fast",
        labels={"fast": _("Fast"), "fine": _("Fine")},
    )

    @property
    def price_code(self) -> str:
        return HEAVY if self.method == "fine" and self.picture else EDIT

    def check(self, shape: Shape) -> None:
        super().check(shape)
        if not (shape.has_video and self.picture) and not (shape.has_audio and self.sound):
            raise OperationRefused(
                "nothing_to_do", gettext("There is nothing to denoise with these fields."), "picture"
            )

    def join(self, graph: Graph) -> None:
        if graph.video is not None and self.picture:
            if self.method == "fine":
                graph.filter_video("nlmeans", **_fine(self.picture))
            else:
                graph.filter_video("hqdn3d", **_fast(self.picture))
        if self.sound:
            # The filter gives everything LATE seconds later than it came, and cuts as much from the end.
            graph.settle_sound()
            graph.filter_audio("apad", pad_dur=LATE)
            graph.filter_audio("afftdn", **_hiss(self.sound))
            graph.filter_audio("atrim", start=LATE)
            graph.filter_audio("asetpts", expr="PTS-STARTPTS")
