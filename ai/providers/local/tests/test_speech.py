"""What is spoken here, looked at in its samples."""

import wave
from pathlib import Path

import numpy as np
import pytest

from ai.capabilities import Media, ProviderError, SpeechInput, Stopped, Unsupported, Voice
from ai.language.sentences import sentences
from ai.providers.local import LocalProvider, espeak, flite
from ai.providers.local.speech import spoken_spans
from ai.providers.local.tests.conftest import Calling
from ai.providers.local.voices import Choice, espeak_choices
from videos.media.analysis import prepare
from videos.media.engine import engine
from videos.media.operations import NormalizeAudio
from videos.media.probe import probe
from videos.media.runner import run

TEXT = "Welcome to the platform, Mr. Smith. In 1984 we paid $20 for e-mail!\n\nGoodbye."


def samples(path: Path) -> tuple[np.ndarray, int]:
    with wave.open(str(path)) as file:
        content = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
        return content.reshape(-1, file.getnchannels())[:, 0].astype(float), file.getframerate()


def loudness(path: Path, folder: Path) -> float:
    recipe = [NormalizeAudio()]
    (measured,) = prepare(
        recipe, probe(path), source=path, folder=folder, perform=lambda command: run(command, folder=folder)
    )
    return float(measured._found.integrated)


def test_each_word_is_loud_when_it_is_said_and_pauses_are_silent(
    local: LocalProvider, calling: Calling, tmp_path: Path
) -> None:
    made = local.text_to_speech(SpeechInput(TEXT), calling())
    assert isinstance(made, Media)
    assert [word.text for word in made.words] == TEXT.replace("\n\n", " ").split()
    content, rate = samples(made.path)
    assert rate == 48000
    assert made.duration == pytest.approx(len(content) / rate, abs=0.01)
    for word in made.words:
        said = content[int(word.start * rate) : int(word.end * rate)]
        assert len(said) > 0.03 * rate, word
        assert np.abs(said).mean() > 150, word
    smith, goodbye = made.words[5], made.words[-1]
    between = content[int((smith.end + 0.05) * rate) : int((made.words[6].start - 0.02) * rate)]
    assert np.abs(between).max() < 150
    assert goodbye.start - made.words[-2].end == pytest.approx(0.75, abs=0.15)  # a new paragraph
    assert loudness(made.path, tmp_path) == pytest.approx(-16, abs=0.7)
    assert made.is_draft
    assert made.usage.amounts == {"character": len(TEXT)}
    assert {path.name for path in tmp_path.glob("*.wav")} == {made.path.name}


def test_speed_changes_the_length_and_a_male_voice_is_lower(local: LocalProvider, calling: Calling) -> None:
    def said(**wish: object) -> tuple[float, float]:
        made = local.text_to_speech(SpeechInput("She sells sea shells by the shore.", **wish), calling())  # type: ignore[arg-type]
        content, rate = samples(made.path)
        return made.words[-1].end, pitch(content, rate)

    usual, woman = said(voice="en-us-female")
    fast, _ = said(voice="en-us-female", speed=2.0)
    _, man = said(voice="en-us-male")
    assert fast == pytest.approx(usual / 2, rel=0.25)
    assert man < woman * 0.8


def pitch(content: np.ndarray, rate: int) -> float:
    """Give the median fundamental in hertz, by autocorrelation."""
    found = []
    for start in range(0, len(content) - 4096, 4096):
        part = content[start : start + 4096] - content[start : start + 4096].mean()
        if np.abs(part).mean() < 800:
            continue
        alike = np.correlate(part, part, "full")[4095:]
        found.append(rate / (int(alike[rate // 350 : rate // 60].argmax()) + rate // 350))
    return float(np.median(found))


def test_other_languages_have_voices_of_their_own(local: LocalProvider, calling: Calling) -> None:
    made = local.text_to_speech(SpeechInput("Xin chào các bạn", language="vi-VN"), calling())
    assert made.details["voice"] == "vi-female"
    assert [word.text for word in made.words] == ["Xin", "chào", "các", "bạn"]
    voices = local.voices()
    assert len({voice.id for voice in voices}) == len(voices) > 80
    assert {voice.gender for voice in voices} >= {"female", "male"}


@pytest.mark.parametrize(
    ("wish", "option"),
    [
        (SpeechInput("Hello", speed=3), "speed"),
        (SpeechInput("Hello", voice="nobody"), "voice"),
        (SpeechInput("Hello", language="tlh"), "language"),
        (SpeechInput("a" * 100_001), "text"),
    ],
)
def test_what_it_lacks_is_refused(
    local: LocalProvider, calling: Calling, wish: SpeechInput, option: str
) -> None:
    with pytest.raises(Unsupported) as refused:
        local.text_to_speech(wish, calling())
    assert refused.value.option == option


@pytest.mark.parametrize("text", ["", "  \n ", "… — !?", "😀😀"])
def test_nothing_to_say_is_an_error(local: LocalProvider, calling: Calling, text: str) -> None:
    with pytest.raises(ProviderError, match="no words") as failure:
        local.text_to_speech(SpeechInput(text), calling())
    assert failure.value.code == "unspeakable"


def test_every_voice_of_the_table_can_speak(local: LocalProvider, calling: Calling) -> None:
    for choice in espeak_choices()[::2]:
        _, words = espeak.speak([("1 2", 0.0)], choice, speed=1.0, call=calling())
        assert words, choice.voice.id


def test_it_stops_when_it_is_told(local: LocalProvider, calling: Calling) -> None:
    with pytest.raises(Stopped):
        local.text_to_speech(SpeechInput(TEXT * 50), calling(should_stop=lambda: True))


def test_a_voice_that_is_missing_in_the_engine_is_named(calling: Calling) -> None:
    gone = Choice(provider_voice(), "espeak", "no-such-voice")
    with pytest.raises(ProviderError) as failure:
        espeak.speak([("Hello", 0.1)], gone, speed=1.0, call=calling())
    assert failure.value.code == "voice_missing"


def provider_voice() -> Voice:
    return Voice("gone", "gone", "en")


@pytest.mark.skipif(not flite.is_built_in(engine().ffmpeg), reason="this FFmpeg has no flite")
def test_flite_speaks_where_ffmpeg_has_it(local: LocalProvider, calling: Calling) -> None:
    made = local.text_to_speech(SpeechInput("Café, hello.", voice="flite-slt"), calling())
    content, _rate = samples(made.path)
    assert made.duration > 0.8
    assert np.abs(content).max() > 3000


def test_long_texts_are_said_in_pieces() -> None:
    spans = spoken_spans("word " * 300 + ".\n\n" + "x" * 1000)
    assert all(len(text) <= 400 for text, _ in spans)
    assert "".join(text for text, _ in spans).count("word") == 300
    assert spans[-1][1] == 0.6
    assert sentences("It cost $3.50, said J. Doe. “Really?” he asked. See e.g. this. 你好。再见。") == [
        "It cost $3.50, said J. Doe.", "“Really?” he asked.", "See e.g. this.", "你好。", "再见。",
    ]  # fmt: skip
