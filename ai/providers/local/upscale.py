"""Larger films and pictures: an exact scaler, less noise before it, clearer edges after it."""

import dataclasses

from ai.capabilities import Call, Media, ProviderError, Unsupported, UpscaleInput, Usage
from ai.providers.local.filming import at_rate, copy_sound, encode, even, look, opened, run
from ai.providers.local.making import within
from videos.media.command import Expectation
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
        width, height = graph.shape.width, graph.shape.height
        usage = Usage(
            {"megapixel": width * height / 1e6} if given.is_image else {"second": given.shape.duration}
        )
        if given.is_image:
            output = call.folder / "larger.png"
            expects = Expectation("jpg", 0, width, height, 0, has_video=True, has_audio=False, tolerance=1)
            options = {"frames:v": 1, "c:v": "png", "f": "image2", "update": 1}
            run(
                [graph.video.filter("format", pix_fmts="rgb24")],
                options,
                reads=(given.path,),
                output=output,
                expects=expects,
                call=call,
            )
            return Media(
                look(output).path,
                "image/png",
                usage,
                width=width,
                height=height,
                is_draft=True,
                notes=(DRAFT,),
            )
        info = encode(
            graph,
            within(call, 0, 99),
            shape=graph.shape,
            reads=(given.path,),
            name="larger.mp4",
            sound=copy_sound(given),
            crf=17,
        )
        return Media(
            call.folder / "larger.mp4",
            "video/mp4",
            usage,
            duration=info.duration,
            width=width,
            height=height,
            is_draft=True,
            notes=(DRAFT,),
        )


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
