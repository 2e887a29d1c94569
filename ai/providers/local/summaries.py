"""Says what a text is about without a model that writes: finds its most telling sentences."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from ai.language.languages import content_words, language_of
from ai.providers.local.minilm import Array

DAMPING, ROUNDS, CLOSE = 0.85, 100, 1e-6
RELEVANCE = 0.7  # against novelty, in choosing
SHORT, SHORT_WEIGHT = 4, 0.3  # content words; a shorter sentence seldom says anything
MOST_SENTENCES = 1500  # a longer text is thinned, since every pair is compared


def summary(sentences: Sequence[str], *, count: int, vectors: Array | None = None) -> list[int]:
    """Choose the sentences that stand for the whole, and give their numbers in order.

    LexRank finds what most others resemble, and maximal marginal relevance keeps out what was said already.
    `vectors` (one row of length one per sentence) compare by meaning; else by words.
    """
    if len(sentences) <= count:
        return list(range(len(sentences)))
    kept = [round(place) for place in np.linspace(0, len(sentences) - 1, min(len(sentences), MOST_SENTENCES))]
    language = language_of(" ".join(sentences))
    words = [content_words(sentences[at], language=language) for at in kept]
    rows = _weighted(words) if vectors is None else vectors[kept]
    rank = lexrank(rows) * np.array([SHORT_WEIGHT if len(each) < SHORT else 1.0 for each in words])
    return sorted(kept[at] for at in _diverse(rank / max(float(rank.max()), 1e-12), rows, count))


def lexrank(rows: Array) -> Array:
    """Give each row's weight (their sum is 1): how much others, and the weighty ones most, resemble it."""
    alike = np.clip(rows @ rows.T, 0, None)
    np.fill_diagonal(alike, 0)
    sums = alike.sum(1, keepdims=True)
    count = len(rows)
    steps = np.where(sums > 0, alike / np.where(sums > 0, sums, 1), 1 / count)
    weights = np.full(count, 1 / count)
    for _ in range(ROUNDS):
        after = (1 - DAMPING) / count + DAMPING * (weights @ steps)
        if float(np.abs(after - weights).sum()) < CLOSE:
            return np.asarray(after)
        weights = after
    return weights


def _weighted(texts: Sequence[Sequence[str]]) -> Array:
    """Count words, each the more the fewer texts have it. Rows have length one, or zero without words."""
    spread = Counter(word for words in texts for word in set(words))
    columns = {word: number for number, word in enumerate(spread)}
    rows = np.zeros((len(texts), max(len(columns), 1)), np.float32)
    for row, words in enumerate(texts):
        for word, times in Counter(words).items():
            rarity = math.log((1 + len(texts)) / (1 + spread[word])) + 1
            rows[row, columns[word]] = (1 + math.log(times)) * rarity
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))


def _diverse(rank: Array, rows: Array, count: int) -> list[int]:
    chosen: list[int] = []
    nearest = np.zeros(len(rows))
    for _ in range(count):
        score = RELEVANCE * rank - (1 - RELEVANCE) * nearest
        score[chosen] = -np.inf
        chosen.append(int(score.argmax()))
        nearest = np.maximum(nearest, rows @ rows[chosen[-1]])
    return chosen
