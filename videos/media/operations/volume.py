"""Volume: louder, quieter, silent."""

import math
from typing import ClassVar

from videos.media.filtergraph import Graph
from videos.media.operations.base import Number, Operation, OperationRefused, described
from videos.media.said import gettext
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape

CEILING = 0.97  # of full scale, for sound that would be cut off; encoders overshoot a little


def limit_peaks(graph: Graph, *, ceiling: float = CEILING) -> None:
    """Turn down what is louder than a share of full scale, softly; all else stays as it is."""
    graph.filter_audio(
        "alimiter", limit=f"{ceiling:.5f}", level="false", latency="true", attack=5, release=50
    )


class Volume(Operation):
    """Make the sound louder or quieter."""

    name: ClassVar[str] = "volume"
    title: ClassVar[str] = _("Volume")
    description: ClassVar[str] = _("Make the sound louder or quieter, by decibels or by a factor.")
    icon: ClassVar[str] = "sound"
    category: ClassVar[str] = "sound"
    needs_video: ClassVar[bool] = False
    needs_audio: ClassVar[bool] = True

    gain: Number | None = described(
        None,
        title=_("Gain"),
        description=_("Positive is louder: 6 doubles. Give this or a factor, not both."),
        unit="dB",
        example=6,
        ge=-60,
        le=40,
    )
    factor: Number | None = described(
        None,
        title=_("Factor"),
        description=_("2 doubles, 0.5 halves, 0 silences. Give this or a gain, not both."),
        unit="times",
        example=0.5,
        ge=0,
        le=100,
    )
    limiter: bool = described(
        default=True,
        title=_("Limiter"),
        description=_("Hold back the loudest moments, so that nothing crackles when it gets louder."),
        example=True,
    )

    def check(self, shape: Shape) -> None:
        super().check(shape)
        if self.gain is None and self.factor is None:
            raise OperationRefused("gain_missing", gettext("Give a gain or a factor."), "gain")
        if self.gain is not None and self.factor is not None:
            raise OperationRefused("gain_and_factor", gettext("Give a gain or a factor, not both."), "factor")

    @property
    def _factor(self) -> float:
        return self.factor if self.factor is not None else math.pow(10, (self.gain or 0.0) / 20)

    def join(self, graph: Graph) -> None:
        if self._factor == 1:
            return
        graph.filter_audio("volume", volume=f"{self._factor:.6f}", precision="float")
        if self.limiter and self._factor > 1:
            limit_peaks(graph)
