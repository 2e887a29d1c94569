"""Make a project like another one. What was made for it is shared, not copied."""

import json
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from projects.models import Film, Project, ProjectVideo, Role, Shot
from projects.services import collecting, keeping, timelines
from projects.services.film.parts import Board, board_of, layout_address, timeline_address
from projects.services.roles import must_be

LONGEST_NAME = 100
OF_FILM = (
    "wish", "passed", "title", "logline", "language", "is_draft", "script_address", "script_take", "seed",
    "narration_take", "music_prompt", "music_id", "music_address", "music_take", "video_id",
)  # fmt: skip
OF_SHOT = (
    "position", "text", "picture", "camera", "seconds", "source", "seed", "take", "speech_take", "image_id",
    "image_address", "video_id", "video_address", "begin", "speech_id", "speech_address",
)  # fmt: skip


@transaction.atomic
def duplicate(*, user: User, project_id: uuid.UUID, name: str = "") -> Project:
    """A project of the user's own with the same settings, timeline, film and own videos.

    Not with its people, comments and review links. Raises Project.DoesNotExist, RoleMissing, or
    ValidationError for whoever has too many projects.
    """
    source = must_be(user=user, project_id=project_id, least=Role.EDITOR)
    made = bare_copy(user=user, source=source, name=name or with_ending(source.name, _(" (copy)")))
    film = Film.objects.select_related("project").filter(pk=source.pk).first()
    new_ids = copy_film(film=film, made=made) if film else {}
    copy_timeline(user=user, source=source, made=made, new_ids=new_ids)
    if film:
        _settle_addresses(film, made, new_ids)
    return keeping.get(user=user, project_id=made.pk)


def bare_copy(*, user: User, source: Project, name: str) -> Project:
    """A project with the settings and the user's own videos of another one, and nothing else yet."""
    made = keeping.create(
        user=user, name=name, description=source.description, settings=dict(source.settings)
    )
    placed = ProjectVideo.objects.filter(project=source).values_list("video_id", flat=True)
    collecting.put_own(user=user, project=made, video_ids=list(placed))
    return made


def copy_film(*, film: Film, made: Project) -> dict[str, str]:
    """Gives a project the film of another one with all parts; the new ids of its shots by the old ones."""
    copy = Film.objects.create(
        project=made,
        state=_state(film),
        waiting_for=_gate(film),
        **{name: getattr(film, name) for name in OF_FILM},
    )
    new_ids: dict[str, str] = {}
    for shot in film.shots.order_by("position"):
        twin = Shot.objects.create(film=copy, **{name: getattr(shot, name) for name in OF_SHOT})
        new_ids[str(shot.pk)] = str(twin.pk)
    return new_ids


def copy_timeline(*, user: User, source: Project, made: Project, new_ids: dict[str, str]) -> None:
    """Lays the timeline of a project into another one, with files that are gone where they were."""
    timeline = timelines.stored_timeline(renamed(source.timeline, new_ids)) if source.timeline else None
    if timeline is not None:
        project = timelines.locked(project_id=made.pk, expected=None)
        timelines.write(
            project=project,
            timeline=timeline,
            author=user,
            summary=_("As in %(name)s") % {"name": source.name},
        )


def renamed(stored: dict[str, Any], new_ids: dict[str, str]) -> dict[str, Any]:
    """A timeline whose clips name other shots: by their ids, and by what clip ids keep of them."""
    text = json.dumps(stored)
    for old, new in new_ids.items():
        text = text.replace(old, new).replace(_short(old), _short(new))
    renamed_timeline: dict[str, Any] = json.loads(text)
    return renamed_timeline


def with_ending(name: str, ending: str) -> str:
    """The name with the ending, the name cut where both are too long together."""
    return name[: LONGEST_NAME - len(ending)].rstrip() + ending


def _settle_addresses(film: Film, made: Project, new_ids: dict[str, str]) -> None:
    """What was up to date is so in the copy, whose shots and clips have other names."""
    old = board_of(film)
    new = board_of(Film.objects.select_related("project").get(pk=made.pk))
    if film.layout_address == layout_address(old):
        new.film.layout_address = layout_address(new)
    new.film.layout = renamed(film.layout, new_ids)
    if film.video_address == timeline_address(film):
        new.film.video_address = timeline_address(new.film)
    new.film.save()


def _short(shot_id: str) -> str:
    return uuid.UUID(shot_id).hex[:16]


def _state(film: Film) -> str:
    """Of the copy nothing is being made: what is missing can be made there."""
    if film.state in {Film.State.WORKING, Film.State.FAILED}:
        return str(Film.State.READY if film.shots.exists() else Film.State.EMPTY)
    return film.state


def _gate(film: Film) -> str:
    return film.waiting_for if film.state == Film.State.WAITING else ""


def has_film(board: Board) -> bool:
    """Whether a film was wished for, or laid by hand."""
    return bool(board.shots or board.wish.prompt)
