"""Read a project's film, and change its words and its storyboard by hand."""

import uuid
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from projects.models import MOST_SHOTS, Film, Project, Role, Shot
from projects.services.film.announcing import announce
from projects.services.film.parts import Board, board_of, script_address, video_address
from projects.services.keeping import StaleProject
from projects.services.roles import must_be
from videos.models import Video

SEEDS = 2**30
CHANGED = gettext_lazy("The film was changed by somebody else in the meantime. Read it again.")
Fields = Mapping[str, Any]


class FilmBusy(Exception):
    """The film is being made: what it is made of cannot be changed now."""

    def __init__(self) -> None:
        super().__init__(_("The film is being made at the moment. Wait until it is done, or cancel its job."))


@dataclass(frozen=True)
class Script:
    """What is said. `shots` are rows of id (None: a new one) and text; `music` None leaves it as it is."""

    title: str
    logline: str
    shots: Sequence[Fields]
    music: str | None = None


def get(*, user: User, project_id: uuid.UUID, least: Role = Role.VIEWER) -> Board:
    """The film of a project; an empty one where none was begun.

    Raises Project.DoesNotExist, or RoleMissing for who is less than `least` in it.
    """
    project = must_be(user=user, project_id=project_id, least=least)
    films = Film.objects.select_related("project", "music", "video")
    return board_of(films.filter(pk=project.pk).first() or new_film(project))


def new_film(project: Project) -> Film:
    """A film that nobody has saved yet. Its shots are drawn alike by seeds that are the project's own."""
    return Film(project=project, seed=zlib.crc32(project.pk.bytes) % SEEDS)


def locked(project_id: uuid.UUID) -> Board:
    """The film for changing it, made where there was none; call it within a transaction.

    Raises FilmBusy while its job is at work.
    """
    project = Project.objects.get(pk=project_id)
    Film.objects.bulk_create([new_film(project)], ignore_conflicts=True)
    film = Film.objects.select_for_update(of=("self",)).select_related("project").get(pk=project_id)
    if film.state == Film.State.WORKING:
        raise FilmBusy
    return board_of(film)


@transaction.atomic
def put_script(*, user: User, project_id: uuid.UUID, script: Script, version: int | None = None) -> Board:
    """Takes over the words as a person has written them; they are the script from now on.

    Raises what `get` raises, FilmBusy, StaleProject, or ValidationError naming the field.
    """
    board = _opened(user, project_id, version)
    film = board.film
    film.title, film.logline = script.title.strip(), script.logline.strip()
    if script.music is not None:
        film.music_prompt = script.music.strip()
    _arrange(user, board, script.shots)
    _keep(board)
    return get(user=user, project_id=project_id)


@transaction.atomic
def put_storyboard(
    *, user: User, project_id: uuid.UUID, shots: Sequence[Fields], version: int | None = None
) -> Board:
    """Takes over the shots as a person has laid them out, in their order; raises what `put_script` does."""
    board = _opened(user, project_id, version)
    _arrange(user, board, shots)
    _keep(board)
    return get(user=user, project_id=project_id)


def _opened(user: User, project_id: uuid.UUID, version: int | None) -> Board:
    must_be(user=user, project_id=project_id, least=Role.EDITOR)
    board = locked(project_id)
    if version is not None and board.film.version != version:
        raise StaleProject(str(CHANGED))
    return board


def _keep(board: Board) -> None:
    film = board.film
    film.script_address = script_address(board)
    film.language = film.language or board.language
    film.version = F("version") + 1
    film.save()
    announce(project_id=film.pk)


def _arrange(user: User, board: Board, rows: Sequence[Fields]) -> None:
    """The shots as the rows say: changed, added and removed, in the order of the rows."""
    known = {shot.pk: shot for shot in board.shots}
    named = [row["id"] for row in rows if row.get("id")]
    for number, row in enumerate(rows):
        if row.get("id") and (row["id"] not in known or named.count(row["id"]) > 1):
            raise _wrong(number, "id", _("There is no such shot, or it is named twice."), "unknown_shot")
    if len(rows) > MOST_SHOTS:
        raise ValidationError(
            {
                "shots": ValidationError(
                    _("A film has at most %(most)s shots.") % {"most": MOST_SHOTS}, code="too_many"
                )
            }
        )
    Shot.objects.filter(film=board.film).exclude(pk__in=named).delete()
    seed = max((shot.seed for shot in board.shots), default=board.film.seed - 1)
    shots = []
    for number, row in enumerate(rows):
        shot = known.get(row.get("id") or uuid.UUID(int=0))
        if shot is None:
            seed += 1
            shot = Shot(film=board.film, seed=seed, seconds=_usual_seconds(board))
        shot.position, shot.error = number, ""
        _take_over(user, shot, row, number)
        shots.append(shot)
    board.shots = shots
    for shot in shots:
        if shot.source != Shot.Source.GENERATED:
            shot.video_address = video_address(board, shot)
        shot.save()


def _take_over(user: User, shot: Shot, row: Fields, number: int) -> None:
    for name in ("text", "picture", "camera", "seconds"):
        if row.get(name) is not None:
            setattr(shot, name, row[name])
    shot.picture = shot.picture.strip() or shot.text.strip()
    source = row.get("source") or shot.source
    if source == Shot.Source.GENERATED:
        if not shot.picture:
            raise _wrong(number, "picture", _("Say what is to be seen."), "required")
        shot.source = source
        return
    video_id = row.get("video_id") or (shot.video_id if shot.source != Shot.Source.GENERATED else None)
    if video_id is None:
        raise _wrong(number, "videoId", _("Choose a film or a picture for this shot."), "required")
    if video_id != shot.video_id:
        _choose(user, shot, video_id, number)
    shot.source, shot.begin = source, row.get("begin", shot.begin)


def _choose(user: User, shot: Shot, video_id: uuid.UUID, number: int) -> None:
    usable = Video.objects.usable_by(user).exclude(media_type=Video.MediaType.AUDIO)
    found = usable.filter(pk=video_id).first()
    if found is None:
        raise _wrong(number, "videoId", _("There is no such film or picture."), "not_found")
    shot.video, shot.begin = found, 0.0


def _usual_seconds(board: Board) -> float:
    """Of a new shot: as long as the others."""
    lengths = [shot.seconds for shot in board.shots]
    return round(sum(lengths) / len(lengths), 1) if lengths else 5.0


def _wrong(number: int, field: str, message: str, code: str) -> ValidationError:
    return ValidationError({f"shots.{number}.{field}": ValidationError(message, code=code)})
