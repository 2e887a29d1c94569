"""Narrates a film: writes what is to be said, has it spoken, and lays the voice over the film."""

import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ai.capabilities import Call, Capability, Media, ProviderError, SpeechInput, Unsupported, Usage
from ai.models import Narration, Transcript
from ai.pipelines import summarising, voicing
from ai.pipelines.consulting import Consulting
from ai.pipelines.summarising import Made
from ai.pipelines.voicing import Clip
from ai.services import origins
from ai.services.asking import Answer
from ai.services.insights import counting, narrations, scripting, summaries
from ai.services.insights.narrations import Wish
from ai.services.insights.scripting import Piece
from ai.services.transcripts import writing
from ai.services.transcripts.timing import by_segment
from jobs.models import Job
from jobs.work import JobFailed, LeaseLost, Outcome, Run, Work
from videos import files
from videos.limits import media_limits
from videos.media.extra import Extra
from videos.media.operations.narrate import VOICE, Narrate, Said
from videos.media.rendering import Rendered, render
from videos.models import Video
from videos.pipelines import adding
from videos.pipelines.steps import attempt_key, bar, ended_by_name, subject, video_of
from videos.services.making import attempt_name

TOO_LONG = gettext_lazy(
    "The script takes %(needed)s seconds to say and the film lasts %(duration)s: shorten it, or raise "
    "the speed. Nothing was charged."
)
ONE_KIND = gettext_lazy("The voices of this model are not told apart as female and male.")
NO_SUMMARY = gettext_lazy(
    "Nothing is said in this film that could be told, so write a script. Nothing was charged."
)


@dataclass(frozen=True)
class Speech:
    """Sentences as one model has spoken them, in their order, by one voice."""

    clips: tuple[Media, ...]
    voice: str
    usage: Usage
    notes: tuple[str, ...]

    @property
    def is_draft(self) -> bool:
        return any(each.is_draft for each in self.clips)


@dataclass(frozen=True)
class Track:
    """Sentences as they were spoken, and the second of the film at which each begins."""

    pieces: Sequence[Piece]
    clips: Sequence[Clip]
    starts: Sequence[float]

    @property
    def seconds(self) -> float:
        """How long somebody speaks."""
        return sum(clip.length for clip in self.clips)

    @property
    def end(self) -> float:
        return round(self.starts[-1] + self.clips[-1].length, 3)


def narrate(run: Run) -> Outcome:
    video, consulting = video_of(run.job), Consulting(run)
    wish, pieces, summary = _script(consulting, video, Wish(**run.job.params["wish"]))
    speak = partial(spoken, pieces, wish)
    answer = consulting.ask(
        Capability.TEXT_TO_SPEECH, speak, share=(45.0, 65.0), model=wish.model, is_maker=True
    )
    letters = float(sum(len(piece.text) for piece in pieces))
    consulting.used(answer.spec, answer.value.usage, otherwise=letters)
    clips = [voicing.clip(run, media, number) for number, media in enumerate(answer.value.clips)]
    track = _fitted(consulting, pieces, clips, video, is_free=not wish.script)
    voice = voicing.track(run, track.clips, track.starts)
    row = _row(consulting, video, wish, answer, track)
    row.result = _film(consulting, video, row, voice) if wish.mix != Narration.Mix.NONE else None
    _store(run, row, voice)
    return Outcome(
        publish=partial(_publish, row, summary, track.seconds),
        outputs=_outputs(row),
        result=narrations.result_of(row),
        charge=consulting.charge(),
    )


def _row(consulting: Consulting, video: Video, wish: Wish, answer: Answer[Speech], track: Track) -> Narration:
    job = consulting.run.job
    narration_id = uuid.UUID(job.params["narrationId"])
    return Narration(
        id=narration_id,
        video=video,
        language=wish.language,
        voice=answer.value.voice,
        voice_type=wish.voice_type,
        speed=wish.speed,
        mix=wish.mix,
        segments=voicing.segments(track.pieces, track.clips, track.starts),
        words=voicing.words(track.clips, track.starts),
        # A zombie's voice lies elsewhere: it can take the place of nobody's.
        audio=f"{_place(job)}/{attempt_name(job)}/voice.m4a",
        duration=track.end,
        provider=answer.spec.provider,
        model=answer.spec.model_id,
        is_draft=answer.value.is_draft,
        notes=list(dict.fromkeys([*consulting.notes, *answer.value.notes])),
        job_id=job.pk,
    )


# -- what is said ------------------------------------------------------------------------------------------


def _script(consulting: Consulting, video: Video, wish: Wish) -> tuple[Wish, list[Piece], Made | None]:
    """The wish with its language, the sentences, and the summary that had to be made for them."""
    if wish.script:
        return wish, scripting.of_script(wish.script), None
    summary, made = summaries.current(video=video, language=wish.language), None
    if summary is None:
        made = summarising.summed_up(consulting, video, summaries.Wish(language=wish.language), until=45)
        summary = made.summary
    pieces = scripting.of_summary(summary, duration=video.duration, speed=wish.speed)
    if not pieces:
        raise JobFailed("no_speech", str(NO_SUMMARY))
    return replace(wish, language=wish.language or summary.language), pieces, made


def spoken(pieces: Sequence[Piece], wish: Wish, provider: Any, call: Call) -> Speech:
    """Every sentence by one voice of one provider, so that the voice does not change within a film."""
    voice, notes = _voice(provider, wish)
    clips: list[Media] = []
    for number, piece in enumerate(pieces):
        call.progress(100 * number / len(pieces), _("Speaking"))
        folder = call.folder / f"{number}"
        folder.mkdir(exist_ok=True)
        asked = replace(call, key=f"{call.key}.{number}", folder=folder, progress=lambda percent, stage: None)
        wished = SpeechInput(piece.text, voice=voice, language=wish.language, speed=wish.speed)
        made = provider.text_to_speech(wished, asked)
        if not isinstance(made, Media):
            raise ProviderError("not_at_once", _("This model does not speak while one waits."))
        clips.append(made)
        notes += [note for note in made.notes if note not in notes]
    letters = sum(each.usage.amounts.get("character", 0.0) for each in clips)
    usage = Usage({"character": letters} if letters else {})
    return Speech(tuple(clips), voice, usage, tuple(notes))


def _voice(provider: Any, wish: Wish) -> tuple[str, list[str]]:
    """The provider's voice for a wish, and what is to be said of the choice; raises Unsupported."""
    voices = list(provider.voices())
    if wish.voice:
        if wish.voice not in {each.id for each in voices}:
            raise Unsupported("voice", _("It has no voice called “%(voice)s”.") % {"voice": wish.voice})
        return wish.voice, []
    able = [each for each in voices if narrations.speaks(each.language, wish.language)]
    if not able:
        raise Unsupported("language", _("It has no voice for “%(language)s”.") % {"language": wish.language})
    fitting = [each for each in able if each.gender == wish.voice_type]
    if wish.voice_type == Narration.VoiceType.ANY or fitting:
        return (fitting or able)[0].id, []
    return able[0].id, [str(ONE_KIND)]


def _fitted(
    consulting: Consulting, pieces: list[Piece], clips: list[Clip], video: Video, *, is_free: bool
) -> Track:
    """When each sentence begins. Of a summary (`is_free`) the last ones are left out until it fits."""
    whole = len(pieces)
    while pieces:
        lengths = [clip.length for clip in clips]
        starts = scripting.placed(pieces, lengths, duration=video.duration)
        if starts is not None:
            if len(pieces) < whole:
                consulting.notes.append(_left_out(whole - len(pieces)))
            return Track(pieces, clips, starts)
        if not is_free:
            break
        pieces, clips = pieces[:-1], clips[:-1]
    needed = sum(clip.length + scripting.GAP for clip in clips)
    told = {"needed": f"{needed:.0f}", "duration": f"{video.duration:.0f}"}
    raise JobFailed("too_long", TOO_LONG % told)


def _left_out(count: int) -> str:
    words = ngettext(
        "%(count)s sentence of the summary was left out, since the film is too short for it.",
        "%(count)s sentences of the summary were left out, since the film is too short for them.",
        count,
    )
    return words % {"count": count}


# -- the film ----------------------------------------------------------------------------------------------


def _film(consulting: Consulting, video: Video, row: Narration, voice: voicing.Voice) -> Video:
    run = consulting.run
    said = tuple(Said(start=each["start"], end=each["end"]) for each in row.segments)
    mode = "replace" if row.mix == Narration.Mix.REPLACE else "duck"
    made = _rendered(run, video, Narrate(mode=mode, said=said), voice)
    consulting.lines.append(narrations.mixing_line(video))
    run.progress(97, _("Storing"))
    return adding.add(
        run,
        uuid.UUID(run.job.params["outputVideoId"]),
        adding.Addition(
            path=made.output,
            info=made.info,
            title=_("%(title)s (narrated)") % {"title": video.title},
            source=Video.Source.NARRATION,
            parent=video,
            ai_generated=True,
            metadata={
                "narrationId": str(row.pk),
                "provider": row.provider,
                "model": row.model,
                "isDraft": row.is_draft,
            },
            synthetic=origins.spans_narrated(
                video=video,
                said=[(each.start, each.end) for each in said],
                model=f"{row.provider}/{row.model}",
                is_alone=row.mix == Narration.Mix.REPLACE,
            ),
        ),
    )


def _rendered(run: Run, video: Video, operation: Narrate, voice: voicing.Voice) -> Rendered:
    folder = run.folder / "mixed"
    folder.mkdir()
    with ended_by_name(run):
        return render(
            [operation],
            video.media_info,
            source=files.fetch(key=video.file, folder=run.folder),
            folder=folder,
            extra={VOICE: Extra(voice.info, voice.path)},
            on_progress=bar(run, _("Mixing"), until=95),
            should_stop=run.should_stop,
            deadline=settings.JOB_TIMEOUT_SECONDS,
            limits=media_limits(),
        )


# -- the end -----------------------------------------------------------------------------------------------


def _outputs(row: Narration) -> list[dict[str, Any]]:
    # The id is the film's, on whose page the voice is heard.
    audio = {"type": "audio", "id": str(row.video_id), "url": f"/api/ai/narrations/{row.pk}/audio"}
    return [adding.output_of(row.result), audio] if row.result else [audio]


def _publish(row: Narration, summary: Made | None, seconds: float, job: Job) -> None:
    is_there, film = Video.objects.filter(pk=row.video_id).exists(), row.result
    if film:
        adding.publish(made=film)
        writing.publish(
            video=film,
            language=row.language,
            origin=Transcript.Origin.ALIGNED,
            segments=row.segments,
            # What the engine did not tell is estimated from the sentences.
            words=[word for _, said in by_segment(row.segments, row.words) for word in said],
            provider=row.provider,
            model=row.model,
            is_draft=row.is_draft,
            job_id=job.pk,
        )
    counting.settle(job, amount=max(math.ceil(seconds / 60), 1))
    if not is_there:
        _forget_voices(job)
        return
    if summary:
        summarising.publish(summary, job)
    row.save(force_insert=True)
    transaction.on_commit(partial(files.keep_only, folder=_place(job), attempt=attempt_name(job)))


def _abandon(job: Job) -> None:
    counting.give_back(job)
    adding.abandon(job=job, video_id=uuid.UUID(job.params["outputVideoId"]))
    _forget_voices(job)


def _forget_voices(job: Job) -> None:
    """Removes what every attempt has stored, on commit."""
    transaction.on_commit(partial(files.delete_folder, _place(job)))


def _store(run: Run, row: Narration, voice: voicing.Voice) -> None:
    """Stores the voice; an attempt that has lost its lease meanwhile takes all that it stored away again."""
    files.store(path=voice.compressed, key=row.audio)
    try:
        run.remember(run.job.memory)
    except LeaseLost:
        files.delete_folder(f"{_place(run.job)}/{attempt_name(run.job)}")
        if row.result:
            files.delete_folder(attempt_key(run, row.result.pk))
        raise


def _place(job: Job) -> str:
    return narrations.audio_place(
        user_id=job.user_id, video_id=subject(job), narration_id=uuid.UUID(job.params["narrationId"])
    )


NARRATE = Work(run=narrate, reorder=narrations.reorder, abandoned=_abandon)
