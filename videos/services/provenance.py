"""What a film is made of: its lineage, what of it AI has made second by second, and whose its parts are."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from accounts.models import User
from jobs.models import Job
from videos.media import lineage
from videos.media.composition.model import Composition
from videos.media.lineage import Carried, Part, Span, Spans
from videos.media.operations import OperationRefused
from videos.media.recipe import Recipe, parse_recipe
from videos.models import Lineage, Rights, Video
from videos.services import library

FROM_OUTSIDE = (Video.Source.UPLOAD, Video.Source.YOUTUBE)
MADE_HERE = (Video.Source.EDIT, Video.Source.RENDER, Video.Source.NARRATION)
MOST = 200  # films of one family tree that are looked at


@dataclass(frozen=True)
class Provenance:
    """All that is known of where a film comes from.

    `line` is the film's way from its first ancestor to itself; `origins` are the files from outside that went
    into it, itself too if it is one.
    """

    video: Video
    spans: Spans
    is_sure: bool
    is_signed: bool
    line: list[Video]
    origins: list[Video]

    @property
    def is_synthetic(self) -> bool:
        return bool(self.spans)

    @property
    def ai_seconds(self) -> float:
        return lineage.seconds_of(self.spans)


def see(*, user: User, video_id: uuid.UUID) -> Provenance:
    """The provenance of a video that the user may look at, as far as they see its family.

    Raises Video.DoesNotExist for all others.
    """
    known = of(video=library.see(user=user, video_id=video_id))
    family = [each.pk for each in (*known.line, *known.origins)]
    visible = set(Video.objects.visible_to(user).filter(pk__in=family).values_list("pk", flat=True))
    return replace(
        known,
        line=[each for each in known.line if each.pk in visible],
        origins=[each for each in known.origins if each.pk in visible],
    )


def of(*, video: Video) -> Provenance:
    """The same of a row in hand. Its family is looked at whoever owns it: what is in the film is in it."""
    family = _Family()
    known = family.carried(video)
    noted = noted_for(video)
    return Provenance(
        video=video,
        spans=known.spans,
        is_sure=known.is_sure,
        is_signed=noted.is_signed if noted else False,
        line=family.line(video),
        origins=family.origins(video),
    )


def spans_of(*, video: Video) -> Spans:
    """What of a video AI has made."""
    return _Family().carried(video).spans


def part_of(*, video: Video) -> Part:
    """A video as it takes part in another."""
    return Part(video.media_info, spans_of(video=video))


def noted_for(video: Video) -> Lineage | None:
    try:
        return video.lineage
    except ObjectDoesNotExist:
        return None


def rights_of(video: Video) -> Rights | None:
    try:
        return video.rights
    except ObjectDoesNotExist:
        return None


def state_rights(*, user: User, video_id: uuid.UUID, said: Mapping[str, str]) -> Rights:
    """Writes down what an owner says of their video: `basis`, `licence`, `attribution`, `consent`."""
    video = library.get(user=user, video_id=video_id)
    rights, _ = Rights.objects.update_or_create(video=video, defaults=dict(said))
    return rights


# -- when something is made ----------------------------------------------------------------------------------


def of_edit(*, made: Video, source: Video, recipe: Recipe, others: Iterable[Video]) -> Lineage:
    """What of an edit's result AI has made; `recipe` as it was carried out. Its row is not saved yet."""
    parts = {str(each.pk): part_of(video=each) for each in others}
    found = lineage.carried(recipe, part_of(video=source), others=parts, duration=made.duration)
    return _unsaved(made, found)


def of_made(*, made: Video, spans: Iterable[Span]) -> Lineage:
    """The same of what a model has made, who knows what that is."""
    return _unsaved(made, Carried(lineage.tidy(spans, made.duration)))


def of_composition(*, made: Video, composition: Composition, videos: Mapping[str, Video]) -> Lineage:
    """The same of a film that was put together; `videos` by the keys that the composition names."""
    family = _Family()
    parts = {key: Part(video.media_info, family.carried(video).spans) for key, video in videos.items()}
    return _unsaved(made, lineage.composed(composition, parts))


def parts_of(*, video: Video) -> list[Video]:
    """The videos that a film was put together of, as far as they are still there."""
    if video.source != Video.Source.RENDER or video.job_id is None:
        return []
    job = Job.objects.filter(pk=video.job_id).first()
    return list(Video.objects.filter(pk__in=job.params.get("videoIds", ()))) if job else []


def _unsaved(made: Video, found: Carried) -> Lineage:
    return Lineage(video=made, spans=[span.to_json() for span in found.spans], is_sure=found.is_sure)


# -- the family tree -----------------------------------------------------------------------------------------


class _Family:
    """Films of one tree, each looked at once."""

    def __init__(self) -> None:
        self._found: dict[uuid.UUID, Carried] = {}

    def carried(self, video: Video) -> Carried:
        if video.pk not in self._found:
            # Its own place is held while it is looked for: a row never is its own ancestor, but who knows.
            self._found[video.pk] = Carried((), is_sure=False)
            self._found[video.pk] = self._look(video)
        return self._found[video.pk]

    def _look(self, video: Video) -> Carried:
        noted = noted_for(video)
        if noted:
            return Carried(tuple(Span.from_json(each) for each in noted.spans), noted.is_sure)
        if video.source in FROM_OUTSIDE and not video.ai_generated:
            return Carried(())
        if video.source == Video.Source.EDIT and len(self._found) < MOST:
            return self._edited(video)
        return Carried(_whole(video) if video.ai_generated else ())

    def _edited(self, video: Video) -> Carried:
        """An edit from before this was noted."""
        try:
            recipe = parse_recipe(video.recipe)
        except OperationRefused:  # of an older engine
            return Carried(_whole(video) if video.ai_generated else (), is_sure=False)
        if video.parent is None:
            return Carried(_whole(video) if video.ai_generated else (), is_sure=False)
        others = {str(each.pk): self._part(each) for each in Video.objects.named_in(recipe)}
        return lineage.carried(recipe, self._part(video.parent), others=others, duration=video.duration)

    def _part(self, video: Video) -> Part:
        return Part(video.media_info, self.carried(video).spans)

    def line(self, video: Video) -> list[Video]:
        line = [video]
        while (parent := line[0].parent) and parent not in line and len(line) < MOST:
            line.insert(0, parent)
        return line

    def origins(self, video: Video) -> list[Video]:
        """The files from outside that went into a film, each once."""
        seen: dict[uuid.UUID, Video] = {}
        waiting = [video]
        while waiting and len(seen) < MOST:
            each = waiting.pop()
            if each.pk in seen:
                continue
            seen[each.pk] = each
            waiting += _took(each)
        return sorted(
            (each for each in seen.values() if each.source in FROM_OUTSIDE), key=lambda each: each.title
        )


def _took(video: Video) -> list[Video]:
    """What a film was made of directly, as far as it is still there."""
    if video.source in FROM_OUTSIDE:
        return []
    if video.source == Video.Source.RENDER:
        return parts_of(video=video)
    parent = [video.parent] if video.parent else []
    try:
        named = list(Video.objects.named_in(parse_recipe(video.recipe))) if video.recipe else []
    except OperationRefused:
        named = []
    return parent + named


def _whole(video: Video) -> Spans:
    """All of a film that is known to be made by AI, and nothing more is."""
    told: dict[str, Any] = video.metadata if isinstance(video.metadata, dict) else {}
    model = "/".join(str(told[name]) for name in ("provider", "model") if told.get(name))
    kinds = [*([lineage.PICTURE] if video.width else []), *([lineage.VOICE] if video.audio_codec else [])]
    if video.source == Video.Source.NARRATION:
        kinds = [lineage.VOICE]
    return (Span(0.0, video.duration, tuple(kinds), (model,) if model else ()),)
