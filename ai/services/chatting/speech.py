"""Edits that go by what is said: captions of the transcript, and words cut out of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError as FieldsRefused

from ai.models import Transcript
from ai.services.chatting import carrying
from ai.services.chatting.carrying import Span
from ai.services.chatting.tools import CallRefused, CutWords
from ai.services.transcripts import cutting, reading
from videos.media.extra import Extra
from videos.media.operations import Operation
from videos.media.recipe import Plan as Course
from videos.media.recipe import equip, parse_recipe, validate
from videos.models import Video
from videos.services.editing import refusals_as_validation_errors

NO_TRANSCRIPT = gettext_lazy("What is said in this film has not been written down yet; transcribe it first.")
UNKNOWN_TIMES = gettext_lazy(
    "A step before has still to listen to the film, so times after it are not known. Put it after this one."
)
LETTERS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")  # noqa: RUF001 - both apostrophes are written


@dataclass(frozen=True)
class Place:
    """Where in a chain of edits a new one will stand: those before it, and the film's course until there."""

    video: Video
    recipe: Sequence[Operation]
    course: Course

    def carried(self, span: Span) -> list[Span]:
        return self._passage.carried(span)

    @cached_property
    def _passage(self) -> carrying.Passage:
        return carrying.Passage(self.recipe, self.course)


def filled(
    *, video: Video, before: list[dict[str, Any]], name: str, arguments: Mapping[str, Any]
) -> tuple[str, Mapping[str, Any]]:
    """The edit with what the transcript says of it; other edits as they are. Raises CallRefused."""
    if name == "cut-words":
        return "remove-parts", {"parts": _cut(_place(video, before), _fields(arguments))}
    if name == "burn-captions" and _is_of_transcript(video, arguments):
        place = _place(video, before)
        return name, {**_without_words(arguments), "cues": list(_cues(place, _spoken(video)))}
    return name, arguments


def _place(video: Video, before: list[dict[str, Any]]) -> Place:
    if not before:
        return Place(video, (), validate((), video.media_info))
    try:
        with refusals_as_validation_errors():
            recipe = parse_recipe(before)
            others = Video.objects.filter(owner=video.owner).named_in(recipe)
            extra = {str(each.pk): Extra(each.media_info) for each in others}
            recipe = equip(recipe, extra)
            course = validate(recipe, video.media_info, extra=extra)
    except ValidationError as error:
        raise CallRefused(" ".join(error.messages)) from None
    if not carrying.is_known(recipe, course):
        raise CallRefused(UNKNOWN_TIMES)
    return Place(video, recipe, course)


def _spoken(video: Video) -> Transcript:
    transcript = reading.current(video=video)
    if transcript is None or not transcript.segments:
        raise CallRefused(NO_TRANSCRIPT)
    return transcript


# -- captions ----------------------------------------------------------------------------------------------


def _is_of_transcript(video: Video, arguments: Mapping[str, Any]) -> bool:
    """Whether no words were given, or those that the model was shown; it may have been shown a part only."""
    if arguments.get("text"):
        return False
    cues = arguments.get("cues")
    if not cues:
        return True
    transcript = reading.current(video=video)
    if transcript is None or not isinstance(cues, list):
        return False
    said = {_plain(str(row["text"])) for row in transcript.segments}
    return all(isinstance(cue, dict) and _plain(str(cue.get("text"))) in said for cue in cues)


def _without_words(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if name not in {"text", "cues"}}


def _cues(place: Place, transcript: Transcript) -> Iterator[dict[str, Any]]:
    for row in transcript.segments:
        for start, end in place.carried((row["start"], row["end"])):
            if end > start and row["text"].strip():
                yield {"start": round(start, 3), "end": round(end, 3), "text": row["text"]}


# -- words cut out -----------------------------------------------------------------------------------------


def _fields(arguments: Mapping[str, Any]) -> CutWords:
    try:
        fields = CutWords.model_validate(dict(arguments))
    except FieldsRefused as refused:
        raise CallRefused(f"cut-words: {refused.errors(include_url=False)[0]['msg']}.") from None
    if not (fields.fillers or fields.pauses or fields.phrase.strip()):
        raise CallRefused(_("cut-words: say what is to be cut out: fillers, pauses or a phrase."))
    return fields


def _cut(place: Place, fields: CutWords) -> list[dict[str, float]]:
    spans = list(_wished(_spoken(place.video), fields))
    parts = sorted(part for span in spans for part in place.carried(span))
    found = [{"startTime": round(a, 3), "endTime": round(b, 3)} for a, b in parts if b - a >= cutting.SLIVER]
    if not found:
        raise CallRefused(_("cut-words: nothing of this kind is in what is said in the film."))
    return found


def _wished(transcript: Transcript, fields: CutWords) -> Iterator[Span]:
    """The times of the film that go (seconds)."""
    if fields.fillers:
        yield from ((strike.start, strike.end) for strike in cutting.fillers(transcript=transcript))
    if fields.pauses:
        yield from ((strike.start, strike.end) for strike in cutting.pauses(transcript=transcript))
    if fields.phrase.strip():
        words = said_at(transcript=transcript, phrase=fields.phrase)
        if not words:
            raise CallRefused(
                _("cut-words: “%(phrase)s” is not said in the film.") % {"phrase": fields.phrase[:100]}
            )
        yield from cutting.parts_without(transcript=transcript, words=words)


def said_at(*, transcript: Transcript, phrase: str) -> list[int]:
    """The numbers of the words that say a phrase, wherever they are said one after the other."""
    wanted = LETTERS.findall(_plain(phrase))
    said = ["".join(LETTERS.findall(_plain(str(word["text"])))) for word in transcript.words]
    found, at = list[int](), 0
    while wanted and at + len(wanted) <= len(said):
        is_here = said[at : at + len(wanted)] == wanted
        found += range(at, at + len(wanted)) if is_here else ()
        at += len(wanted) if is_here else 1
    return found


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
