"""Spoken sentences as one voice over a film: decoded, freed from silence, laid at their times, levelled."""

import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ai.capabilities import Media, Word
from ai.services.insights.scripting import Piece
from jobs.work import JobFailed, Run
from videos.limits import media_limits
from videos.media.command import Command
from videos.media.derived.source import command_for, sound_of
from videos.media.filtergraph import Graph
from videos.media.opening import open_source
from videos.media.operations import ExtractAudio, NormalizeAudio, Operation
from videos.media.probe import MediaInfo, probe
from videos.media.rendering import Rendered, render
from videos.media.shape import shape_of
from videos.media.sniff import MediaRejected
from videos.pipelines.steps import bar, ended_by_name, ffmpeg

RATE = 48_000  # samples a second
WINDOW = RATE // 200  # samples, for a look at the loudness: 5 ms
QUIET = 0.02  # of the loudest window, below which nobody speaks
AIR = 0.01  # seconds that are left around what is said
LOUDNESS = -16.0  # LUFS, as spoken word is usually published
UNHEARD = gettext_lazy("What was spoken cannot be heard. Nothing was charged.")


@dataclass(frozen=True)
class Clip:
    """A sentence as samples without silence around it, and its words in seconds from its own begin."""

    samples: Path
    first: int  # sample
    last: int
    words: tuple[Word, ...]

    @property
    def length(self) -> float:
        return (self.last - self.first) / RATE

    def read(self) -> "np.ndarray[Any, np.dtype[np.int16]]":
        return np.fromfile(self.samples, dtype="<i2", count=self.last - self.first, offset=2 * self.first)


@dataclass(frozen=True)
class Voice:
    """The voice over the whole film: without loss for mixing, and compressed for playing."""

    path: Path
    info: MediaInfo
    compressed: Path


def clip(run: Run, media: Media, number: int) -> Clip:
    """A spoken sentence without the silence before and behind it; raises JobFailed when there is no sound."""
    try:
        command = _command(probe(media.path, limits=media_limits()), media.path, run.folder)
    except MediaRejected as rejected:
        raise JobFailed(rejected.code, str(UNHEARD)) from None
    ffmpeg(run, command, stage=_("Speaking"), until=0)
    samples = command.output.rename(run.folder / f"sentence-{number}.raw")
    first, last = _heard(np.fromfile(samples, dtype="<i2"))
    begin = first / RATE
    # Some engines tell a word's time a little beside its sound.
    words = tuple(
        Word(
            each.text,
            min(max(each.start - begin, 0.0), (last - first) / RATE),
            min(max(each.end - begin, 0.0), (last - first) / RATE),
            each.confidence,
        )
        for each in media.words
    )
    return Clip(samples, first, last, words)


def _heard(samples: "np.ndarray[Any, np.dtype[np.int16]]") -> tuple[int, int]:
    """The first and the last sample of what is said."""
    count = len(samples) // WINDOW
    if not count:
        raise JobFailed("no_speech", str(UNHEARD))
    levels = np.abs(samples[: count * WINDOW].reshape(count, WINDOW).astype(np.int32)).mean(axis=1)
    loud = np.flatnonzero(levels > max(float(levels.max()) * QUIET, 8.0))
    if not len(loud):
        raise JobFailed("no_speech", str(UNHEARD))
    air = round(AIR * RATE)
    return max(int(loud[0]) * WINDOW - air, 0), min((int(loud[-1]) + 1) * WINDOW + air, len(samples))


def track(run: Run, clips: Sequence[Clip], starts: Sequence[float]) -> Voice:
    """The sentences at their times (seconds), as loud as spoken word is published."""
    raw = run.folder / "voice.wav"
    with wave.open(str(raw), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        written = 0
        for each, start in zip(clips, starts, strict=True):
            place = round(start * RATE)
            _silence(out, place - written)
            out.writeframes(each.read().tobytes())
            written = place + each.last - each.first
    levelled = _made(
        run, raw, [NormalizeAudio(target="podcast", loudness=LOUDNESS), ExtractAudio(format="wav")], "level"
    )
    compressed = _made(run, levelled.output, [ExtractAudio(format="m4a")], "compressed")
    return Voice(levelled.output, levelled.info, compressed.output)


def _silence(out: wave.Wave_write, samples: int) -> None:
    """Written a second at a time: a voice may be silent for an hour."""
    while samples > 0:
        part = min(samples, RATE)
        out.writeframes(bytes(2 * part))
        samples -= part


def segments(pieces: Sequence[Piece], clips: Sequence[Clip], starts: Sequence[float]) -> list[dict[str, Any]]:
    """Each sentence with the seconds of the film at which it is said."""
    return [
        {"text": piece.text, "start": round(start, 3), "end": round(start + each.length, 3)}
        for piece, each, start in zip(pieces, clips, starts, strict=True)
    ]


def words(clips: Sequence[Clip], starts: Sequence[float]) -> list[dict[str, Any]]:
    """The words in seconds of the film, where the engine told when each is said."""
    return [
        {
            "text": word.text,
            "start": round(start + word.start, 3),
            "end": round(start + word.end, 3),
            "confidence": word.confidence,
        }
        for each, start in zip(clips, starts, strict=True)
        for word in each.words
    ]


def _made(run: Run, source: Path, recipe: Sequence[Operation], name: str) -> Rendered:
    folder = run.folder / name
    folder.mkdir()
    with ended_by_name(run):
        return render(
            recipe,
            probe(source, limits=media_limits()),
            source=source,
            folder=folder,
            on_progress=bar(run, _("Levelling"), until=0),
            should_stop=run.should_stop,
            deadline=settings.JOB_TIMEOUT_SECONDS,
            limits=media_limits(),
        )


def _command(info: MediaInfo, source: Path, folder: Path) -> Command:
    audio = sound_of(info)
    graph = Graph(folder=folder, shape=shape_of(info=info), limits=media_limits())
    graph.audio = open_source(info, source.resolve(), media_limits())[str(audio.index)]
    graph.settle_sound()
    options = {"f": "s16le", "ac": 1, "ar": RATE, "map_metadata": -1}
    return command_for([graph.audio], "sentence.raw", graph=graph, source=source, options=options)
