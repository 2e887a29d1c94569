"""Chooses the best moments of a film by its words, its sound and its cuts."""

from decimal import Decimal
from functools import partial
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ai.models import Highlight
from ai.pipelines.consulting import Consulting
from ai.pipelines.cuts import cuts_of
from ai.pipelines.spoken import Spoken, spoken
from ai.services.insights import choosing, highlights
from ai.services.insights.choosing import STEP, Array
from ai.services.insights.highlights import Wish
from ai.services.transcripts import reading
from credits.pricing import Line
from jobs.models import Job
from jobs.work import JobFailed, Outcome, Run, Work
from videos import files
from videos.limits import media_limits
from videos.media.derived import waveform
from videos.models import Artefact, Video
from videos.pipelines.steps import ffmpeg, video_of
from videos.services import deriving

Kind = Artefact.Kind
MODEL = "moments-1"
NOTHING = gettext_lazy("No moment of this film could be chosen. Nothing was charged.")


def highlight(run: Run) -> Outcome:
    video, consulting = video_of(run.job), Consulting(run)
    wish = Wish(**run.job.params["wish"])
    words = _words(consulting, video)
    film = choosing.Film(
        lines=words.lines if words else (),
        loudness=_loudness(run, video),
        cuts=cuts_of(run, video, until=90),
        duration=video.duration,
    )
    run.progress(95, _("Choosing"))
    chosen = [
        Highlight(
            video=video,
            start=each.start,
            end=each.end,
            title=each.title[:120],
            reason=each.reason[:400],
            score=each.score,
            provider="local",
            model=MODEL,
            is_draft=True,
            job_id=run.job.pk,
        )
        for each in choosing.best(film, seconds=wish.seconds, count=wish.count)
    ]
    if not chosen:
        raise JobFailed("no_moments", NOTHING)
    consulting.lines.append(Line(highlights.PRICE, Decimal(str(round(video.duration, 3)))))
    return Outcome(
        publish=partial(_publish, words, video, chosen),
        result=highlights.result_of(chosen),
        charge=consulting.charge(),
    )


def _publish(words: Spoken | None, video: Video, chosen: list[Highlight], job: Job) -> None:
    if not Video.objects.filter(pk=video.pk).exists():
        return
    if words:
        words.publish(video=video, job_id=job.pk)
    highlights.publish(video=video, chosen=chosen)


def _words(consulting: Consulting, video: Video) -> Spoken | None:
    """What is said; None for a film in which nothing is."""
    known = reading.current(video=video)
    if video.media_info.audio is None and known is None:
        return None
    try:
        return spoken(consulting, video, known, share=(0.0, 60.0))
    except JobFailed as failure:
        if failure.code == "no_speech":
            return None
        raise


def _loudness(run: Run, video: Video) -> Array:
    """How loud the film is, a value each STEP seconds; nothing for a silent one."""
    if video.media_info.audio is None:
        return np.zeros(0)
    made = deriving.current(video=video, kind=Kind.WAVEFORM)
    wave = deriving.wave(artefact=made, points=waveform.FINEST) if made else _wave(run, video)
    heights = np.abs(wave.peaks.astype(np.int16)).max(axis=1).astype(np.float64)
    if not len(heights):
        return np.zeros(0)
    places = np.arange(0, video.duration, STEP) * waveform.RATE / wave.samples_per_pixel
    return np.asarray(heights[np.minimum(places.astype(int), len(heights) - 1)])


def _wave(run: Run, video: Video) -> waveform.Waveform:
    command = waveform.sound_command(
        video.media_info, source=_source(run, video), folder=run.folder, limits=media_limits()
    )
    ffmpeg(run, command, stage=_("Listening"), until=70)
    return waveform.read(command.output)


def _source(run: Run, video: Video) -> Path:
    return files.fetch(key=video.file, folder=run.folder)


HIGHLIGHT = Work(run=highlight, reorder=highlights.reorder)
