"""Have a film narrated: check and price the wish, queue it, and read what was made."""

import math
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
from ai.language.languages import language_of
from ai.models import ModelSpec, Narration
from ai.services import moderating, ordering, speaking
from ai.services.insights import counting, scripting, summaries
from ai.services.transcripts import reading, tongues
from credits import services as credits
from credits.plan_models import Feature
from credits.pricing import Line, Quote
from jobs.models import Job
from jobs.work import Order
from videos import files
from videos.media.operations import EDIT
from videos.models import Video
from videos.services import library

KIND, WORK = "ai.narration", "ai.narrate"
SLOWEST, FASTEST = 0.5, 2.0
LONGEST_SCRIPT = 50_000  # characters
HURRIED = 1.6  # times as fast as usual, that a language's shorter words may be
FROM_SUMMARY = gettext_lazy("There is no summary of this film in that language yet, so one is made first.")


@dataclass(frozen=True)
class Wish:
    """`script` empty: of the summary. `voice` empty: one of the type, in the language."""

    language: str = ""
    voice_type: str = Narration.VoiceType.ANY
    voice: str = ""
    speed: float = 1.0
    script: str = ""
    mix: str = Narration.Mix.DUCK
    model: str = ""


@dataclass(frozen=True)
class Draft:
    video: Video
    wish: Wish
    quote: Quote
    minutes: int  # that count towards the plan's
    notes: tuple[str, ...]

    @property
    def seconds(self) -> float:
        return 0.0 if self.wish.mix == Narration.Mix.NONE else self.video.duration


def of_video(*, user: User, video_id: uuid.UUID) -> list[Narration]:
    """The narrations of a film, the newest first; raises Video.DoesNotExist."""
    video = library.see(user=user, video_id=video_id)
    return list(Narration.objects.filter(video=video))


def get(*, user: User, narration_id: uuid.UUID) -> Narration:
    """A narration of a film that the user may see; Narration.DoesNotExist for all others."""
    return Narration.objects.visible_to(user).select_related("video").get(pk=narration_id)


def draft(*, user: User, video_id: uuid.UUID, wish: Wish) -> Draft:
    """Checks, moderates and prices a narration.

    Raises Video.DoesNotExist, NoModel, or ValidationError naming the field.
    """
    video = library.get(user=user, video_id=video_id)
    if video.is_still or video.media_type == Video.MediaType.IMAGE:
        raise ValidationError(_("A narration needs a film."), code="no_film")
    wish = _settled(video, wish)
    _must_fit(video, wish)
    moderating.must_be_allowed(words={"script": wish.script})
    choice = summaries.chosen(Capability.TEXT_TO_SPEECH, wish.model)
    script, notes = _script(user, video, wish)
    letters = len(wish.script) if wish.script else _most_letters(video, wish)
    spec = choice.candidates[0]
    amount = letters if spec.price_unit == ModelSpec.PriceUnit.CHARACTER else 1
    lines = [Line(spec.price_code, Decimal(amount), _("Speech by %(model)s") % {"model": spec.name})]
    if wish.mix != Narration.Mix.NONE:
        lines.append(mixing_line(video))
    quote = Quote(lines=(*script.lines, *credits.quote_for(lines=lines).lines))
    return Draft(video, wish, quote, _minutes(video, wish), (*notes, *choice.notes))


@transaction.atomic
def order(*, user: User, draft: Draft, idempotency_key: str = "") -> Job:
    """Queues the narration and counts its minutes.

    Raises LimitReached, InsufficientCredits or IdempotencyConflict.
    """
    return counting.submitted(
        user=user,
        order=_order(draft),
        feature=Feature.NARRATION,
        amount=draft.minutes,
        idempotency_key=idempotency_key,
    )


def reorder(job: Job) -> Order:
    """The same again at today's price."""
    wish = Wish(**job.params["wish"])
    made = draft(user=job.user, video_id=ordering.film_of(job), wish=wish)
    return counting.counted(user=job.user, order=_order(made), feature=Feature.NARRATION, amount=made.minutes)


def _order(draft: Draft) -> Order:
    return ordering.about(
        draft.video,
        kind=KIND,
        work=WORK,
        title=_("Narration of %(title)s"),
        quote=draft.quote,
        asked={"wish": asdict(draft.wish)},
        ids={"narrationId": str(uuid.uuid4()), "outputVideoId": str(uuid.uuid4())},
    )


def mixing_line(video: Video) -> Line:
    return Line(EDIT, Decimal(str(round(video.duration, 3))), _("The film with the voice"))


def audio_place(*, user_id: uuid.UUID, video_id: uuid.UUID, narration_id: uuid.UUID) -> str:
    """Where the voices of a narration lie, each attempt's by itself: beside its film, with which they go."""
    folder = files.folder_key(user_id=user_id, video_id=video_id)
    return f"{folder}/derived/narrations/{narration_id}"


def result_of(narration: Narration) -> dict[str, Any]:
    """A narration as the API tells it, and as a job's result."""
    return {
        "narrationId": str(narration.pk),
        "audioUrl": f"/api/ai/narrations/{narration.pk}/audio",
        "videoId": str(narration.result_id) if narration.result_id else None,
        "language": narration.language,
        "voice": narration.voice,
        "duration": narration.duration,
        "transcript": [
            {"startTime": each["start"], "endTime": each["end"], "text": each["text"]}
            for each in narration.segments
        ],
        "provider": narration.provider,
        "modelUsed": narration.model,
        "isDraft": narration.is_draft,
        "notes": narration.notes,
    }


# -- the wish ----------------------------------------------------------------------------------------------


def _settled(video: Video, wish: Wish) -> Wish:
    """The wish with its language, and with the model whose voice is wished for."""
    language = tongues.checked(wish.language) if wish.language else _language(video, wish.script)
    wish = replace(wish, language=language, script=wish.script.strip())
    voices = speaking.voices()
    if wish.voice:
        named = [each for each in voices if each["id"].lower() == wish.voice.strip().lower()]
        if not named:
            message = _("There is no voice called “%(voice)s” here.") % {"voice": wish.voice}
            raise _wrong("voice", message, "unknown_voice")
        return replace(wish, voice=named[0]["id"], model=wish.model or _model_of(named[0]["provider"]))
    if language and not any(speaks(each["language"], language) for each in voices):
        message = _("No voice here speaks “%(language)s”.") % {"language": language}
        raise _wrong("language", message, "no_voice")
    return wish


def speaks(voice_language: str, language: str) -> bool:
    """Whether a voice speaks a language; a voice that names none speaks all of its model's."""
    return not voice_language or summaries.is_same(tongues.code_of(voice_language), language)


def _language(video: Video, script: str) -> str:
    """Of the script, or as it is spoken; empty while nobody knows, because nothing is written down yet."""
    if script.strip():
        return language_of(script) or "en"
    words = reading.current(video=video)
    return words.language if words and words.language != tongues.UNKNOWN else ""


def _model_of(provider: str) -> str:
    choice = summaries.chosen(Capability.TEXT_TO_SPEECH)
    own = [spec for spec in choice.candidates if spec.provider == provider]
    return f"{own[0].provider}/{own[0].model_id}" if own else ""


def _must_fit(video: Video, wish: Wish) -> None:
    if not wish.script:
        return
    pieces = scripting.of_script(wish.script)
    if not pieces:
        raise _wrong("script", _("There are no words in this script."), "no_words")
    if any(piece.time is not None and piece.time >= video.duration for piece in pieces):
        message = _("A time lies behind the film's end at %(seconds)s seconds.") % {
            "seconds": f"{video.duration:.1f}"
        }
        raise _wrong("script", message, "beyond_end")
    needed = scripting.seconds_for(wish.script, speed=wish.speed, language=wish.language) / HURRIED
    if needed > video.duration:
        message = _(
            "This takes about %(needed)s seconds to say and the film lasts %(duration)s: shorten the script, "
            "or raise the speed."
        ) % {"needed": f"{needed:.0f}", "duration": f"{video.duration:.0f}"}
        raise _wrong("script", message, "too_long")


def _script(user: User, video: Video, wish: Wish) -> tuple[Quote, tuple[str, ...]]:
    """What it costs to have something to say: nothing where a script or a summary is there."""
    if wish.script or summaries.current(video=video, language=wish.language):
        return Quote(lines=()), ()
    asked = summaries.Wish(language=wish.language)
    summary = summaries.draft(user=user, video_id=video.pk, wish=asked)
    return summary.quote, (str(FROM_SUMMARY), *summary.notes)


def _most_letters(video: Video, wish: Wish) -> int:
    """As many letters as can be said within the film."""
    return math.ceil(video.duration * scripting.LETTERS_PER_SECOND * wish.speed)


def _minutes(video: Video, wish: Wish) -> int:
    seconds = scripting.FULL * video.duration
    if wish.script:
        seconds = scripting.seconds_for(wish.script, speed=wish.speed, language=wish.language)
    return max(math.ceil(min(seconds, video.duration) / 60), 1)


def _wrong(name: str, message: str, code: str) -> ValidationError:
    return ValidationError({name: ValidationError(message, code=code)})
