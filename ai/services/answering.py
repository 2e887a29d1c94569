"""Questions about a file that somebody sends along: what is said in it, what is to be seen in it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from ai.capabilities import Capability
from ai.services import catalogue, moderating
from ai.services.generation import CATEGORY, QUEUE
from credits import services as credits
from credits.pricing import Line, Quote
from jobs import services as jobs
from jobs.models import Job
from jobs.work import Order
from videos import files
from videos.limits import media_limits
from videos.media.images import looks_like_image, probe_image
from videos.media.probe import MediaInfo, probe
from videos.media.sniff import MediaRejected
from videos.services.uploading import UploadTooLarge

WORK = "ai.answer"
MEGABYTE = 1024 * 1024
LARGEST = {Capability.SPEECH_TO_TEXT: 25 * MEGABYTE, Capability.VISION: 10 * MEGABYTE}
LONGEST_SOUND = 600.0  # seconds
SHORT_SOUND = 15.0  # seconds that are written down while one waits
TITLES = {
    Capability.SPEECH_TO_TEXT: gettext_lazy("Speech to text"),
    Capability.VISION: gettext_lazy("Look at a picture"),
}
FIELDS = {Capability.SPEECH_TO_TEXT: "audio", Capability.VISION: "image"}


@dataclass(frozen=True)
class Question:
    """`path` is where the file has arrived; it is moved or removed. `fields` are those of the input."""

    capability: Capability
    path: Path
    fields: Mapping[str, Any] = field(default_factory=dict)
    model: str = ""


@dataclass(frozen=True)
class Draft:
    question: Question
    quote: Quote
    seconds: float
    notes: tuple[str, ...]

    @property
    def is_short(self) -> bool:
        return self.seconds <= SHORT_SOUND


def draft(*, question: Question) -> Draft:
    """Looks into the file and prices the answer; raises ValidationError, UploadTooLarge or NoModel."""
    info = _examined(question)
    moderating.must_be_allowed(words={"prompt": str(question.fields.get("prompt", ""))})
    try:
        choice = catalogue.choose(capability=question.capability, wish=question.model)
    except catalogue.UnknownModel as error:
        raise _wrong("model", str(error), "unknown_model") from None
    spec = choice.candidates[0]
    amount = info.duration if spec.price_unit == "second" else 1.0
    quote = credits.quote_for(lines=[Line(spec.price_code, Decimal(str(round(amount, 3))), spec.name)])
    return Draft(question, quote, info.duration, choice.notes)


def order(*, user: User, draft: Draft, idempotency_key: str = "") -> Job:
    """Stores the file and queues the answer."""
    question = draft.question
    asked = {
        "capability": question.capability.value,
        "input": dict(question.fields),
        "model": question.model,
        "sha256": files.digest(question.path),
    }
    key = f"{folder_of(user.pk)}/{uuid.uuid4()}/input.bin"
    files.store(path=question.path, key=key)
    made = Order(
        kind=f"ai.{question.capability}",
        work=WORK,
        category=CATEGORY,
        queue=QUEUE,
        quote=draft.quote,
        title=str(TITLES[question.capability]),
        params={**asked, "file": key},
        request=asked,
    )
    try:
        job = jobs.submit(user=user, order=made, idempotency_key=idempotency_key)
    except BaseException:
        files.delete_folder(key.rpartition("/")[0])
        raise
    if job.params["file"] != key:  # the same was asked before
        files.delete_folder(key.rpartition("/")[0])
    return job


def reorder(job: Job) -> Order:
    """What was sent along is not kept, so that it must be sent again."""
    message = _("What this was about is not kept. Send it again.")
    raise ValidationError(message, code="not_kept")


def folder_of(user_id: uuid.UUID) -> str:
    return f"users/{user_id}/questions"


def _examined(question: Question) -> MediaInfo:
    most, name = LARGEST[question.capability], FIELDS[question.capability]
    if question.path.stat().st_size > most:
        raise UploadTooLarge(_("This may have at most %(most)s MB.") % {"most": most // MEGABYTE})
    is_picture = question.capability is Capability.VISION
    try:
        if is_picture != looks_like_image(question.path):
            wanted = _("Send a picture.") if is_picture else _("Send a sound or a film.")
            raise _wrong(name, wanted, "wrong_media_type")
        info = (probe_image if is_picture else probe)(question.path, limits=media_limits())
    except MediaRejected as rejected:
        raise _wrong(name, rejected.message, rejected.code) from None
    if not is_picture and info.audio is None:
        raise _wrong(name, _("This has no sound."), "no_audio")
    if info.duration > LONGEST_SOUND:
        raise _wrong(
            name,
            _("This may last at most %(count)s minutes.") % {"count": f"{LONGEST_SOUND / 60:.0f}"},
            "too_long",
        )
    return info


def _wrong(name: str, message: str, code: str) -> ValidationError:
    return ValidationError({name: ValidationError(message, code=code)})
