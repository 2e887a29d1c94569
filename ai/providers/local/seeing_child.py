"""The child that looks at pictures. Run as a script by `vision.py`; never imported by the platform.

Opens PNG, JPEG and WebP in a locked process, and prints a JSON line for each: its size, faces, palette and
measures; `{"failed": ...}` for what is no picture. With `reads`, rapidocr reads its words if it is installed.
"""

import importlib.util
import json
import logging
import sys
from pathlib import Path
from typing import Any

import cv2
import cv2.data
import numpy as np
from PIL import Image, ImageDraw, ImageOps

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from videos.media.launcher import lock_down

LOOKED_AT = 960  # pixels of the longer side
SMALL = 160
COLOURS = 6
FORMATS = ("PNG", "JPEG", "WEBP")
STEP, HITS, SMALLEST = 1.1, 6, 0.08  # of the search for faces; see videos/media/finding_faces.py


def look(path: str, spec: dict[str, Any], detector: Any) -> tuple[dict[str, Any], Any]:
    """Measure a picture. Gives what was found, and the picture for the reader."""
    with Image.open(path, formats=FORMATS) as opened:
        if opened.width * opened.height > spec["limits"]["max_pixels"]:
            return {"failed": "too_large", "message": "This picture has too many pixels."}, None
        opened.draft("RGB", (LOOKED_AT, LOOKED_AT))
        size = opened.size
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    picture.thumbnail((LOOKED_AT, LOOKED_AT))
    pixels = np.asarray(picture)
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return {
        "width": size[0],
        "height": size[1],
        "faces": faces(grey, detector),
        "palette": palette(picture),
        **measures(pixels, grey),
    }, pixels


def faces(grey: Any, detector: Any) -> list[list[float]]:
    height, width = grey.shape
    smallest = max(round(min(height, width) * SMALLEST), 24)
    found = detector.detectMultiScale(grey, STEP, HITS, minSize=(smallest, smallest))
    return [
        [float(x) / width, float(y) / height, float(w) / width, float(h) / height] for x, y, w, h in found
    ]


def palette(picture: Image.Image) -> list[list[Any]]:
    small = picture.resize((SMALL, SMALL * 9 // 16))
    reduced = small.quantize(COLOURS, method=Image.Quantize.MEDIANCUT)
    colours = reduced.getpalette() or []
    counts = np.bincount(np.asarray(reduced).ravel())
    return [
        [colours[at * 3 : at * 3 + 3], float(count / counts.sum())]
        for at, count in enumerate(counts)
        if count
    ]


def measures(pixels: Any, grey: Any) -> dict[str, Any]:
    """Measure light, contrast, colour, detail, and where the eye goes. Shares lie between 0 and 1."""
    hsv = cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV).astype(np.float32)
    hue, saturation, value = hsv[..., 0] * 2, hsv[..., 1] / 255, hsv[..., 2] / 255
    coloured = saturation > 0.25
    top = slice(0, max(len(hue) // 3, 1))
    blue = coloured & (hue > 185) & (hue < 255) & (value > 0.35)
    green = coloured & (hue > 70) & (hue < 165) & (value > 0.12)
    edges = np.abs(cv2.Laplacian(grey, cv2.CV_64F))
    return {
        "brightness": float(grey.mean() / 255),
        "contrast": float(grey.std() / 128),
        "saturation": float(saturation.mean()),
        "sharpness": float(edges.var()),
        "detail": float((edges > 20).mean()),
        "flat": float((edges < 2).mean()),
        "blue_above": float(blue[top].mean()),
        "green": float(green.mean()),
        "warmth": float((pixels[..., 0].astype(float) - pixels[..., 2]).mean() / 255),
        "centre": centre(edges),
    }


def centre(edges: Any) -> list[float]:
    """Give the middle of the detail, from left and from above; the middle of the picture if there is none."""
    whole = float(edges.sum())
    if whole <= 0:
        return [0.5, 0.5]
    height, width = edges.shape
    across = float((edges.sum(0) * np.arange(width)).sum() / whole / max(width - 1, 1))
    down = float((edges.sum(1) * np.arange(height)).sum() / whole / max(height - 1, 1))
    return [across, down]


def words(reader: Any, pixels: Any) -> list[str] | None:
    if reader is None:
        return None
    found = reader(pixels[..., ::-1])
    return [str(line) for line in found.txts or ()]


def reader_of(spec: dict[str, Any]) -> Any:
    """Load rapidocr, which reads its models now and is then locked in; None where it is not installed."""
    if not spec["reads"] or importlib.util.find_spec("rapidocr") is None:
        return None
    rapidocr = importlib.import_module("rapidocr")
    logging.disable(logging.CRITICAL)
    reader = rapidocr.RapidOCR()
    # It loads each model when it needs it first, which must be now.
    sample = Image.new("RGB", (320, 80), "white")
    ImageDraw.Draw(sample).text((20, 20), "READ", fill="black", font_size=40)
    reader(np.asarray(sample))
    return reader


def main() -> None:
    spec = json.load(sys.stdin)
    cv2.setNumThreads(1)
    Image.init()
    detector = cv2.CascadeClassifier(cv2.data.haarcascades + "haarcascade_frontalface_default.xml")
    if detector.empty():
        sys.exit("this OpenCV has no Haar cascades")
    reader = reader_of(spec)
    lock_down({**spec, "read": spec["paths"], "execute": [], "write": [spec["folder"]]})
    for path in spec["paths"]:
        try:
            found, pixels = look(path, spec, detector)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            found = {"failed": "unreadable_image", "message": "This picture could not be read."}
        if "failed" not in found:
            found["words"] = words(reader, pixels)
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
