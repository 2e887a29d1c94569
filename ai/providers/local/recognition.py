"""Speech to text without a vendor: PocketSphinx for English, faster-whisper where a model is there."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from ai.capabilities import (
    Call,
    ProviderError,
    RecognitionInput,
    Segment,
    Stopped,
    Transcription,
    Unsupported,
    Usage,
    Word,
)
from ai.language.sentences import PAUSE, spoken_sentences, spoken_text, written_text
from ai.providers.local import pocketsphinx, whisper
from ai.providers.local.alignment import Script, read_script, spread, timed
from ai.providers.local.setup import Setup
from videos.media import runner
from videos.media.command import Command
from videos.media.derived.source import command_for, late, sound_of
from videos.media.engine import Limits
from videos.media.filtergraph import Graph
from videos.media.opening import open_source
from videos.media.probe import MediaInfo, probe
from videos.media.shape import shape_of
from videos.media.sniff import MediaRejected

RATE = 16000
BYTES = 2 * RATE  # a second
LONGEST_ALIGNED = 300.0  # seconds that are aligned as one; longer sound is heard first
WINDOW = RATE // 20  # samples, for a look at the loudness
LEAST_SOUND = 0.2  # seconds
PAUSE_IN_SCRIPT = 1.5  # seconds that end a segment where the script has no mark
DRAFT = "This transcript is a local draft: names, numbers and noisy places need a second look."
MARKS = "Sentences were ended where the speaker pauses."
SPREAD = "The text could not be found in the sound word by word, so its times are estimated."


class LocalRecognition:
    """Listens."""

    setup: Setup

    def speech_to_text(self, wish: RecognitionInput, call: Call) -> Transcription:
        """Write down speech, or align a known script with it. Words have times and a confidence.

        Raises Unsupported for telling speakers apart, and for other languages than English without a model.
        """
        if wish.speakers:
            raise Unsupported("speakers", "The local recognition cannot tell speakers apart.")
        language = wish.language.strip().lower().split("-")[0]
        has_model = whisper.is_ready(self.setup.whisper_model)
        if language not in {"", "en"} and not has_model:
            raise Unsupported("language", "Without a model, only English can be written down here.")
        samples = _decoded(wish.source, call)
        try:
            return self._listened(wish, samples, language, call)
        finally:
            samples.unlink(missing_ok=True)

    def _listened(self, wish: RecognitionInput, samples: Path, language: str, call: Call) -> Transcription:
        duration = samples.stat().st_size / BYTES
        if wish.script.strip():
            words, notes = _aligned(wish.script, samples, duration, call)
            return _result(words, notes, language or "en", duration, is_draft=True, pause=PAUSE_IN_SCRIPT)
        if self.setup.whisper_model is not None and whisper.is_ready(self.setup.whisper_model):
            model = self.setup.whisper_model
            heard = whisper.write_down(samples, model=model, language=language, call=call)
            return _result(heard.words, (), heard.language, duration, is_draft=False)
        written = pocketsphinx.write_down(samples, call=call)
        return _result(written, (DRAFT, MARKS), "en", duration, is_draft=True)


def _result(
    words: Sequence[Word],
    notes: tuple[str, ...],
    language: str,
    duration: float,
    *,
    is_draft: bool,
    pause: float = PAUSE,
) -> Transcription:
    groups = spoken_sentences(words, pause=pause)
    # A script has its own marks and capital letters.
    write = spoken_text if pause == PAUSE else written_text
    segments = [Segment(write(group), group[0].start, group[-1].end) for group in groups]
    return Transcription(
        text=" ".join(segment.text for segment in segments),
        language=language,
        segments=tuple(segments),
        words=tuple(words),
        duration=duration,
        usage=Usage({"second": duration}),
        is_draft=is_draft,
        notes=notes,
    )


# -- a known script ----------------------------------------------------------------------------------------


def _aligned(text: str, samples: Path, duration: float, call: Call) -> tuple[list[Word], tuple[str, ...]]:
    script = read_script(text)
    if not script.spoken and not any(letter.isalnum() for letter in text):
        raise Unsupported("script", "There are no words in this script.")
    for heard in _hearings(script, samples, duration, call) if script.spoken else ():
        words = timed(script, heard)
        if words:
            return words, ()
    spans = speech_spans(samples)
    if not spans:
        raise ProviderError("no_speech", "There is no sound in this file with which a text could be aligned.")
    return spread(script.written, spans), (SPREAD,)


def _hearings(script: Script, samples: Path, duration: float, call: Call) -> Iterator[list[Word]]:
    """Give what was heard, by the strict way first, which wants every word of the text to be spoken."""
    if duration <= LONGEST_ALIGNED:
        yield pocketsphinx.align(samples, script.spoken, call=call)
    yield pocketsphinx.write_down(samples, call=call)


def speech_spans(samples: Path) -> list[tuple[float, float]]:
    """Find where there is sound in a file of 16 kHz mono 16 bit samples: starts and ends in seconds."""
    content = np.memmap(samples, dtype="<i2", mode="r")
    count = len(content) // WINDOW
    if count == 0:
        return []
    levels = np.array(
        [np.abs(content[at * WINDOW : (at + 1) * WINDOW].astype(np.int32)).mean() for at in range(count)]
    )
    loud = levels > max(float(levels.max()) * 0.05, 30.0)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], loud.astype(np.int8), [0]))))
    return [(float(start) * WINDOW / RATE, float(end) * WINDOW / RATE) for start, end in edges.reshape(-1, 2)]


# -- samples -----------------------------------------------------------------------------------------------


def _decoded(source: Path, call: Call) -> Path:
    """Decode a file's sound to 16 kHz mono samples in the call's folder."""
    command = _command(_probed(source), source, call.folder)
    try:
        runner.run(
            command,
            folder=call.folder,
            on_progress=lambda news: call.progress(news.percent / 10, "reading"),
            should_stop=call.should_stop,
            deadline=call.deadline,
        )
    except runner.Stopped:
        raise Stopped from None
    except runner.RunEnded as failure:
        raise ProviderError("unreadable_sound", "The sound of this file could not be read.") from failure
    if command.output.stat().st_size < LEAST_SOUND * BYTES:
        raise ProviderError("no_speech", "This file is too short to be written down.")
    return command.output


def _probed(source: Path) -> MediaInfo:
    try:
        info = probe(source)
    except MediaRejected as refusal:
        raise ProviderError(refusal.code, refusal.message) from None
    if info.audio is None:
        raise ProviderError("no_audio", "This file has no sound.")
    return info


def _command(info: MediaInfo, source: Path, folder: Path) -> Command:
    audio = sound_of(info)
    graph = Graph(folder=folder, shape=shape_of(info=info))
    graph.audio = open_source(info, source.resolve(), Limits())[str(audio.index)]
    # Silence fills a late start and gaps, so that the times are the player's.
    graph.filter_audio("asetpts", expr=f"PTS+{late(info, audio):.6f}/TB")
    graph.settle_sound()
    options = {"f": "s16le", "ac": 1, "ar": RATE, "map_metadata": -1}
    return command_for([graph.audio], "speech.raw", graph=graph, source=source, options=options)
