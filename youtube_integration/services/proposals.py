"""Title, description, tags and picture for a publication: their form, and what we propose without a model."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from ai.language.phrases import key_phrases
from ai.services.insights.form import BadAnswer
from youtube_integration.services import wishes

TITLES = THUMBNAILS = 3
MOST_TAGS = 25
LONGEST_TAG = 60
SHARES = (0.5, 0.2, 0.8)  # of the film, where nothing is known of its pictures
FORBIDDEN = str.maketrans({"<": "(", ">": ")"})

Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


@dataclass(frozen=True)
class Moment:
    """A second of the film that could be its picture, and why; the one with the most `worth` is best."""

    time: float
    reason: str
    worth: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Understanding:
    """What is known of a film. `chapters` are seconds with titles."""

    title: str
    duration: float
    language: str = ""
    text: str = ""
    overview: str = ""
    points: tuple[str, ...] = ()
    chapters: tuple[tuple[float, str], ...] = ()
    labels: tuple[str, ...] = ()
    moments: tuple[Moment, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """What could be filled into the form of a publication; all of it keeps to YouTube's limits."""

    titles: tuple[str, ...]
    description: str
    tags: tuple[str, ...]
    thumbnails: tuple[Moment, ...]


# -- without a model -------------------------------------------------------------------------------------


def drafted(known: Understanding) -> Proposal:
    """Proposals in the film's own words."""
    text = " ".join((known.overview, *known.points, *(title for _, title in known.chapters), known.text))
    phrases = key_phrases(text, count=MOST_TAGS)
    return Proposal(
        titles=_titles(_own_titles(known, phrases), known),
        description=described(known.overview or " ".join(known.points), known),
        tags=fitting_tags([*phrases, *known.labels]),
        thumbnails=best_moments(known.moments, known.duration),
    )


def _own_titles(known: Understanding, phrases: Sequence[str]) -> Iterator[str]:
    yield known.title
    yield from (point for point in known.points[:1] if len(point) <= wishes.LONGEST_TITLE)
    if phrases:
        yield f"{known.title}: {', '.join(phrases[:3])}"
    yield from (title for _, title in sorted(known.chapters, key=lambda each: -len(each[1])))
    yield f"{known.title} ({_length(known.duration)})"
    yield f"{known.title}, the whole film"


def _length(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes > 1 else f"{max(round(seconds), 1)} seconds"


# -- what YouTube takes ----------------------------------------------------------------------------------


def _titles(wanted: Iterable[str], known: Understanding) -> tuple[str, ...]:
    """The first three that differ, each as long as a title may be."""
    cut = (_cut(_plain(each), wishes.LONGEST_TITLE) for each in (*wanted, *_fallbacks(known)))
    return tuple(dict.fromkeys(each for each in cut if each))[:TITLES]


def _fallbacks(known: Understanding) -> Iterator[str]:
    yield from (known.title, f"{known.title} ({_length(known.duration)})", f"{known.title}, the whole film")


def described(words: str, known: Understanding) -> str:
    """A description with the film's chapters behind it, as far as it all has room."""
    starts = [start for start, _ in known.chapters]
    has_chapters = bool(starts) and wishes.shows_chapters(starts, known.duration)
    words = words.translate(FORBIDDEN).strip()
    while words or has_chapters:
        whole = wishes.with_chapters(words, known.chapters) if has_chapters else words
        if len(whole.encode()) <= wishes.LARGEST_DESCRIPTION:
            return whole
        has_chapters = has_chapters and bool(words)
        words = _cut(words, len(words) * 9 // 10)
    return ""


def fitting_tags(wanted: Iterable[str]) -> tuple[str, ...]:
    """As many of the tags as YouTube takes together, the first ones first, none twice."""
    kept: dict[str, str] = {}
    room = wishes.LONGEST_TAGS - wishes.MARKER_LENGTH - 1
    for each in wanted:
        tag = " ".join(re.sub(r"[<>,\"#]", " ", each).split())
        if not tag or len(tag) > LONGEST_TAG or tag.casefold() in kept:
            continue
        if wishes.tags_length([*kept.values(), tag]) <= room and len(kept) < MOST_TAGS:
            kept[tag.casefold()] = tag
    return tuple(kept.values())


def best_moments(moments: Iterable[Moment], duration: float) -> tuple[Moment, ...]:
    """Three moments that lie apart, the best first."""
    usual = [Moment(round(duration * share, 2), _("A look into the film at this point.")) for share in SHARES]
    apart = duration / 12
    chosen: list[Moment] = []
    for each in [*sorted(moments, key=lambda moment: (-moment.worth, moment.time)), *usual]:
        if all(abs(each.time - other.time) >= apart for other in chosen):
            chosen.append(each)
    return tuple(chosen[:THUMBNAILS])


def _plain(text: str) -> str:
    return " ".join(text.translate(FORBIDDEN).split())


def _cut(text: str, most: int) -> str:
    """The text, or its beginning up to the end of a word."""
    if len(text) <= most:
        return text
    return text[: most + 1].rpartition(" ")[0].rstrip(" ,;:–-") or text[:most]  # noqa: RUF001 - a dash


# -- by a model ------------------------------------------------------------------------------------------


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True)


class _Picture(_Form):
    time: float = Field(ge=0)
    reason: Said = Field(max_length=300)


class _Answer(_Form):
    titles: tuple[Said, ...] = Field(min_length=TITLES, max_length=TITLES)
    description: Said = Field(max_length=wishes.LARGEST_DESCRIPTION)
    tags: tuple[Said, ...] = Field(min_length=1, max_length=50)
    thumbnails: tuple[_Picture, ...] = Field(min_length=TITLES, max_length=THUMBNAILS)


def _listed(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
    }


SCHEMA = _object(
    titles=_listed({"type": "string"}),
    description={"type": "string"},
    tags=_listed({"type": "string"}),
    thumbnails=_listed(_object(time={"type": "number"}, reason={"type": "string"})),
)


def read(text: str, known: Understanding) -> Proposal:
    """What a model proposes, kept to YouTube's limits. Raises BadAnswer when it has another form."""
    try:
        told = _Answer.model_validate(json.loads(text))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise BadAnswer(f"{'.'.join(map(str, first['loc'])) or 'the answer'}: {first['msg']}") from None
    except ValueError:
        raise BadAnswer("It is not JSON.") from None
    if any(len(title) > wishes.LONGEST_TITLE for title in told.titles):
        raise BadAnswer(f"titles: each has at most {wishes.LONGEST_TITLE} characters.")
    if any(picture.time > known.duration for picture in told.thumbnails):
        raise BadAnswer(f"thumbnails: every time must lie between 0 and {known.duration:.1f}.")
    pictures = [Moment(each.time, each.reason, worth=-place) for place, each in enumerate(told.thumbnails)]
    return Proposal(
        titles=_titles(told.titles, known),
        description=described(told.description, known),
        tags=fitting_tags(told.tags),
        thumbnails=best_moments(pictures, known.duration),
    )
