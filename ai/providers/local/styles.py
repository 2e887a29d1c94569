"""Other styles for films and pictures, by filters: cartoon, sketch, oil, pixel, vintage, neon."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import ffmpeg

from ai.capabilities import Call, Media, ProviderError, StyleInput, Unsupported, Usage
from ai.providers.local.filming import Given, at_rate, copy_sound, encode, even, look, opened, save_picture
from ai.providers.local.making import within
from ai.providers.local.painting.palettes import tint_of
from ai.providers.local.painting.reading import Vision
from videos.media.filtergraph import Graph

DRAFT = "This is a local draft: the style was made by filters and not by a model."
LONGEST = 600.0  # seconds
Step = tuple[str, dict[str, Any]]
Paint = Callable[[Any, Graph], Any]


def _unit(graph: Graph) -> float:
    return max(min(graph.shape.width, graph.shape.height) / 720, 0.25)


def _through(video: Any, steps: Sequence[Step]) -> Any:
    for name, options in steps:
        video = video.filter(name, **options)
    return video


def _lines(video: Any, *, low: float, high: float, thick: int) -> Any:
    """Give dark lines on white where edges are."""
    steps: list[Step] = [
        ("format", {"pix_fmts": "gray"}),
        ("gblur", {"sigma": 1.1}),
        ("edgedetect", {"low": low, "high": high, "mode": "wires"}),
        *([("dilation", {})] * thick),
        ("negate", {}),
        ("gblur", {"sigma": 0.6}),
    ]
    return _through(video, steps)


def _multiplied(one: Any, other: Any) -> Any:
    both = [each.filter("format", pix_fmts="gbrp") for each in (one, other)]
    return ffmpeg.filter(both, "blend", all_mode="multiply")


def _smaller(video: Any, graph: Graph) -> Any:
    """Go on at half the size: what follows is slow, and smooths all details away."""
    return video.filter(
        "scale", w=max(graph.shape.width // 2, 2), h=max(graph.shape.height // 2, 2), flags="area"
    )


def _as_large(video: Any, graph: Graph) -> Any:
    return video.filter("scale", w=graph.shape.width, h=graph.shape.height, flags="spline")


def _cartoon(video: Any, graph: Graph) -> Any:
    """Draw flat colours in few steps, with ink lines around them."""
    halves = video.filter("format", pix_fmts="gbrp").split()
    level = "round(val/255*9)*255/9"
    flat = _through(
        _smaller(halves[0], graph),
        [
            ("bilateral", {"sigmaS": 3 * _unit(graph), "sigmaR": 0.12, "planes": 7}),
            ("eq", {"saturation": 1.45}),
            ("format", {"pix_fmts": "gbrp"}),
            ("lutrgb", {"r": level, "g": level, "b": level}),
            ("median", {"radius": 2}),
        ],
    )
    ink = _lines(halves[1], low=0.07, high=0.16, thick=1 if _unit(graph) > 0.6 else 0)
    return _multiplied(_as_large(flat, graph), ink)


def _sketch(video: Any, graph: Graph) -> Any:
    """Draw with a pencil: the picture divided by its own softened negative leaves lines and light shading."""
    halves = video.filter("format", pix_fmts="gray").split()
    soft = _through(halves[1], [("negate", {}), ("gblur", {"sigma": 7 * _unit(graph)})])
    dodged = ffmpeg.filter([halves[0], soft], "blend", all_mode="dodge")
    return _through(dodged, [
        ("lut", {"y": "clip(255*pow(val/255,2.6),0,255)"}), ("format", {"pix_fmts": "gbrp"}),
        ("colorchannelmixer", {"rr": 0.99, "gg": 0.975, "bb": 0.94}),
    ])  # fmt: skip


def _oil(video: Any, graph: Graph) -> Any:
    """Paint with a broad brush: small shapes melt together, edges stay, and the paint shines."""
    brush = max(round(2.4 * _unit(graph)), 1)
    small = _through(
        _smaller(video.filter("format", pix_fmts="gbrp"), graph),
        [
            ("median", {"radius": brush}),
            ("median", {"radius": brush + 1}),
            ("eq", {"saturation": 1.35, "contrast": 1.08}),
            ("unsharp", {"lx": 7, "ly": 7, "la": 1.0}),
            ("format", {"pix_fmts": "gbrp"}),
        ],
    )
    return _as_large(small, graph)


def _pixel(video: Any, graph: Graph) -> Any:
    """Show square blocks in few colours, as old games did."""
    width, height = graph.shape.width, graph.shape.height
    small = max(round(height / 108), 2)
    level = "round(val/36.43)*36.43"
    return _through(
        video,
        [
            ("scale", {"w": max(width // small, 8), "h": max(height // small, 8), "flags": "area"}),
            ("format", {"pix_fmts": "gbrp"}),
            ("eq", {"saturation": 1.3, "contrast": 1.08}),
            ("format", {"pix_fmts": "gbrp"}),
            ("lutrgb", {"r": level, "g": level, "b": level}),
            ("scale", {"w": width, "h": height, "flags": "neighbor"}),
        ],
    )


def _vintage(video: Any, graph: Graph) -> Any:
    """Show it as an old film: faded warm colours, dark corners, grain."""
    return _through(
        video,
        [
            ("format", {"pix_fmts": "gbrp"}),
            ("curves", {"preset": "vintage"}),
            ("colorbalance", {"rm": 0.1, "bm": -0.12, "rh": 0.06, "bh": -0.1}),
            ("eq", {"saturation": 0.72, "contrast": 0.94}),
            ("vignette", {"angle": "PI/4.4"}),
            ("noise", {"alls": 6, "allf": "t", "all_seed": 7}),
            ("format", {"pix_fmts": "gbrp"}),
        ],
    )


def _neon(video: Any, graph: Graph) -> Any:
    """Show glowing lines in the colours of what they surround, on near black."""
    parts = video.filter("format", pix_fmts="gbrp").split()
    edges = _through(
        parts[0],
        [
            ("gblur", {"sigma": 1.6}),
            ("sobel", {"scale": 2.4}),
            ("lutrgb", dict.fromkeys("rgb", "clip((val-24)*1.2,0,255)")),  # grain is no edge
            ("eq", {"saturation": 2.6}),
            ("format", {"pix_fmts": "gbrp"}),
        ],
    )
    lines = edges.split()
    halo = _through(
        lines[1],
        [
            ("gblur", {"sigma": 8 * _unit(graph)}),
            (
                "lutrgb",
                {
                    "r": "clip(val*1.9,0,255)",
                    "g": "clip(val*1.5,0,255)",
                    "b": "clip(val*2.3,0,255)",
                },
            ),
        ],
    )
    glowing = ffmpeg.filter([lines[0], halo], "blend", all_mode="screen")
    dark = _through(
        parts[1],
        [
            ("eq", {"saturation": 1.3}),
            ("format", {"pix_fmts": "gbrp"}),
            ("colorchannelmixer", {"rr": 0.16, "gg": 0.08, "bb": 0.26}),
        ],
    )
    return ffmpeg.filter([dark, glowing], "blend", all_mode="screen")


STYLES: dict[str, Paint] = {
    "cartoon": _cartoon, "sketch": _sketch, "oil": _oil, "pixel": _pixel, "vintage": _vintage, "neon": _neon,
}  # fmt: skip


def moods_of(vision: Vision) -> list[Step]:
    """Give the filters that grade a film as a prompt's mood, time, weather and colours say."""
    steps: list[Step] = [
        *MOODS.get(vision.mood, ()),
        *TIMES.get(vision.time, ()),
        *WEATHERS.get(vision.weather, ()),
    ]
    for name in vision.colours[:1]:
        red, green, blue = (math.sqrt(part / 255) * 0.5 + 0.5 for part in tint_of(name))
        steps.append(("colorchannelmixer", {"rr": red, "gg": green, "bb": blue}))
    return steps


MOODS: dict[str, tuple[Step, ...]] = {
    "warm": (("colorbalance", {"rm": 0.12, "bm": -0.1, "rh": 0.08, "bh": -0.08}),),
    "cold": (("colorbalance", {"rm": -0.12, "bm": 0.14, "bh": 0.06}), ("eq", {"saturation": 0.85})),
    "dark": (("eq", {"brightness": -0.07, "contrast": 1.12, "saturation": 0.85}),),
    "dreamy": (("gblur", {"sigma": 0.8}), ("eq", {"brightness": 0.05, "contrast": 0.9, "saturation": 0.85})),
    "vivid": (("eq", {"saturation": 1.5, "contrast": 1.06}),),
    "noir": (("hue", {"s": 0}), ("eq", {"contrast": 1.2, "brightness": -0.03})),
    "vintage": (("curves", {"preset": "vintage"}), ("vignette", {"angle": "PI/5"})),
    "neon": (
        ("eq", {"saturation": 1.6, "contrast": 1.15}),
        ("colorbalance", {"rm": 0.1, "bm": 0.16, "gm": -0.1}),
    ),
}
TIMES: dict[str, tuple[Step, ...]] = {
    "night": (
        ("colorbalance", {"rm": -0.12, "bm": 0.16}),
        ("eq", {"brightness": -0.16, "contrast": 0.9, "saturation": 0.7}),
    ),
    "sunset": (("colorbalance", {"rm": 0.18, "bm": -0.16, "rh": 0.1, "bh": -0.1}),),
    "dawn": (
        ("colorbalance", {"rm": 0.1, "bm": 0.03, "rh": 0.05}),
        ("eq", {"brightness": 0.02, "saturation": 0.9}),
    ),
    "dusk": (("colorbalance", {"rm": 0.03, "bm": 0.16}), ("eq", {"brightness": -0.08, "saturation": 0.85})),
}
WEATHERS: dict[str, tuple[Step, ...]] = {
    "rain": (("eq", {"saturation": 0.7, "brightness": -0.05}),),
    "storm": (("eq", {"saturation": 0.6, "brightness": -0.1, "contrast": 1.06}),),
    "fog": (("eq", {"contrast": 0.72, "brightness": 0.07, "saturation": 0.7}),),
    "snow": (("eq", {"brightness": 0.04, "saturation": 0.75}),),
}


class LocalStyles:
    """Transfers styles by filters."""

    def style_transfer(self, wish: StyleInput, call: Call) -> Media:
        """Give a film (or a picture) one of six styles, mixed with itself by the intensity (0-1)."""
        if wish.style not in STYLES:
            raise Unsupported("style", f"The local engine knows the styles {', '.join(STYLES)}.")
        if not 0 <= wish.intensity <= 1:
            raise Unsupported("intensity", "The intensity must lie between 0 and 1.")
        given = look(wish.source)
        if given.info.video is None:
            raise ProviderError("no_video", "This file has no picture.")
        if given.shape.duration > LONGEST:
            raise Unsupported(
                "source", f"The local engine gives a style to films of at most {LONGEST:.0f} seconds."
            )
        graph = opened(given, call.folder)
        if not given.is_image:
            even(graph)
            at_rate(graph, given.rate)
        graph.video = _styled(graph, wish)
        return _picture(given, graph, call) if given.is_image else _film(given, graph, call)


def _styled(graph: Graph, wish: StyleInput) -> Any:
    paint = STYLES[wish.style]
    if wish.intensity >= 1:
        return paint(graph.video, graph)
    halves = graph.video.filter("format", pix_fmts="gbrp").split()
    painted = paint(halves[1], graph).filter("format", pix_fmts="gbrp")
    return ffmpeg.filter(
        [halves[0], painted], "blend", all_expr=f"A*{1 - wish.intensity:.4f}+B*{wish.intensity:.4f}"
    )


def _film(given: Given, graph: Graph, call: Call) -> Media:
    info = encode(graph, within(call, 0, 99), shape=graph.shape, reads=(given.path,), sound=copy_sound(given))
    return Media(
        call.folder / "made.mp4", "video/mp4", Usage({"second": info.duration}), duration=info.duration,
        width=graph.shape.width, height=graph.shape.height, is_draft=True, notes=(DRAFT,),
    )  # fmt: skip


def _picture(given: Given, graph: Graph, call: Call) -> Media:
    made = save_picture(graph, given, call, name="made.png")
    return Media(
        made.path, "image/png", Usage({"image": 1.0}), width=made.shape.width, height=made.shape.height,
        is_draft=True, notes=(DRAFT,),
    )  # fmt: skip
