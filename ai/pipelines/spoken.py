"""What is said in a film: as it was written down before, or written down now as a part of the job."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from ai.capabilities import RecognitionInput, Transcription
from ai.models import ModelSpec, Transcript
from ai.pipelines import hearing
from ai.pipelines.consulting import Consulting
from ai.services.insights.lines import Line, lines_of
from ai.services.transcripts import making, writing
from ai.services.transcripts.timing import by_segment
from jobs.work import JobFailed
from videos import files
from videos.models import Video

NOTHING_SAID = gettext_lazy("Nothing is said in this film. Nothing was charged.")


@dataclass(frozen=True)
class Spoken:
    """The words of a film. `heard` was written down just now, and is not published yet."""

    language: str
    text: str
    segments: list[Any]
    transcript: Transcript | None
    heard: Transcription | None = None
    spec: ModelSpec | None = None

    @property
    def lines(self) -> list[Line]:
        return lines_of(self.segments)

    def publish(self, *, video: Video, job_id: Any) -> Transcript | None:
        """The row; what was heard becomes one, in the transaction that charges for it."""
        if self.heard is None or self.spec is None:
            return self.transcript
        return writing.publish(
            video=video,
            language=self.language,
            origin=Transcript.Origin.RECOGNISED,
            segments=self.heard.segments,
            words=self.heard.words or [word for _, said in by_segment(self.segments, []) for word in said],
            text=self.heard.text,
            provider=self.spec.provider,
            model=self.spec.model_id,
            is_draft=self.heard.is_draft,
            notes=self.heard.notes,
            job_id=job_id,
            address=making.address_of(video=video, wish=making.Wish(video.pk), spec=self.spec),
        )


def spoken(
    consulting: Consulting, video: Video, known: Transcript | None, *, share: tuple[float, float]
) -> Spoken:
    """The words of a film: those that are known, else what a model hears. Raises JobFailed for silence."""
    if known is not None:
        found = Spoken(known.language, known.text, list(known.segments), known)
    else:
        found = _heard(consulting, video, share)
    if not found.text.strip():
        raise JobFailed("no_speech", str(NOTHING_SAID))
    return found


def _heard(consulting: Consulting, video: Video, share: tuple[float, float]) -> Spoken:
    run = consulting.run
    path = files.fetch(key=video.file, folder=run.folder)
    sound = hearing.extract(run, path, video.media_info)
    if sound.is_silent:
        raise JobFailed("no_speech", str(NOTHING_SAID))
    answer = hearing.heard(consulting, sound, RecognitionInput(path), share=share)
    heard = answer.value
    consulting.used(answer.spec, heard.usage, otherwise=video.duration)
    segments = [writing.segment_row(each) for each in heard.segments]
    return Spoken(heard.language, heard.text, segments, None, heard, answer.spec)
