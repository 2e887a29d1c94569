"""Keeps what a film has beyond eight bits and ordinary colours, where a recipe does nothing but cut it."""

import dataclasses

from videos.media.copying import format_for_picture
from videos.media.formats import DECODED_NAMES, ENCODERS, SAME_AGAIN, Encoder
from videos.media.opening import HDR_TRANSFERS
from videos.media.operations import Ending, Keeping, Trim
from videos.media.operations.export import Target
from videos.media.probe import MediaInfo, VideoStream
from videos.media.recipe import Recipe

ORDINARY = frozenset({"yuv420p", "yuvj420p"})
HDR_NOTE = "The film's HDR colours were fitted to what ordinary screens show."


def kept(recipe: Recipe, info: MediaInfo, target: Target) -> Encoder | None:
    """Give the encoder that writes a merely cut film as it was: its codec, its depth, its colours.

    None says that the usual encoder will do: for an ordinary picture, for a recipe that changes it, and where
    the person chose a codec or a quality.
    """
    video, steps = info.video, [step for step in recipe if not isinstance(step, Ending)]
    if video is None or not steps or not all(isinstance(step, Trim | Keeping) for step in steps):
        return None
    if target.codec or target.quality or video.codec not in target.format.copies_video:
        return None
    if video.pix_fmt in ORDINARY or video.pix_fmt not in SAME_AGAIN.get(video.codec, ()):
        return None
    name = next(name for name, decoded in DECODED_NAMES.items() if decoded == video.codec)
    return dataclasses.replace(ENCODERS[name], pix_fmt=video.pix_fmt)


def settled(recipe: Recipe, info: MediaInfo, target: Target) -> Target:
    """Choose the container that takes the film as it was, if the recipe leaves it open and that matters."""
    if info.video is None or (recipe and isinstance(recipe[-1], Ending)):
        return target
    own = dataclasses.replace(target, format=format_for_picture(info.video, target.format))
    return own if kept(recipe, info, own) else target


def notes(video: VideoStream | None, target: Target, kept: Encoder | None) -> list[str]:
    """Tell the person what a picture loses that is encoded anew."""
    if video is None or kept is not None or not target.format.video_codecs:
        return []
    if video.color_transfer in HDR_TRANSFERS:
        return [HDR_NOTE]
    if video.bit_depth > 8 and target.codec != "prores":
        return [f"The source has {video.bit_depth} bits a colour, the result 8, which play everywhere."]
    return []
