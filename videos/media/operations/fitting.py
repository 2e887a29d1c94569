"""How a picture of one size becomes a picture of another."""

import math

import ffmpeg

from videos.media.filtergraph import Graph

Size = tuple[int, int]
SMALL = 4  # a backdrop is blurred at a quarter of its size: nobody sees it, and it costs a sixteenth


def even(length: float) -> int:
    """Round to the nearest even number of pixels, at least two: video codecs need even sizes."""
    return max(round(length / 2) * 2, 2)


def contained(*, size: Size, box: Size) -> Size:
    """Give the largest even size of the same proportions within a box of even size."""
    scale = min(box[0] / size[0], box[1] / size[1])
    return min(even(size[0] * scale), box[0]), min(even(size[1] * scale), box[1])


def largest(*, aspect: float, size: Size) -> Size:
    """Give the largest even rectangle of an aspect (width through height) within a picture."""
    width = min(size[0], size[1] * aspect)
    return max(int(width) // 2 * 2, 2), max(int(width / aspect + 0.001) // 2 * 2, 2)


def stretch(graph: Graph, size: Size) -> None:
    """Scale to a size, whatever becomes of the proportions."""
    graph.filter_video("scale", w=size[0], h=size[1], flags="bicubic")
    graph.filter_video("setsar", sar=1)


def cover(graph: Graph, size: Size) -> None:
    """Fill a size: what stands out on two sides is cut off."""
    before = (graph.shape.width, graph.shape.height)
    scale = max(size[0] / before[0], size[1] / before[1])
    larger = math.ceil(before[0] * scale / 2) * 2, math.ceil(before[1] * scale / 2) * 2
    stretch(graph, larger)
    corner = {"x": (larger[0] - size[0]) // 2, "y": (larger[1] - size[1]) // 2}
    graph.filter_video("crop", w=size[0], h=size[1], exact=1, **corner)


def pad(graph: Graph, size: Size, *, colour: str) -> None:
    """Show the whole picture in the middle of a size, on a colour (in FFmpeg's notation)."""
    inner = contained(size=(graph.shape.width, graph.shape.height), box=size)
    stretch(graph, inner)
    # Colours lie on a grid of two pixels: an odd corner would move them against the light.
    corner = {"x": (size[0] - inner[0]) // 4 * 2, "y": (size[1] - inner[1]) // 4 * 2}
    graph.filter_video("pad", w=size[0], h=size[1], color=colour, **corner)


def pad_with_blur(graph: Graph, size: Size) -> None:
    """Show the whole picture in the middle of a size, on a blurred copy of itself that fills it."""
    halves = graph.video.split()
    graph.video = halves[0]
    cover(graph, (even(size[0] / SMALL), even(size[1] / SMALL)))
    graph.filter_video("gblur", sigma=f"{min(size) / SMALL / 25:.3f}")
    stretch(graph, size)
    back, graph.video = graph.video, halves[1]
    stretch(graph, contained(size=(graph.shape.width, graph.shape.height), box=size))
    graph.video = ffmpeg.overlay(back, graph.video, x="floor((W-w)/4)*2", y="floor((H-h)/4)*2", format="auto")
