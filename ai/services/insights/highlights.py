"""Have the best moments of a film chosen, and clips made of them."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from ai.models import Highlight, Transcript
from ai.services import ordering
from ai.services.insights.lines import lines_of
from ai.services.insights.summaries import needed
from ai.services.transcripts import reading
from credits import services as credits
from credits.pricing import Line, Quote
from jobs import services as jobs
from jobs.models import Job
from jobs.work import Order
from videos.models import Video
from videos.services import editing, library

KIND, WORK, PRICE = "ai.highlights", "ai.highlight", "ai.highlights"
SHORTEST_FILM = 10.0  # seconds
MOST_CLIPS = 20
CAPTION_LETTERS, CAPTION_SECONDS = 42, 5.0
TITLE_LETTERS = 110


@dataclass(frozen=True)
class Wish:
    """`seconds` is the most of one moment, `count` how many at most."""

    seconds: float = 30.0
    count: int = 3


@dataclass(frozen=True)
class Draft:
    video: Video
    wish: Wish
    quote: Quote
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Clips:
    """Edits to be, one for each chosen moment, with one price."""

    video: Video
    drafts: tuple[editing.Draft, ...]
    ids: tuple[uuid.UUID, ...]

    @property
    def orders(self) -> list[Order]:
        return [editing.order_of(draft) for draft in self.drafts]

    @property
    def quote(self) -> Quote:
        return jobs.total(self.orders)

    @property
    def seconds(self) -> float:
        return sum(draft.seconds for draft in self.drafts)

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(note for draft in self.drafts for note in draft.notes))


def of_video(*, user: User, video_id: uuid.UUID) -> list[Highlight]:
    """The moments that were chosen last, the best first; raises Video.DoesNotExist."""
    video = library.see(user=user, video_id=video_id)
    return list(Highlight.objects.filter(video=video).order_by("-score", "start"))


def draft(*, user: User, video_id: uuid.UUID, wish: Wish) -> Draft:
    """Checks and prices a choice; raises Video.DoesNotExist, NoModel or ValidationError."""
    video = library.get(user=user, video_id=video_id)
    if video.duration < SHORTEST_FILM or video.is_still:
        message = _("A film of at least %(seconds)s seconds is needed to choose moments from.") % {
            "seconds": f"{SHORTEST_FILM:.0f}"
        }
        raise ValidationError(message, code="too_short")
    # Of a film without sound the cuts are looked at, which needs no words.
    lines, notes = needed(video, reading.current(video=video)) if video.media_info.audio else ([], [])
    lines.append(Line(PRICE, Decimal(str(round(video.duration, 3))), _("Highlights")))
    return Draft(video, wish, credits.quote_for(lines=lines), tuple(notes))


def order(*, user: User, draft: Draft, idempotency_key: str = "") -> Job:
    """Queues the choice; raises InsufficientCredits or IdempotencyConflict."""
    return jobs.submit(user=user, order=_order(draft), idempotency_key=idempotency_key)


def reorder(job: Job) -> Order:
    wish = Wish(**job.params["wish"])
    return _order(draft(user=job.user, video_id=ordering.film_of(job), wish=wish))


def _order(draft: Draft) -> Order:
    return ordering.about(
        draft.video,
        kind=KIND,
        work=WORK,
        title=_("Highlights of %(title)s"),
        quote=draft.quote,
        asked={"wish": asdict(draft.wish)},
    )


@transaction.atomic
def publish(*, video: Video, chosen: Sequence[Highlight]) -> None:
    """Puts the chosen moments in the place of those before."""
    Video.objects.select_for_update().get(pk=video.pk)
    Highlight.objects.filter(video=video).delete()
    Highlight.objects.bulk_create(chosen)


def result_of(chosen: Sequence[Highlight]) -> dict[str, Any]:
    return {
        "highlights": [
            {
                "id": str(each.pk),
                "startTime": each.start,
                "endTime": each.end,
                "title": each.title,
                "reason": each.reason,
                "score": each.score,
            }
            for each in chosen
        ]
    }


# -- clips -------------------------------------------------------------------------------------------------


def draft_clips(
    *, user: User, video_id: uuid.UUID, ids: Sequence[uuid.UUID], aspect: str = "", captions: bool = False
) -> Clips:
    """Checks and prices a clip of each moment; raises Video.DoesNotExist or ValidationError."""
    video = library.get(user=user, video_id=video_id)
    found = {each.pk: each for each in Highlight.objects.filter(video=video, pk__in=ids)}
    if not 0 < len(ids) <= MOST_CLIPS or len(found) != len(ids):
        message = _("Name one to %(most)s highlights of this film, each once.") % {"most": MOST_CLIPS}
        raise ValidationError({"ids": ValidationError(message, code="unknown_highlight")})
    words = _words(video) if captions else None
    drafts = [
        editing.draft(
            user=user,
            video_id=video.pk,
            operations=operations_of(found[each], aspect=aspect, words=words),
            title=found[each].title[:TITLE_LETTERS],
        )
        for each in ids
    ]
    return Clips(video, tuple(drafts), tuple(ids))


def order_clips(*, user: User, clips: Clips, idempotency_key: str = "") -> Job:
    """Queues the clips as one batch; the credits of all are set aside, or none."""
    orders = clips.orders
    request = {
        "video": str(clips.video.pk),
        "ids": [str(each) for each in clips.ids],
        "recipes": [order.params["operations"] for order in orders],
    }
    whole = Order(
        kind="video.batch",
        work="",
        category="video",
        queue="media",
        quote=Quote(lines=()),
        title=_titled(len(orders), clips.video),
        video_id=clips.video.pk,
        params={"ids": request["ids"]},
        request=request,
    )
    return jobs.submit_many(user=user, order=whole, parts=orders, idempotency_key=idempotency_key)


def _titled(count: int, video: Video) -> str:
    words = ngettext("%(count)s clip of %(title)s", "%(count)s clips of %(title)s", count)
    return (words % {"count": count, "title": video.title})[:200]


def operations_of(moment: Highlight, *, aspect: str, words: Transcript | None) -> list[dict[str, Any]]:
    """A moment as a recipe: cut out, given other proportions, with its words in the picture."""
    steps: list[dict[str, Any]] = [{"operation": "trim", "startTime": moment.start, "endTime": moment.end}]
    if aspect:
        steps.append({"operation": "reframe", "aspect": aspect})
    cues = cues_of(words, moment.start, moment.end) if words else []
    if cues:
        steps.append({"operation": "burn-captions", "cues": cues})
    return steps


def _words(video: Video) -> Transcript:
    found = reading.current(video=video)
    if found is None:
        message = _("Nothing is written down of this film, so there are no captions to draw.")
        raise ValidationError({"captions": ValidationError(message, code="no_transcript")})
    return found


def cues_of(words: Transcript, start: float, end: float) -> list[dict[str, Any]]:
    """Short captions of what is said from `start` to `end`, in seconds from `start`."""
    rows = words.words or [
        {"text": line.text, "start": line.start, "end": line.end} for line in lines_of(words.segments)
    ]
    cues: list[dict[str, Any]] = []
    for row in rows:
        first, last = max(row["start"], start) - start, min(row["end"], end) - start
        if last - first <= 0:
            continue
        text = str(row["text"]).strip()
        if cues and _fits(cues[-1], text, first, last):
            cues[-1] |= {"text": f"{cues[-1]['text']} {text}", "end": round(last, 3)}
        elif text:
            cues.append({"text": text, "start": round(first, 3), "end": round(last, 3)})
    return cues


def _fits(cue: dict[str, Any], text: str, first: float, last: float) -> bool:
    is_short = len(cue["text"]) + len(text) < CAPTION_LETTERS and last - cue["start"] < CAPTION_SECONDS
    return is_short and first - cue["end"] < 0.7 and cue["text"][-1:] not in ".!?…"
