"""A project's timeline: read, saved with what others did meanwhile, undone and done again.

`Project.timeline` is always the revision that `Project.revision` names; both change in one statement.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pydantic
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from jobs import events
from projects.models import Project, Role, TimelineRevision
from projects.services import collecting
from projects.services.roles import must_be
from projects.services.saying import spoken, told
from projects.timeline.checking import parse, placed, read, settled
from projects.timeline.merging import Conflict, merge
from projects.timeline.problems import Problem, problems
from projects.timeline.refusals import Refusal, TimelineRefused
from projects.timeline.saying import Said
from projects.timeline.schema import MediaClip, Timeline
from videos.media.probe import MediaInfo
from videos.models import Video

MOST_UNNAMED = 500  # revisions without a name that are kept of a project
NO_TIMELINE = Problem(
    "",
    "not_a_timeline",
    Said(gettext_noop("What is stored here is no timeline of this version: it is shown as an empty one.")),
)


class TimelineConflict(Exception):
    """Two people have changed the same thing; `facts` tell what, and what the timeline is now."""

    def __init__(self, conflicts: tuple[Conflict, ...], theirs: Timeline, revision: int) -> None:
        super().__init__(
            _("Somebody else has changed the same part of the timeline in the meantime.")
            if conflicts
            else _("The revision that this was made from is not kept any more. Begin with the newest one.")
        )
        told = [
            {"clip_id": each.clip_id, "track_id": each.track_id, "kind": each.kind, "field": each.field}
            for each in conflicts
        ]
        self.facts = {"conflicts": told, "timeline": theirs.to_json(), "revision": revision}


class StaleTimeline(Exception):
    """The timeline is not at the revision any more that the request asks for."""


class NothingToUndo(Exception):
    """The timeline is at its beginning."""


class NothingToRedo(Exception):
    """Nothing was undone since the last change."""


@dataclass(frozen=True)
class State:
    """A project's timeline as it is now. `merged`: other people's changes went into it just now.

    `undoes` and `redoes` say what undo would take back, and redo would do again.
    """

    timeline: Timeline
    revision: int
    can_undo: bool
    can_redo: bool
    problems: tuple[Problem, ...]
    merged: bool = False
    undoes: str = ""
    redoes: str = ""

    @property
    def duration(self) -> float:
        return self.timeline.duration


# --- reading -------------------------------------------------------------------------------------------


def get(*, user: User, project_id: uuid.UUID) -> State:
    """Raises Project.DoesNotExist for strangers."""
    return _state(user, must_be(user=user, project_id=project_id, least=Role.VIEWER))


def at(*, user: User, project_id: uuid.UUID, revision: int | None = None) -> tuple[int, Timeline]:
    """A revision and its number, the current one by default.

    Raises Project.DoesNotExist, TimelineRevision.DoesNotExist, or ValidationError when it is no timeline.
    """
    project = must_be(user=user, project_id=project_id, least=Role.VIEWER)
    number = project.revision if revision is None else revision
    if number == project.revision:
        timeline = current(project)
    else:
        timeline = stored_timeline(project.revisions.get(number=number).timeline)
    if timeline is None:
        raise ValidationError(spoken(NO_TIMELINE.message), code=NO_TIMELINE.code)
    return number, timeline


def stored_timeline(stored: dict[str, Any]) -> Timeline | None:
    """Reads what was stored, which was checked before it was; None if it is no timeline."""
    try:
        return Timeline.model_validate(stored)
    except pydantic.ValidationError:
        return None


# --- changing ------------------------------------------------------------------------------------------


@transaction.atomic
def save(
    *,
    user: User,
    project_id: uuid.UUID,
    timeline: object,
    base: int | None = None,
    expected: int | None = None,
    summary: str = "",
) -> State:
    """Saves an editor's timeline as a new revision, together with what others changed since `base`.

    Without `base` it replaces the newest. Raises Project.DoesNotExist, RoleMissing, ValidationError naming
    the timeline's fields, TimelineConflict, or StaleTimeline when it is not at `expected` any more.
    """
    must_be(user=user, project_id=project_id, least=Role.EDITOR)
    with refusals_as_validation_errors():
        given = parse(timeline)
        mine = settled(given)
    project = locked(project_id=project_id, expected=expected)
    theirs = current(project) or Timeline()
    known = theirs.video_ids
    is_merged = base is not None and base != project.revision
    if base is not None and is_merged:
        begun = _base(project, base, theirs)
        known |= begun.video_ids
        merged = merge(begun, theirs, mine)
        if merged.conflicts:
            raise TimelineConflict(merged.conflicts, theirs, project.revision)
        mine = merged.timeline
    with refusals_as_validation_errors():
        _must_be_usable(user, given, known=known)
    write(project=project, timeline=mine, author=user, summary=summary)
    return _state(user, project, merged=is_merged)


def undo(*, user: User, project_id: uuid.UUID, expected: int | None = None) -> State:
    """Goes back to what the current revision was made from; raises NothingToUndo, or what `save` raises."""
    return _go(user, project_id, expected, is_back=True)


def redo(*, user: User, project_id: uuid.UUID, expected: int | None = None) -> State:
    """Goes where undo came from last; raises NothingToRedo, or what `save` raises."""
    return _go(user, project_id, expected, is_back=False)


def locked(*, project_id: uuid.UUID, expected: int | None) -> Project:
    """The project, which nobody else changes before the transaction ends; raises StaleTimeline."""
    project = Project.objects.select_for_update().get(pk=project_id)
    if expected is not None and expected != project.revision:
        raise _stale()
    return project


def _stale() -> StaleTimeline:
    return StaleTimeline(_("The timeline was changed in the meantime. Read it again."))


def current(project: Project) -> Timeline | None:
    """The project's timeline; None where what is stored is none."""
    if project.revision:
        return stored_timeline(project.timeline)
    try:
        return read(project.timeline)  # older versions stored whatever they were given
    except TimelineRefused:
        return None


def write(*, project: Project, timeline: Timeline, author: User, summary: str) -> None:
    """Makes a timeline the project's newest revision, unless it is the current one already.

    In a transaction, of a project that is `locked`.
    """
    if timeline.to_json() == project.timeline:
        return
    newest = project.revisions.aggregate(newest=Max("number"))["newest"]
    if newest is None:
        empty = Timeline().to_json()
        newest = TimelineRevision.objects.create(project=project, number=0, timeline=empty).number
    made = TimelineRevision.objects.create(
        project=project,
        number=newest + 1,
        parent=project.revision,
        author=author,
        summary=summary[:200],
        timeline=timeline.to_json(),
        clips=len(timeline.clips),
        duration=timeline.duration,
    )
    project.revisions.filter(number=project.revision).update(onward=made.number)
    _point(project, made, by=author)
    collecting.put_own(user=author, project=project, video_ids=timeline.video_ids)
    _sweep(project)


@contextmanager
def refusals_as_validation_errors() -> Iterator[None]:
    """Turns TimelineRefused into Django's ValidationError, by the paths of the fields."""
    try:
        yield
    except TimelineRefused as refused:
        errors: dict[str, list[ValidationError]] = {}
        for each in refused.each:
            error = ValidationError(spoken(each.message), code=each.code)
            errors.setdefault(each.field or "timeline", []).append(error)
        raise ValidationError(errors) from None


@transaction.atomic
def _go(user: User, project_id: uuid.UUID, expected: int | None, *, is_back: bool) -> State:
    must_be(user=user, project_id=project_id, least=Role.EDITOR)
    project = locked(project_id=project_id, expected=expected)
    here = project.revisions.filter(number=project.revision).first()
    number = None if here is None else here.parent if is_back else here.onward
    there = None if number is None else project.revisions.filter(number=number).first()
    if there is None:
        if is_back:
            raise NothingToUndo(_("There is nothing to undo."))
        raise NothingToRedo(_("Nothing was undone."))
    if is_back:
        project.revisions.filter(number=there.number).update(onward=project.revision)
    _point(project, there, by=user)
    return _state(user, project)


def _point(project: Project, revision: TimelineRevision, *, by: User) -> None:
    """Makes a revision the current one, and tells everybody in the project's room."""
    moved = Project.objects.filter(pk=project.pk, revision=project.revision).update(
        revision=revision.number, timeline=revision.timeline, version=F("version") + 1, updated_at=Now()
    )
    if not moved:
        raise _stale()
    project.revision, project.timeline = revision.number, revision.timeline
    payload = {"project_id": str(project.pk), "revision": revision.number, "by": str(by.pk)}
    events.send_to_room(room=f"project:{project.pk}", kind="timeline", payload=payload)


def _base(project: Project, number: int, theirs: Timeline) -> Timeline:
    """What a change was made from; TimelineConflict when it is not kept any more."""
    row = project.revisions.filter(number=number).first()
    timeline = stored_timeline(row.timeline) if row else None
    if timeline is None:
        raise TimelineConflict((), theirs, project.revision)
    return timeline


def _must_be_usable(user: User, given: Timeline, *, known: set[uuid.UUID]) -> None:
    """Raises TimelineRefused for files that are not in it yet and that the person may not use."""
    added = given.video_ids - known
    usable = set(Video.objects.usable_by(user).filter(pk__in=added).values_list("pk", flat=True))
    refusals = [
        Refusal(f"{place}.videoId", "not_found", _("There is no such file among those that you may use."))
        for place, clip in placed(given)
        if isinstance(clip, MediaClip) and clip.video_id in added - usable
    ]
    if refusals:
        raise TimelineRefused(refusals)


def _sweep(project: Project) -> None:
    """Forgets the oldest revisions without a name beyond MOST_UNNAMED; never the current one."""
    unnamed = project.revisions.filter(name="").exclude(number=project.revision)
    oldest = list(
        unnamed.order_by("-number").values_list("number", flat=True)[MOST_UNNAMED - 1 : MOST_UNNAMED]
    )
    if oldest:
        unnamed.filter(number__lt=oldest[0]).delete()


def _state(user: User, project: Project, *, merged: bool = False) -> State:
    timeline = current(project)
    here = project.revisions.filter(number=project.revision).first()
    near = [number for number in (here.parent, here.onward) if number is not None] if here else []
    kept = dict(project.revisions.filter(number__in=near).values_list("number", "summary"))
    found = [NO_TIMELINE] if timeline is None else problems(timeline, _infos(user, timeline))
    return State(
        timeline=timeline or Timeline(),
        revision=project.revision,
        can_undo=here is not None and here.parent in kept,
        can_redo=here is not None and here.onward in kept,
        problems=tuple(told(found)),
        merged=merged,
        undoes=here.summary if here and here.parent in kept else "",
        redoes=kept.get(here.onward, "") if here and here.onward is not None else "",
    )


def _infos(user: User, timeline: Timeline) -> dict[uuid.UUID, MediaInfo]:
    """Of the timeline's files that the person may see, without any that was not looked into."""
    seen = Video.objects.visible_to(user).filter(pk__in=timeline.video_ids).exclude(info={})
    return {video.pk: video.media_info for video in seen}
