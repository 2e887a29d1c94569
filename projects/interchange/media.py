"""What an exchanged timeline must know of its files, and how they are called outside."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Self
from uuid import UUID

from videos.media.probe import MediaInfo

FOLDER = "media"  # beside the timeline's file, in a package
LONGEST_NAME = 80  # letters of a file's name; some systems count bytes, and a letter may be four
NTSC_NEAR = 0.005  # frames a second: 23.98 is meant to be 24000/1001 as much as 23.976 is
UNSAFE = re.compile(r"[^\w.()+-]+|^[.-]+", re.UNICODE)


@dataclass(frozen=True)
class Media:
    """A file. `name` is what it is called in a package; `duration` is seconds, 0 for a still picture."""

    video_id: UUID
    title: str
    name: str
    duration: float
    rate: Fraction | None  # of its pictures; None for sound alone and stills
    width: int
    height: int
    channels: int  # of its sound; 0 without
    sample_rate: int

    @property
    def is_still(self) -> bool:
        return self.duration == 0

    @property
    def has_picture(self) -> bool:
        return self.width > 0

    @property
    def has_sound(self) -> bool:
        return self.channels > 0

    @property
    def path(self) -> str:
        return f"{FOLDER}/{self.name}"

    @classmethod
    def of(cls, *, video_id: UUID, title: str, name: str, info: MediaInfo) -> Self:
        picture, sound = info.video, info.audio
        moves = picture is not None and not info.is_still
        return cls(
            video_id=video_id,
            title=title,
            name=name,
            duration=info.duration,
            rate=exact_rate(picture.fps) if picture and moves and picture.fps > 0 else None,
            width=picture.width if picture else 0,
            height=picture.height if picture else 0,
            channels=sound.channels if sound else 0,
            sample_rate=sound.sample_rate if sound else 0,
        )


Shelf = Mapping[UUID, Media]  # the files that a timeline names and that are there


def exact_rate(fps: float) -> Fraction:
    """A rate that was rounded for people, as it is meant: 29.97 is 30000/1001."""
    slowed = Fraction(round(fps) * 1000, 1001)
    if slowed and abs(fps - float(slowed)) < NTSC_NEAR:
        return slowed
    return Fraction(fps).limit_denominator(1001)


def safe_names(files: Iterable[tuple[UUID, str, str]]) -> dict[UUID, str]:
    """A file name for each (id, title, extension) that every system takes, and none twice."""
    names: dict[UUID, str] = {}
    taken: set[str] = set()
    for video_id, title, extension in files:
        stem = UNSAFE.sub("_", title)[:LONGEST_NAME].strip("._ ") or "file"
        name, number = f"{stem}.{extension}", 2
        while name.casefold() in taken:
            name, number = f"{stem}_{number}.{extension}", number + 1
        taken.add(name.casefold())
        names[video_id] = name
    return names
