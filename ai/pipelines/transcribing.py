"""Writes down what is said in a film, and translates what was written down."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ai.capabilities import (
    Call,
    Capability,
    RecognitionInput,
    Transcription,
    Translation,
    TranslationInput,
    Usage,
)
from ai.models import Transcript
from ai.pipelines import hearing
from ai.pipelines.consulting import Consulting
from ai.services.transcripts import making, reading, tongues, translating, writing
from ai.services.transcripts.timing import by_segment
from jobs.models import Job
from jobs.work import JobFailed, LeaseLost, Outcome, Run, Work
from videos import files
from videos.media.derived.source import LacksTrack
from videos.models import Video
from videos.pipelines import steps

SILENT = gettext_lazy("There is nothing to be heard in this sound.")
WORDLESS = gettext_lazy("Nobody was heard to speak.")
ESTIMATED = gettext_lazy("When single words are said is estimated from their sentences.")


def transcribe(run: Run) -> Outcome:
    """Listens to the film's sound, or finds a known script in it. Silence is known without a model."""
    video, wish = steps.video_of(run.job), making.wish_of(run.job)
    run.progress(0, _("Fetching"))
    path = files.fetch(key=video.file, folder=run.folder)
    try:
        sound = hearing.extract(run, path, video.media_info)
    except LacksTrack as lacks:
        raise JobFailed(lacks.code, _("%(error)s Nothing was charged.") % {"error": lacks}) from None
    if sound.is_silent:
        made = Transcript(
            video=video, language=wish.language or tongues.UNKNOWN, origin=_origin(wish), notes=[str(SILENT)]
        )
        return _written(made, charge=0)
    asked = RecognitionInput(path, language=wish.language, speakers=wish.speakers, script=wish.script)
    consulting = Consulting(run)
    found = hearing.heard(consulting, sound, asked, share=(10, 98), model=wish.model)
    consulting.used(found.spec, found.value.usage, otherwise=video.duration)
    made = Transcript(
        video=video,
        origin=_origin(wish),
        provider=found.spec.provider,
        model=found.spec.model_id,
        address=making.address_of(video=video, wish=wish, spec=found.spec),
        is_draft=found.value.is_draft,
        **_told(found.value, consulting.notes),
    )
    return _written(made, charge=consulting.charge())


def translate(run: Run) -> Outcome:
    """Translates the segments of a transcript, some at a time, each at the times of the original."""
    params, video = run.job.params, steps.video_of(run.job)
    source = reading.current(video=video, language=params["language"])
    if source is None:
        raise JobFailed("transcript_gone", _("The transcript was deleted. Nothing was charged."))
    consulting = Consulting(run)
    wish = TranslationInput([each["text"] for each in source.segments], params["target"], source.language)
    found = consulting.ask(
        Capability.TRANSLATION,
        partial(_translated, wish),
        share=(0, 98),
        model=params["model"],
        is_maker=True,
    )
    letters = sum(map(len, wish.texts))
    consulting.used(found.spec, found.value.usage, otherwise=letters)
    segments = [
        {**segment, "text": text} for segment, text in zip(source.segments, found.value.texts, strict=True)
    ]
    made = Transcript(
        video=video,
        language=params["target"],
        origin=Transcript.Origin.TRANSLATED,
        source=source,
        segments=segments,
        provider=found.spec.provider,
        model=found.spec.model_id,
        is_draft=found.value.is_draft,
        notes=consulting.notes,
    )
    return _written(made, charge=consulting.charge())


def _written(made: Transcript, *, charge: int) -> Outcome:
    return Outcome(
        publish=partial(_publish, made),
        outputs=[making.output_of(video_id=made.video_id, language=made.language)],
        result=making.result_of(made),
        charge=charge,
    )


def _publish(made: Transcript, job: Job) -> None:
    source = made.source if made.source and Transcript.objects.filter(pk=made.source.pk).exists() else None
    try:
        writing.publish(
            video=made.video,
            language=made.language,
            origin=Transcript.Origin(made.origin),
            segments=made.segments,
            words=made.words,
            source=source,
            provider=made.provider,
            model=made.model,
            is_draft=made.is_draft,
            notes=made.notes,
            job_id=job.pk,
            address=made.address,
        )
    except Video.DoesNotExist:
        raise LeaseLost("The video was deleted while its words were written down.") from None


def _origin(wish: making.Wish) -> Transcript.Origin:
    return Transcript.Origin.ALIGNED if wish.script else Transcript.Origin.RECOGNISED


def _told(found: Transcription, notes: Sequence[str]) -> dict[str, Any]:
    """What was heard, as the columns of a transcript."""
    segments = [writing.segment_row(each) for each in found.segments]
    words: list[Mapping[str, Any]] = [writing.word_row(each) for each in found.words]
    told = [*found.notes, *notes]
    if segments and not words:
        words = [word for _, said in by_segment(segments, []) for word in said]
        told.append(str(ESTIMATED))
    if not segments:
        told.append(str(WORDLESS))
    return {"language": found.language, "segments": segments, "words": words, "notes": told}


def _translated(wish: TranslationInput, provider: Any, call: Call) -> Translation:
    texts: list[str] = []
    amounts: dict[str, float] = {}
    is_draft = False
    for number, batch in enumerate(translating.batches(wish.texts)):
        call.progress(100 * len(texts) / len(wish.texts), _("Translating"))
        own = replace(call, key=f"{call.key}.{number}")
        made: Translation = provider.translation(TranslationInput(batch, wish.target, wish.source), own)
        texts += made.texts
        is_draft = is_draft or made.is_draft
        for unit, amount in made.usage.amounts.items():
            amounts[unit] = amounts.get(unit, 0) + amount
    return Translation(tuple(texts), Usage(amounts), is_draft)


TRANSCRIBE = Work(run=transcribe, reorder=making.reorder)

TRANSLATE = Work(run=translate, reorder=translating.reorder)
