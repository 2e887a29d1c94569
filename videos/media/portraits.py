"""Small square pictures of people, cut out of whatever image they have sent."""

import base64
import dataclasses
import json
from pathlib import Path
from typing import Any

from videos.media import sandbox
from videos.media.engine import Limits
from videos.media.extra import LONGEST_IMAGE_SIDE
from videos.media.images import looks_like_image
from videos.media.sniff import MediaRejected

CHILD = Path(__file__).with_name("portraying.py")
SIDE = 200  # pixels
MAX_ANSWER = 512 * 1024
LIMITS = Limits(max_pixels=50_000_000, cpu_seconds=10)


def cut(path: Path, *, crop: tuple[int, int, int] | None, limits: Limits = LIMITS) -> bytes:
    """Give a WebP of 200x200 pixels: the square `crop` (left, top, side; pixels of the upright image).

    Without `crop` it is the largest square in the middle; of a moving image it is the first picture. Raises
    MediaRejected with the reason.
    """
    if not looks_like_image(path):
        raise MediaRejected("not_an_image", "This is no PNG, JPEG, WebP or GIF image.")
    answer = _ask(path, crop, limits)
    if "rejected" in answer:
        raise MediaRejected(answer["rejected"], answer["message"])
    return base64.b64decode(answer["webp"])


def _ask(path: Path, crop: tuple[int, int, int] | None, limits: Limits) -> dict[str, Any]:
    question = {
        "path": str(path.resolve()),
        "crop": crop,
        "side": SIDE,
        "longest_side": LONGEST_IMAGE_SIDE,
        "limits": dataclasses.asdict(limits),
    }
    try:
        reply = sandbox.ask_python(
            script=CHILD, question=question, seconds=limits.probe_seconds, max_bytes=MAX_ANSWER
        )
        answer: dict[str, Any] = json.loads(reply)
    except (sandbox.AskedTooLong, sandbox.ChildFailed, ValueError):
        raise MediaRejected("undecodable", "This image could not be decoded.") from None
    return answer
