"""Have a publication's words and picture proposed: what is known, the price, and the proposals."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from ai.capabilities import Capability
from ai.models import FrameDescription, Highlight, Summary
from ai.services import ordering
from ai.services.insights import summaries
from ai.services.transcripts import reading
from credits import services as credits
from credits.pricing import Quote
from jobs import services as jobs
from jobs.models import Job
from jobs.work import Order
from videos.models import Video
from videos.services import library
from youtube_integration.services import proposals
from youtube_integration.services.proposals import Moment, Proposal, Understanding

KIND = WORK = "youtube.suggest"
LONGEST_TEXT = 24_000  # characters of what is said that are read
BARE = gettext_lazy(
    "Little is known of this film. Have it written down and summed up, and there will be better suggestions."
)
DRAFT = gettext_lazy("Proposed by this platform itself, from the film's own words.")


@dataclass(frozen=True)
class Draft:
    """Suggestions that can be made, and their price: a summary's; nothing where no vendor makes them."""

    video: Video
    model: str
    quote: Quote
    notes: tuple[str, ...]


def draft(*, user: User, video_id: uuid.UUID, model: str = "") -> Draft:
    """Prices it; raises Video.DoesNotExist, NotYours, NoModel or ValidationError."""
    video = library.get(user=user, video_id=video_id)
    choice = summaries.chosen(Capability.CHAT, model)
    spec = choice.candidates[0]
    lines = [] if spec.provider == summaries.LOCAL else [summaries.line_for(video, spec)]
    return Draft(video, model, credits.quote_for(lines=lines), choice.notes)


def order(*, user: User, draft: Draft, idempotency_key: str = "") -> Job:
    """Queues it; raises InsufficientCredits, LimitReached or IdempotencyConflict."""
    return jobs.submit(user=user, order=_order(draft), idempotency_key=idempotency_key)


def reorder(job: Job) -> Order:
    """The same again at today's price."""
    return _order(draft(user=job.user, video_id=ordering.film_of(job), model=job.params["model"]))


def current(*, user: User, video_id: uuid.UUID) -> dict[str, Any]:
    """What a model proposed last, else our own proposals, made now and for nothing.

    Raises Video.DoesNotExist.
    """
    video = library.see(user=user, video_id=video_id)
    done = Job.objects.for_user(user).filter(kind=KIND, video_id=video.pk, status=Job.Status.COMPLETED)
    last = done.order_by("-finished_at").first()
    if last:
        return dict(last.result)
    known = understood(video)
    return told(video, proposals.drafted(known), notes=[str(DRAFT), *notes_on(known)], is_draft=True)


def understood(video: Video) -> Understanding:
    """What is known of a film: its words, its summary, its chapters, its pictures."""
    summary, words = summaries.current(video=video), reading.current(video=video)
    seen = list(FrameDescription.objects.filter(video=video).order_by("time"))
    return Understanding(
        title=video.title,
        duration=video.duration,
        language=(summary or words).language if (summary or words) else "",  # type: ignore[union-attr]
        text=words.text[:LONGEST_TEXT] if words else "",
        overview=summary.overview if summary else "",
        points=tuple(point["text"] for point in summary.key_points) if summary else (),
        chapters=tuple((each["start"], each["title"]) for each in summary.chapters) if summary else (),
        labels=tuple(dict.fromkeys(label for each in seen for label in each.labels)),
        moments=tuple(_moments(video, summary, seen)),
    )


def notes_on(known: Understanding) -> list[str]:
    return [] if known.text or known.overview else [str(BARE)]


def told(
    video: Video,
    proposal: Proposal,
    *,
    notes: list[str],
    is_draft: bool,
    provider: str = "",
    model: str = "",
) -> dict[str, Any]:
    """Proposals as the API tells them, and as a job's result."""
    return {
        "videoId": str(video.pk),
        "titles": list(proposal.titles),
        "description": proposal.description,
        "tags": list(proposal.tags),
        "thumbnails": [
            {
                "time": each.time,
                "reason": each.reason,
                "url": f"/api/videos/{video.pk}/thumbnail?timestamp={each.time}",
            }
            for each in proposal.thumbnails
        ],
        "isDraft": is_draft,
        "provider": provider,
        "model": model,
        "notes": notes,
    }


def _moments(video: Video, summary: Summary | None, seen: list[FrameDescription]) -> Iterator[Moment]:
    for frame in seen:
        words = (
            _("Somebody looks out of this picture: %(text)s")
            if frame.faces
            else _("This is to be seen here: %(text)s")
        )
        yield Moment(frame.time, (words % {"text": frame.text})[:300], worth=2.0 if frame.faces else 1.0)
    for best in Highlight.objects.filter(video=video):
        middle = round((best.start + best.end) / 2, 2)
        yield Moment(
            middle,
            (_("One of the best moments: %(title)s") % {"title": best.title})[:300],
            worth=1.0 + best.score,
        )
    for chapter in summary.chapters if summary else ():
        yield Moment(
            _inside(chapter), (_("Here begins: %(title)s") % {"title": chapter["title"]})[:300], worth=0.5
        )


def _inside(chapter: dict[str, Any]) -> float:
    """A second of the chapter that is not its cut."""
    start, end = float(chapter["start"]), float(chapter["end"])
    return round(start + min((end - start) / 2, 2.0), 2)


def _order(draft: Draft) -> Order:
    return ordering.about(
        draft.video,
        kind=KIND,
        work=WORK,
        title=_("Suggestions for %(title)s"),
        quote=draft.quote,
        asked={"model": draft.model},
    )
