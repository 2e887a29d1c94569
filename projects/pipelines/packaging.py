"""Packs a timeline's document and its media into a ZIP, without holding any of it in memory."""

import uuid
import zipfile
from functools import partial
from typing import IO, cast

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs.models import Job
from jobs.work import JobFailed, Outcome, Run, Work
from projects.interchange.captions import cues_of, to_captions
from projects.interchange.media import FOLDER
from projects.services import timelines
from projects.services.exchange import exchanging, packaging
from projects.services.exchange.exchanging import Laid
from projects.services.roles import RoleMissing
from videos import files

PIECE = 1024 * 1024  # bytes
README = """A timeline of Framewright with its media.

Open the .{form} file in your editor; it names the files in media/ by their place beside it. captions.srt has
the words. The whole ZIP can be imported into a project of Framewright again{back}.
"""


def package(run: Run) -> Outcome:
    """The work: writes the ZIP in the job's folder and puts it into the storage."""
    params = run.job.params
    laid = _laid(run.job)
    path = run.folder / "package.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        back = "" if params["format"] != "fcpxml" else ", as .otio or .edl"
        archive.writestr("README.txt", README.format(form=params["format"], back=back))
        for document in laid.documents:
            archive.writestr(f"{laid.stem}{document.suffix}", document.content)
        _write_captions(run, archive)
        left_out = _write_media(run, archive, laid)
    size, name = path.stat().st_size, uuid.uuid4().hex
    files.store(path=path, key=packaging.key_of(run.job, name))
    filename = f"{laid.stem}.{params['format']}.zip"
    result = {"name": name, "filename": filename, "size": size, "missing": left_out}
    output = {"type": "file", "id": str(run.job.pk), "url": packaging.url_of(run.job)}
    return Outcome(publish=packaging.replace_earlier, outputs=[output], result=result)


def _laid(job: Job) -> Laid:
    lay = partial(exchanging.lay, user=job.user, form=job.params["format"], revision=job.params["revision"])
    try:
        return lay(project_id=job.project_id or uuid.UUID(int=0))
    except (ObjectDoesNotExist, RoleMissing):
        raise JobFailed("not_found", _("The project, or this revision of it, is gone.")) from None
    except ValidationError as refused:
        raise JobFailed("unwritable", " ".join(refused.messages)) from None


def _write_captions(run: Run, archive: zipfile.ZipFile) -> None:
    job = run.job
    _, timeline = timelines.at(
        user=job.user, project_id=job.project_id or uuid.UUID(int=0), revision=job.params["revision"]
    )
    if any(cues_of(timeline)):
        archive.writestr("captions.srt", to_captions(timeline, form="srt"))


def _write_media(run: Run, archive: zipfile.ZipFile, laid: Laid) -> list[str]:
    """All files that are there; the titles of those that are not."""
    whole, written, left_out = max(sum(video.size for video in laid.videos), 1), 0, list[str]()
    for video in laid.videos:
        run.progress(5 + 90 * written / whole, _("Packing the files"))
        written += video.size
        if not default_storage.exists(video.file):  # it may have been deleted a moment ago
            left_out.append(video.title)
            continue
        entry = zipfile.ZipInfo(f"{FOLDER}/{laid.shelf[video.pk].name}", timezone.now().timetuple()[:6])
        # Films do not become smaller; packing them again would only take time.
        entry.compress_type = zipfile.ZIP_STORED
        entry.external_attr = 0o644 << 16
        with (
            default_storage.open(video.file, "rb") as content,
            archive.open(entry, "w", force_zip64=True) as target,
        ):
            _copy(run, cast(IO[bytes], content), target)
    return left_out


def _copy(run: Run, content: IO[bytes], target: IO[bytes]) -> None:
    while piece := content.read(PIECE):
        target.write(piece)
        if run.should_stop():
            run.progress(run.job.progress)  # raises what stops it


PACKAGE = Work(run=package, reorder=packaging.reorder)
