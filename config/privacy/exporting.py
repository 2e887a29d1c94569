"""A ZIP with everything of a person: each kind of row as JSON, and the files as they are.

Rows and files are streamed into it, so that it needs no more memory for a thousand films than for one.
"""

import json
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, cast

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from accounts.models import AuditEvent, User
from accounts.services import trail
from config.privacy.subjects import SUBJECTS, Subject
from credits.pricing import Quote
from jobs import services as jobs
from jobs.models import Job
from jobs.work import Order, Outcome, Run, Work
from videos import files
from videos.models import Video

KIND, WORK_NAME = "account.export", "config.export"
ROUND = 200  # rows read at once
PIECE = 1024 * 1024  # bytes
README = """Everything that Framewright knows of you.

profile.json and the other .json files: one list of rows each, as they are stored; times are UTC, amounts of
credits are millionths. files/: your films, pictures and sounds, named by the id that videos.json tells.
"""


def order_export(*, user: User) -> Job:
    """Has the ZIP made; while one is being made, that one is the answer."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # the lock makes a second click find the first
        running = Job.objects.for_user(user).filter(kind=KIND).active().first()
        if running:
            return running
        job = jobs.submit(user=user, order=_order())
        trail.record(user=user, action=AuditEvent.Action.DATA_EXPORTED, details={"job": str(job.pk)})
    return job


@dataclass(frozen=True)
class Export:
    """The newest export of somebody: its job if there was one, and where its file is had while it is."""

    job: Job | None = None
    size: int | None = None  # bytes
    url: str | None = None
    expires_at: datetime | None = None


def latest_export(*, user: User) -> Export:
    job = Job.objects.for_user(user).filter(kind=KIND).first()
    if job is None or not job.outputs or job.finished_at is None:
        return Export(job=job)
    ends = job.finished_at + lifetime()
    return Export(job=job, size=job.result["size"], url=job.outputs[0]["url"], expires_at=ends)


def fetchable(*, user: User, job_id: uuid.UUID) -> str:
    """The storage key of a finished export whose time is not over; Job.DoesNotExist for all others."""
    done = Job.objects.for_user(user).filter(kind=KIND, status=Job.Status.COMPLETED).exclude(outputs=[])
    job = done.get(pk=job_id, finished_at__gt=timezone.now() - lifetime())
    return f"{folder_of(user)}/{job.result['name']}"


def lifetime() -> timedelta:
    return timedelta(days=settings.EXPORT_DAYS)


def folder_of(user: User) -> str:
    return f"users/{user.pk}/exports"


def sweep() -> int:
    """Deletes the exports whose time is over; how many."""
    over = Job.objects.filter(
        kind=KIND, status=Job.Status.COMPLETED, finished_at__lte=timezone.now() - lifetime()
    ).exclude(outputs=[])
    number = 0
    for job in over.select_related("user"):
        files.delete(key=f"{folder_of(job.user)}/{job.result['name']}")
        number += Job.objects.filter(pk=job.pk).update(outputs=[])
    return number


def export(run: Run) -> Outcome:
    """The work: writes the ZIP in the job's folder and puts it into the storage."""
    user = run.job.user
    path, name = run.folder / "export.zip", f"{uuid.uuid4()}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        archive.writestr("README.txt", README)
        for subject in SUBJECTS:
            write_rows(archive, subject, user)
            run.progress(5, "Writing down what is known")
        _write_files(run, archive)
    size = path.stat().st_size
    files.store(path=path, key=f"{folder_of(user)}/{name}")
    output = {"type": "file", "id": str(run.job.pk), "url": f"/api/user/export/{run.job.pk}"}
    return Outcome(
        publish=lambda job: _publish(job, name), outputs=[output], result={"name": name, "size": size}
    )


def write_rows(archive: zipfile.ZipFile, subject: Subject, user: User) -> None:
    with archive.open(entry_of(f"{subject.name}.json", zipfile.ZIP_DEFLATED), "w", force_zip64=True) as entry:
        entry.write(b"[")
        for number, row in enumerate(rows_of(subject, user)):
            text = json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False, default=None)
            entry.write(("," if number else "").encode() + b"\n" + text.encode())
        entry.write(b"\n]\n")


def entry_of(name: str, compression: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, timezone.now().timetuple()[:6])
    entry.compress_type = compression
    return entry


def rows_of(subject: Subject, user: User) -> Iterator[dict[str, Any]]:
    """Every row of a subject with all that is not hidden, in the order of their keys."""
    model = cast(type[models.Model], apps.get_model(subject.model))
    fields = model._meta.concrete_fields  # noqa: SLF001
    shown = [field.attname for field in fields if field.name not in subject.hidden]
    found = model._default_manager.filter(**{subject.mine: user.pk})  # noqa: SLF001
    yield from found.order_by("pk").values(*shown).iterator(chunk_size=ROUND)


def _write_files(run: Run, archive: zipfile.ZipFile) -> None:
    mine = Video.objects.for_user(run.job.user).exclude(file="")
    whole = max(int(mine.aggregate(sum=models.Sum("size"))["sum"] or 0), 1)
    written = 0
    for video in mine.only("pk", "file", "size").order_by("pk").iterator(chunk_size=ROUND):
        run.progress(5 + 90 * written / whole, "Packing the files")
        if default_storage.exists(video.file):  # it may have been deleted a moment ago
            _write_file(run, archive, video)
        written += video.size
    avatar = run.job.user.avatar
    if avatar and default_storage.exists(avatar):
        with default_storage.open(avatar, "rb") as content:
            archive.writestr("files/picture.webp", content.read(), zipfile.ZIP_STORED)


def _write_file(run: Run, archive: zipfile.ZipFile, video: Video) -> None:
    # Films do not become smaller; packing them again would only take time.
    entry = entry_of(f"files/{video.pk}{Path(video.file).suffix}", zipfile.ZIP_STORED)
    with (
        default_storage.open(video.file, "rb") as content,
        archive.open(entry, "w", force_zip64=True) as target,
    ):
        copy(run, cast(IO[bytes], content), target)


def copy(run: Run, content: IO[bytes], target: IO[bytes]) -> None:
    while piece := content.read(PIECE):
        target.write(piece)
        if run.should_stop():
            run.progress(run.job.progress)  # raises what stops it


def _publish(job: Job, name: str) -> None:
    """The newest is the only one: earlier ones, and what interrupted attempts left, go with the commit."""
    folder = folder_of(job.user)
    Job.objects.for_user(job.user).filter(kind=KIND).exclude(pk=job.pk).exclude(outputs=[]).update(outputs=[])

    def tidy() -> None:
        for other in default_storage.listdir(folder)[1]:
            if other != name:
                default_storage.delete(f"{folder}/{other}")

    transaction.on_commit(tidy, robust=True)


def _order(_: Job | None = None) -> Order:
    return Order(
        kind=KIND,
        work=WORK_NAME,
        category="account",
        queue="media",
        quote=Quote(lines=()),
        title="A copy of your data",
    )


EXPORT = Work(run=export, reorder=_order)
