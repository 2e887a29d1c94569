"""What of a film comes next, and as which order: each part is a job of its own, with its own price."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from ai.capabilities import Capability
from ai.services import catalogue, generation
from credits import services as credits
from jobs.work import Order
from projects.models import Film, Shot
from projects.services.film import lengths
from projects.services.film.parts import Board, Kind, Part, all_parts, is_fresh
from projects.services.film.pricing import Prices, filming, lines_of, seconds_fitting

SCRIPT, SPEECH = "projects.script", "projects.speech"  # works
ANOTHER_TAKE = 7919  # a prime, so that the takes of one shot share no seed with those of another
CAMERA = {
    "still": "static camera",
    "push-in": "slow push in",
    "pull-out": "slow pull out",
    "pan-left": "slow pan left",
    "pan-right": "slow pan right",
    "tilt-up": "slow tilt up",
    "tilt-down": "slow tilt down",
}


@dataclass(frozen=True)
class Next:
    """Parts that can be begun now, or the gate at which a person is asked first; neither: all are there."""

    parts: tuple[Part, ...] = ()
    gate: str = ""


def what_is_next(board: Board) -> Next:
    """Script, pictures where somebody looks at them, then all that is seen and heard, side by side."""
    stale = [part for part in all_parts(board) if not is_fresh(board, part)]
    of_kind = {kind: tuple(part for part in stale if part.kind is kind) for kind in Kind}
    if of_kind[Kind.SCRIPT]:
        return Next(of_kind[Kind.SCRIPT])
    if _stops_at(board, Film.Gate.SCRIPT):
        return Next(gate=Film.Gate.SCRIPT)
    if of_kind[Kind.IMAGE]:
        return Next(of_kind[Kind.IMAGE])
    if _stops_at(board, Film.Gate.STORYBOARD):
        return Next(gate=Film.Gate.STORYBOARD)
    return Next(tuple(_side_by_side(stale)))


def count_stale(board: Board) -> int:
    """How many parts are to be made before the render; about, while the shots are not known."""
    stale = [part for part in all_parts(board) if not is_fresh(board, part)]
    if any(part.kind is Kind.SCRIPT for part in stale):
        return 2 + board.wish.screenplay.count * (3 if board.wish.has_images else 2)
    return len(stale)


def order_of(user: User, board: Board, part: Part) -> Order:
    """The job that makes a part, but the render.

    Raises NoModel, or ValidationError when its words are refused.
    """
    if part.kind is Kind.SCRIPT:
        return _order_of_script(board, part)
    if part.kind is Kind.SPEECH:
        return _order_of_speech(board, part)
    return generation.order_of(generation.draft(user=user, wish=_wish(user, board, part)))


def _stops_at(board: Board, gate: Film.Gate) -> bool:
    return gate in board.wish.gates and gate not in board.film.passed and bool(board.shots)


def _side_by_side(stale: list[Part]) -> Iterator[Part]:
    """A shot's film waits for its narrator, and the music for all: both are as long as these are."""
    spoken = [part for part in stale if part.kind is Kind.SPEECH]
    yield from spoken
    waiting = {part.shot.pk for part in spoken if part.shot}
    yield from (
        part for part in stale if part.kind is Kind.VIDEO and part.shot and part.shot.pk not in waiting
    )
    if not spoken:
        yield from (part for part in stale if part.kind is Kind.MUSIC)


def _order_of_script(board: Board, part: Part) -> Order:
    return Order(
        kind="project.script",
        work=SCRIPT,
        category="ai",
        queue="ai",
        quote=credits.quote_for(lines=lines_of(Prices(board), part)),
        params={"projectId": str(board.film.pk), "address": part.address},
        title=(_("Script: %(words)s") % {"words": board.wish.prompt})[:120],
        project_id=board.film.pk,
    )


def _order_of_speech(board: Board, part: Part) -> Order:
    wish, shot = board.wish, _shot(part)
    return Order(
        kind="project.speech",
        work=SPEECH,
        category="ai",
        queue="ai",
        quote=credits.quote_for(lines=lines_of(Prices(board), part)),
        params={
            "text": shot.text.strip(),
            "voice": wish.voice,
            "voiceType": wish.voice_type,
            "language": board.language,
            "model": wish.model("speech"),
            "outputVideoId": str(uuid.uuid4()),
        },
        title=(_("Narration: %(words)s") % {"words": shot.text.strip()})[:120],
        project_id=board.film.pk,
        keeps_file=True,
    )


# -- what generation is asked for --------------------------------------------------------------------------


def _wish(user: User, board: Board, part: Part) -> generation.Wish:
    film, capability = board.film, _capability(user, board, part)
    names = {Kind.IMAGE: "image", Kind.VIDEO: "video", Kind.MUSIC: "music"}
    sources = {"image": _shot(part).image_id} if capability is Capability.IMAGE_TO_VIDEO else {}
    return generation.Wish(
        capability=capability,
        fields=_fields(board, part, capability),
        sources={name: pk for name, pk in sources.items() if pk},
        model=_model(capability, board.wish.model(names[part.kind])),
        title=f"{film.title or film.project.name}: {part.name.lower()}"[:120],
        project_id=film.pk,
        in_library=False,
    )


def _capability(user: User, board: Board, part: Part) -> Capability:
    if part.kind is Kind.MUSIC:
        return Capability.MUSIC
    if part.kind is Kind.IMAGE:
        return Capability.TEXT_TO_IMAGE
    image = _shot(part).image
    # A picture that another member has drawn is not theirs to have films made of.
    is_own = image is not None and image.owner_id == user.pk
    return filming(board) if is_own else Capability.TEXT_TO_VIDEO


def _fields(board: Board, part: Part, capability: Capability) -> dict[str, Any]:
    film = board.film
    if part.kind is Kind.MUSIC:
        seconds = _seconds(board, capability, lengths.expected(board))
        return {"prompt": film.music_prompt, "seconds": seconds, "seed": film.seed + film.music_take}
    shot = _shot(part)
    width, height = board.wish.size
    drawn = {"width": width, "height": height, "seed": shot.seed + ANOTHER_TAKE * shot.take}
    if part.kind is Kind.IMAGE:
        return {"prompt": _picture(board, shot), **drawn}
    seconds = _seconds(board, capability, lengths.wanted(board, shot))
    return {"prompt": f"{_picture(board, shot)}, {CAMERA[shot.camera]}", "seconds": seconds, **drawn}


def _picture(board: Board, shot: Shot) -> str:
    """What is to be seen, with the film's style where it does not say so itself."""
    picture, style = shot.picture.strip().rstrip(".,"), board.wish.style.strip()
    is_styled = not style or style.lower() in picture.lower()
    return picture if is_styled else f"{picture}, {style}"


def _seconds(board: Board, capability: Capability, wanted: float) -> float:
    return seconds_fitting(Prices(board).spec(capability), wanted)


def _model(capability: Capability, wished: str) -> str:
    """A model that makes films of words may make none of pictures."""
    try:
        catalogue.choose(capability=capability, wish=wished)
    except catalogue.UnknownModel:
        return ""
    return wished


def _shot(part: Part) -> Shot:
    if part.shot is None:
        raise ValueError(f"{part.kind} is of no shot.")
    return part.shot
