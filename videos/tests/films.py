"""Real films for tests: small clips, made once a session, and videos made of them by a real upload."""

import shutil
import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from django.conf import settings

from accounts.models import User
from jobs import running
from jobs.models import Job
from videos.files import folder_key
from videos.media.generate import clip
from videos.models import Video
from videos.services import uploading


@cache
def a_clip(seconds: float = 3.0, width: int = 320, *, audio: bool = True) -> Path:
    """A clip, 16:9, with a tone unless told otherwise."""
    folder = Path(mkdtemp(prefix="clips-", dir=settings.HOME_DIR))
    return clip(folder / "clip.mp4", seconds=seconds, width=width, height=width * 9 // 16, audio=audio)


def incoming(*, source: Path | None = None, name: str = "holiday.mp4", title: str = "") -> uploading.Incoming:
    """A copy of a clip in the incoming folder, as the web server leaves it there."""
    path = Path(settings.FILE_UPLOAD_TEMP_DIR) / uuid.uuid4().hex
    shutil.copy(source or a_clip(), path)
    return uploading.Incoming(path=path, name=name, title=title)


def a_video(user: User, *, source: Path | None = None, title: str = "", ready: bool = True) -> Video:
    """A video of the user's; `ready`: its preparation is done too."""
    made = uploading.upload(user=user, incoming=incoming(source=source, title=title))
    if ready:
        running.run_job(job_id=made.job.pk)
    made.video.refresh_from_db()
    return made.video


def stored(*, user: User | None = None) -> list[str]:
    """Every file in the storage, and every one left in the incoming and work folders."""
    roots = [Path(settings.MEDIA_ROOT), Path(settings.WORK_DIR)]
    files = [path for root in roots for path in root.rglob("*") if path.is_file()]
    return sorted(str(path) for path in files if user is None or str(user.pk) in str(path))


@dataclass(frozen=True)
class Files:
    """The files of one video, by the attempt that made them."""

    video: Video

    @property
    def attempts(self) -> list[str]:
        folder = Path(settings.MEDIA_ROOT) / folder_key(user_id=self.video.owner_id, video_id=self.video.pk)
        return sorted(path.name for path in folder.iterdir())

    def are_only_of(self, job: Job) -> bool:
        """Whether only its last attempt is left; what was lost goes after the commit that ends the job."""
        return self.attempts == [f"{job.pk.hex[:8]}-{job.attempt}"]


def finished(job: Job) -> Job:
    """The job after one attempt in this process."""
    running.run_job(job_id=job.pk)
    job.refresh_from_db()
    return job
