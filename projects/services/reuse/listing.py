"""All files of a project, and what in it each is used for."""

import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from projects.models import Film, Project, ProjectVideo, Role
from projects.services import collecting, timelines
from projects.services.film.parts import Board, board_of
from projects.services.roles import must_be
from projects.timeline.schema import MediaClip
from videos.models import Video

MOST_NAMED = 5  # clips in one refusal


@dataclass(frozen=True)
class Use:
    """One place of a file: a clip, a part of a shot, the film's music, or the film itself. Times: seconds."""

    kind: str
    id: str
    name: str
    start: float | None = None


@dataclass(frozen=True)
class ProjectFile:
    """A file. `is_placed`: it is one of the project's videos, and not only on its timeline."""

    video: Video
    is_placed: bool
    uses: list[Use]


class VideoInUse(Exception):
    """The timeline shows the video, and would show nothing in its place; `facts` tell where."""

    def __init__(self, uses: list[Use]) -> None:
        names = ", ".join(f"“{each.name}”" for each in uses[:MOST_NAMED])
        more = len(uses) - MOST_NAMED
        if more > 0:
            words = _("The timeline uses it in %(names)s and %(more)d more.")
        else:
            words = _("The timeline uses it in %(names)s.")
        super().__init__(words % {"names": names, "more": more})
        self.facts = {"clips": [{"id": each.id, "name": each.name, "start": each.start} for each in uses]}


def files(*, user: User, project_id: uuid.UUID) -> list[ProjectFile]:
    """The project's files that the user may see, the used ones first; Project.DoesNotExist for strangers."""
    project = must_be(user=user, project_id=project_id, least=Role.VIEWER)
    used = uses_of(project=project)
    placed = set(ProjectVideo.objects.filter(project=project).values_list("video_id", flat=True))
    seen = Video.objects.visible_to(user).filter(pk__in=placed | used.keys()).order_by("title", "pk")
    found = [ProjectFile(video, video.pk in placed, used.get(video.pk, [])) for video in seen]
    return sorted(found, key=lambda each: not each.uses)


def uses_of(*, project: Project) -> dict[uuid.UUID, list[Use]]:
    """What each file is used for, by its id: clips of the timeline, and parts of the film."""
    used = defaultdict(list)
    for video_id, use in [*_clips(project), *_parts(project)]:
        used[video_id].append(use)
    return used


def take(*, user: User, project_id: uuid.UUID, video_id: uuid.UUID, force: bool = False) -> None:
    """Takes a video out of a project; one on its timeline only with `force`, for its clips stay there empty.

    Raises VideoInUse, and what `collecting.take` raises.
    """
    project = must_be(user=user, project_id=project_id, least=Role.EDITOR)
    uses = [use for used_id, use in _clips(project) if used_id == video_id]
    if uses and not force:
        raise VideoInUse(uses)
    collecting.take(user=user, project_id=project_id, video_id=video_id)


def _clips(project: Project) -> Iterator[tuple[uuid.UUID, Use]]:
    timeline = timelines.current(project)
    for clip in timeline.clips if timeline else ():
        if isinstance(clip, MediaClip):
            yield clip.video_id, Use("clip", clip.id, clip.name or clip.id, clip.start)


def _parts(project: Project) -> Iterator[tuple[uuid.UUID, Use]]:
    film = Film.objects.filter(pk=project.pk).first()
    if film is None:
        return
    parts = [("music", film.music_id, _("Music")), ("film", film.video_id, _("Film"))]
    yield from ((pk, Use(kind, str(project.pk), name)) for kind, pk, name in parts if pk)
    yield from _shots(board_of(film))


def _shots(board: Board) -> Iterator[tuple[uuid.UUID, Use]]:
    for shot in board.shots:
        name = _("Shot %(number)d") % {"number": shot.position + 1}
        for kind, pk in (("image", shot.image_id), ("shot", shot.video_id), ("speech", shot.speech_id)):
            if pk:
                yield pk, Use(kind, str(shot.pk), name)
