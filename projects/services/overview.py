"""Projects at a glance: their pictures, who did what in them last, and what is being made for them."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject
from django.utils.dateparse import parse_datetime

from accounts.models import User
from jobs.models import Job
from projects.models import Comment, Membership, Project, ProjectVideo, TimelineRevision
from videos.models import Video

MOST_COVERS = 3
MOST_JOBS = 3  # told of one project
# What happens in one go is written within so many seconds: the cause counts, not the change of the project.
TOGETHER = 5.0


class Event(StrEnum):
    COMMENT = "comment"
    TIMELINE = "timeline"
    VIDEO = "video"
    CHANGE = "change"  # of its name, its people, or anything else


@dataclass(frozen=True)
class Happening:
    """The last thing that happened in a project; `who` is empty where nobody is known any more."""

    event: Event
    moment: datetime
    who: str = ""


@dataclass(frozen=True)
class Card:
    """One project. `covers` are videos with a thumbnail; `jobs` the user's own that are at work for it."""

    project: Project
    covers: list[uuid.UUID]
    people: int
    latest: Happening
    film_state: str
    jobs: list[Job]


def cards(*, user: User, projects: Iterable[Project]) -> list[Card]:
    """In the order of `projects`, all of which the user may see; two queries however many they are."""
    shown = list(projects)
    ids = [each.pk for each in shown]
    facts = {row["pk"]: row for row in _facts(ids)}
    running = at_work(user=user, project_ids=ids)
    return [_card(each, facts[each.pk], running.get(each.pk, [])) for each in shown if each.pk in facts]


def at_work(*, user: User, project_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Job]]:
    """The user's jobs for these projects that have not ended, the newest first."""
    found: dict[uuid.UUID, list[Job]] = {}
    for job in Job.objects.for_user(user).active().filter(project_id__in=project_ids):
        if job.project_id:
            found.setdefault(job.project_id, []).append(job)
    return found


def renders(*, project_id: uuid.UUID, most: int) -> list[Video]:
    """What its timeline was rendered to, the newest first."""
    found = Video.objects.filter(placed__project=project_id, source=Video.Source.RENDER)
    return list(found.order_by("-created_at", "-pk")[:most])


def _facts(ids: Sequence[uuid.UUID]) -> Iterable[Any]:
    here = OuterRef("pk")
    said = Comment.objects.filter(project=here).order_by("-created_at")
    laid = TimelineRevision.objects.filter(project=here, number__gt=0).order_by("-number")
    placed = ProjectVideo.objects.filter(project=here)
    members = Membership.objects.filter(project=here).order_by().values("project")
    return (
        Project.objects.filter(pk__in=ids)
        .order_by()
        .values("pk", film_state=Coalesce(F("film__state"), Value("")))
        .annotate(
            covers=ArraySubquery(_covers(placed)),
            members=Coalesce(
                Subquery(members.annotate(number=Count("pk")).values("number")),
                0,
                output_field=IntegerField(),
            ),
            comment=_first(said, who="author", guest=F("guest_name")),
            timeline=_first(laid, who="author"),
            video=_first(placed.order_by("-created_at"), who="added_by"),
        )
    )


def _covers(placed: QuerySet[ProjectVideo]) -> QuerySet[ProjectVideo, uuid.UUID]:
    """Renders before what they are made of."""
    rank = Case(When(video__source=Video.Source.RENDER, then=0), default=1, output_field=IntegerField())
    seen = placed.exclude(video__thumbnail="").order_by(rank, "-created_at", "-pk")
    return seen.values_list("video_id", flat=True)[:MOST_COVERS]


def _first(rows: QuerySet[Any], *, who: str, **more: Any) -> Subquery:
    told = JSONObject(moment="created_at", name=f"{who}__name", email=f"{who}__email", **more)
    return Subquery(rows.values(told=told)[:1])


def _card(project: Project, facts: Mapping[str, Any], jobs: list[Job]) -> Card:
    return Card(
        project=project,
        covers=facts["covers"],
        people=facts["members"] + 1,
        latest=_latest(project, facts),
        film_state=facts["film_state"],
        jobs=jobs[:MOST_JOBS],
    )


TOLD: Final = (Event.COMMENT, Event.TIMELINE, Event.VIDEO)


def _latest(project: Project, facts: Mapping[str, Any]) -> Happening:
    known = [_happening(event, facts[event]) for event in TOLD if facts[event]]
    newest = max(known, key=lambda each: each.moment, default=None)
    if newest is None or (project.updated_at - newest.moment).total_seconds() > TOGETHER:
        return Happening(Event.CHANGE, project.updated_at)
    return newest


def _happening(event: Event, told: Mapping[str, Any]) -> Happening:
    moment = parse_datetime(told["moment"])
    if moment is None:
        raise ValueError(f"{told['moment']!r} is no moment.")
    known = User(name=told["name"] or "", email=told["email"] or "").get_short_name()
    return Happening(event, moment, told.get("guest") or known)
