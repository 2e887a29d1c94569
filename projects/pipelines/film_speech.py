"""Speaks what is said during one shot: by one voice, without silence around it, as loud as all others."""

import uuid
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from ai.capabilities import Call, Capability, RecognitionInput, Transcription
from ai.pipelines import narrating, voicing
from ai.pipelines.consulting import Consulting
from ai.pipelines.narrating import Speech
from ai.pipelines.voicing import Clip
from ai.services import origins
from ai.services.asking import Answer
from ai.services.insights.narrations import Wish
from ai.services.insights.scripting import Piece
from ai.services.transcripts.timing import by_segment
from jobs.models import Job
from jobs.work import JobFailed, Outcome, Run, Work
from projects.pipelines.film_script import not_alone
from videos.limits import media_limits
from videos.media.probe import probe
from videos.models import Video
from videos.pipelines import adding

ALIGNER = "local/recognition"  # finds a known text in a sound, here and for nothing
ESTIMATED = _("This voice does not tell when it says each word, so the captions follow it only about.")


def speak(run: Run) -> Outcome:
    consulting, params = Consulting(run), run.job.params
    text = params["text"]
    wish = Wish(language=params["language"], voice_type=params["voiceType"], voice=params["voice"])
    ask = partial(narrating.spoken, [Piece(text)], wish)
    answer = consulting.ask(
        Capability.TEXT_TO_SPEECH, ask, share=(0.0, 70.0), model=params["model"], is_maker=True
    )
    consulting.used(answer.spec, answer.value.usage, otherwise=float(len(text)))
    clip = voicing.clip(run, answer.value.clips[0], 0)
    voice = voicing.track(run, [clip], [0.0])
    words = _words(consulting, text, clip, voice.path)
    item = _added(consulting, answer, words, voice.compressed)
    return Outcome(
        publish=partial(_publish, item),
        outputs=[adding.output_of(item)],
        result={"videoId": str(item.pk), "duration": item.duration, "notes": consulting.notes},
        charge=consulting.charge(),
    )


def _added(consulting: Consulting, answer: Answer[Speech], words: list[dict[str, Any]], path: Path) -> Video:
    run, speech = consulting.run, answer.value
    info = probe(path, limits=media_limits())
    text, model = run.job.params["text"], f"{answer.spec.provider}/{answer.spec.model_id}"
    addition = adding.Addition(
        path=path,
        info=info,
        title=str(_("Narration: %(words)s") % {"words": text})[:120],
        source=Video.Source.GENERATED,
        ai_generated=True,
        in_library=False,
        metadata={
            "text": text,
            "language": run.job.params["language"],
            "voice": speech.voice,
            "provider": answer.spec.provider,
            "model": answer.spec.model_id,
            "isDraft": speech.is_draft,
            "words": words,
        },
        synthetic=origins.spans_made(
            capability=Capability.TEXT_TO_SPEECH, sources={}, info=info, model=model
        ),
    )
    return adding.add(run, uuid.UUID(run.job.params["outputVideoId"]), addition)


def _words(consulting: Consulting, text: str, clip: Clip, sound: Path) -> list[dict[str, Any]]:
    """Each word of the text with its seconds from the begin of what is spoken."""
    told = voicing.words([clip], [0.0]) or _heard(consulting, text, sound)
    whole = {"text": " ".join(text.split()), "start": 0.0, "end": round(clip.length, 3)}
    return [word for _, said in by_segment([whole], told) for word in said]


def _heard(consulting: Consulting, text: str, sound: Path) -> list[dict[str, Any]]:
    """The words where the aligner hears them; none where it cannot, and they are spread over the time."""
    wish = RecognitionInput(source=sound, language=consulting.run.job.params["language"], script=text)
    try:
        answer = consulting.ask(
            Capability.SPEECH_TO_TEXT, partial(_aligned, wish), share=(75.0, 90.0), model=ALIGNER
        )
    except JobFailed:
        consulting.notes.append(str(ESTIMATED))
        return []
    return [
        {"text": word.text, "start": word.start, "end": word.end, "confidence": word.confidence}
        for word in answer.value.words
    ]


def _aligned(wish: RecognitionInput, provider: Any, call: Call) -> Transcription:
    heard: Transcription = provider.speech_to_text(wish, call)
    return heard


def _publish(item: Video, job: Job) -> None:
    adding.publish(made=item)


def _abandon(job: Job) -> None:
    adding.abandon(job=job, video_id=uuid.UUID(job.params["outputVideoId"]))


SPEAK = Work(run=speak, reorder=not_alone, abandoned=_abandon)
