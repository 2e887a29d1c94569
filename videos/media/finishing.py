"""The end of a graph: what its picture and sound become for the encoder, and how it is to write them."""

import dataclasses
from typing import Any

import ffmpeg

from videos.media.filtergraph import Graph
from videos.media.formats import AUDIO_BIT_RATES, ENCODERS, Encoder
from videos.media.operations.export import Target
from videos.media.probe import AudioStream


def finish_picture(graph: Graph, target: Target, kept: Encoder | None = None) -> dict[str, Any]:
    """Make the picture fit for its encoder (`kept` if there is one), and give the encoder's options."""
    if target.format.name == "gif":
        _finish_gif(graph)
        return {}
    encoder = kept or ENCODERS[target.codec or target.format.video_codecs[0]]
    _make_even(graph)
    graph.filter_video("format", pix_fmts=encoder.pix_fmt)
    # Reordered frames of uneven length make MP4 declare too short a film, and players would cut its end.
    pace = {"fps_mode": "vfr", "bf": 0} if graph.shape.variable_rate else {"fps_mode": "cfr"}
    return {**_encoder_options(encoder, target), **pace}


def _encoder_options(encoder: Encoder, target: Target) -> dict[str, Any]:
    quality = encoder.quality[target.quality or "high"]
    return {"c:v": encoder.name, encoder.quality_option: quality, **encoder.options}


def _make_even(graph: Graph) -> None:
    width, height = graph.shape.width // 2 * 2, graph.shape.height // 2 * 2
    if (width, height) != (graph.shape.width, graph.shape.height):
        graph.filter_video("crop", w=width, h=height, x=0, y=0, exact=1)
        graph.shape = dataclasses.replace(graph.shape, width=width, height=height)


def _finish_gif(graph: Graph) -> None:
    # One graph: the palette is made from the very frames that it then colours.
    halves = graph.video.split()
    palette = halves[0].filter("palettegen", stats_mode="diff")
    graph.video = ffmpeg.filter([halves[1], palette], "paletteuse", dither="bayer", bayer_scale=4)


def finish_sound(graph: Graph, target: Target, audio: AudioStream | None) -> dict[str, Any]:
    """Make the sound of a source's track fit for its encoder, and give the encoder's options."""
    # Fills gaps and a late start with silence: timestamps alone would be lost in mp3 or wav.
    graph.filter_audio("aresample", **{"async": 1, "first_pts": 0})
    options: dict[str, Any] = {"c:a": target.format.audio_encoder}
    if target.format.audio_encoder != "pcm_s16le":
        options["b:a"] = AUDIO_BIT_RATES[target.quality or "high"]
    if audio is not None and audio.channels > 2:
        options["ac"] = 2
    if audio is not None and audio.sample_rate > 48_000:
        options["ar"] = 48_000
    return options
