"""A clip of OTIO as a shot: which file, from where, how fast."""

import json
import math
from fractions import Fraction
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

import opentimelineio as otio

from projects.interchange.draft import Kept, Reference, Shot
from projects.interchange.media import exact_rate
from projects.interchange.otio_times import seconds, span
from projects.interchange.otio_writing import OURS, TEXT
from projects.timeline.saying import Said as _
from projects.timeline.schema import FASTEST, SLOWEST

MOST_TEXT = 500


def kept_of(row: otio.core.SerializableObjectWithMetadata | None) -> Kept:
    """What we have written into an object's metadata, and the reader has sealed as text."""
    found = row.metadata.get(OURS) if row is not None else None
    kept: Kept = json.loads(found) if isinstance(found, str) else {}
    return kept


def shot_of(clip: otio.schema.Clip, notes: list[str]) -> Shot:
    """The clip at the beginning of time, without what lies around it."""
    media = clip.media_reference
    available = getattr(media, "available_range", None)
    shown = clip.source_range or available
    begin, length = span(shown) if shown is not None else (Fraction(0), Fraction(0))
    grain = 1 / exact_rate(shown.start_time.rate) if shown is not None else Fraction(0)
    # Files of cameras begin at the time of day; the range that is available tells when.
    origin = seconds(available.start_time) if available else Fraction(0)
    shot = Shot(begin=Fraction(0), end=length, name=clip.name, kept=kept_of(clip))
    if isinstance(media, otio.schema.GeneratorReference):
        return _generated(shot, media, notes)
    return Shot(
        begin=Fraction(0),
        end=length,
        name=clip.name,
        reference=reference_of(clip, media),
        source=max(begin - origin, Fraction(0)),
        grain=grain,
        speed=_speed(clip, notes),
        kept=shot.kept,
    )


def reference_of(clip: otio.schema.Clip, media: otio.core.MediaReference | None) -> Reference:
    names = [*_file_names(media), getattr(media, "name", ""), clip.name]
    told = kept_of(media).get("videoId") or kept_of(clip).get("videoId")
    return Reference(_uuid(told), tuple(dict.fromkeys(name[:255] for name in names if name)))


def _file_names(media: otio.core.MediaReference | None) -> list[str]:
    if isinstance(media, otio.schema.ImageSequenceReference):
        return [media.name_prefix + media.name_suffix]
    url = str(getattr(media, "target_url", "") or "")
    if not url:
        return []
    path = PureWindowsPath(url).as_posix() if "\\" in url or url[1:3] == ":/" else urlsplit(url).path or url
    return [PurePosixPath(unquote(path)).name]


def _generated(shot: Shot, media: otio.schema.GeneratorReference, notes: list[str]) -> Shot:
    """Words are carried; bars, black and what else programs generate is not."""
    words = media.parameters.get("text")
    if not isinstance(words, str) or not words.strip():
        if media.generator_kind.lower() not in {"black", "blackvideo"}:
            notes.append(
                _(
                    "“%(name)s” is made by another program, and was left out.",
                    name=shot.name or media.generator_kind,
                )
            )
        return shot
    name = "" if media.generator_kind == TEXT else shot.name
    return Shot(begin=shot.begin, end=shot.end, name=name, text=words[:MOST_TEXT], kept=shot.kept)


def _speed(clip: otio.schema.Clip, notes: list[str]) -> Fraction:
    scale = math.prod(
        effect.time_scalar for effect in clip.effects if isinstance(effect, otio.schema.LinearTimeWarp)
    )
    wished = min(max(abs(scale), SLOWEST), FASTEST) if math.isfinite(scale) else 1.0
    if wished != scale:
        notes.append(
            _(
                "“%(name)s” plays at %(speed)s times its speed there, and at %(wished)s here.",
                name=clip.name,
                speed=f"{scale:g}",
                wished=f"{wished:g}",
            )
        )
    return Fraction(str(wished)) if wished != 1 else Fraction(1)


def _uuid(told: Any) -> UUID | None:
    try:
        return UUID(told) if isinstance(told, str) else None
    except ValueError:
        return None
