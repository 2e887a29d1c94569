"""Fits a wish to the parameters of a model: each model at Replicate names and limits them in its own way.

What a model's schema has no place for is refused by the name of our field, never left out.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ai.capabilities import Unsupported
from videos.media.said import gettext as _

# Our meaning -> the names that models give it, the usual one first.
NAMES: dict[str, tuple[str, ...]] = {
    "prompt": ("prompt", "text"),
    "negative_prompt": ("negative_prompt",),
    "seconds": ("duration", "seconds", "duration_seconds", "video_length"),
    "frames": ("num_frames",),
    "rate": ("frames_per_second", "fps"),
    "seed": ("seed",),
    "image": (
        "image", "start_image", "first_frame_image", "input_image", "first_frame", "image_prompt",
        "image_input", "reference_image",
    ),
    "video": ("video", "input_video", "video_url", "video_path"),
    "audio": ("audio", "audio_file", "input_audio"),
    "aspect": ("aspect_ratio",),
    "resolution": ("resolution", "target_resolution"),
    "scale": ("scale", "scale_factor", "upscale_factor"),
    "intensity": ("strength", "intensity", "prompt_strength"),
    "instrumental": ("instrumental", "force_instrumental"),
}  # fmt: skip
# Who leaves a length out of its parameters always makes the same: said in the catalogue's schema.
FIXED_SECONDS = "x-seconds"
FRAMES_PER_SECOND = 16
SAME_SHAPE = 0.02
LINES = {"512p": 512, "4k": 2160, "2k": 1440, "fhd": 1080}
WIDE = 16 / 9
SEEDS = 2**31 - 1


def seed_of(key: str) -> int:
    """The seed of work for which nobody asked one: by it a submit without an answer is found again."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) % SEEDS


class Form:
    """The input of a prediction while it is filled in. `inputs` is what is sent, files as their paths."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self._properties: Mapping[str, Mapping[str, Any]] = schema.get("properties", {})
        self.inputs: dict[str, Any] = {}

    def name_of(self, meaning: str) -> str | None:
        return next((name for name in NAMES[meaning] if name in self._properties), None)

    def put(self, meaning: str, value: Any, option: str = "") -> None:
        name = self.name_of(meaning)
        if name is None:
            raise Unsupported(
                option or meaning, _("This model takes no %(name)s.") % {"name": meaning.replace("_", " ")}
            )
        if isinstance(value, Path) and self._properties[name].get("type") == "array":
            value = [value]
        self.inputs[name] = _fitted(self._properties[name], value, option or meaning)

    def put_if(self, meaning: str, value: Any, option: str = "") -> None:
        """What was not asked for (None or empty) needs no place."""
        if value is not None and value != "":
            self.put(meaning, value, option)

    def put_seed(self, seed: int | None, *, key: str) -> int | None:
        """The seed that is sent, if the model takes one."""
        if seed is None and self.name_of("seed") is None:
            return None
        chosen = seed_of(key) if seed is None else seed
        self.put("seed", chosen)
        return chosen

    def put_seconds(self, seconds: float) -> None:
        if self.name_of("seconds"):
            self.put("seconds", seconds)
        elif self.name_of("frames"):
            rate = FRAMES_PER_SECOND
            if self.name_of("rate"):
                self.put("rate", rate)
            self.put("frames", round(seconds * rate) + 1, "seconds")
        elif seconds != self._schema.get(FIXED_SECONDS, seconds if self.inputs.get("video") else None):
            fixed = self._schema.get(FIXED_SECONDS)
            told = (
                _("This model always makes %(seconds)s seconds.") % {"seconds": f"{fixed:g}"}
                if fixed
                else _("This model takes no length.")
            )
            raise Unsupported("seconds", told)

    def put_size(self, width: int, height: int) -> None:
        """By width and height where the model takes them, else by shape and number of lines."""
        if {"width", "height"} <= set(self._properties):
            for side, pixels in (("width", width), ("height", height)):
                self.inputs[side] = _fitted(self._properties[side], pixels, side)
            if "custom" in self._properties.get("aspect_ratio", {}).get("enum", ()):
                self.inputs["aspect_ratio"] = "custom"
            return
        if self.name_of("aspect"):
            self.inputs["aspect_ratio"] = self._aspect(width / height)
        elif self.name_of("image") not in self.inputs and abs(width / height / WIDE - 1) > SAME_SHAPE:
            raise Unsupported("width", _("This model makes films of 16:9 only."))
        if self.name_of("resolution"):
            self.put_lines(min(width, height))

    def put_lines(self, lines: int) -> None:
        """The model's resolution of so many lines, else its next larger one."""
        name = self.name_of("resolution") or ""
        given = sorted(
            (_lines(each), each) for each in self._properties[name].get("enum", ()) if _lines(each)
        )
        fitting = [word for has, word in given if has >= lines]
        if not fitting:
            told = (
                _("This model has at most %(most)s.") % {"most": given[-1][1]}
                if given
                else _("This model has no choice of size.")
            )
            raise Unsupported("height", told)
        self.inputs[name] = fitting[0]

    def _aspect(self, ratio: float) -> str:
        given = [each for each in self._properties["aspect_ratio"].get("enum", ()) if ":" in str(each)]
        for each in given or ["16:9", "9:16", "1:1", "4:3", "3:4"]:
            across, down = (float(part) for part in str(each).split(":"))
            if abs(across / down / ratio - 1) <= SAME_SHAPE:
                return str(each)
        raise Unsupported(
            "width", _("This model makes %(given)s only.") % {"given": ", ".join(map(str, given))}
        )


def _fitted(declared: Mapping[str, Any], value: Any, option: str) -> Any:
    """The value as its parameter wants it; Unsupported when it is none of the choices or out of range."""
    if choices := declared.get("enum"):
        for choice in choices:
            if str(choice) == (f"{value:g}" if isinstance(value, float) else str(value)):
                return choice
        raise Unsupported(
            option, _("This model takes %(choices)s here.") % {"choices": ", ".join(map(str, choices))}
        )
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    least, most = declared.get("minimum", value), declared.get("maximum", value)
    if not least <= value <= most:
        raise Unsupported(
            option,
            _("This model takes %(least)s to %(most)s here.") % {"least": f"{least:g}", "most": f"{most:g}"},
        )
    if declared.get("type") != "integer":
        return value
    if value != int(value):
        raise Unsupported(option, _("This model takes whole numbers here."))
    return int(value)


def _lines(word: str) -> int:
    """How many lines "1080p" or "4k" means; 0 for words that mean none."""
    low = str(word).lower()
    if low in LINES:
        return LINES[low]
    return int(low[:-1]) if low.endswith("p") and low[:-1].isdigit() else 0
