"""The steps that are jobs of their own: what each is drafted with, and how it is ordered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from ai.capabilities import Capability
from ai.services import generation
from ai.services.chatting.tools import (
    CallRefused,
    GenerateFilm,
    GenerateMusic,
    GeneratePicture,
    Narrate,
    Speak,
    Summarize,
    Transcribe,
)
from ai.services.generation import Wish
from ai.services.insights import narrations, summaries
from ai.services.transcripts import making
from credits.pricing import Quote
from jobs.models import Job
from videos.media.operations.base import Fields
from videos.models import Video


@dataclass(frozen=True)
class Prepared:
    """Work that was checked and priced. `submit` queues it under an Idempotency-Key."""

    quote: Quote
    length: float  # seconds of the result
    kind: str  # of its job
    submit: Callable[[str], Job]
    notes: tuple[str, ...] = ()


def prepare(*, user: User, video: Video | None, name: str, fields: Fields) -> Prepared:
    """Checks and prices; raises ValidationError, NoModel or what the service behind it raises."""
    return TABLE[name](user, video, fields)


def _generated(user: User, wish: Wish) -> Prepared:
    # A quote is moderated here only; when it is ordered, whoever moderates for the platform is asked.
    draft = generation.draft(user=user, wish=wish, is_quote=True)
    submit = partial(_order_generation, user, wish)
    return Prepared(draft.total, draft.seconds, f"ai.{wish.capability}", submit, draft.notes)


def _order_generation(user: User, wish: Wish, key: str) -> Job:
    draft = generation.draft(user=user, wish=wish)
    return generation.order(user=user, draft=draft, idempotency_key=key)


def _picture(user: User, video: Video | None, fields: GeneratePicture) -> Prepared:
    return _generated(user, Wish(Capability.TEXT_TO_IMAGE, {"prompt": fields.prompt}))


def _film(user: User, video: Video | None, fields: GenerateFilm) -> Prepared:
    told = {"prompt": fields.prompt, "seconds": fields.seconds}
    return _generated(user, Wish(Capability.TEXT_TO_VIDEO, told))


def _music(user: User, video: Video | None, fields: GenerateMusic) -> Prepared:
    told = {"prompt": fields.prompt, "seconds": fields.seconds}
    return _generated(user, Wish(Capability.MUSIC, told))


def _speech(user: User, video: Video | None, fields: Speak) -> Prepared:
    return _generated(user, Wish(Capability.TEXT_TO_SPEECH, {"text": fields.text, "voice": fields.voice}))


def _transcript(user: User, video: Video | None, fields: Transcribe) -> Prepared:
    film = _film_of(video)
    draft = making.draft(user=user, wish=making.Wish(video_id=film.pk, language=fields.language))

    def submit(key: str) -> Job:
        return making.order(user=user, draft=draft, idempotency_key=key)

    return Prepared(draft.quote, film.duration, making.KIND, submit, tuple(draft.notes))


def _summary(user: User, video: Video | None, fields: Summarize) -> Prepared:
    film = _film_of(video)
    wish = summaries.Wish(language=fields.language, length=fields.length)
    draft = summaries.draft(user=user, video_id=film.pk, wish=wish)

    def submit(key: str) -> Job:
        return summaries.order(user=user, draft=draft, idempotency_key=key)

    return Prepared(draft.quote, film.duration, summaries.KIND, submit, tuple(draft.notes))


def _narration(user: User, video: Video | None, fields: Narrate) -> Prepared:
    film = _film_of(video)
    wish = narrations.Wish(
        language=fields.language, voice=fields.voice, speed=fields.speed, script=fields.script
    )
    draft = narrations.draft(user=user, video_id=film.pk, wish=wish)

    def submit(key: str) -> Job:
        return narrations.order(user=user, draft=draft, idempotency_key=key)

    return Prepared(draft.quote, film.duration, narrations.KIND, submit, tuple(draft.notes))


def _film_of(video: Video | None) -> Video:
    if video is None:
        raise CallRefused(_("No film is open."))
    return video


TABLE: Mapping[str, Callable[[User, Video | None, Any], Prepared]] = {
    "generate-image": _picture,
    "generate-video": _film,
    "generate-music": _music,
    "speak": _speech,
    "transcribe": _transcript,
    "summarize": _summary,
    "narrate": _narration,
}
