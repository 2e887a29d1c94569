"""Masks the times and the told parts of a clause, so that the forms around them can be read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ai.providers.local.assistant.times import Film, moments
from ai.providers.local.assistant.transcript import Said

# Each time and each part is masked by a letter of its own, repeated, so that places stay the same.
FIRST_TIME, FIRST_PART = 0xE000, 0xE400
T, P = "[\ue000-\ue3ff]+", "[\ue400-\ue7ff]+"
LONGEST_TOPIC = 120  # letters
PART = r"(?:part|bit|section|segment|moment|scene|place|piece|portion|stretch|point|spot)s?"
WHO = r"(?:she|he|they|i|we|you|it|someone|somebody|the \w+)"
SAYS = r"(?:say(?:s|ing)?|said|mention(?:s|ed|ing)?)"
TALKS = (
    r"(?:starts? (?:talking|to talk|speaking) (?:about|of)|talk(?:s|ed|ing)? (?:about|of)|"
    r"speak(?:s|ing)? (?:about|of)|discuss(?:es|ing)?|explain(?:s|ing)?)"
)
TOLD = re.compile(
    rf"\b(?:(?:the |that )?{PART} )?(?:where|when|once|in which|that) {WHO} {SAYS}\s+(?P<phrase>\S.*)"
    rf"|(?<=until )(?:{WHO}) {SAYS}\s+(?P<phrase2>\S.*)"
    rf"|\b(?:(?:the |that )?{PART} )?(?:(?:where|when|once|in which) )?{WHO} {TALKS}\s+(?P<talk>\S.*)"
    rf"|\b(?:the |that ){PART} (?:(?:that is |that's )?(?:about|on|with|concerning|mentioning|discussing|"
    rf"talking about|that talks about|where|when|in which))\s+(?P<topic>\S.*)"
)
NAMED = re.compile(rf"\bthe (?P<topic>[^\W\d]{{4,}}) {PART}\b")
ENDS = re.compile(
    r"\s*(?:[,;]|\b(?:until|till|to the end|up to|through to|onwards?|please|pls|thanks|and)\b|\bon$|"
    r"\bto (?:where|when|the part)\b|\bfrom (?:the|this|it)\b|\bin (?:the|this) (?:video|film|clip)\b).*$"
)


class NotFound(Exception):
    """The film does not say that; `is_searchable` where a search may still find it."""

    def __init__(self, topic: str, place: tuple[int, int], *, is_searchable: bool) -> None:
        super().__init__(topic)
        self.topic = topic
        self.begin, self.stop = place  # in the clause
        self.is_searchable = is_searchable


@dataclass(frozen=True)
class Point:
    """What a masked place stands for, in seconds; a time is its own end, None the film's unknown end."""

    start: float | None
    end: float | None
    kind: Literal["time", "start", "end", "middle", "part", "said"]
    is_length: bool = True  # "5 seconds" may be a length, 0:05 is none


@dataclass(frozen=True)
class Masked:
    """A clause with its times and parts masked, and what they stand for."""

    text: str
    points: dict[str, Point]
    film: Film

    def point(self, written: str) -> Point:
        return self.points[next(letter for letter in written if letter in self.points)]


def masked(text: str, quotes: Sequence[str], film: Film, said: Said) -> Masked:
    """Mask what a clause says of times; raises NotFound for a part that is not there."""
    points: dict[str, Point] = {}
    while (found := TOLD.search(text)) is not None:
        group = next(name for name in ("phrase", "phrase2", "talk", "topic") if found[name])
        topic = ENDS.sub("", found[group]).strip()
        stop = found.start(group) + max(len(topic), 1)
        letter = chr(FIRST_PART + len(points))
        written, place = _written(topic, quotes), (found.start(), stop)
        points[letter] = _part(written, said, place, is_phrase=group.startswith("phrase"))
        text = text[: found.start()] + letter * (stop - found.start()) + text[stop:]
    for found in NAMED.finditer(text):
        times = said.named(found["topic"])
        if times is not None:
            letter = chr(FIRST_PART + len(points))
            points[letter] = Point(*times, "part", is_length=False)
            text = text[: found.start()] + letter * (found.end() - found.start()) + text[found.end() :]
    for moment in moments(text, film):
        letter = chr(FIRST_TIME + len(points))
        is_length = moment.form in {"units", "number"}
        points[letter] = Point(moment.seconds, moment.seconds, moment.kind, is_length)
        text = text[: moment.begin] + letter * (moment.stop - moment.begin) + text[moment.stop :]
    return Masked(text, points, film)


def _written(topic: str, quotes: Sequence[str]) -> str:
    quoted = re.fullmatch(r"⟦([a-j]+)⟧", topic)
    if quoted is None:
        return topic
    number = int("".join(str(ord(letter) - ord("a")) for letter in quoted[1]))
    return quotes[number]


def _part(topic: str, said: Said, place: tuple[int, int], *, is_phrase: bool) -> Point:
    if len(topic) > LONGEST_TOPIC:
        raise NotFound(topic[:LONGEST_TOPIC], place, is_searchable=False)
    found = said.part(topic, is_phrase=is_phrase)
    if found is None:
        raise NotFound(topic, place, is_searchable=said.may_search(topic))
    return Point(found[0], found[1], "said" if is_phrase else "part", is_length=False)
