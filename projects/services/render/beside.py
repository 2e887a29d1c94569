"""What lies beside a project's timeline: small films and pictures of it, which can always be made again.

They lie in the folder of the project's owner, under names of what they are made of, and go after a while.
"""

import hashlib
import re
import uuid
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from projects.models import Project, Role
from projects.services.roles import must_be
from videos import files

KEPT = timedelta(hours=24)
NAME = re.compile(r"[0-9a-f]{32}")
PREVIEWS, FRAMES = "previews", "frames"
MOST, MOST_BYTES = {PREVIEWS: 10, FRAMES: 500}, 500 * 1024 * 1024  # of one project


def preview_key(*, project: Project, address: str) -> str:
    return f"{_folder(project)}/{PREVIEWS}/{_name(address)}.mp4"


def preview_url(*, project: Project, address: str) -> str:
    return f"/api/projects/{project.pk}/previews/{_name(address)}"


def frame_key(*, project: Project, address: str) -> str:
    return f"{_folder(project)}/{FRAMES}/{_name(address)}.jpg"


def find_preview(*, user: User, project_id: uuid.UUID, name: str) -> str | None:
    """The storage key of a preview; None when there is none of this name any more.

    Raises Project.DoesNotExist for strangers.
    """
    project = must_be(user=user, project_id=project_id, least=Role.VIEWER)
    key = f"{_folder(project)}/{PREVIEWS}/{name}.mp4"
    return key if NAME.fullmatch(name) and files.exists(key=key) else None


def make_room(*, key: str) -> None:
    """Removes the oldest beside a file that was just made, where there are too many."""
    folder = key.rpartition("/")[0]
    files.keep_newest(folder=folder, most=MOST[folder.rpartition("/")[2]], most_bytes=MOST_BYTES)


def sweep() -> int:
    """Removes what was made more than a day ago; how many files."""
    before, removed = timezone.now() - KEPT, 0
    for user in files.folders(folder="users"):
        for project in files.folders(folder=f"users/{user}/projects"):
            removed += _swept(f"users/{user}/projects/{project}", before)
    return removed


def _swept(folder: str, before: datetime) -> int:
    found = [each for kind in MOST for each in files.listing(folder=f"{folder}/{kind}")]
    over = [each.key for each in found if each.modified < before]
    files.delete_many(keys=over)
    return len(over)


def _folder(project: Project) -> str:
    return f"users/{project.owner_id}/projects/{project.pk}"


def _name(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:32]
