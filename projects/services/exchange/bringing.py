"""The media of a package, taken in as uploads are: looked into, counted by the plan, and prepared."""

import tempfile
import uuid
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError

from accounts.models import User
from projects.interchange.draft import Reference
from projects.interchange.unpacking import Package
from projects.models import Project
from videos.models import Video
from videos.services import library, uploading


def bring(
    *, user: User, project: Project, package: Package | None, references: Iterable[Reference]
) -> dict[Reference, uuid.UUID]:
    """Uploads those of the files that lie in the package, all or none.

    Raises Unreadable, or what an upload raises; then what was taken in is gone again.
    """
    brought: dict[Reference, uuid.UUID] = {}
    taken: dict[str, uuid.UUID] = {}
    try:
        for each in references:
            entry = _entry_of(package, each)
            if package is not None and entry is not None:
                if entry.filename not in taken:
                    taken[entry.filename] = _upload(user, project, package, entry, each)
                brought[each] = taken[entry.filename]
    except BaseException:
        take_back(user=user, video_ids=taken.values())
        raise
    return brought


def take_back(*, user: User, video_ids: Iterable[uuid.UUID]) -> None:
    """Deletes what was just taken in."""
    for video_id in video_ids:
        with suppress(Video.DoesNotExist):
            library.delete(user=user, video_id=video_id)


def _entry_of(package: Package | None, reference: Reference) -> zipfile.ZipInfo | None:
    if package is None:
        return None
    named = (package.media.get(name.casefold()) for name in reference.names)
    return next((entry for entry in named if entry is not None), None)


def _upload(
    user: User, project: Project, package: Package, entry: zipfile.ZipInfo, reference: Reference
) -> uuid.UUID:
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="package-", delete=False) as target:
        path = Path(target.name)
    try:
        with path.open("wb") as content:
            package.copy(entry, content)
        name = PurePosixPath(entry.filename).name
        title = reference.names[1] if len(reference.names) > 1 else ""
        incoming = uploading.Incoming(path=path, name=name, title=title, project_id=project.pk)
        info = uploading.examine(path, sender=user)
        return uploading.take_in(user=user, incoming=incoming, info=info).video.pk
    except (ValidationError, uploading.UnsupportedContainer) as refused:
        words = " ".join(getattr(refused, "messages", [str(refused)]))
        message = f"{entry.filename}: {words}"
        raise ValidationError({"file": ValidationError(message, code="media_refused")}) from None
    finally:
        path.unlink(missing_ok=True)
