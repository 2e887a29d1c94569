"""Looks at pictures without a model: faces, colours, light, sharpness, place of the detail, perhaps words."""

import importlib.util
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ai.capabilities import Box, Call, ProviderError, Stopped, Unsupported, Usage, VisionInput, VisionResult
from ai.providers.local.children import listen
from ai.providers.local.colours import Colour, named
from videos.media import sandbox

MOST_IMAGES = 50
DARK, BRIGHT = 0.28, 0.72  # of full light
BLURRED, SHARP = 25.0, 300.0  # variance of the Laplacian, at 960 pixels
GREY = 0.08  # saturation
MOST_WORDS_SHOWN = 300  # letters
DRAFT = "This is a local draft: it measures the picture and finds faces; it does not know what else is on it."
NO_READER = "No engine to read words is installed (rapidocr or tesseract)."
# Where tesseract's own languages lie on the usual systems.
TESSERACT_DATA = ("/usr/share/tesseract-ocr", "/usr/share/tessdata", "/usr/local/share/tessdata")
READING_SECONDS = 60.0


@dataclass(frozen=True)
class Look:
    """What was found on one picture. Shares lie between 0 and 1; `words` is None when nobody could read."""

    width: int
    height: int
    faces: tuple[Box, ...]
    colours: tuple[Colour, ...]
    brightness: float
    contrast: float
    saturation: float
    sharpness: float
    detail: float
    flat: float
    blue_above: float
    green: float
    warmth: float
    centre: tuple[float, float]
    words: tuple[str, ...] | None


class LocalVision:
    """Sees."""

    def vision(self, wish: VisionInput, call: Call) -> VisionResult:
        """Describe pictures by what can be measured. Raises ProviderError for what is no picture."""
        if not 1 <= len(wish.images) <= MOST_IMAGES:
            raise Unsupported("images", f"1 to {MOST_IMAGES} pictures can be looked at.")
        looks = looked_at(wish.images, call)
        reader = reading_engine()
        notes = [DRAFT, *([] if reader else [NO_READER])]
        texts = [described(look) for look in looks]
        if len(texts) > 1:
            texts = [f"Picture {number}: {text}" for number, text in enumerate(texts, start=1)]
        return VisionResult(
            text="\n".join(texts),
            labels=tuple(dict.fromkeys(label for look in looks for label in labels(look))),
            objects=tuple(face for look in looks for face in look.faces),
            usage=Usage({"image": float(len(looks))}),
            is_draft=True,
            details={"pictures": [details(look) for look in looks], "reader": reader, "notes": notes},
        )

    def vision_of_each(self, images: Sequence[Path], call: Call) -> list[VisionResult]:
        """Describe each picture; all of them in one child process, which is slow to start."""
        return [
            VisionResult(
                text=described(look),
                labels=tuple(labels(look)),
                objects=look.faces,
                usage=Usage({"image": 1.0}),
                is_draft=True,
                details=details(look),
            )
            for look in looked_at(images, call)
        ]


def looked_at(paths: Sequence[Path], call: Call) -> list[Look]:
    """Look at pictures (PNG, JPEG, WebP) in a child process. Raises ProviderError and Stopped."""
    reader = reading_engine()
    question = {"paths": [str(path.resolve()) for path in paths], "reads": reader == "rapidocr"}
    found: list[Look] = []
    for answer in listen("seeing_child.py", question, call):
        words = answer["words"]
        if reader == "tesseract":
            words = _read_by_tesseract(paths[len(found)], call)
        found.append(_look(answer, words))
        call.progress(100 * len(found) / len(paths), "looking")
    if len(found) != len(paths):
        raise ProviderError("local_engine_failed", "The look at the pictures ended in the middle.")
    return found


def _look(answer: dict[str, Any], words: Sequence[str] | None) -> Look:
    faces = tuple(Box("face", x, y, width, height) for x, y, width, height in answer.pop("faces"))
    colours = named([((red, green, blue), share) for (red, green, blue), share in answer.pop("palette")])
    answer.pop("words")
    return Look(
        **{**answer, "centre": tuple(answer["centre"])},
        faces=faces,
        colours=tuple(colours),
        words=None if words is None else tuple(line.strip() for line in words if line.strip()),
    )


# -- words on a picture ------------------------------------------------------------------------------------


def reading_engine() -> str:
    """Name what can read words here: rapidocr, tesseract, or nothing."""
    if importlib.util.find_spec("rapidocr") is not None:
        return "rapidocr"
    return "tesseract" if shutil.which("tesseract") else ""


def _read_by_tesseract(picture: Path, call: Call) -> list[str]:
    """Have tesseract write its words into the call's folder. Raises Stopped, and ProviderError when late."""
    program = shutil.which("tesseract") or "tesseract"
    process = sandbox.start(
        [program, str(picture.resolve()), "words"],
        folder=call.folder,
        read=[picture, *(Path(place) for place in TESSERACT_DATA)],
    )
    until = time.monotonic() + min(call.deadline, READING_SECONDS)
    try:
        while not sandbox.has_ended(process):
            if call.should_stop():
                raise Stopped
            if time.monotonic() > until:
                raise ProviderError("deadline", "Reading the words took longer than it may.")
            time.sleep(0.05)
    finally:
        code = sandbox.stop(process)
    words = call.folder / "words.txt"
    return words.read_text(encoding="utf-8").splitlines() if code == 0 and words.exists() else []


# -- in words ----------------------------------------------------------------------------------------------


def labels(look: Look) -> list[str]:
    """Give what can be said with some right from measures alone."""
    share = max((face.width * face.height for face in look.faces), default=0.0)
    true = {
        "people": bool(look.faces),
        "group": len(look.faces) > 2,
        "portrait": len(look.faces) == 1 and share > 0.08,
        "close-up": share > 0.2,
        "dark": look.brightness < DARK,
        "bright": look.brightness > BRIGHT,
        "black and white": look.saturation < GREY,
        "colourful": look.saturation > 0.5,
        "sky": look.blue_above > 0.5 and look.flat <= 0.995,
        "greenery": look.green > 0.3,
        "warm light": look.warmth > 0.15 and look.saturation >= GREY,
        "cold light": look.warmth < -0.15 and look.saturation >= GREY,
        "blurred": look.sharpness < BLURRED and look.flat < 0.98,
        "graphic": look.flat > 0.75 and look.sharpness > SHARP / 3,
        "empty": look.flat > 0.995,
        "text": bool(look.words),
    }
    return [label for label, holds in true.items() if holds]


def described(look: Look) -> str:
    """Describe a picture in a few sentences."""
    shape = (
        "wide"
        if look.width > look.height * 1.1
        else "upright"
        if look.height > look.width * 1.1
        else "square"
    )
    colours = _listed([colour.name for colour in look.colours[:3]])
    parts = [f"A {_light(look)}, {_sharpness(look)} {shape} picture, mostly {colours}."]
    if look.faces:
        parts.append(_faces(look.faces))
    elif look.flat <= 0.995:
        parts.append(f"No face was found; most of the detail is {_place(*look.centre)}.")
    if look.words:
        text = " ".join(look.words)
        parts.append(f"It reads: “{text[:MOST_WORDS_SHOWN]}{'…' if len(text) > MOST_WORDS_SHOWN else ''}”.")
    return " ".join(parts)


def _light(look: Look) -> str:
    return "dark" if look.brightness < DARK else "bright" if look.brightness > BRIGHT else "evenly lit"


def _sharpness(look: Look) -> str:
    return "sharp" if look.sharpness > SHARP else "soft" if look.sharpness < BLURRED else "fairly sharp"


def _faces(faces: Sequence[Box]) -> str:
    largest = max(faces, key=lambda face: face.width * face.height)
    place = _place(largest.x + largest.width / 2, largest.y + largest.height / 2)
    if len(faces) == 1:
        return f"There is one face, {place}."
    return f"There are {len(faces)} faces, the largest {place}."


def _place(across: float, down: float) -> str:
    column = "on the left" if across < 0.4 else "on the right" if across > 0.6 else ""
    row = "in the upper part" if down < 0.4 else "in the lower part" if down > 0.6 else ""
    return " ".join(word for word in (row, column) if word) or "in the middle"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def details(look: Look) -> dict[str, Any]:
    """Give the measures, for programs."""
    return {
        "width": look.width,
        "height": look.height,
        "faces": len(look.faces),
        "colours": [{"name": each.name, "hex": each.hex, "share": each.share} for each in look.colours],
        "brightness": round(look.brightness, 3),
        "contrast": round(look.contrast, 3),
        "sharpness": round(look.sharpness, 1),
        "words": None if look.words is None else list(look.words),
    }
