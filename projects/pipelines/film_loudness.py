"""How loud a film's music is, so that its track can be set to what is heard under a voice."""

from functools import partial

from django.utils.translation import gettext as _

from jobs.work import Run
from videos import files
from videos.limits import media_limits
from videos.media.analysis import prepare
from videos.media.operations.normalize_audio import Loudness, NormalizeAudio
from videos.models import Video
from videos.pipelines.steps import ffmpeg


def note_loudness(run: Run, video_id: str) -> None:
    """Measures a sound once (EBU R 128), and writes it down at its row in LUFS."""
    video = Video.objects.filter(pk=video_id).first()
    if video is None or video.media_info.audio is None or "loudness" in video.metadata:
        return
    source = files.fetch(key=video.file, folder=run.folder, name=f"music.{video.extension}")
    [measured] = prepare(
        [NormalizeAudio()],
        video.media_info,
        source=source,
        folder=run.folder,
        perform=partial(ffmpeg, run, stage=_("Listening to the music"), until=0),
        limits=media_limits(),
    )
    found: Loudness = measured.found
    metadata = {**video.metadata, "loudness": round(found.integrated, 2)}
    Video.objects.filter(pk=video.pk).update(metadata=metadata)
