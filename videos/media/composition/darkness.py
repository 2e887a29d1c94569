"""Says whether a composition may rightly come out black, before and after that has happened."""

import itertools
from collections.abc import Iterator

from videos.media.composition.effects import seen_effects
from videos.media.composition.fades import COLOURED
from videos.media.composition.model import Composition, Piece, Sources
from videos.media.composition.picture_strips import is_image
from videos.media.engine import Limits
from videos.media.probe import has_light
from videos.media.shape import Shape

DEFAULT_LIMITS = Limits()
SURELY_SAMPLED = 0.3  # of a film: of five pictures spread over it, one lies in any stretch as long as this
LARGE = 0.5  # of the frame's width and height: what is larger may hide all that is light


def may_be_black(composition: Composition) -> bool:
    """Say whether bright sources may give a film whose samples are all black: by gaps, fades and effects."""
    longest = run = end = 0
    for first, last in _plain_stretches(composition):
        run = (run if first == end else 0) + last - first
        end, longest = last, max(longest, run)
    return longest < SURELY_SAMPLED * composition.frames


def went_in_black(composition: Composition, *, sources: Sources, limits: Limits = DEFAULT_LIMITS) -> bool:
    """Look into the films that are shown: True unless one of them has light where it is shown."""
    rate = float(composition.rate)
    for piece in _pieces(composition):
        source = sources[piece.source]
        if is_image(source):
            continue
        end = min(piece.begin + piece.frames * piece.speed / rate, source.info.duration)
        start = min(piece.begin, max(end - 1 / rate, 0.0))
        if has_light(source.path, start=start, end=end, limits=limits):
            return False
    return True


def _pieces(composition: Composition) -> list[Piece]:
    return [piece for layer in composition.layers for piece in layer.pieces]


def _plain_stretches(composition: Composition) -> Iterator[tuple[int, int]]:
    """Give the frames in which what lies on top is a source's picture that nothing darkens."""
    edges = {0, composition.frames}
    for piece in _pieces(composition):
        edges |= {piece.start, piece.end, piece.start + piece.fade_in, piece.end - piece.fade_out}
        if piece.transition:
            edges.add(piece.start + piece.transition.frames)
    inner = sorted(edge for edge in edges if 0 <= edge <= composition.frames)
    for first, last in itertools.pairwise(inner):
        seen = [piece for piece in _pieces(composition) if piece.start <= first and piece.end >= last]
        top = [piece for piece in seen if _is_large(piece)]
        if top and all(_is_plain(piece, composition, first) for piece in top):
            yield first, last


def _is_large(piece: Piece) -> bool:
    return piece.place is None or min(piece.place.width, piece.place.height) > LARGE


def _is_plain(piece: Piece, composition: Composition, frame: int) -> bool:
    shape = Shape(
        composition.width, composition.height, composition.seconds, float(composition.rate),
        has_audio=False, has_video=True,
    )  # fmt: skip
    change = piece.transition
    coloured = change is not None and change.kind in COLOURED and frame < piece.start + change.frames
    faded = frame < piece.start + piece.fade_in or frame >= piece.end - piece.fade_out
    darkened = any(effect.may_blacken(shape) for effect in seen_effects(piece.effects))
    return piece.opacity == 1 and not (coloured or faded or darkened)
