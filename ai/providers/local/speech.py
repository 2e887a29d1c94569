"""Text to speech without a vendor: eSpeak NG always, flite and Piper where they are there."""
# ruff: noqa: RUF001 - letters and marks of other languages are meant as they are

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from ai.capabilities import Call, Media, ProviderError, SpeechInput, Stopped, Unsupported, Usage, Voice
from ai.language.sentences import PARAGRAPHS, sentences
from ai.providers.local import espeak, flite, piper
from ai.providers.local.setup import Setup
from ai.providers.local.voices import Choice, choose, espeak_choices, flite_choices
from videos.media import runner
from videos.media.checks import ResultRefused
from videos.media.engine import engine
from videos.media.operations import ExtractAudio, NormalizeAudio
from videos.media.probe import probe
from videos.media.rendering import Rendered, render
from videos.media.sniff import MediaRejected

MOST_LETTERS = 100_000
SLOWEST, FASTEST = 0.5, 2.0
BETWEEN, PARAGRAPH, LAST = 0.32, 0.75, 0.6  # seconds of silence behind a sentence
LOUDNESS = -16.0  # LUFS, as spoken word is usually published
LONGEST = 400  # letters said at once
DRAFT = "This is a local draft, spoken by {engine}; choose another model for a natural voice."
ENGINES = {"espeak": espeak.speak, "flite": flite.speak, "piper": piper.speak}
TITLES = {"espeak": "eSpeak NG", "flite": "flite", "piper": "Piper"}
BREAKS = re.compile(r"(?<=[,;:，；：、])\s*")


class LocalSpeech:
    """Speaks."""

    setup: Setup

    def voices(self) -> Sequence[Voice]:
        """List what can be chosen here, the best engine first."""
        return [choice.voice for choice in self._choices()]

    def _choices(self) -> list[Choice]:
        found = piper.choices(self.setup.piper_voices)
        if flite.is_built_in(engine().ffmpeg):
            found += flite_choices()
        return found + (espeak_choices() if espeak.is_installed() else [])

    def text_to_speech(self, wish: SpeechInput, call: Call) -> Media:
        """Say a text: a stereo WAV file of 48 kHz at -16 LUFS, with each word's time where it is known."""
        if not SLOWEST <= wish.speed <= FASTEST:
            raise Unsupported("speed", f"The speed must lie between {SLOWEST} and {FASTEST}.")
        spans = spoken_spans(wish.text)
        choice = choose(self._choices(), voice=wish.voice, language=wish.language)
        raw, words = ENGINES[choice.engine](spans, choice, speed=wish.speed, call=call)
        made = _levelled(raw, call)
        is_draft = choice.engine != "piper"
        return Media(
            path=made.output,
            media_type="audio/wav",
            usage=Usage({"character": float(len(wish.text))}),
            duration=made.info.duration,
            is_draft=is_draft,
            notes=(DRAFT.format(engine=TITLES[choice.engine]),) if is_draft else (),
            words=tuple(words),
            details={"voice": choice.voice.id, "engine": choice.engine},
        )


def spoken_spans(text: str) -> list[tuple[str, float]]:
    """Part a text into what is said at once, each with the seconds of silence behind it.

    Raises Unsupported for a text that is too long, and ProviderError when there is nothing to say.
    """
    if len(text) > MOST_LETTERS:
        raise Unsupported("text", f"At most {MOST_LETTERS} characters can be spoken at once.")
    spans: list[tuple[str, float]] = []
    for paragraph in PARAGRAPHS.split(_printable(text)):
        said = [piece for sentence in sentences(paragraph) for piece in _pieces(sentence)]
        said = [(piece, pause) for piece, pause in said if any(letter.isalnum() for letter in piece)]
        spans += [*said[:-1], *((piece, PARAGRAPH) for piece, _ in said[-1:])]
    if not spans:
        raise ProviderError("unspeakable", "There are no words in this text that could be spoken.")
    return [*spans[:-1], (spans[-1][0], LAST)]


def _printable(text: str) -> str:
    # Control characters would be commands to eSpeak NG.
    return "".join(
        letter
        for letter in text
        if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cf", "Cs"}
    )


def _pieces(sentence: str) -> list[tuple[str, float]]:
    """Part a very long sentence at its commas, else between words."""
    pieces: list[str] = []
    for part in BREAKS.split(sentence) if len(sentence) > LONGEST else [sentence]:
        for word in part.split():
            if pieces and len(pieces[-1]) + len(word) < LONGEST:
                pieces[-1] += f" {word}"
            else:
                pieces += [word[start : start + LONGEST] for start in range(0, len(word), LONGEST)]
    return [*((piece, 0.1) for piece in pieces[:-1]), *((piece, BETWEEN) for piece in pieces[-1:])]


def _levelled(raw: Path, call: Call) -> Rendered:
    """Bring what was spoken to the usual loudness, by the editor's own engine."""
    recipe = [NormalizeAudio(target="podcast", loudness=LOUDNESS), ExtractAudio(format="wav")]
    try:
        return render(
            recipe,
            probe(raw),
            source=raw,
            folder=call.folder,
            on_progress=lambda news: call.progress(80 + news.percent / 5, "levelling"),
            should_stop=call.should_stop,
            deadline=call.deadline,
        )
    except runner.Stopped:
        raise Stopped from None
    except (runner.RunEnded, ResultRefused, MediaRejected) as failure:
        raise ProviderError("local_engine_failed", "What was spoken could not be written.") from failure
    finally:
        raw.unlink(missing_ok=True)
