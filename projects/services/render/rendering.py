"""Render a project's timeline: a film in the library, or a small one to look at before."""

import hashlib
import uuid
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from credits import services as credits
from credits.pricing import Line, Quote
from jobs import services as jobs
from jobs.models import Job
from jobs.work import Done, Order
from projects.models import Project, ProjectVideo, Role
from projects.services import timelines
from projects.services.render import beside, staging
from projects.services.render.forming import Form, form_of, preview_form
from projects.services.render.staging import Staged
from projects.services.roles import must_be
from videos import files
from videos.limits import media_limits
from videos.media.composition.model import Composition, Span
from videos.media.composition.parts import address_of
from videos.media.composition.sound import sound_address
from videos.media.operations import EDIT
from videos.models import Video
from videos.services import library
from videos.services.editing import MADE_BEFORE

KIND = "project.render"
LONGEST_PREVIEW = 1800.0  # seconds: what costs nothing has an end
MOST_TOLD = 20  # problems of a timeline in one answer


@dataclass(frozen=True)
class Draft:
    """A render that makes sense: checked and priced, not yet ordered.

    `address` names all that the film is made of. `made` is the user's film that the same render gave before,
    and `is_there` says that of a preview; then nothing is done, and it costs nothing.
    """

    staged: Staged
    form: Form
    title: str
    address: str
    quote: Quote
    wished: int | None = None  # the revision, if one was named
    made: Video | None = None
    is_there: bool = False

    @property
    def seconds(self) -> float:
        return self.staged.composition.seconds

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.message for each in self.staged.problems))


def draft(
    *,
    user: User,
    project_id: uuid.UUID,
    preview: bool = False,
    revision: int | None = None,
    title: str = "",
    **form: Any,
) -> Draft:
    """Checks and prices rendering a revision of a timeline, the newest if none is named.

    `form` is what `form_of` takes. Raises ValidationError by field, Project.DoesNotExist, RoleMissing, or
    TimelineRevision.DoesNotExist.
    """
    staged = stage(user=user, project_id=project_id, revision=revision)
    if preview:
        _must_have_length(staged.composition, LONGEST_PREVIEW)
    chosen = preview_form(staged.composition) if preview else form_of(staged.composition, **form)
    return _drafted(user, staged, chosen, title=title.strip() or staged.project.name, wished=revision)


def order(*, user: User, draft: Draft, idempotency_key: str = "") -> Job:
    """Queues the render and sets its credits aside; raises what `jobs.submit` raises.

    A new preview takes the place of the one that the user was waiting for.
    """
    with transaction.atomic():
        if draft.form.is_preview and not jobs.is_known(user=user, idempotency_key=idempotency_key):
            _cancel_previews(user, draft.staged.project)
        job = jobs.submit(user=user, order=order_of(draft), idempotency_key=idempotency_key)
        if draft.made:
            ProjectVideo.objects.get_or_create(
                project=draft.staged.project, video=draft.made, defaults={"added_by": user}
            )
    return job


def order_of(draft: Draft) -> Order:
    """The draft as an order for the jobs."""
    project, form = draft.staged.project, draft.form
    asked = {"form": form.to_json(), "title": draft.title, "preview": form.is_preview}
    used = staging.seen_and_heard(draft.staged.composition)
    return Order(
        kind=KIND,
        work="projects.render",
        category="video",
        queue="interactive" if form.is_preview else "media",
        quote=draft.quote,
        title=_("Preview of %(name)s") % {"name": project.name} if form.is_preview else draft.title,
        project_id=project.pk,
        params={
            **asked,
            "projectId": str(project.pk),
            "revision": draft.staged.revision,
            "address": draft.address,
            "videoIds": sorted(used),
            "outputVideoId": str(uuid.uuid4()),
        },
        request={**asked, "project": str(project.pk), "revision": draft.wished},
        done=_done(draft),
        keeps_file=not form.is_preview,
    )


def reorder(job: Job) -> Order:
    """The same revision rendered again, at today's price."""
    form = Form.from_json(job.params["form"])
    staged = stage(
        user=job.user, project_id=uuid.UUID(job.params["projectId"]), revision=job.params["revision"]
    )
    return order_of(
        _drafted(job.user, staged, form, title=job.params["title"], wished=job.params["revision"])
    )


def _drafted(user: User, staged: Staged, form: Form, *, title: str, wished: int | None) -> Draft:
    address, title = address_of_film(staged, form), title[:200]
    made = None if form.is_preview else library.made_before(user=user, address=address, title=title)
    preview = beside.preview_key(project=staged.project, address=address)
    return Draft(
        staged=staged,
        form=form,
        title=title,
        address=address,
        quote=Quote(lines=()) if made or form.is_preview else _quote(staged.composition),
        wished=wished,
        made=made,
        is_there=form.is_preview and files.exists(key=preview),
    )


def stage(*, user: User, project_id: uuid.UUID, revision: int | None) -> Staged:
    """A revision with its files, if a film can be made of it for the user.

    Raises ValidationError that names what cannot be rendered, and what `draft` raises besides.
    """
    project = must_be(user=user, project_id=project_id, least=Role.EDITOR)
    number, timeline = timelines.at(user=user, project_id=project_id, revision=revision)
    usable = Video.objects.usable_by(user)
    staged = staging.staged(project=project, revision=number, timeline=timeline, among=usable)
    refused = [each for each in staged.problems if each.blocks]
    if refused:
        errors = [ValidationError(each.message, code=each.code) for each in refused[:MOST_TOLD]]
        raise ValidationError({"timeline": errors})
    _must_have_length(staged.composition, media_limits().max_duration)
    return staged


def address_of_film(staged: Staged, form: Form) -> str:
    """What the whole film is made of: equal addresses are equal films."""
    whole = Span(0, staged.composition.frames)
    picture = address_of(staged.composition, whole, sources=staged.stored, look=form.look)
    sound = sound_address(staged.composition, sources=staged.stored)
    told = f"{picture} {sound} {form.format} {form.quality} {form.is_preview}"
    return hashlib.sha256(told.encode()).hexdigest()


def _must_have_length(composition: Composition, most: float) -> None:
    if not composition.frames:
        raise _refusal(_("Nothing lies on the timeline."), "empty_timeline")
    if composition.seconds > most:
        message = _("It is %(seconds)s seconds long, and may have %(most)s at most.") % {
            "seconds": f"{composition.seconds:.0f}",
            "most": f"{most:.0f}",
        }
        raise _refusal(message, "too_long")


def _refusal(message: str, code: str) -> ValidationError:
    return ValidationError({"timeline": ValidationError(message, code=code)})


def _quote(composition: Composition) -> Quote:
    """The film's length by the price of an edit, and what each heavy effect works on by its own."""
    heavy: dict[tuple[str, str], float] = defaultdict(float)
    for layer in composition.layers:
        for piece in layer.pieces:
            for effect in piece.effects:
                if effect.price_code != EDIT:
                    heavy[effect.price_code, effect.title] += float(piece.frames / composition.rate)
    lines = [Line(EDIT, _seconds(composition.seconds), _("Render"))]
    lines += [Line(code, _seconds(seconds), title) for (code, title), seconds in heavy.items()]
    return credits.quote_for(lines=lines)


def _seconds(duration: float) -> Decimal:
    return Decimal(str(round(duration, 3)))


def _done(draft: Draft) -> Done | None:
    size = {"duration": draft.seconds, "width": draft.form.look.width, "height": draft.form.look.height}
    if draft.is_there:
        return Done(
            outputs=preview_outputs(draft.staged.project, draft.address), result={**size, "notes": []}
        )
    if draft.made is None:
        return None
    made = draft.made
    output = {"type": "video", "id": str(made.pk), "url": f"/api/videos/{made.pk}/download"}
    return Done(outputs=[output], result={"videoId": str(made.pk), **size, "notes": [MADE_BEFORE]})


def preview_outputs(project: Project, address: str) -> list[dict[str, Any]]:
    url = beside.preview_url(project=project, address=address)
    return [{"type": "video", "id": str(project.pk), "url": url}]


def _cancel_previews(user: User, project: Project) -> None:
    waited_for = Job.objects.for_user(user).filter(kind=KIND, project_id=project.pk, params__preview=True)
    for job in waited_for.active():
        with suppress(jobs.WrongState):  # it has ended in the meantime
            jobs.cancel_job(job)
