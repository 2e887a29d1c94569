"""Have a film summed up: check and price the wish, queue it, and read what was made."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from ai.capabilities import Capability
from ai.models import ModelSpec, Summary, Transcript
from ai.services import catalogue, ordering
from ai.services.insights import counting
from ai.services.transcripts import reading, tongues
from credits import services as credits
from credits.plan_models import Feature
from credits.pricing import Line, Quote
from jobs import services as jobs
from jobs.models import Job, JobQuerySet
from jobs.work import Done, Order
from videos.models import Video
from videos.services import library

KIND, WORK = "ai.summary", "ai.summarise"
VERSION = 1  # of how a summary is made; raised when the same words give another one
LOCAL = "local"
PRICE, LOCAL_PRICE = "ai.summary", "ai.local.summary"
MOST_TRANSLATED = 8000  # characters of a summary, by which a translation is quoted
NO_TRANSCRIPT = gettext_lazy(
    "Nothing is written down of this film yet, so that is done first, as a part of the price."
)
NO_SOUND = gettext_lazy("This has no sound, so there is nothing to sum up.")
MADE_BEFORE = gettext_lazy(
    "The same was asked for before, so its result is given again and nothing is charged."
)
NO_TRANSLATOR = gettext_lazy(
    "Nothing here can translate from %(source)s into %(target)s: ask for the film's own language, or have a "
    "vendor's key set."
)


@dataclass(frozen=True)
class Wish:
    """`language` empty: as it is spoken. `model`: of chat, as `catalogue.choose` takes it."""

    language: str = ""
    length: str = Summary.Length.MEDIUM
    model: str = ""


@dataclass(frozen=True)
class Draft:
    """A summary that can be made, and its price; `made` is the same one from before, for nothing."""

    video: Video
    wish: Wish
    quote: Quote
    notes: tuple[str, ...]
    made: Summary | None = None


# -- what was made -----------------------------------------------------------------------------------------


def current(*, video: Video, language: str = "") -> Summary | None:
    """The newest summary in a language, or in any."""
    found = Summary.objects.filter(video=video)
    return (found.filter(language=tongues.code_of(language)) if language else found).first()


def of_video(*, user: User, video_id: uuid.UUID, language: str = "") -> Summary:
    """The newest summary; raises Video.DoesNotExist or Summary.DoesNotExist."""
    found = current(video=library.see(user=user, video_id=video_id), language=language)
    if found is None:
        raise Summary.DoesNotExist
    return found


def newest_of(videos: Sequence[Video]) -> dict[uuid.UUID, Summary]:
    """The newest summary of each of the videos that have one, by the video's id."""
    rows = Summary.objects.filter(video__in=[each.pk for each in videos])
    newest = rows.order_by("video_id", "-created_at").distinct("video_id")
    return {each.video_id: each for each in newest}


def last_job(*, user: User, video_id: uuid.UUID, kind: str = KIND) -> Job | None:
    """The user's newest job of a kind about a video; raises Video.DoesNotExist."""
    video = library.see(user=user, video_id=video_id)
    found: JobQuerySet = Job.objects.for_user(user).filter(video_id=video.pk, kind=kind)
    return found.order_by("-created_at").first()


# -- asking for one ----------------------------------------------------------------------------------------


def draft(*, user: User, video_id: uuid.UUID, wish: Wish) -> Draft:
    """Checks and prices a summary.

    Raises Video.DoesNotExist, NoModel, or ValidationError naming the field.
    """
    video = library.get(user=user, video_id=video_id)
    wish = replace(wish, language=tongues.checked(wish.language) if wish.language else "")
    chat = chosen(Capability.CHAT, wish.model)
    words = written(video, wish.language)
    made = _made_before(user, video, words, wish, chat.candidates[0]) if words else None
    if made:
        return Draft(video, wish, Quote(lines=()), (str(MADE_BEFORE),), made)
    lines, notes = needed(video, words)
    lines.append(line_for(video, chat.candidates[0]))
    lines += _translation(words, wish)
    return Draft(video, wish, credits.quote_for(lines=lines), (*notes, *chat.notes))


@transaction.atomic
def order(*, user: User, draft: Draft, idempotency_key: str = "") -> Job:
    """Queues the summary and counts it; raises LimitReached, InsufficientCredits or IdempotencyConflict.

    One that was made before is given again at once: its words are written down for this film as well.
    """
    if draft.made:
        summary = draft.made if draft.made.video_id == draft.video.pk else _copied(draft.made, draft.video)
        done = Done(outputs=[], result=result_of(summary, notes=[str(MADE_BEFORE)]))
        return jobs.submit(user=user, order=_order(draft, done=done), idempotency_key=idempotency_key)
    made = _order(draft)
    return counting.submitted(
        user=user, order=made, feature=Feature.SUMMARIES, amount=1, idempotency_key=idempotency_key
    )


def reorder(job: Job) -> Order:
    """The same again at today's price."""
    wish = Wish(**job.params["wish"])
    made = draft(user=job.user, video_id=ordering.film_of(job), wish=wish)
    return counting.counted(user=job.user, order=_order(made), feature=Feature.SUMMARIES, amount=1)


def _order(draft: Draft, *, done: Done | None = None) -> Order:
    return ordering.about(
        draft.video,
        kind=KIND,
        work=WORK,
        title=_("Summary of %(title)s"),
        quote=draft.quote,
        asked={"wish": asdict(draft.wish)},
        done=done,
    )


def _copied(made: Summary, video: Video) -> Summary:
    """What was made of the same words belongs to this film too."""
    same = Summary.objects.get(pk=made.pk)
    same.pk, same.video, same.transcript = uuid.uuid4(), video, reading.current(video=video)
    same.save(force_insert=True)
    return same


# -- what it is made of, and what that costs ---------------------------------------------------------------


def is_same(one: str, other: str) -> bool:
    """Whether two codes name one language, whatever its country."""
    return one.partition("-")[0] == other.partition("-")[0]


def written(video: Video, language: str) -> Transcript | None:
    """The transcript to sum up: the one in the language that is asked for, else what is spoken."""
    found = reading.current(video=video, language=language) if language else None
    return found or reading.current(video=video)


def needed(video: Video, words: Transcript | None) -> tuple[list[Line], list[str]]:
    """The price of writing down what is said, and that it is done, where nobody has done it yet."""
    if words:
        return [], []
    if video.media_info.audio is None:
        raise ValidationError(NO_SOUND, code="no_audio")
    spec = chosen(Capability.SPEECH_TO_TEXT).candidates[0]
    amount = video.duration if spec.price_unit == ModelSpec.PriceUnit.SECOND else 1.0
    line = Line(
        spec.price_code, Decimal(str(round(amount, 3))), _("Transcript by %(model)s") % {"model": spec.name}
    )
    return [line], [str(NO_TRANSCRIPT)]


def line_for(video: Video, spec: ModelSpec) -> Line:
    code = LOCAL_PRICE if spec.provider == LOCAL else PRICE
    return Line(
        code, Decimal(str(round(video.duration, 3))), _("Summary by %(model)s") % {"model": spec.name}
    )


def _translation(words: Transcript | None, wish: Wish) -> list[Line]:
    """The price of a summary in another language than its words; refused where nobody can translate."""
    if not wish.language or words is None or is_same(words.language, wish.language):
        return []
    spec = chosen(Capability.TRANSLATION).candidates[0]
    if spec.provider == LOCAL:
        message = NO_TRANSLATOR % {"source": words.language, "target": wish.language}
        raise ValidationError({"language": ValidationError(message, code="not_available_locally")})
    return [
        Line(spec.price_code, Decimal(MOST_TRANSLATED), _("Translation by %(model)s") % {"model": spec.name})
    ]


def chosen(capability: Capability, wish: str = "") -> catalogue.Choice:
    """The models for it; raises NoModel, or ValidationError for a model that nobody has."""
    try:
        return catalogue.choose(capability=capability, wish=wish)
    except catalogue.UnknownModel as error:
        raise ValidationError({"model": ValidationError(str(error), code="unknown_model")}) from None


def address_of(words: Transcript, *, language: str, length: str, model: str) -> str:
    """What a summary is made of: equal addresses are equal summaries."""
    parts = [VERSION, words.text, words.segments, language, length, model]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _made_before(user: User, video: Video, words: Transcript, wish: Wish, spec: ModelSpec) -> Summary | None:
    language = wish.language if wish.language and not is_same(wish.language, words.language) else ""
    model = f"{spec.provider}/{spec.model_id}"
    address = address_of(words, language=language or words.language, length=wish.length, model=model)
    same = Summary.objects.for_user(user).filter(address=address)
    return same.filter(video=video).first() or same.first()


def result_of(summary: Summary, *, notes: Sequence[str] = ()) -> dict[str, Any]:
    """A summary as the API tells it, and as a job's result."""
    return {
        "videoId": str(summary.video_id),
        "overview": summary.overview,
        "keyPoints": [point["text"] for point in summary.key_points],
        "timestamps": [{"time": point["time"], "content": point["text"]} for point in summary.key_points],
        "chapters": [
            {"startTime": each["start"], "endTime": each["end"], "title": each["title"]}
            for each in summary.chapters
        ],
        "language": summary.language,
        "length": summary.length,
        "modelUsed": summary.model,
        "provider": summary.provider,
        "isDraft": summary.is_draft,
        "notes": [*summary.notes, *notes],
    }


def publish(summary: Summary) -> None:
    """Writes the row down; a film that is gone meanwhile needs none."""
    with suppress(Video.DoesNotExist):
        Video.objects.select_for_update().get(pk=summary.video_id)
        summary.save(force_insert=True)
