"""Other films of one's own that have to do with a film, and why."""

import uuid
from collections import Counter
from dataclasses import dataclass

from accounts.models import User
from ai.language.languages import content_words
from ai.models import IndexedVideo, Passage
from ai.services.searching.nearness import are_few, nearest
from ai.services.searching.spaces import Space
from videos.services import library

ASKED = 6  # passages of the film that are compared, spread over it
NEAR = 30  # neighbours of each
ABOVE = 0.1  # two passages are always more like each other than a few words are like a passage
COUNTED = 3  # the likenesses of a film that make its score
MOST_NAMED = 3  # words of a reason
Pair = tuple[Passage, Passage, float]


@dataclass(frozen=True)
class Related:
    """Another film, with a whole sentence on what it shares; score 0-1."""

    video_id: uuid.UUID
    title: str
    reason: str
    score: float


def related(*, user: User, video_id: uuid.UUID, limit: int = 5) -> list[Related]:
    """The user's films that speak of the same, the nearest first, without the film's own versions.

    Empty when the film has nothing that can be compared. Raises Video.DoesNotExist.
    """
    family = {each.pk for each in library.versions(user=user, video_id=video_id)}
    laid = IndexedVideo.objects.filter(pk=video_id, spec__isnull=False).select_related("spec").first()
    if laid is None or laid.spec is None or not laid.space:
        return []
    pairs: dict[uuid.UUID, list[Pair]] = {}
    for own, other, score in _pairs(user, video_id, Space(laid.spec, laid.space)):
        if other.video_id not in family:
            pairs.setdefault(other.video_id, []).append((own, other, score))
    found = [_related(each) for each in pairs.values()]
    return sorted(found, key=lambda each: (-each.score, each.title))[:limit]


def _pairs(user: User, video_id: uuid.UUID, space: Space) -> list[Pair]:
    """Passages of the film with passages of others that are near enough, as `(own, other, likeness)`."""
    placed = Passage.objects.for_user(user).filter(space=space.name)
    own = list(placed.filter(video_id=video_id).order_by("start", "pk"))
    asked = own[:: max(1, len(own) // ASKED)][:ASKED]
    others, is_exact = placed.exclude(video_id=video_id), are_few(placed)
    near = [
        (passage, key, score)
        for passage in asked
        for key, score in nearest(rows=others, vector=passage.vector or [], limit=NEAR, is_exact=is_exact)
        if score >= space.least_score + ABOVE
    ]
    rows = Passage.objects.defer("vector", "words").select_related("video")
    found = rows.in_bulk([key for _, key, _ in near])
    return [(passage, found[key], score) for passage, key, score in near if key in found]


def _related(pairs: list[Pair]) -> Related:
    pairs = sorted(pairs, key=lambda each: -each[2])[:COUNTED]
    _, other, _ = pairs[0]
    # One likeness may be chance: each further one counts, the best most.
    score = pairs[0][2] * (1 + 0.1 * (len(pairs) - 1) / COUNTED)
    return Related(other.video_id, other.video.title, _reason(pairs), round(min(1.0, score), 4))


def _reason(pairs: list[Pair]) -> str:
    """In the words that both have; what it says itself where they have none in common."""
    shared: Counter[str] = Counter()
    for own, other, _ in pairs:
        shared.update(set(content_words(own.text)) & set(content_words(other.text)))
    words = [word for word, _ in sorted(shared.items(), key=lambda each: (-each[1], -len(each[0]), each[0]))]
    if words:
        return f"It is also about {_listed(words[:MOST_NAMED])}."
    best = pairs[0][1]
    quoted = best.text if len(best.text) <= 90 else f"{best.text[:87].rstrip()}..."
    verb = "says" if best.kind == Passage.Kind.SPEECH else "shows"
    return f"It {verb} something close to this: {quoted}"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
