"""The child that looks for faces. Run as a script by `faces.py`; never imported by the platform.

It reads small grey pictures, one after the other in one raw file that FFmpeg wrote, having locked itself
down. It answers a list with one entry for each picture: `[change, [[x, y, width, height], ...]]`, where
`change` is the mean difference to the picture before, 0 to 255.
"""

import json
import sys
from pathlib import Path
from typing import Any

import cv2
import cv2.data
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from videos.media.launcher import lock_down

# How much the window grows from search to search, how many hits make a face, and the smallest face as a
# share of the picture's height.
STEP, HITS, SMALLEST = 1.15, 5, 0.1


def look(spec: dict[str, Any], detector: Any) -> list[list[Any]]:
    width, height = spec["width"], spec["height"]
    smallest = max(round(height * SMALLEST), 20)
    found: list[list[Any]] = []
    before = None
    with Path(spec["path"]).open("rb") as file:
        while len(data := file.read(width * height)) == width * height:
            picture = np.frombuffer(data, dtype=np.uint8).reshape(height, width)
            faces = detector.detectMultiScale(picture, STEP, HITS, minSize=(smallest, smallest))
            change = 0.0 if before is None else float(cv2.absdiff(picture, before).mean())
            found.append([round(change, 2), [[int(value) for value in face] for face in faces]])
            before = picture
    return found


def main() -> None:
    spec = json.load(sys.stdin)
    cv2.setNumThreads(1)
    # Everything that is read from the disk, before the walls go up.
    detector = cv2.CascadeClassifier(cv2.data.haarcascades + "haarcascade_frontalface_default.xml")
    if detector.empty():
        sys.exit("this OpenCV has no Haar cascades")
    lock_down({**spec, "read": [spec["path"]], "execute": [], "write": []})
    json.dump(look(spec, detector), sys.stdout)


if __name__ == "__main__":
    main()
