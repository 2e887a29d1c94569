"""Sums a film up: writes down what is said if nobody has, has a model tell it, translates what it told."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ai.capabilities import Call, Capability, ProviderError, Translation, TranslationInput
from ai.models import Summary
from ai.pipelines.consulting import Consulting
from ai.pipelines.spoken import Spoken, spoken
from ai.services.insights import counting, summaries, telling
from ai.services.insights.form import chapters_of, points_of
from ai.services.insights.summaries import Wish
from jobs.models import Job
from jobs.work import Outcome, Run, Work
from videos.models import Video
from videos.pipelines.steps import video_of

HEARING, READING, TRANSLATING = (0.0, 60.0), (60.0, 90.0), (90.0, 98.0)
TRANSLATED = gettext_lazy("It was summed up in %(source)s and translated into %(target)s by %(model)s.")


@dataclass(frozen=True)
class Made:
    """A summary that no row holds yet, and the words that it is of."""

    summary: Summary
    spoken: Spoken


def summarise(run: Run) -> Outcome:
    video, consulting = video_of(run.job), Consulting(run)
    made = summed_up(consulting, video, Wish(**run.job.params["wish"]))
    return Outcome(
        publish=partial(publish, made),
        result=summaries.result_of(made.summary),
        charge=consulting.charge(),
    )


def summed_up(consulting: Consulting, video: Video, wish: Wish, *, until: float = 98.0) -> Made:
    """The summary of a film; the bar goes up to `until` per cent. Raises JobFailed."""
    known = summaries.written(video, wish.language)
    hearing, reading, translating = (
        (begin * until / 98, end * until / 98) for begin, end in (HEARING, READING, TRANSLATING)
    )
    words = spoken(consulting, video, known, share=hearing)
    subject = telling.Subject(words.lines, words.language, video.duration, wish.length)
    answer = consulting.ask(
        Capability.CHAT, partial(telling.tell, subject), share=reading, model=wish.model, is_maker=True
    )
    consulting.lines.append(summaries.line_for(video, answer.spec))
    told = answer.value.told
    row = Summary(
        video=video,
        language=words.language,
        length=wish.length,
        overview=told.overview,
        key_points=points_of(told, duration=video.duration),
        chapters=chapters_of(told, duration=video.duration),
        provider=answer.spec.provider,
        model=answer.spec.model_id,
        is_draft=answer.value.is_draft,
        job_id=consulting.run.job.pk,
        transcript=words.transcript,
    )
    if wish.language and not summaries.is_same(wish.language, words.language):
        _translate(consulting, row, wish.language, translating)
    row.notes = list(consulting.notes)
    return Made(row, words)


def publish(made: Made, job: Job) -> None:
    row = made.summary
    if not Video.objects.filter(pk=row.video_id).exists():
        return
    row.transcript = made.spoken.publish(video=row.video, job_id=job.pk)
    model = f"{row.provider}/{row.model}"
    if row.transcript:
        row.address = summaries.address_of(
            row.transcript, language=row.language, length=row.length, model=model
        )
    summaries.publish(row)


def _translate(consulting: Consulting, row: Summary, target: str, share: tuple[float, float]) -> None:
    texts = [
        row.overview,
        *(point["text"] for point in row.key_points),
        *(each["title"] for each in row.chapters),
    ]
    wish = TranslationInput(texts, target=target, source=row.language)
    answer = consulting.ask(Capability.TRANSLATION, partial(_translated, wish), share=share)
    letters = float(sum(map(len, texts)))
    consulting.used(answer.spec, answer.value.usage, otherwise=letters)
    note = TRANSLATED % {"source": row.language, "target": target, "model": answer.spec.name}
    consulting.notes.append(note)
    given = list(answer.value.texts)
    row.overview, row.language = given[0], target
    points = given[1 : 1 + len(row.key_points)]
    row.key_points = _retold(row.key_points, "text", points)
    row.chapters = _retold(row.chapters, "title", given[1 + len(points) :])


def _retold(rows: Sequence[dict[str, Any]], name: str, texts: Sequence[str]) -> list[dict[str, Any]]:
    return [{**row, name: text} for row, text in zip(rows, texts, strict=True)]


def _translated(wish: TranslationInput, provider: Any, call: Call) -> Translation:
    made: Translation = provider.translation(wish, call)
    if len(made.texts) != len(wish.texts) or not all(text.strip() for text in made.texts):
        raise ProviderError("malformed_answer", _("The translation has not as many parts as the text."))
    return made


SUMMARISE = Work(run=summarise, reorder=summaries.reorder, abandoned=counting.give_back)
