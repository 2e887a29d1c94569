"""Have what is said in a film written down: by a model that listens, or by a script that is known."""

import hashlib
import json
import uuid
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from ai.capabilities import Capability
from ai.models import ModelSpec, Transcript
from ai.services import catalogue, ordering
from ai.services.transcripts import tongues, writing
from credits import services as credits
from credits.pricing import Line, Quote
from jobs import services as jobs
from jobs.models import Job
from jobs.work import Done, Order
from videos.models import Video
from videos.services import library

KIND = WORK = "ai.transcribe"
LONGEST_SCRIPT = 200_000  # letters
MADE_BEFORE = gettext_lazy(
    "The same sound was written down before, so that is given again and nothing is charged."
)


@dataclass(frozen=True)
class Wish:
    """`language` empty: to be found out. `script` given: only its times are looked for."""

    video_id: uuid.UUID
    language: str = ""
    speakers: bool = False
    script: str = ""
    model: str = ""


@dataclass(frozen=True)
class Draft:
    """A wish that makes sense, priced. `made` is what the same wish gave before; then it costs nothing."""

    wish: Wish
    video: Video
    quote: Quote
    notes: tuple[str, ...]
    made: Transcript | None = None

    @property
    def seconds(self) -> float:
        return self.video.duration


def draft(*, user: User, wish: Wish) -> Draft:
    """Checks and prices a wish; raises ValidationError by field, NoModel, or Video.DoesNotExist."""
    video = library.get(user=user, video_id=wish.video_id)
    if video.media_info.audio is None:
        raise _wrong("videoId", _("This has no sound, so there is nothing to write down."), "no_audio")
    wish = _checked(wish)
    try:
        choice = catalogue.choose(capability=Capability.SPEECH_TO_TEXT, wish=wish.model)
    except catalogue.UnknownModel as error:
        raise _wrong("model", str(error), "unknown_model") from None
    made = _made_before(user, video, wish, choice.candidates)
    if made:
        return Draft(wish, video, Quote(lines=()), (str(MADE_BEFORE),), made)
    spec = choice.candidates[0]
    amount = Decimal(str(round(video.duration, 3))) if spec.price_unit == "second" else Decimal(1)
    quote = credits.quote_for(lines=[Line(spec.price_code, amount, spec.name)])
    return Draft(wish, video, quote, choice.notes)


@transaction.atomic
def order(*, user: User, draft: Draft, idempotency_key: str = "") -> Job:
    """Queues the work, or gives at once what is there. The same wish that is at work already is that job."""
    if jobs.is_known(user=user, idempotency_key=idempotency_key):
        return jobs.submit(user=user, order=order_of(draft), idempotency_key=idempotency_key)
    order = order_of(_with_words(draft))
    at_work = Job.objects.for_user(user).active().filter(work=WORK, video_id=draft.video.pk)
    running = at_work.filter(params=order.params).first()
    return running or jobs.submit(user=user, order=order, idempotency_key=idempotency_key)


def reorder(job: Job) -> Order:
    """The same again at today's price, by a model of today."""
    return order_of(_with_words(draft(user=job.user, wish=wish_of(job))))


def order_of(draft: Draft) -> Order:
    return ordering.about(
        draft.video,
        kind=KIND,
        work=WORK,
        title=_("Transcript of %(title)s"),
        quote=draft.quote,
        asked={name: value for name, value in asdict(draft.wish).items() if name != "video_id"},
        done=_done(draft.made) if draft.made else None,
    )


def wish_of(job: Job) -> Wish:
    """The wish that a job's parameters hold."""
    return Wish(video_id=ordering.film_of(job), **job.params)


def latest(*, user: User, video_id: uuid.UUID) -> Job | None:
    """The newest job that wrote, writes or will write down what is said in a video."""
    return Job.objects.for_user(user).filter(work=WORK, video_id=video_id).order_by("-created_at").first()


def address_of(*, video: Video, wish: Wish, spec: ModelSpec) -> str:
    """What a transcript is made of: equal addresses are equal words."""
    asked = [wish.language, wish.speakers, wish.script, spec.provider, spec.model_id]
    return hashlib.sha256(json.dumps([video.sha256 or video.file, asked]).encode()).hexdigest()


def output_of(*, video_id: uuid.UUID, language: str) -> dict[str, Any]:
    """The transcript as a job's output; the id is the video's, where it is seen."""
    return {"type": "text", "id": str(video_id), "url": f"/api/videos/{video_id}/transcripts/{language}"}


def result_of(transcript: Transcript) -> dict[str, Any]:
    """What a job says of the transcript that it made; the row need not be there yet."""
    return {
        "videoId": str(transcript.video_id),
        "language": transcript.language,
        "words": len(transcript.words),
        "provider": transcript.provider,
        "model": transcript.model,
        "isDraft": transcript.is_draft,
        "notes": transcript.notes,
    }


def _checked(wish: Wish) -> Wish:
    if len(wish.script) > LONGEST_SCRIPT:
        message = _("A script may have at most %(most)s letters.") % {"most": LONGEST_SCRIPT}
        raise _wrong("script", message, "too_long")
    if wish.script.strip() and not any(letter.isalnum() for letter in wish.script):
        raise _wrong("script", _("There are no words in this script."), "no_words")
    language = tongues.checked(wish.language) if wish.language.strip() else ""
    return replace(wish, language=language, script=wish.script.strip())


def _made_before(
    user: User, video: Video, wish: Wish, candidates: tuple[ModelSpec, ...]
) -> Transcript | None:
    # Not every model can do these two, so what was made is perhaps not the first one's work.
    able = candidates if wish.script or wish.speakers else candidates[:1]
    addresses = [address_of(video=video, wish=wish, spec=spec) for spec in able]
    found = Transcript.objects.for_user(user).filter(address__in=addresses)
    return found.select_related("video").order_by("created_at").first()


def _with_words(draft: Draft) -> Draft:
    """The draft, whose video has what was made before as its own current words."""
    return draft if draft.made is None else replace(draft, made=_given_again(draft.made, draft.video))


def _given_again(made: Transcript, video: Video) -> Transcript:
    """The same words as the current ones of this video."""
    if made.video_id == video.pk and made.is_current:
        return made
    return writing.publish(
        video=video,
        language=made.language,
        origin=Transcript.Origin(made.origin),
        segments=made.segments,
        words=made.words,
        text=made.text,
        provider=made.provider,
        model=made.model,
        is_draft=made.is_draft,
        notes=made.notes,
        address=made.address,
    )


def _done(made: Transcript) -> Done:
    result = result_of(made)
    output = output_of(video_id=made.video_id, language=made.language)
    return Done(outputs=[output], result={**result, "notes": [*made.notes, str(MADE_BEFORE)]})


def _wrong(name: str, message: str, code: str) -> ValidationError:
    return ValidationError({name: ValidationError(message, code=code)})
