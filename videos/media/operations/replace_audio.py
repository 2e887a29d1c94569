"""Replace audio: another sound, instead of the film's own or together with it."""

import dataclasses
import math
import uuid
from typing import Any, ClassVar, Literal

import ffmpeg

from videos.media.extra import open_extra
from videos.media.filtergraph import Graph
from videos.media.operations.base import Number, Operation, OperationRefused, described
from videos.media.operations.volume import limit_peaks
from videos.media.said import gettext
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape

# Music goes down within a syllable when somebody speaks, and comes back in the pause after the sentence.
DUCKING = {"threshold": 0.02, "ratio": 10, "attack": 15, "release": 500, "makeup": 1}


class ReplaceAudio(Operation):
    """Put music or a voice under the film."""

    name: ClassVar[str] = "replace-audio"
    title: ClassVar[str] = _("Music and voice")
    description: ClassVar[str] = _(
        "Take the sound of another file of your library: instead of the film's own, or mixed with it."
    )
    icon: ClassVar[str] = "sound"
    category: ClassVar[str] = "sound"
    needs_video: ClassVar[bool] = False

    audio_id: uuid.UUID = described(
        title=_("Sound"),
        description=_("A file of your library that has sound."),
        example="3f0c8c9e-6f0e-4b7e-9d53-0b0f6f0f7a11",
        picks="audio",
    )
    mode: Literal["replace", "mix"] = described(
        "replace",
        title=_("Mode"),
        description=_("What becomes of the film's own sound."),
        example="mix",
        labels={"replace": _("Drop the film's own sound"), "mix": _("Keep it, and mix both")},
    )
    gain: Number = described(
        0.0,
        title=_("Gain"),
        description=_("How much louder or quieter the new sound is."),
        unit="dB",
        example=-12,
        ge=-60,
        le=20,
    )
    duck: bool = described(
        default=False,
        title=_("Step back for speech"),
        description=_("With mix: the new sound becomes quiet while the film's own is heard."),
        example=True,
    )
    loop: bool = described(
        default=True,
        title=_("Repeat"),
        description=_("Play the new sound again when it is shorter than the film."),
        example=True,
    )
    start_time: Number = described(
        0.0,
        title=_("Start"),
        description=_("Where in the film the new sound begins."),
        unit="seconds",
        example=0,
        ge=0,
        le=1_000_000,
    )

    def sources(self) -> dict[str, str]:
        return {"audioId": str(self.audio_id)}

    def check(self, shape: Shape) -> None:
        super().check(shape)
        if self._extra[str(self.audio_id)].info.audio is None:
            raise OperationRefused("no_audio", gettext("This file has no sound."), "audioId")
        if self.start_time >= shape.duration:
            raise OperationRefused(
                "beyond_end",
                gettext("The film is only %(duration)s seconds long.")
                % {"duration": f"{shape.duration:.2f}"},
                "startTime",
            )

    def after(self, shape: Shape) -> Shape:
        return dataclasses.replace(shape, has_audio=True)

    def join(self, graph: Graph) -> None:
        if graph.still:
            return
        added = open_extra(graph, self._extra[str(self.audio_id)], endless=self.loop)
        added.shape = dataclasses.replace(graph.shape, has_video=False)
        self._prepare(added, graph.shape.duration)
        if self.mode == "replace" or graph.audio is None:
            graph.audio = added.audio
        else:
            self._mix(graph, added)

    def _prepare(self, added: Graph, seconds: float) -> None:
        added.video = None
        added.filter_audio("asetpts", expr="N/SR/TB")
        added.unify_sound()
        if self.gain:
            added.filter_audio("volume", volume=f"{math.pow(10, self.gain / 20):.6f}", precision="float")
        if self.start_time:
            added.filter_audio("adelay", delays=f"{self.start_time * 1000:.0f}", all=1)
        added.fill(seconds=seconds)

    def _mix(self, graph: Graph, added: Graph) -> None:
        graph.settle_sound()
        graph.unify_sound()
        graph.filter_audio("apad", whole_dur=f"{graph.shape.duration:.6f}")
        own, new = graph.audio, added.audio
        if self.duck:
            copies = own.asplit()
            own = copies[0]
            new = ffmpeg.filter([new, copies[1]], "sidechaincompress", **DUCKING)
        options: dict[str, Any] = {"inputs": 2, "duration": "first", "normalize": 0}
        graph.audio = ffmpeg.filter([own, new], "amix", **options)
        limit_peaks(graph)
