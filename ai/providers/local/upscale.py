"""Larger films and pictures: an exact scaler, less noise before it, clearer edges after it."""

import dataclasses

from ai.capabilities import Call, Media, ProviderError, Unsupported, UpscaleInput, Usage
from ai.providers.local.filming import Given, at_rate, copy_sound, encode, even, look, opened, save_picture
from ai.providers.local.making import within
from videos.media.filtergraph import Graph

DRAFT = "This is a local draft: the picture was enlarged by a scaler, which finds no new details."
SCALES = (2, 4)
LARGEST = 8192 * 4320  # pixels of the result
LONGEST = 1200.0  # seconds


class LocalUpscale:
    """Enlarges by 2 or 4."""

    def upscale(self, wish: UpscaleInput, call: Call) -> Media:
        """Enlarge a film (its sound is copied) or a picture."""
        if wish.scale not in SCALES:
            raise Unsupported("scale", "The scale must be 2 or 4.")
        given = look(wish.source)
        if given.info.video is None:
            raise ProviderError("no_video", "This file has no picture.")
        if given.shape.duration > LONGEST:
            raise Unsupported("source", f"The local engine enlarges films of at most {LONGEST:.0f} seconds.")
        graph = opened(given, call.folder)
        if not given.is_image:
            even(graph)
            at_rate(graph, given.rate)
        _enlarge(graph, wish.scale)
        return _picture(given, graph, call) if given.is_image else _film(given, graph, call)


def _picture(given: Given, graph: Graph, call: Call) -> Media:
    made = save_picture(graph, given, call, name="larger.png")
    width, height = made.shape.width, made.shape.height
    usage = Usage({"megapixel": width * height / 1e6})
    return Media(made.path, "image/png", usage, width=width, height=height, is_draft=True, notes=(DRAFT,))


def _film(given: Given, graph: Graph, call: Call) -> Media:
    sound, working = copy_sound(given), within(call, 0, 99)
    info = encode(
        graph, working, shape=graph.shape, reads=(given.path,), name="larger.mp4", sound=sound, crf=17
    )
    return Media(
        call.folder / "larger.mp4", "video/mp4", Usage({"second": info.duration}), duration=info.duration,
        width=graph.shape.width, height=graph.shape.height, is_draft=True, notes=(DRAFT,),
    )  # fmt: skip


def _enlarge(graph: Graph, scale: int) -> None:
    width, height = graph.shape.width * scale, graph.shape.height * scale
    if width * height > LARGEST or max(width, height) > 8192:
        raise Unsupported("scale", f"The result would have {width}x{height} pixels, which is too large.")
    # Noise would be enlarged too; this takes only what changes from picture to picture.
    if graph.shape.duration:
        graph.filter_video("hqdn3d", luma_spatial=0.6, chroma_spatial=0.8, luma_tmp=1.5, chroma_tmp=2)
    graph.filter_video("zscale", w=width, h=height, filter="lanczos", param_a=4)
    # Sharpening in proportion to the contrast that is there draws no white seams.
    graph.filter_video("cas", strength=0.25 if scale == 2 else 0.35)
    graph.shape = dataclasses.replace(graph.shape, width=width, height=height)
