"""Gives files content credentials: what AI had part in when it is made, everything else when it is asked for.

A file without them is better than none: whoever asks gets the file as it is, and is told why.
"""

import logging
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from videos.credentials import certificates, signing
from videos.credentials.certificates import Identity, WrongCertificate
from videos.credentials.manifest import (
    COMPOSED,
    COMPOSED_WITH_AI,
    CREATED,
    DUBBED,
    EDITED,
    OPENED,
    OPERATIONS,
    PLACED,
    Ingredient,
    Step,
    manifest,
)
from videos.credentials.signing import NotSigned
from videos.limits import media_limits
from videos.media.operations import Operation, OperationRefused
from videos.media.recipe import parse_recipe
from videos.models import Video
from videos.services import provenance
from videos.services.provenance import Provenance

log = logging.getLogger(__name__)

OFF = "Content credentials are switched off here."
STATES = ("signed", "available", "unsupported", "off", "broken")
CAME = {Video.Source.UPLOAD: "Uploaded file", Video.Source.YOUTUBE: "Video from YouTube"}


@dataclass(frozen=True)
class State:
    """Whether a file carries credentials (`signed`), may be given some (`available`), or why not."""

    state: str  # of STATES
    reason: str = ""
    is_self_made: bool = False


def state_of(*, video: Video) -> State:
    """What can be said of a video's credentials without signing anything."""
    noted = provenance.noted_for(video)
    try:
        signing.media_type(video.extension)
        who = identity()
    except NotSigned as refusal:
        return State(refusal.code if refusal.code in {"off", "unsupported"} else "broken", str(refusal))
    return State("signed" if noted and noted.is_signed else "available", is_self_made=who.is_self_made)


def identity() -> Identity:
    """Who signs here; raises NotSigned when nobody does."""
    if not settings.CONTENT_CREDENTIALS:
        raise NotSigned("off", OFF)
    try:
        if settings.C2PA_CERTIFICATE:
            certificate, key = Path(settings.C2PA_CERTIFICATE), Path(settings.C2PA_KEY)
            return certificates.operators(certificate=certificate, key=key)
        return certificates.self_made(folder=settings.HOME_DIR / "credentials")
    except WrongCertificate as wrong:
        log.exception("Content credentials cannot be signed.")
        raise NotSigned(
            "wrong_certificate", "This platform's certificate for signing is unusable."
        ) from wrong
    except OSError as trouble:
        log.exception("The platform's own certificate could not be made or read.")
        raise NotSigned("wrong_certificate", "This platform has no certificate for signing.") from trouble


def sign(*, video: Video, path: Path, folder: Path, extension: str) -> Path:
    """A signed copy of a video's file, in `folder`. Raises NotSigned."""
    media_type, who = signing.media_type(extension), identity()
    known = provenance.of(video=video)
    note = manifest(
        steps=list(steps(known)), spans=known.spans, media_type=media_type, version=settings.VERSION
    )
    output = folder / f"signed.{extension}"
    signing.sign(path=path, output=output, note=note, identity=who, limits=media_limits())
    return output


def sign_new(*, made: Video, path: Path, folder: Path, extension: str) -> Path:
    """The file that a new row gets: signed if AI had part in it, else (or if that fails) as it is."""
    lineage = made.lineage
    if not (lineage.spans and settings.CONTENT_CREDENTIALS):
        return path
    try:
        signed = sign(video=made, path=path, folder=folder, extension=extension)
    except NotSigned as refusal:
        if refusal.code != "unsupported":
            log.warning("%s gets no content credentials: %s", made.pk, refusal)
        return path
    lineage.is_signed = True
    made.size = signed.stat().st_size
    made.info = {**made.info, "size": made.size}
    return signed


# -- the steps -----------------------------------------------------------------------------------------------


def steps(known: Provenance) -> Iterator[Step]:
    """What was done, from the first ancestor to the file itself, in C2PA's words."""
    first, *later = known.line
    yield _beginning(first)
    was_made_here = bool(first.recipe) or first.source == Video.Source.RENDER
    for each in [first, *later] if first.parent_id is None and was_made_here else later:
        yield from _done(each)


def _beginning(first: Video) -> Step:
    if first.source == Video.Source.GENERATED:
        return Step(CREATED, "Made by AI", _model(first), is_ai=True)
    if first.source == Video.Source.RENDER:
        kind = COMPOSED_WITH_AI if provenance.spans_of(video=first) else COMPOSED
        return Step(CREATED, "Put together of files", source_type=kind)
    what = CAME.get(Video.Source(first.source), "File that is gone")
    return Step(OPENED, ingredients=(Ingredient(_name(first.pk), what),))


def _done(video: Video) -> Iterator[Step]:
    match video.source:
        case Video.Source.GENERATED:
            yield Step(EDITED, "Changed by AI", _model(video), is_ai=True)
        case Video.Source.NARRATION:
            yield Step(DUBBED, "A voice made by AI", _model(video), is_ai=True)
        case Video.Source.RENDER:
            yield _placed(video)
        case _:
            yield from (_operation(each) for each in _recipe(video))


def _recipe(video: Video) -> list[Operation]:
    try:
        return parse_recipe(video.recipe) if video.recipe else []
    except OperationRefused:  # of an older engine
        return []


def _operation(operation: Operation) -> Step:
    action = OPERATIONS.get(operation.name, EDITED)
    if action != PLACED:
        return Step(action, operation.title)
    taken = {str(each.pk): each for each in Video.objects.named_in([operation])}
    ids = list(dict.fromkeys(operation.sources().values()))
    models = sorted(_models(taken.values()))
    parts = tuple(_ingredient(each, taken.get(each)) for each in ids)
    return Step(action, operation.title, ", ".join(models), is_ai=bool(models), ingredients=parts)


def _placed(video: Video) -> Step:
    parts = provenance.parts_of(video=video)
    models, is_ai = ", ".join(sorted(_models(parts))), bool(provenance.spans_of(video=video))
    placed = tuple(_ingredient(str(each.pk), each) for each in parts)
    return Step(PLACED, "Files placed on a timeline", models, is_ai=is_ai, ingredients=placed)


def _ingredient(name: str, video: Video | None) -> Ingredient:
    if video is None:
        return Ingredient(_name(name), "File that is gone")
    return Ingredient(_name(name), CAME.get(Video.Source(video.source), "File made here"))


def _models(parts: Iterable[Video]) -> set[str]:
    return {
        model or "AI"
        for part in parts
        for span in provenance.spans_of(video=part)
        for model in span.models or ("",)
    }


def _model(video: Video) -> str:
    return next((model for span in provenance.spans_of(video=video) for model in span.models), "")


def _name(video_id: uuid.UUID | str) -> str:
    return f"file-{str(video_id).replace('-', '')}"
