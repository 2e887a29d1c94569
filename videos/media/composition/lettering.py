"""Draws the texts of a composition over its picture, at any size of it with the same lines."""

from collections.abc import Sequence
from typing import Any

from videos.media.composition.model import Words
from videos.media.filtergraph import Graph
from videos.media.operations.add_text import AddText, Position
from videos.media.shape import Shape


class _Lines(AddText):
    """A text that was broken into lines before."""

    def lines(self, shape: Shape) -> list[str]:
        return self.text.split("\n")


def letter(graph: Graph, texts: Sequence[Words], *, frame: Shape) -> None:
    """Draw texts that were made for a film of the shape `frame` on the graph's picture, the first lowest."""
    for words in texts:
        options = _scaled(words.text, frame, graph.shape).drawing(graph)
        options["enable"] = f"gte(n,{words.start})*lt(n,{words.end})"
        if words.fade_in or words.fade_out:
            options["alpha"] = _alpha(words)
        graph.filter_video("drawtext", **options)


def _scaled(text: AddText, frame: Shape, shape: Shape) -> AddText:
    """Give a text as it looks in a film that is seen at another size."""
    scale = shape.height / frame.height
    fields: dict[str, Any] = dict(text)
    place = text.position
    size = max(round(text.font_size(frame) * scale), 1)
    return _Lines.model_construct(
        **{
            **fields,
            "text": "\n".join(text.lines(frame)),
            "style": text.style.model_copy(update={"font_size": size}),
            "position": Position.model_construct(x=place.x * scale, y=place.y * scale) if place else None,
        }
    )


def _alpha(words: Words) -> str:
    # As everywhere here, the k-th of N frames has the share (k + 1) / (N + 1).
    coming = f"(n-({words.start})+1)/{words.fade_in + 1}" if words.fade_in else "1"
    going = f"({words.end}-n)/{words.fade_out + 1}" if words.fade_out else "1"
    return f"clip(min({coming},{going}),0,1)"
