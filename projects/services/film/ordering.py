"""Have a film made, go on with it, or have a part of it made again: checked, priced and queued as one job."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from ai.services import moderating
from credits import limits
from credits import services as credits
from credits.plan_models import Feature
from credits.pricing import Quote
from jobs import families, spending
from jobs import services as jobs
from jobs.models import Job
from jobs.work import Order
from projects.models import Film, Role, Shot
from projects.services.film import keeping
from projects.services.film.announcing import announce
from projects.services.film.keeping import FilmBusy
from projects.services.film.parts import Board
from projects.services.film.pricing import Priced, priced
from projects.services.film.wishes import FilmWish, settled
from projects.services.roles import must_be

KIND, WORK, CATEGORY, QUEUE = "project.film", "projects.film", "ai", "ai"
UP_TO_DATE = gettext_lazy("Everything of this film is made and up to date.")
NOT_BEGUN = gettext_lazy(
    "Nothing was asked for yet. Say what the film is to be about, or write a storyboard."
)


class NothingToMake(Exception):
    """All parts are there, and up to date."""


class Scope(StrEnum):
    """What is made again, as if its inputs were others; with it goes what depends on it."""

    ALL = "all"
    SCRIPT = "script"
    SHOT = "shot"
    NARRATION = "narration"
    MUSIC = "music"


@dataclass(frozen=True)
class Change:
    """What is different from now on: another wish, or another take of something. Neither: go on."""

    wish: FilmWish | None = None
    scope: Scope | None = None
    shot_id: uuid.UUID | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "wish": self.wish.to_json() if self.wish else None,
            "scope": self.scope.value if self.scope else None,
            "shotId": str(self.shot_id) if self.shot_id else None,
        }


@dataclass(frozen=True)
class Draft:
    """A change that makes sense, and what the parts cost that are to be made after it."""

    project_id: uuid.UUID
    change: Change
    priced: Priced

    @property
    def quote(self) -> Quote:
        return self.priced.quote

    @property
    def seconds(self) -> float:
        return self.priced.seconds

    @property
    def notes(self) -> tuple[str, ...]:
        return self.priced.notes


def draft(*, user: User, project_id: uuid.UUID, change: Change, is_quote: bool = False) -> Draft:
    """Checks, moderates and prices a change; nothing is written down.

    Raises Project.DoesNotExist, RoleMissing, NoModel, or ValidationError naming the field.
    """
    must_be(user=user, project_id=project_id, least=Role.EDITOR)
    if change.wish:
        change = Change(wish=settled(change.wish))
    board = keeping.get(user=user, project_id=project_id, least=Role.EDITOR)
    _apply(board, change)
    _must_make_sense(board)
    moderating.must_be_allowed(words=_words(board), is_quote=is_quote)
    return Draft(project_id, change, priced(board))


@transaction.atomic
def order(*, user: User, draft: Draft, idempotency_key: str = "") -> Job:
    """Queues what is to be made. Each part is paid when it is begun; what all will cost must be there now.

    Raises FilmBusy, NothingToMake, LimitReached, BudgetReached, InsufficientCredits or IdempotencyConflict.
    """
    wanted = order_of(draft.project_id, draft.change)
    fingerprint = jobs.fingerprint(wanted)
    earlier = jobs.earlier_job(user=user, idempotency_key=idempotency_key, request_hash=fingerprint)
    if earlier:
        return earlier
    board = keeping.locked(draft.project_id)
    _apply(board, draft.change)
    now = priced(board)
    if not now.parts:
        raise NothingToMake(str(UP_TO_DATE if board.shots else NOT_BEGUN))
    must_afford(user, wanted, now.quote)
    _save(board)
    if board.film.title and not draft.change.wish:
        wanted = replace(wanted, title=str(_("Film: %(name)s") % {"name": board.film.title})[:120])
    job = jobs.submit(user=user, order=wanted, idempotency_key=idempotency_key)
    begin(film=board.film, job=job)
    return job


def order_of(project_id: uuid.UUID, change: Change) -> Order:
    asked = {"projectId": str(project_id), **change.to_json()}
    return Order(
        kind=KIND,
        work=WORK,
        category=CATEGORY,
        queue=QUEUE,
        quote=Quote(lines=()),
        params=asked,
        title=_title(change.wish),
        project_id=project_id,
        keeps_file=True,
    )


def _title(wish: FilmWish | None) -> str:
    words = _("Film: %(name)s") % {"name": wish.prompt} if wish else _("Film")
    return str(words)[:120]


def reorder(job: Job) -> Order:
    """Goes on where the job ended: what it has made is kept."""
    if job.project_id is None:
        raise jobs.WrongState(_("The project of this film is gone."))
    return order_of(job.project_id, Change())


def begin(*, film: Film, job: Job) -> None:
    """The film belongs to this job now; raises FilmBusy when it belongs to another one that works on it."""
    free = Film.objects.filter(pk=film.pk).exclude(state=Film.State.WORKING)
    begun = free.update(state=Film.State.WORKING, waiting_for="", job_id=job.pk, error="", notes=[])
    if not begun and not Film.objects.filter(pk=film.pk, job_id=job.pk).exists():
        raise FilmBusy
    announce(project_id=film.pk)


def _apply(board: Board, change: Change) -> None:
    """What the change means, in memory."""
    film = board.film
    if change.wish:
        film.wish = change.wish.to_json()
        if change.wish.has_music:
            film.music_prompt = change.wish.music.strip() or film.music_prompt
        film.passed = []
    elif change.scope is None and film.waiting_for:
        film.passed = [*film.passed, film.waiting_for]
    elif change.scope:
        AGAIN[change.scope](board, change)


def _all(board: Board, change: Change) -> None:
    board.film.script_take += 1
    board.film.narration_take += 1
    board.film.music_take += 1
    board.film.passed = []
    if not board.wish.prompt:  # laid by hand: there is no script to be written again
        for shot in board.shots:
            shot.take += 1


def _script(board: Board, change: Change) -> None:
    if not board.wish.prompt:
        raise _wrong("scope", _("Nobody said what the script is to be about."), "no_prompt")
    board.film.script_take += 1
    board.film.passed = []


def _shot(board: Board, change: Change) -> None:
    shot = _named(board, change)
    if shot.source != Shot.Source.GENERATED:
        raise _wrong("shotId", _("This shot shows a film that was there before."), "not_generated")
    shot.take += 1


def _narration(board: Board, change: Change) -> None:
    if change.shot_id:
        _named(board, change).speech_take += 1
    else:
        board.film.narration_take += 1


def _music(board: Board, change: Change) -> None:
    board.film.music_take += 1


AGAIN = {
    Scope.ALL: _all,
    Scope.SCRIPT: _script,
    Scope.SHOT: _shot,
    Scope.NARRATION: _narration,
    Scope.MUSIC: _music,
}


def _named(board: Board, change: Change) -> Shot:
    for shot in board.shots:
        if shot.pk == change.shot_id:
            return shot
    raise _wrong("shotId", _("Say which shot of this film."), "unknown_shot")


def _save(board: Board) -> None:
    board.film.save()
    for shot in board.shots:
        shot.error = ""
        shot.save(update_fields=["take", "speech_take", "error"])


def _must_make_sense(board: Board) -> None:
    for number, shot in enumerate(board.shots):
        if shot.source != Shot.Source.GENERATED and shot.video_id is None:
            message = _("The film that shot %(number)s shows was deleted. Choose another.") % {
                "number": number + 1
            }
            raise _wrong(f"shots.{number}.videoId", message, "not_found")


def must_afford(user: User, order: Order, quote: Quote) -> None:
    """What the steps will be held to one by one is looked at as a whole, before the first."""
    if not quote.micro:
        return
    limits.must_allow(user=user, feature=Feature.JOBS)
    spending.must_fit_budget(families.row_of(user=user, order=order), quote)
    available = credits.balance(user=user).available
    if available < quote.micro:
        raise credits.InsufficientCredits(required=quote.micro, available=available)


def _words(board: Board) -> Mapping[str, str]:
    wish = board.wish
    told = {"prompt": wish.prompt, "style": wish.style, "music": board.film.music_prompt}
    for number, shot in enumerate(board.shots):
        told[f"shots.{number}.text"] = shot.text
        told[f"shots.{number}.picture"] = shot.picture
    return {name: text for name, text in told.items() if text.strip()}


def _wrong(field: str, message: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(message, code=code)})
