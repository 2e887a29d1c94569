"""What is written down of real sound: English speech by flite, which is not the engine's own voice."""

import re
from pathlib import Path

import numpy as np
import pytest

from ai.capabilities import ProviderError, RecognitionInput, SpeechInput, Stopped, Unsupported, Word
from ai.providers.local import LocalProvider, pocketsphinx, provider, whisper
from ai.providers.local.alignment import read_script, timed
from ai.providers.local.pronunciation import number_words, pronounce, spoken_words
from ai.providers.local.recognition import SPREAD
from ai.providers.local.tests.conftest import SAID, SPOKEN, Calling
from videos.media.generate import clip


def plain(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def error_rate(text: str, said: str) -> float:
    """Give the share of words that are wrong, missing or too many."""
    wished, heard = plain(said), plain(text)
    row = list(range(len(heard) + 1))
    for number, word in enumerate(wished, start=1):
        before, row[0] = row[0], number
        for place, other in enumerate(heard, start=1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (word != other))
    return row[-1] / len(wished)


def test_speech_is_written_down_with_times_and_confidence(local: LocalProvider, calling: Calling) -> None:
    heard: list[float] = []
    found = local.speech_to_text(
        RecognitionInput(SPOKEN), calling(progress=lambda percent, stage: heard.append(percent))
    )
    assert error_rate(found.text, SAID) < 0.15
    assert found.text[0].isupper()
    assert found.text.endswith(".")
    assert (found.language, found.is_draft) == ("en", True)
    assert found.duration == pytest.approx(8.9, abs=0.2)
    times = [time for word in found.words for time in (word.start, word.end)]
    assert times == sorted(times)
    platform = next(word for word in found.words if word.text == "platform")
    assert 1.1 < platform.start < 1.3  # as it was measured in the recording
    assert 1.9 < platform.end < 2.2
    assert all(0 <= word.confidence <= 1 for word in found.words)
    assert heard == sorted(heard)
    assert heard[-1] > 50


def test_speech_without_pauses_is_cut_and_its_times_go_on(
    local: LocalProvider, calling: Calling, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = local.speech_to_text(RecognitionInput(SPOKEN), calling())
    monkeypatch.setattr(pocketsphinx, "LONGEST", 3.0)
    found = local.speech_to_text(RecognitionInput(SPOKEN), calling())
    assert error_rate(found.text, SAID) < 0.35
    times = {word.text: word.start for word in whole.words if plain(whole.text).count(word.text) == 1}
    same = [word for word in found.words if word.text in times]
    assert len(same) > 10
    assert same[-1].start > 7
    assert max(abs(word.start - times[word.text]) for word in same) < 0.15


def test_a_script_is_aligned_word_by_word_as_it_is_written(local: LocalProvider, calling: Calling) -> None:
    script = SAID.replace("video platform", "Videoo platform")  # a word that no dictionary has
    found = local.speech_to_text(RecognitionInput(SPOKEN, script=script), calling())
    assert [word.text for word in found.words] == script.split()
    assert [segment.text for segment in found.segments] == re.split(r"(?<=\.) ", script)
    free = {word.text: word for word in local.speech_to_text(RecognitionInput(SPOKEN), calling()).words}
    for word in found.words:
        other = free.get(word.text.lower().strip("."))
        if other is not None and SAID.lower().count(other.text) == 1:
            assert word.start == pytest.approx(other.start, abs=0.15), word


def test_a_script_with_words_that_nobody_says_is_still_aligned(
    local: LocalProvider, calling: Calling
) -> None:
    script = SAID.replace("Today", "Once upon a midnight dreary today")
    found = local.speech_to_text(RecognitionInput(SPOKEN, script=script), calling())
    assert [word.text for word in found.words] == script.split()
    light = found.words[-1]
    assert 8.3 < light.start < 8.8
    assert SPREAD not in found.notes


def test_a_script_of_another_language_gets_estimated_times(local: LocalProvider, calling: Calling) -> None:
    found = local.speech_to_text(RecognitionInput(SPOKEN, script="Привет, дорогие друзья!"), calling())
    assert found.notes == (SPREAD,)
    assert [word.text for word in found.words] == ["Привет,", "дорогие", "друзья!"]
    assert found.words[0].start < 0.4
    assert 8.3 < found.words[-1].end < 9.0
    assert all(word.confidence < 0.2 for word in found.words)


def test_what_espeak_says_is_aligned_near_its_own_times(local: LocalProvider, calling: Calling) -> None:
    text = "Good morning everybody. We will begin in a minute."
    spoken = local.text_to_speech(SpeechInput(text), calling())
    found = local.speech_to_text(RecognitionInput(spoken.path, script=text), calling())
    off = [abs(a.start - b.start) for a, b in zip(found.words, spoken.words, strict=True)]
    assert float(np.median(off)) < 0.15


def test_what_it_cannot_do_is_said(local: LocalProvider, calling: Calling, tmp_path: Path) -> None:
    for wish, option in (
        (RecognitionInput(SPOKEN, language="de"), "language"),
        (RecognitionInput(SPOKEN, speakers=True), "speakers"),
        (RecognitionInput(SPOKEN, script="…"), "script"),
    ):
        with pytest.raises(Unsupported) as refused:
            local.speech_to_text(wish, calling())
        assert refused.value.option == option
    mute = clip(tmp_path / "mute.mp4", seconds=1, audio=False)
    with pytest.raises(ProviderError) as failure:
        local.speech_to_text(RecognitionInput(mute), calling())
    assert failure.value.code == "no_audio"
    with pytest.raises(Stopped):
        local.speech_to_text(RecognitionInput(SPOKEN), calling(should_stop=lambda: True))


def test_a_film_without_speech_gives_no_words(local: LocalProvider, calling: Calling, tmp_path: Path) -> None:
    tone = clip(tmp_path / "tone.mp4", seconds=2)
    found = local.speech_to_text(RecognitionInput(tone), calling())
    assert (len(found.words) <= 1, found.language) == (True, "en")


def test_a_whisper_folder_without_a_model_switches_nothing_on(tmp_path: Path, calling: Calling) -> None:
    assert not whisper.is_ready(tmp_path)
    other = provider(whisper_model=str(tmp_path))
    with pytest.raises(Unsupported):
        other.speech_to_text(RecognitionInput(SPOKEN, language="fr"), calling())


def test_heard_words_lend_their_times_to_written_ones() -> None:
    script = read_script("In 1984, we paid — quite gladly — twenty dollars.")
    assert script.spoken[:4] == ("in", "nineteen", "eighty", "four")
    heard = [
        Word(text, place, place + 0.5, 0.9)
        for place, text in enumerate(["in", "nineteen", "eighty", "four", "we", "paid", "twenty", "dollars"])
    ]
    words = timed(script, heard)
    assert [word.text for word in words] == list(script.written)
    assert (words[1].start, words[1].end) == (1, 3.5)
    gladly = next(word for word in words if word.text == "gladly")
    assert 5.5 <= gladly.start < gladly.end <= 6
    assert timed(script, [Word("something", 0, 1), Word("else", 1, 2)]) == []


def test_unknown_words_are_pronounced_by_their_spelling() -> None:
    assert pronounce("framing") == "F R AE M IH NG"
    assert pronounce("photon").startswith("F ")
    assert spoken_words("It's 42%!") == ["it's", "forty", "two", "percent"]
    assert number_words(1_000_305) == ["one", "million", "three", "hundred", "five"]
    assert number_words(1905) == ["one", "thousand", "nine", "hundred", "five"]
