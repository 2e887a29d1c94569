"""Hears a sound of any length: cut into parts at its pauses, because vendors take only so much at once."""

import wave
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from ai import registry
from ai.capabilities import (
    Call,
    Capability,
    RecognitionInput,
    Segment,
    Transcription,
    Usage,
    Word,
)
from ai.language.languages import language_of
from ai.pipelines.consulting import Consulting
from ai.services.asking import Answer
from ai.services.transcripts import tongues
from jobs.work import Run
from videos.limits import media_limits
from videos.media.command import Command
from videos.media.derived.source import command_for, late, sound_of
from videos.media.filtergraph import Graph
from videos.media.opening import open_source
from videos.media.probe import MediaInfo
from videos.media.shape import shape_of
from videos.pipelines import steps

Samples = NDArray[np.int16]
Levels = NDArray[np.float64]
Timed = TypeVar("Timed", Word, Segment)
RATE = 16_000
# 25 MB, which most vendors take, are 13 minutes of such samples.
EARLIEST_CUT, LATEST_CUT, LONGEST_PART = 480.0, 600.0, 660.0  # seconds
WINDOW = RATE // 20  # samples, for a look at the loudness
BLOCK = 1200  # windows that are looked at together
PAUSE = 6  # windows
SILENT = 30.0  # mean sample of sound in which nobody hears anything
TIMED = gettext_lazy("The model tells no times: they were found in the sound here.")
APART = gettext_lazy(
    "This was written down in %(parts)s parts. Speakers are told apart anew in each of them."
)


@dataclass(frozen=True)
class Sound:
    """A film's sound as 16 kHz mono samples, in a file of its own."""

    path: Path

    @property
    def samples(self) -> Samples:
        if self.path.stat().st_size < 2:
            return np.zeros(0, dtype=np.int16)
        return np.memmap(self.path, dtype=np.int16, mode="r")

    @property
    def seconds(self) -> float:
        return self.path.stat().st_size / 2 / RATE

    @cached_property
    def levels(self) -> Levels:
        """The loudness of each twentieth of a second."""
        whole = self.samples[: len(self.samples) // WINDOW * WINDOW].reshape(-1, WINDOW)
        found = [
            np.abs(whole[at : at + BLOCK].astype(np.int32)).mean(axis=1) for at in range(0, len(whole), BLOCK)
        ]
        return np.concatenate([np.zeros(0), *found])

    @property
    def is_silent(self) -> bool:
        return float(self.levels.max(initial=0.0)) < SILENT

    def parts(self) -> list[tuple[float, float]]:
        """Where to cut: starts and ends in seconds, each cut in the quietest moment of two minutes."""
        cuts = [0.0]
        while self.seconds - cuts[-1] > LONGEST_PART:
            first = round((cuts[-1] + EARLIEST_CUT) * RATE / WINDOW)
            last = round((cuts[-1] + LATEST_CUT) * RATE / WINDOW)
            smooth = np.convolve(self.levels[first:last], np.ones(PAUSE) / PAUSE, mode="valid")
            cuts.append((first + int(smooth.argmin()) + PAUSE / 2) * WINDOW / RATE)
        return list(zip(cuts, [*cuts[1:], self.seconds], strict=True))

    def write(self, path: Path, start: float, end: float) -> Path:
        """Writes the seconds between two times as a WAV file."""
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(self.samples[round(start * RATE) : round(end * RATE)].tobytes())
        return path


def extract(run: Run, source: Path, info: MediaInfo) -> Sound:
    """The sound, its times those of the player; raises LacksTrack."""
    command = _command(info, source, run.folder)
    steps.ffmpeg(run, command, stage=_("Reading the sound"), until=10)
    return Sound(command.output)


def heard(
    consulting: Consulting,
    sound: Sound,
    wish: RecognitionInput,
    *,
    share: tuple[float, float],
    model: str = "",
) -> Answer[Transcription]:
    """What the first able model hears, with the times of the whole; the wish's own source is not read.

    A part that a model has heard is remembered: the job's next attempt does not pay for it again.
    """

    def ask(provider: Any, call: Call) -> Transcription:
        return _Hearing(consulting, sound, wish, provider, call).whole()

    return consulting.ask(Capability.SPEECH_TO_TEXT, ask, share=share, model=model, is_maker=True)


@dataclass(frozen=True)
class _Hearing:
    """One model at work on all parts of a sound."""

    consulting: Consulting
    sound: Sound
    wish: RecognitionInput
    provider: Any
    call: Call

    def whole(self) -> Transcription:
        # A script cannot be cut; only our own engine aligns one, and it takes any length.
        spans = [(0.0, self.sound.seconds)] if self.wish.script else self.sound.parts()
        return _joined(list(self._each(spans)), spans, self.wish)

    def _each(self, spans: list[tuple[float, float]]) -> Iterator[Transcription]:
        language = self.wish.language
        for number, span in enumerate(spans):
            made = self._recalled(number)
            if made is None:
                made = self._part(number, len(spans), span, language)
                if len(spans) > 1:
                    self._remember(made)
            # All parts are in one language: that of the first in which somebody speaks.
            language = language or (tongues.code_of(made.language) if made.words and made.language else "")
            yield made

    def _part(self, number: int, count: int, span: tuple[float, float], language: str) -> Transcription:
        folder = self.consulting.folder("part")
        path = self.sound.write(folder / f"part-{number}.wav", *span)
        call = replace(
            self.call,
            key=f"{self.call.key}.{number}" if count > 1 else self.call.key,
            folder=folder,
            progress=lambda percent, stage: self.call.progress(
                (number * 100 + min(percent, 100)) / count, _("Listening")
            ),
        )
        wish = replace(self.wish, source=path, language=language.partition("-")[0])
        call.progress(0, "")
        try:
            return _with_times(self.provider.speech_to_text(wish, call), path, call)
        finally:
            path.unlink()

    def _remember(self, part: Transcription) -> None:
        memory = self.consulting.run.job.memory
        before = memory.get("heard", {})
        parts = [*before.get(self.call.key, []), asdict(part)]
        self.consulting.run.remember({**memory, "heard": {**before, self.call.key: parts}})

    def _recalled(self, number: int) -> Transcription | None:
        parts = self.consulting.run.job.memory.get("heard", {}).get(self.call.key, [])
        if number >= len(parts):
            return None
        told = parts[number]
        return Transcription(
            **{
                **told,
                "segments": tuple(Segment(**each) for each in told["segments"]),
                "words": tuple(Word(**each) for each in told["words"]),
                "usage": Usage(**told["usage"]),
                "notes": tuple(told["notes"]),
            }
        )


def _with_times(found: Transcription, path: Path, call: Call) -> Transcription:
    """A text that came without times, with those at which it is said in this sound."""
    if found.words or found.segments or not found.text.strip():
        return found
    ears = registry.provider("local")
    timed: Transcription = ears.speech_to_text(RecognitionInput(source=path, script=found.text), call)
    return replace(found, segments=timed.segments, words=timed.words, notes=(str(TIMED), *timed.notes))


# -- joining -----------------------------------------------------------------------------------------------


def _joined(
    found: list[Transcription], spans: list[tuple[float, float]], wish: RecognitionInput
) -> Transcription:
    words: list[Word] = []
    segments: list[Segment] = []
    for number, (part, (start, end)) in enumerate(zip(found, spans, strict=True)):
        mark = f" ({number + 1})" if len(spans) > 1 and wish.speakers else ""
        words += [_moved(word, start, end, mark) for word in part.words]
        segments += [_moved(segment, start, end, mark) for segment in part.segments]
    notes = dict.fromkeys(note for part in found for note in part.notes)
    if len(spans) > 1 and wish.speakers:
        notes[APART % {"parts": len(spans)}] = None
    text = " ".join(part.text.strip() for part in found if part.text.strip())
    return Transcription(
        text=text,
        language=_language(found, text, wish),
        segments=tuple(segments),
        words=tuple(words),
        duration=spans[-1][1],
        usage=Usage({"second": sum(part.usage.amounts.get("second", 0.0) for part in found)}),
        is_draft=any(part.is_draft for part in found),
        notes=tuple(notes),
    )


def _moved(each: Timed, start: float, end: float, mark: str) -> Timed:
    """Vendors round, and some hear words after the end."""
    begin = min(start + max(each.start, 0.0), end)
    until = min(max(start + each.end, begin), end)
    return replace(each, start=begin, end=until, speaker=f"{each.speaker}{mark}" if each.speaker else "")


def _language(found: list[Transcription], text: str, wish: RecognitionInput) -> str:
    if wish.language:
        return wish.language
    told = next((part.language for part in found if part.language and part.text.strip()), "")
    return tongues.code_of(told or language_of(text))


def _command(info: MediaInfo, source: Path, folder: Path) -> Command:
    audio = sound_of(info)
    graph = Graph(folder=folder, shape=shape_of(info=info))
    graph.audio = open_source(info, source.resolve(), media_limits())[str(audio.index)]
    # Silence fills a late start and gaps, so that the times are the player's.
    graph.filter_audio("asetpts", expr=f"PTS+{late(info, audio):.6f}/TB")
    graph.settle_sound()
    options = {"f": "s16le", "ac": 1, "ar": RATE, "map_metadata": -1}
    return command_for([graph.audio], "heard.raw", graph=graph, source=source, options=options)
