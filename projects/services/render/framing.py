"""One frame of a timeline as it is, or as it would be: made at once, kept for a day, and free."""

import math
import uuid

from django.utils.translation import gettext as _

from accounts.models import User
from projects.models import Project, Role
from projects.services import timelines
from projects.services.render import beside, staging
from projects.services.render.staging import Staged
from projects.services.roles import must_be
from projects.timeline.checking import read
from projects.timeline.schema import Timeline
from videos import files
from videos.limits import media_limits
from videos.media.composition.model import Look, Span
from videos.media.composition.parts import address_of, seen_in
from videos.media.composition.picture import frame_command
from videos.models import Video
from videos.pictures import NoPicture, take, work_folder

WIDTH = 640
ENGINE = "1"  # part of the address: raised when frames are made in another way


def frame(
    *, user: User, project_id: uuid.UUID, time: float, width: int = WIDTH, revision: int | None = None
) -> str:
    """The storage key of a JPEG of the frame that is seen at `time` seconds, or of the last one.

    What the user may not see is left out. Raises Project.DoesNotExist, TimelineRevision.DoesNotExist, or
    NoPicture.
    """
    project = must_be(user=user, project_id=project_id, least=Role.VIEWER)
    number, timeline = timelines.at(user=user, project_id=project_id, revision=revision)
    return _key(_staged(user, project, number, timeline), time, width)


def frame_of(*, user: User, project_id: uuid.UUID, timeline: object, time: float, width: int = WIDTH) -> str:
    """The same of a timeline that is not saved; raises RoleMissing and ValidationError besides."""
    project = must_be(user=user, project_id=project_id, least=Role.EDITOR)
    with timelines.refusals_as_validation_errors():
        given = read(timeline)
    return _key(_staged(user, project, project.revision, given), time, width)


def _staged(user: User, project: Project, revision: int, timeline: Timeline) -> Staged:
    visible = Video.objects.visible_to(user)
    return staging.staged(project=project, revision=revision, timeline=timeline, among=visible)


def _key(staged: Staged, time: float, width: int) -> str:
    composition = staged.composition
    if not composition.frames:
        raise NoPicture(_("Nothing lies on the timeline."))
    number = min(math.floor(time * composition.rate + 0.001), composition.frames - 1)
    key = beside.frame_key(project=staged.project, address=_address(staged, number, width))
    if not files.exists(key=key):
        _make(staged, number, width, key)
    return key


def _address(staged: Staged, number: int, width: int) -> str:
    span, look = Span(number, number + 1), Look(width, 0)
    return f"{ENGINE} {address_of(staged.composition, span, sources=staged.stored, look=look)}"


def _make(staged: Staged, number: int, width: int, key: str) -> None:
    seen = staging.seen_and_heard(seen_in(staged.composition, Span(number, number + 1)))
    with work_folder() as folder:
        command = frame_command(
            staged.composition,
            number,
            sources=staged.fetched(seen, folder),
            width=width,
            folder=folder,
            limits=media_limits(),
        )
        take(command, folder)
        files.store(path=command.output, key=key)
    beside.make_room(key=key)
