"""Where a film cuts, as a step of other work."""

from django.utils.translation import gettext as _

from jobs.work import Run
from videos import files
from videos.limits import media_limits
from videos.media.derived import scenes
from videos.models import Artefact, Video
from videos.pipelines.steps import ffmpeg
from videos.services import deriving


def cuts_of(run: Run, video: Video, *, until: float) -> list[float]:
    """When the picture cuts, in seconds: as it was found before, else looked for up to `until` per cent."""
    if video.media_info.video is None:
        return []
    made = deriving.current(video=video, kind=Artefact.Kind.SCENES)
    if made:
        return [each["start"] for each in made.meta["scenes"][1:]]
    source = files.fetch(key=video.file, folder=run.folder)
    command = scenes.cuts_command(video.media_info, source=source, folder=run.folder, limits=media_limits())
    ffmpeg(run, command, stage=_("Looking for cuts"), until=until)
    return [each.start for each in scenes.read(run.folder, video.media_info)[1:]]
