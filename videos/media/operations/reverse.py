"""Reverse: from the end to the beginning."""

from typing import ClassVar

from videos.media.filtergraph import SAMPLE_RATE, Graph
from videos.media.operations.base import HEAVY, Operation, OperationRefused, described
from videos.media.said import gettext
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape

# A film can only be turned round when all of it is in memory, decoded.
MEMORY = 1536 * 1024**2
BYTES_PER_PIXEL = 1.5  # 8 bits, a colour for every four pixels
BYTES_PER_SECOND = SAMPLE_RATE * 2 * 4  # two channels of 32 bits


class Reverse(Operation):
    """Play the film backwards."""

    name: ClassVar[str] = "reverse"
    title: ClassVar[str] = _("Reverse")
    description: ClassVar[str] = _(
        "Play the film backwards. The whole film must fit into memory: about 18 seconds of 1080p, 40 "
        "seconds of 720p; trim or resize longer ones first."
    )
    icon: ClassVar[str] = "reverse"
    category: ClassVar[str] = "time"
    needs_video: ClassVar[bool] = False

    sound: bool = described(
        default=True,
        title=_("Reverse the sound"),
        description=_("Play the sound backwards too; otherwise it stays as it is."),
        example=True,
    )

    @property
    def price_code(self) -> str:
        return HEAVY

    def longest(self, shape: Shape) -> float:
        """Give how many seconds of such a film fit into memory."""
        picture = shape.width * shape.height * BYTES_PER_PIXEL * shape.fps if shape.has_video else 0.0
        sound = BYTES_PER_SECOND if shape.has_audio and self.sound else 0.0
        return MEMORY / max(picture + sound, 1.0)

    def check(self, shape: Shape) -> None:
        super().check(shape)
        longest = self.longest(shape)
        if shape.duration > longest:
            raise OperationRefused(
                "too_long_to_reverse",
                gettext(
                    "At this size, %(longest)s seconds can be reversed, and the film has %(duration)s. "
                    "Trim or resize it first."
                )
                % {"longest": f"{longest:.0f}", "duration": f"{shape.duration:.0f}"},
            )

    def source_time(self, time: float, shape: Shape) -> float:
        return max(shape.duration - time - shape.frame / 2, 0.0)

    def join(self, graph: Graph) -> None:
        duration = f"{graph.shape.duration:.6f}"
        if graph.still:
            graph.filter_video("setpts", expr=f"round(({duration}-{graph.shape.frame:.6f})/TB-PTS)")
            return
        if graph.video is not None:
            graph.filter_video("format", pix_fmts="yuv420p")
            graph.filter_video("reverse")
        if self.sound:
            # Both tracks are of one length first: what was missing at the end would be missing at the start.
            graph.settle_sound()
            graph.unify_sound()
            graph.filter_audio("apad", whole_dur=duration)
            graph.filter_audio("atrim", end=duration)
            graph.filter_audio("areverse")
