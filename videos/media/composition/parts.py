"""Cuts a composition's picture into parts that are made one by one, and names each by all that it shows.

A part's name says nothing of where it lies: what looks the same has the same name, and is made once.
"""

import dataclasses
import hashlib
import itertools
import json
import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from videos.media.composition.model import Composition, Layer, Look, Piece, Source, Sources, Span, Words
from videos.media.engine import ENGINE_VERSION
from videos.media.operations import Operation

PLACES = 6  # of a moment's seconds: equal looks have equal forms, however their moments were worked out

# -- cutting -----------------------------------------------------------------------------------------------


def parts_of(composition: Composition, *, longest: int) -> tuple[Span, ...]:
    """Cut at the edges of the lowest layer's pieces and transitions, and where `longest` frames are full.

    The latter cuts lie at fixed places of the source: a piece that is moved or trimmed keeps its parts.
    """
    if longest < 1:
        raise ValueError("a part has at least one frame")
    pieces = composition.layers[0].pieces if composition.layers else ()
    edges = {0, composition.frames}
    for piece in pieces:
        edges |= {piece.start, piece.end, piece.start + _coming(piece)}
    inner = sorted(edge for edge in edges if 0 <= edge <= composition.frames)
    return tuple(
        part
        for first, last in itertools.pairwise(inner)
        for part in _chopped(first, last, _zero(pieces, first, composition.rate), longest)
    )


def _coming(piece: Piece) -> int:
    return piece.transition.frames if piece.transition else 0


def _zero(pieces: Sequence[Piece], frame: int, rate: Fraction) -> int:
    """Give the frame at which the source that is seen at `frame` would begin; of a gap, its own beginning."""
    seen = [piece for piece in pieces if piece.start <= frame < piece.end]
    if not seen:
        return frame
    return seen[-1].start - math.floor(seen[-1].begin * rate / Fraction(seen[-1].speed) + Fraction(1, 1000))


def _chopped(first: int, last: int, zero: int, longest: int) -> Iterator[Span]:
    cuts = range(first + longest - (first - zero) % longest, last, longest)
    for begin, end in itertools.pairwise((first, *cuts, last)):
        yield Span(begin, end)


# -- what is seen ------------------------------------------------------------------------------------------


def seen_in(composition: Composition, span: Span) -> Composition:
    """Give what is seen in a span, moved so that it begins at frame 0, without sounds.

    Pieces are cut to the span where nothing depends on what lies outside; one whose fade or transition goes
    on over an edge keeps its length, and may begin before 0.
    """
    layers = [
        tuple(_seen(piece, span, composition.rate) for piece in layer.pieces if _is_within(piece, span))
        for layer in composition.layers
    ]
    return dataclasses.replace(
        composition,
        frames=span.frames,
        layers=tuple(Layer(pieces) for pieces in layers if pieces),
        words=tuple(_read(words, span) for words in composition.words if _is_within(words, span)),
        buses=(),
    )


def _is_within(each: Piece | Words, span: Span) -> bool:
    return each.start < span.last and each.end > span.first


def _seen(piece: Piece, span: Span, rate: Fraction) -> Piece:
    before = max(span.first - piece.start, 0)
    piece = dataclasses.replace(piece, start=piece.start - span.first)
    if before and before >= max(piece.fade_in, _coming(piece)):
        piece = dataclasses.replace(
            piece,
            start=0,
            frames=piece.frames - before,
            begin=piece.begin + float(before * Fraction(piece.speed) / rate),
            fade_in=0,
            transition=None,
        )
    if piece.end > span.frames and piece.end - piece.fade_out >= span.frames:
        piece = dataclasses.replace(piece, frames=span.frames - piece.start, fade_out=0)
    return dataclasses.replace(piece, begin=round(piece.begin, PLACES))


def _read(words: Words, span: Span) -> Words:
    before = max(span.first - words.start, 0)
    words = dataclasses.replace(
        words, text=words.text.model_copy(update={"duration": None}), start=words.start - span.first
    )
    if before and before >= words.fade_in:
        words = dataclasses.replace(words, start=0, frames=words.frames - before, fade_in=0)
    if words.end > span.frames and words.end - words.fade_out >= span.frames:
        words = dataclasses.replace(words, frames=span.frames - words.start, fade_out=0)
    return words


# -- what a part is called ---------------------------------------------------------------------------------


def address_of(composition: Composition, span: Span, *, sources: Sources, look: Look) -> str:
    """Name a part by what is seen in it, what is in the files that it shows, and how it is encoded.

    Raises KeyError for a source that is not given.
    """
    seen = seen_in(composition, span)
    layers = [[_settled(piece, sources[piece.source]) for piece in layer.pieces] for layer in seen.layers]
    form = {**_fields(seen), "layers": _plain(layers), "look": _plain(look)}
    text = json.dumps(["composition-part", ENGINE_VERSION, form], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _settled(piece: Piece, source: Source) -> Piece:
    """Name a piece's source by its content; a still picture looks the same at any of its moments."""
    piece = dataclasses.replace(piece, source=source.content)
    return dataclasses.replace(piece, begin=0.0, speed=1.0) if source.info.is_still else piece


def _fields(each: Any) -> dict[str, Any]:
    return {field.name: _plain(getattr(each, field.name)) for field in dataclasses.fields(each)}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return _fields(value)
    if isinstance(value, Operation):
        return value.to_json()
    if isinstance(value, Fraction):
        return str(value)
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
