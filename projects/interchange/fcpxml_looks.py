"""How a clip looks and sounds, in the elements that FCPXML has for it, in the order that it wants them."""

import math
from fractions import Fraction
from xml.etree.ElementTree import Element, SubElement  # nosec B405 - writes only

from projects.interchange.cuts import Cut
from projects.interchange.fcpxml_times import at_frame, told
from projects.interchange.media import Media
from projects.timeline.frames import frame_at
from projects.timeline.schema import AnyTrack, MediaClip, OverlayClip, TextClip, Timeline, VideoClip
from videos.media.operations.colour import COLOURS

# The rates that FCPXML has names for.
NAMED_RATES = {
    Fraction(24000, 1001): "23.98", Fraction(24): "24", Fraction(25): "25", Fraction(30000, 1001): "29.97",
    Fraction(30): "30", Fraction(48000, 1001): "47.95", Fraction(48): "48", Fraction(50): "50",
    Fraction(60000, 1001): "59.94", Fraction(60): "60",
}  # fmt: skip
SILENCE = "-96dB"
EDGE = 40.0  # of the frame's height, from its middle to where words at an edge sit
SIDES = {"left": -1, "right": 1, "top": 1, "bottom": -1}


def add_timing(element: Element, cut: Cut, media: Media, rate: Fraction) -> None:
    """Rate and speed. A map of time tells the file's time for that of the clip, from the file's beginning."""
    if media.rate is not None and media.rate != rate:
        named = {"srcFrameRate": NAMED_RATES[media.rate]} if media.rate in NAMED_RATES else {}
        SubElement(element, "conform-rate", {"scaleEnabled": "0", **named})
    speed = cut.speed()
    if speed != 1:
        whole = Fraction(str(media.duration)).limit_denominator(100_000)
        ramp = SubElement(element, "timeMap")
        SubElement(ramp, "timept", time="0s", value="0s", interp="linear")
        SubElement(ramp, "timept", time=told(whole / speed), value=told(whole), interp="linear")


def add_picture(element: Element, clip: MediaClip, media: Media, timeline: Timeline) -> None:
    """Its size and place: told from the middle of the frame, in hundredths of its height, upwards."""
    if isinstance(clip, VideoClip):
        SubElement(element, "adjust-conform", type="fill" if clip.fit == "cover" else "fit")
        if clip.fit == "stretch" and media.has_picture:
            fitted = _fitted(media, timeline.width, timeline.height)
            scale = (timeline.width / media.width / fitted, timeline.height / media.height / fitted)
            SubElement(element, "adjust-transform", scale=_pair(*scale))
    elif isinstance(clip, OverlayClip):
        _add_place(element, clip, media, timeline)
        if clip.opacity != 1:
            SubElement(element, "adjust-blend", amount=f"{clip.opacity:g}")


def _add_place(element: Element, clip: OverlayClip, media: Media, timeline: Timeline) -> None:
    SubElement(element, "adjust-conform", type="fit")
    place, aspect = clip.place, timeline.width / timeline.height
    x = (place.x + place.width / 2 - 0.5) * 100 * aspect
    y = (0.5 - place.y - place.height / 2) * 100
    box = _fitted(media, place.width * timeline.width, place.height * timeline.height)
    scale = box / _fitted(media, timeline.width, timeline.height)
    SubElement(element, "adjust-transform", position=_pair(x, y), scale=_pair(scale, scale))


def _fitted(media: Media, width: float, height: float) -> float:
    return min(width / (media.width or 1), height / (media.height or 1))


def _pair(x: float, y: float) -> str:
    return f"{round(x, 4):g} {round(y, 4):g}"


def add_volume(
    element: Element, clip: MediaClip, track: AnyTrack, timeline: Timeline, rate: Fraction
) -> None:
    """Its volume with that of its track, and its fades."""
    volume = clip.volume * track.volume
    fades = [(kind, frame_at(each, timeline.rate)) for kind, each in
             (("fadeIn", clip.fade_in), ("fadeOut", clip.fade_out)) if each]  # fmt: skip
    if volume == 1 and not fades:
        return
    amount = f"{20 * math.log10(volume):.2f}dB" if volume else SILENCE
    adjust = SubElement(element, "adjust-volume", amount=amount)
    if fades:
        param = SubElement(adjust, "param", name="amount")
        for kind, frames in fades:
            SubElement(param, kind, duration=at_frame(frames, rate))


def add_words(element: Element, clip: TextClip, timeline: Timeline, number: int, *, is_caption: bool) -> None:
    """The words with their style; captions have a place of their own kind."""
    text = SubElement(element, "text", {"placement": "bottom"} if is_caption else {})
    SubElement(text, "text-style", ref=f"ts{number}").text = clip.text
    style = SubElement(SubElement(element, "text-style-def", id=f"ts{number}"), "text-style")
    size = clip.style.font_size or max(round(min(timeline.width, timeline.height) / 15), 10)
    style.attrib |= {"font": clip.style.font_family, "fontSize": str(size)}
    style.attrib |= {"fontColor": _colour(clip.style.color), "alignment": "center"}
    if clip.style.background:
        style.set("backgroundColor", _colour(clip.style.background))
    if clip.style.outline and not is_caption:
        style.attrib |= {"strokeColor": _colour(clip.style.outline), "strokeWidth": "2"}
    if not is_caption:
        SubElement(element, "adjust-transform", position=_pair(*_middle(clip, timeline)))


def _middle(clip: TextClip, timeline: Timeline) -> tuple[float, float]:
    """About where the words are: elsewhere their middle is placed, here their edge."""
    aspect = timeline.width / timeline.height
    if clip.position is not None:
        x, y = clip.position.x / timeline.width, clip.position.y / timeline.height
        return (x - 0.5) * 100 * aspect, (0.5 - y) * 100
    sides = (clip.anchor or "bottom").split("-")
    x = sum(SIDES[side] for side in sides if side in {"left", "right"})
    y = sum(SIDES[side] for side in sides if side in {"top", "bottom"})
    return x * EDGE * aspect / 2, y * EDGE


def _colour(colour: str) -> str:
    """Red, green, blue and opacity from 0 to 1."""
    digits = COLOURS.get(colour, colour).removeprefix("#").ljust(8, "F")
    return " ".join(f"{int(digits[at : at + 2], 16) / 255:.3g}" for at in (0, 2, 4, 6))
