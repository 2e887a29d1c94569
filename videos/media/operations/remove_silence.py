"""Remove silence: cut out the pauses."""

import itertools
from collections.abc import Iterable
from typing import ClassVar

from pydantic import TypeAdapter

from videos.media.filtergraph import Graph
from videos.media.operations.base import Measuring, Number, OperationRefused, described
from videos.media.operations.keeping import Keeping
from videos.media.operations.measured import read_values, write_values
from videos.media.said import gettext
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape

Spans = tuple[tuple[float, float], ...]
MOST_CUTS = 2000
STARTS, ENDS = "silence-starts.txt", "silence-ends.txt"


class RemoveSilence(Keeping):
    """Cut out the pauses of a talk."""

    name: ClassVar[str] = "remove-silence"
    title: ClassVar[str] = _("Remove silence")
    description: ClassVar[str] = _(
        "Listen to the film and cut out its pauses, exact to the frame, picture and sound together."
    )
    icon: ClassVar[str] = "scissors"
    category: ClassVar[str] = "time"
    needs_video: ClassVar[bool] = False
    needs_audio: ClassVar[bool] = True
    findings: ClassVar[TypeAdapter[Spans]] = TypeAdapter(Spans)

    threshold: Number = described(
        -35.0,
        title=_("Threshold"),
        description=_("What is quieter than this counts as silence."),
        unit="dB",
        example=-35,
        ge=-80,
        le=-10,
    )
    minimum: Number = described(
        0.6,
        title=_("Shortest pause"),
        description=_("Shorter pauses stay."),
        unit="seconds",
        example=0.6,
        ge=0.1,
        le=60,
    )
    padding: Number = described(
        0.1,
        title=_("Breath"),
        description=_("How much silence is left before and after speech."),
        unit="seconds",
        example=0.1,
        ge=0,
        le=5,
    )

    # -- measuring -------------------------------------------------------------------------------------

    def must_measure(self, shape: Shape) -> bool:
        return self._found is None

    def measure(self, graph: Graph) -> Measuring:
        graph.settle_sound()
        graph.filter_audio("silencedetect", noise=f"{self.threshold:.2f}dB", duration=f"{self.minimum:.3f}")
        started = write_values(graph.audio, key="lavfi.silence_start", name=STARTS)
        return Measuring(write_values(started, key="lavfi.silence_end", name=ENDS))

    def learn(self, graph: Graph) -> Spans:
        starts, ends = read_values(graph.folder / STARTS), read_values(graph.folder / ENDS)
        # A silence that lasts to the end of the film has no end of its own.
        pairs = itertools.zip_longest(starts, ends, fillvalue=graph.shape.duration)
        return tuple((start, end) for start, end in pairs)

    # -- what is kept ----------------------------------------------------------------------------------

    def cuts(self, duration: float) -> Iterable[tuple[float, float]]:
        found: Spans = self._found or ()
        for start, end in sorted(sorted(found, key=lambda span: span[0] - span[1])[:MOST_CUTS]):
            # Nobody speaks before the beginning, so there is nothing to leave a breath for.
            begin = 0.0 if start <= 0 else start + self.padding
            until = duration if end >= duration else end - self.padding
            if until > begin:
                yield begin, until

    def check(self, shape: Shape) -> None:
        super().check(shape)
        if self._found is not None and not self.edges(shape):
            raise OperationRefused(
                "all_silent",
                gettext("The whole film is quieter than the threshold, so nothing would be left."),
                "threshold",
            )

    def after(self, shape: Shape) -> Shape:
        if self._found is None:
            return shape
        return super().after(shape)

    def notes(self, shape: Shape) -> list[str]:
        if self._found is None:
            return [gettext("How much shorter the film becomes is known when it has been listened to.")]
        removed = shape.duration - self.after(shape).duration
        if removed < shape.frame / 2:
            return [gettext("No silence was found, so nothing was cut out.")]
        return [gettext("%(removed)s seconds of silence were cut out.") % {"removed": f"{removed:.1f}"}]

    def require_known(self) -> None:
        self.require_findings()
