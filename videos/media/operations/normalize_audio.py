"""Normalize audio: as loud as a platform wants it, measured as EBU R 128 says."""

import math
from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import TypeAdapter

from videos.media.filtergraph import SAMPLE_RATE, Graph
from videos.media.operations.base import Measuring, Number, Operation, described
from videos.media.operations.measured import read_values, write_values
from videos.media.operations.volume import limit_peaks
from videos.media.said import gettext
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape

# https://tech.ebu.ch/publications/r128 for broadcast; the others play back at about these.
TARGETS = {"youtube": -14.0, "tiktok": -14.0, "podcast": -16.0, "broadcast": -23.0}
PLACES = {
    "youtube": "YouTube (-14 LUFS)",
    "tiktok": "TikTok (-14 LUFS)",
    "podcast": _("Podcast (-16 LUFS)"),
    "broadcast": _("Broadcast (-23 LUFS)"),
}
SILENCE = -69.0  # LUFS; the meter shows -70 when nothing passed its gate
OVERSAMPLED = 192_000  # between two samples a wave may be higher than both
VOLUMES, PEAKS = "loudness.txt", "true-peaks.txt"


@dataclass(frozen=True)
class Loudness:
    """What the meter read: `integrated` in LUFS, `peak` as a share of full scale."""

    integrated: float
    peak: float


class NormalizeAudio(Operation):
    """Bring the sound to a platform's loudness."""

    name: ClassVar[str] = "normalize-audio"
    title: ClassVar[str] = _("Normalize sound")
    description: ClassVar[str] = _(
        "Measure the loudness (EBU R 128) and bring the whole sound to the wished one, evenly, with its "
        "peaks held back."
    )
    icon: ClassVar[str] = "sound"
    category: ClassVar[str] = "sound"
    needs_video: ClassVar[bool] = False
    needs_audio: ClassVar[bool] = True
    findings: ClassVar[TypeAdapter[Loudness]] = TypeAdapter(Loudness)

    target: Literal["youtube", "tiktok", "podcast", "broadcast"] = described(
        "youtube",
        title=_("Made for"),
        description=_("Where it will be heard."),
        example="podcast",
        labels=PLACES,
    )
    loudness: Number | None = described(
        None,
        title=_("Loudness"),
        description=_("Another loudness than the one above."),
        unit="LUFS",
        example=-18,
        ge=-40,
        le=-8,
    )
    peak: Number = described(
        -1.0,
        title=_("Highest peak"),
        description=_("How loud the loudest moment may be."),
        unit="dBTP",
        example=-1,
        ge=-12,
        le=0,
    )

    @property
    def wished(self) -> float:
        """Give the loudness to reach, in LUFS."""
        return TARGETS[self.target] if self.loudness is None else self.loudness

    def must_measure(self, shape: Shape) -> bool:
        return self._found is None

    def measure(self, graph: Graph) -> Measuring:
        graph.settle_sound()
        graph.filter_audio("ebur128", peak="true", metadata=1)
        metered = write_values(graph.audio, key="lavfi.r128.I", name=VOLUMES)
        return Measuring(write_values(metered, key="lavfi.r128.true_peak", name=PEAKS))

    def learn(self, graph: Graph) -> Loudness:
        read = [read_values(graph.folder / name, last_only=True) for name in (VOLUMES, PEAKS)]
        # Less than a tenth of a second gives no reading at all.
        integrated, peak = (values[0] if values else math.nan for values in read)
        return Loudness(integrated, peak) if math.isfinite(integrated + peak) else Loudness(SILENCE, 0.0)

    @property
    def _is_silent(self) -> bool:
        return self._found is not None and self._found.integrated <= SILENCE

    def notes(self, shape: Shape) -> list[str]:
        return [gettext("The sound is silent, so its loudness was left alone.")] if self._is_silent else []

    def join(self, graph: Graph) -> None:
        if graph.still:
            return
        self.require_findings()
        if self._is_silent:
            return
        found: Loudness = self._found
        factor, ceiling = math.pow(10, (self.wished - found.integrated) / 20), math.pow(10, self.peak / 20)
        graph.filter_audio("volume", volume=f"{factor:.8f}", precision="float")
        if found.peak * factor > ceiling:
            graph.filter_audio("aresample", sample_rate=OVERSAMPLED)
            limit_peaks(graph, ceiling=ceiling)
        graph.filter_audio("aresample", sample_rate=SAMPLE_RATE)
