"""A film's parts, and which of them are stale: made of other inputs than those of today."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.models import Film, Shot
from projects.services.film.wishes import FilmWish, wish_of

MADE = "made"  # in the film's job's memory: what was begun, by the keys of the parts
VERSION = 1  # of how parts are made; raised when equal inputs are made into something else


class Kind(StrEnum):
    SCRIPT = "script"
    IMAGE = "image"
    VIDEO = "video"
    SPEECH = "speech"
    MUSIC = "music"
    RENDER = "render"


OF_SHOTS = {Kind.IMAGE, Kind.VIDEO, Kind.SPEECH}
SPOKEN = {
    Kind.SCRIPT: gettext_lazy("The script"),
    Kind.MUSIC: gettext_lazy("The music"),
    Kind.RENDER: gettext_lazy("The film"),
}


@dataclass(frozen=True)
class Part:
    """Something to be made. `address` names its inputs: the same inputs have the same one."""

    kind: Kind
    address: str
    shot: Shot | None = None

    @property
    def key(self) -> str:
        """Names it within one job, whoever looks and however often."""
        return f"{self.kind}:{self.shot.pk if self.shot else ''}:{self.address[:16]}"

    @property
    def name(self) -> str:
        """For people."""
        if self.shot is None:
            return str(SPOKEN[self.kind])
        return str(_("Shot %(number)s") % {"number": self.shot.position + 1})


@dataclass
class Board:
    """A film and its shots in their order, as read at one moment."""

    film: Film
    shots: list[Shot]

    @property
    def wish(self) -> FilmWish:
        return wish_of(self.film)

    @property
    def language(self) -> str:
        return self.film.language or self.wish.language or "en"


def board_of(film: Film) -> Board:
    shots = film.shots.select_related("image", "video", "speech").order_by("position")
    return Board(film, list(shots))


def address(*inputs: Any) -> str:
    text = json.dumps([VERSION, *inputs], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def stale_parts(board: Board) -> list[Part]:
    """What is to be made, in the order in which it is; the render, when it is the only one, too."""
    parts = [part for part in all_parts(board) if not is_fresh(board, part)]
    return [*parts, render_part(board)] if parts or not is_rendered(board) else []


def all_parts(board: Board) -> Iterator[Part]:
    """Every part but the last one, which shows all others."""
    wish = board.wish
    if wish.prompt:
        yield Part(Kind.SCRIPT, script_address(board))
    for shot in board.shots:
        if wish.has_images and shot.source == Shot.Source.GENERATED:
            yield Part(Kind.IMAGE, image_address(board, shot), shot)
        yield Part(Kind.VIDEO, video_address(board, shot), shot)
        if shot.text.strip():
            yield Part(Kind.SPEECH, speech_address(board, shot), shot)
    if wish.has_music and board.film.music_prompt:
        yield Part(Kind.MUSIC, music_address(board))


def is_fresh(board: Board, part: Part) -> bool:
    film, shot = board.film, part.shot
    if shot is not None:
        made = getattr(shot, f"{part.kind}_id")
        return made is not None and getattr(shot, f"{part.kind}_address") == part.address
    if part.kind is Kind.SCRIPT:
        return film.script_address == part.address
    return film.music_id is not None and film.music_address == part.address


def stale_of(board: Board, shot: Shot) -> list[str]:
    """The kinds of a shot's parts that are stale."""
    mine = (part for part in all_parts(board) if part.shot is shot)
    return [part.kind.value for part in mine if not is_fresh(board, part)]


# -- what each is made of ----------------------------------------------------------------------------------


def script_address(board: Board) -> str:
    wish = board.wish
    inputs = (wish.prompt, wish.style, wish.seconds, wish.language, wish.aspect, wish.model("chat"))
    return address("script", *inputs, board.film.script_take)


def image_address(board: Board, shot: Shot) -> str:
    wish = board.wish
    drawn = (shot.picture.strip(), wish.style, wish.size, shot.seed, shot.take)
    return address("image", *drawn, wish.model("image"))


def video_address(board: Board, shot: Shot) -> str:
    """Of a chosen film, the film; its length is no input: a shot that is to last longer plays slower."""
    wish = board.wish
    if shot.source != Shot.Source.GENERATED:
        return address("chosen", shot.video_id, shot.begin)
    drawn = (shot.picture.strip(), wish.style, wish.size, shot.seed, shot.take)
    image = image_address(board, shot) if wish.has_images else ""
    return address("video", *drawn, shot.camera, shot.seconds, wish.model("video"), image)


def speech_address(board: Board, shot: Shot) -> str:
    wish = board.wish
    takes = (board.film.narration_take, shot.speech_take)
    voice = (wish.voice, wish.voice_type, board.language, wish.model("speech"))
    return address("speech", shot.text.strip(), *voice, *takes)


def music_address(board: Board) -> str:
    """Its length is no input: a piece that is too long fades out. One that is too short is made again."""
    wish, film = board.wish, board.film
    return address("music", film.music_prompt, wish.model("music"), film.music_take)


def layout_address(board: Board) -> str:
    """Of what the timeline is laid out by."""
    wish, film = board.wish, board.film
    shots = [(each.pk, each.video_id, each.begin, each.speech_id, each.seconds) for each in board.shots]
    return address("layout", shots, film.music_id, film.title, wish.captions, wish.size)


def render_part(board: Board) -> Part:
    return Part(Kind.RENDER, timeline_address(board.film))


def timeline_address(film: Film) -> str:
    """Of what the film shows: the project's timeline, whoever has changed it."""
    return address("timeline", film.project.timeline)


def is_rendered(board: Board) -> bool:
    film = board.film
    if not board.shots:
        return True  # there is nothing to be seen yet
    is_laid_out = film.layout_address == layout_address(board)
    return is_laid_out and film.video_id is not None and film.video_address == timeline_address(film)
