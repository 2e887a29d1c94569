"""Finds the moments of one's films that a few words are about: by the very words, and by what they mean.

The two lists are blended by reciprocal rank (https://dl.acm.org/doi/10.1145/1571941.1572114), which needs no
common scale. What holds the words one after the other comes before everything else.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.search import SearchRank
from django.db.models import BooleanField, ExpressionWrapper, F, Q

from accounts.models import User
from ai.models import IndexedVideo, ModelSpec, Passage
from ai.models.moments import PassageQuerySet
from ai.services.searching import spaces
from ai.services.searching.marking import matches
from ai.services.searching.nearness import are_few, nearest
from ai.services.searching.spaces import Space
from ai.services.searching.terms import Terms, terms_of

SEEN = 500  # rows with all the words that are compared with each other
BEST = 60  # of each list that are blended
STEADY = 60  # the constant of reciprocal ranks
FALL = 0.6  # what is so much less like the query than the best is about something else
LARGEST_LIMIT = 100
LONGEST_QUERY = 500


@dataclass(frozen=True)
class Moment:
    """A stretch of a film that was found; `at` is when the words themselves come.

    Times in seconds of the film, score 0-1.
    """

    video_id: uuid.UUID
    title: str
    media_type: str
    start: float
    end: float
    at: float
    text: str
    kind: str
    language: str
    score: float


def find(
    *,
    user: User,
    query: str,
    video_id: uuid.UUID | None = None,
    kind: str = "",
    language: str = "",
    limit: int = 10,
) -> list[Moment]:
    """The moments of the user's films that the query is about, best first; none rather than any."""
    terms = terms_of(query[:LONGEST_QUERY])
    if terms is None:
        return []
    rows = Passage.objects.for_user(user)
    if video_id:  # its title is nothing to be found in it
        rows = rows.filter(video_id=video_id).exclude(kind=Passage.Kind.TITLE)
    if kind:
        rows = rows.filter(kind=kind)
    if language:
        rows = rows.filter(language=language)
    phrases, worded = _by_words(rows, terms)
    meant = _by_meaning(user, rows, terms, is_one_film=video_id is not None)
    blended = _blended(worded, meant)
    scores = {row: _score(row, terms, blended[row.pk], is_phrase=row.pk in phrases) for row in _rows(blended)}
    best = sorted(scores, key=lambda row: (-scores[row], row.video_id.hex, row.start))
    return [_moment(row, terms, scores[row]) for row in _apart(best, min(limit, LARGEST_LIMIT))]


def _rows(keys: Iterable[int]) -> list[Passage]:
    fields = ("video_id", "kind", "language", "start", "end", "text", "times")
    shown = ("video__title", "video__media_type")
    return list(
        Passage.objects.filter(pk__in=list(keys)).select_related("video").only(*fields, *shown).order_by()
    )


def _by_words(rows: PassageQuerySet, terms: Terms) -> tuple[set[int], list[int]]:
    """The rows that hold the whole phrase, and the best of those that hold the words."""
    found = _holding(rows, terms, strict=True) or _holding(rows, terms, strict=False)
    found.sort(key=lambda each: (each[1], each[2]), reverse=True)
    return {key for key, is_phrase, _ in found if is_phrase}, [key for key, _, _ in found[:BEST]]


def _holding(rows: PassageQuerySet, terms: Terms, *, strict: bool) -> list[tuple[int, bool, float]]:
    query = terms.all_of_them if strict else terms.all_but_one
    if query is None:
        return []
    phrase = ExpressionWrapper(Q(words=terms.phrase), output_field=BooleanField())
    told = rows.filter(words=query).annotate(
        is_phrase=phrase, rank=SearchRank(F("words"), query, cover_density=True)
    )
    return list(told.order_by().values_list("pk", "is_phrase", "rank")[:SEEN])


def _by_meaning(user: User, rows: PassageQuerySet, terms: Terms, *, is_one_film: bool) -> list[list[int]]:
    """The rows that are nearest in each space, where they are near enough."""
    lists = []
    for space in _spaces(user):
        point = None if _is_foreign(terms, space) else _point(space, terms)
        if point is None:
            continue
        placed = rows.filter(space=space.name)
        is_exact = is_one_film or are_few(Passage.objects.for_user(user).filter(space=space.name))
        near = nearest(rows=_understood(placed, space), vector=point, limit=BEST, is_exact=is_exact)
        least = max(space.least_score, near[0][1] * FALL) if near else 0.0
        lists.append([key for key, score in near if score >= least])
    return lists


def _spaces(user: User) -> list[Space]:
    used = spaces.used_by(IndexedVideo.objects.filter(user=user))
    specs = ModelSpec.objects.in_bulk([spec_id for spec_id, _ in used if spec_id is not None])
    return [Space(specs[spec_id], name) for spec_id, name in used if spec_id in specs]


def _point(space: Space, terms: Terms) -> spaces.Point | None:
    return spaces.point_of(spec_id=space.spec.pk, space=space.name, query=terms.text.strip())


def _is_foreign(terms: Terms, space: Space) -> bool:
    """Whether the query is in a language that the model does not understand; then all is near to all."""
    return bool(space.languages) and not terms.text.isascii() and terms.language not in ("", *space.languages)


def _understood(rows: PassageQuerySet, space: Space) -> PassageQuerySet:
    if not space.languages:
        return rows
    known = Q(language="")
    for each in space.languages:
        known |= Q(language=each) | Q(language__startswith=f"{each}-")
    return rows.filter(known)


def _blended(worded: list[int], meant: Iterable[list[int]]) -> dict[int, float]:
    """The scores of the rows, 0-1: what leads every list has 1."""
    scores: dict[int, float] = {}
    lists = [worded, *meant]
    for each in lists:
        for rank, key in enumerate(each, 1):
            scores[key] = scores.get(key, 0.0) + (STEADY + 1) / (STEADY + rank) / len(lists)
    return scores


def _score(row: Passage, terms: Terms, blended: float, *, is_phrase: bool) -> float:
    """The phrase as it was written comes before the phrase with other accents, and that before all else."""
    if not is_phrase:
        return blended / 2
    is_as_written = terms.text.strip().lower() in row.text.lower()
    return (0.75 if is_as_written else 0.5) + blended / 4


def _apart(rows: list[Passage], limit: int) -> list[Passage]:
    """The best, without those that overlap a better one of their kind in the same film."""
    found: list[Passage] = []
    for row in rows:
        if len(found) == limit:
            break
        if not any(_overlap(row, better) for better in found):
            found.append(row)
    return found


def _moment(row: Passage, terms: Terms, score: float) -> Moment:
    spans = matches(row.text, terms)
    at = next(
        (second for letter, second in reversed(row.times) if spans and letter <= spans[0][0]), row.start
    )
    return Moment(
        video_id=row.video_id,
        title=row.video.title,
        media_type=row.video.media_type,
        start=row.start,
        end=row.end,
        at=at,
        text=row.text,
        kind=row.kind,
        language=row.language,
        score=round(score, 4),
    )


def _overlap(one: Passage, other: Passage) -> bool:
    is_same = (one.video_id, one.kind) == (other.video_id, other.kind)
    return is_same and one.start < other.end and other.start < one.end
