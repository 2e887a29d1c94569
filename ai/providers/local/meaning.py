"""Embeddings without a vendor: MiniLM in numpy, or, where its package is missing, counted letters."""

import re
import zlib
from collections.abc import Sequence

import numpy as np

from ai.capabilities import Call, Embeddings, ProviderError, Stopped, Usage
from ai.providers.local import minilm
from ai.providers.local.minilm import Array

COUNTED = "letters-v1"  # the space of the counted letters; not to be compared with any other
MOST_TEXTS = 10_000
WORD = re.compile(r"\w+")


class LocalMeaning:
    """Puts texts where their neighbours mean the same."""

    def embeddings(self, texts: Sequence[str], call: Call) -> Embeddings:
        """Give one vector of 384 numbers per text.

        Without the model's package they are counted letters, which find the same words and not the same
        meaning: then `is_draft` is true, and `space` is another one.
        """
        if not texts or len(texts) > MOST_TEXTS:
            raise ProviderError("bad_input", f"1 to {MOST_TEXTS} texts are needed.")

        def on_batch(done: int) -> None:
            if call.should_stop():
                raise Stopped
            call.progress(100 * done / len(texts), "reading")

        folder = minilm.model_folder()
        vectors = counted(texts) if folder is None else minilm.load(folder).encode(texts, on_batch=on_batch)
        return Embeddings(
            vectors=tuple(tuple(float(value) for value in vector) for vector in vectors),
            dimensions=minilm.DIMENSIONS,
            usage=Usage({"input_token": float(sum(len(WORD.findall(text)) for text in texts))}),
            is_draft=folder is None,
            space=COUNTED if folder is None else minilm.NAME,
        )


def encode(texts: Sequence[str]) -> Array:
    """Give one row of length one for each text, by the best that is installed."""
    folder = minilm.model_folder()
    return counted(texts) if folder is None else minilm.load(folder).encode(texts)


def counted(texts: Sequence[str]) -> Array:
    """Count each text's words and their letters, three at a time, in 384 drawers. Rows have length one."""
    vectors = np.zeros((len(texts), minilm.DIMENSIONS), np.float32)
    for row, text in enumerate(texts):
        for word in WORD.findall(text.lower()) or [""]:
            padded = f"#{word}#"
            for piece in (word, *(padded[at : at + 3] for at in range(len(padded) - 2))):
                number = zlib.crc32(piece.encode())
                vectors[row, number % minilm.DIMENSIONS] += 1 if number & 0x40000000 else -1
    vectors[~vectors.any(axis=1), 0] = 1
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12))
