"""Merge fields: `{{name}}` in the words of a timeline or a film, and clips whose file is chosen later.

What is filled in is data: it is put where the field stands, once, and fields in it stay as they are.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

FIELD = re.compile(r"\{\{\s*([A-Za-z][A-Za-z0-9_]{0,39})\s*\}\}")
LONGEST_VALUE = 500  # characters
FILM_WORDS = {
    "prompt": 4000, "style": 500, "music": 1000, "music_prompt": 1000, "title": 200, "logline": 1000,
}  # fmt: skip
SHOT_WORDS = 2000
CLIP_TEXT, CLIP_NAME, TRACK_NAME = 500, 200, 100
Json = dict[str, Any]
Rewrite = Callable[[str, int], str]


class FieldKind(StrEnum):
    TEXT = "text"
    PICTURE = "picture"  # a film or a picture
    SOUND = "sound"  # a sound, or a film with sound


@dataclass(frozen=True)
class TemplateField:
    """Something to be filled in. `clips`: whose file it is, of a film or a sound."""

    name: str
    kind: str = FieldKind.TEXT
    label: str = ""
    default: str = ""
    required: bool = True
    clips: list[str] = field(default_factory=list)

    def to_json(self) -> Json:
        return asdict(self)


class TooLong(Exception):
    """With these values a text is longer than it may be; `names` are the fields in it."""

    def __init__(self, names: list[str], most: int) -> None:
        super().__init__(
            _("With this the text around it has more than %(most)s characters.") % {"most": most}
        )
        self.names = names


def names_in(text: str) -> list[str]:
    return list(dict.fromkeys(FIELD.findall(text)))


def merged(text: str, values: Mapping[str, str], most: int) -> str:
    """The text with the values in place of its fields; raises TooLong. Fields without a value stay."""
    done = FIELD.sub(lambda found: values.get(found[1], found[0]), text)
    if len(done) > most and done != text:
        raise TooLong(names_in(text), most)
    return done


def words_of(kept: Json) -> Iterator[str]:
    """Every text of a template in which fields are looked for."""
    found: list[str] = []

    def look(text: str, _most: int) -> str:
        found.append(text)
        return text

    rewritten(kept, look)
    yield from found


def rewritten(kept: Json, rewrite: Rewrite) -> Json:
    """A timeline or a film with each of its texts rewritten, as told its length at most."""
    return _film(kept, rewrite) if "shots" in kept else _timeline(kept, rewrite)


def with_files(timeline: Json, chosen: Mapping[str, str | None]) -> Json:
    """A timeline whose clips show the chosen files from their begin; those without a file are left out."""
    tracks = [
        {**track, "clips": [_with_file(clip, chosen) for clip in track["clips"] if _stays(clip, chosen)]}
        for track in timeline["tracks"]
    ]
    return {**timeline, "tracks": tracks}


def without_empty_texts(timeline: Json) -> Json:
    """A timeline without the text clips in which nothing is left to be read."""
    tracks = [
        {**track, "clips": [clip for clip in track["clips"] if clip.get("text", "x").strip()]}
        for track in timeline["tracks"]
    ]
    return {**timeline, "tracks": tracks}


def media_clips(timeline: Json) -> Iterator[tuple[str, Json]]:
    """The clips that show or play a file, each with the kind of file that its track takes."""
    for track in timeline.get("tracks", ()):
        kind = FieldKind.SOUND if track["kind"] == "audio" else FieldKind.PICTURE
        yield from ((kind, clip) for clip in track["clips"] if "videoId" in clip)


def _stays(clip: Json, chosen: Mapping[str, str | None]) -> bool:
    return chosen.get(clip["id"], "") is not None


def _with_file(clip: Json, chosen: Mapping[str, str | None]) -> Json:
    video_id = chosen.get(clip["id"])
    if not video_id or video_id == clip["videoId"]:
        return clip
    return {**clip, "videoId": video_id, "sourceIn": 0, "speed": 1}


def _film(film: Json, rewrite: Rewrite) -> Json:
    told = {name: rewrite(film.get(name, ""), most) for name, most in FILM_WORDS.items()}
    shots = [
        {**shot, **{name: rewrite(shot[name], SHOT_WORDS) for name in ("text", "picture")}}
        for shot in film["shots"]
    ]
    return {**film, **told, "shots": shots}


def _timeline(timeline: Json, rewrite: Rewrite) -> Json:
    tracks = [_track(track, rewrite) for track in timeline.get("tracks", ())]
    markers = [
        {**marker, "name": rewrite(marker.get("name", ""), CLIP_NAME)}
        for marker in timeline.get("markers", ())
    ]
    return {**timeline, "tracks": tracks, "markers": markers}


def _track(track: Json, rewrite: Rewrite) -> Json:
    clips = [_clip(clip, rewrite) for clip in track["clips"]]
    return {**track, "name": rewrite(track.get("name", ""), TRACK_NAME), "clips": clips}


def _clip(clip: Json, rewrite: Rewrite) -> Json:
    told = {"name": rewrite(clip.get("name", ""), CLIP_NAME)}
    if "text" in clip:
        told["text"] = rewrite(clip["text"], CLIP_TEXT)
    return {**clip, **told}
