"""A grid of variants: a project made again in other shapes, languages and lengths, each as its own one."""

import uuid
from dataclasses import asdict, dataclass, replace
from itertools import product
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from ai.language.languages import language_of
from ai.services import moderating
from ai.services.transcripts import tongues
from credits.pricing import Quote
from jobs import services as jobs
from jobs.models import Job
from jobs.work import Order
from projects.models import LONGEST_SHOT, SHORTEST_SHOT, Film, Project, Role
from projects.services import timelines
from projects.services.film import ordering
from projects.services.film.parts import Board, board_of, script_address
from projects.services.film.pricing import priced
from projects.services.film.wishes import settled
from projects.services.render import rendering
from projects.services.reuse.duplicating import bare_copy, copy_film, has_film, with_ending
from projects.services.reuse.reshaping import aspect_of, in_aspect, shortened
from projects.services.roles import must_be
from projects.timeline.schema import TextClip, Timeline

KIND = "project.variants"
MOST_CELLS = 24


@dataclass(frozen=True)
class Grid:
    """What is varied: every combination is made. An empty list leaves it as it is."""

    aspects: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    lengths: tuple[float, ...] = ()
    render: bool = True

    @property
    def cells(self) -> list["Cell"]:
        axes = (self.aspects or ("",), self.languages or ("",), self.lengths or (None,))
        return [Cell(*cell) for cell in product(*axes)]


@dataclass(frozen=True)
class Cell:
    """One variant; "" and None are as in the project."""

    aspect: str
    language: str
    seconds: float | None

    @property
    def name(self) -> str:
        length = f"{self.seconds:g} s" if self.seconds else ""
        return " · ".join(each for each in (self.aspect, self.language, length) if each)


@dataclass(frozen=True)
class Variant:
    """A cell with its project and its price; `order` is what makes its film."""

    cell: Cell
    project: Project
    quote: Quote
    seconds: float
    notes: tuple[str, ...]
    order: Order | None

    def told(self) -> dict[str, Any]:
        return {"projectId": str(self.project.pk), "name": self.project.name, **asdict(self.cell)}


@dataclass(frozen=True)
class Made:
    """All variants; `job` makes their films, unless none were wished for, or it is only a quote."""

    variants: list[Variant]
    job: Job | None = None

    @property
    def quote(self) -> Quote:
        return Quote(lines=tuple(line for each in self.variants for line in each.quote.lines))


def quote(*, user: User, project_id: uuid.UUID, grid: Grid) -> Made:
    """What the grid costs, cell by cell; nothing is kept. Raises what `make` raises of the wish."""
    source, grid = _checked(user, project_id, grid, is_quote=True)
    with transaction.atomic():
        variants = [_variant(user, source, cell, grid) for cell in grid.cells]
        # Priced as it would be made, by making it: only a finished project knows what it costs.
        transaction.set_rollback(True)
    return Made(variants)


def make(*, user: User, project_id: uuid.UUID, grid: Grid, idempotency_key: str = "") -> Made:
    """Makes a project of each cell, and one job whose parts make their films, each paid by itself.

    Raises Project.DoesNotExist, RoleMissing, ValidationError naming the field, NoModel, or what
    `jobs.submit_many` raises.
    """
    source, grid = _checked(user, project_id, grid, is_quote=False)
    whole = _order(source, grid)
    earlier = jobs.earlier_job(
        user=user, idempotency_key=idempotency_key, request_hash=jobs.fingerprint(whole)
    )
    if earlier:
        return Made([], earlier)
    with transaction.atomic():
        made = Made([_variant(user, source, cell, grid) for cell in grid.cells])
        return replace(made, job=_submit(user, whole, made, idempotency_key)) if grid.render else made


def _submit(user: User, whole: Order, made: Made, idempotency_key: str) -> Job:
    orders = [each.order for each in made.variants if each.order]
    # Films set nothing aside before each of their parts: what all will cost must be there now.
    ordering.must_afford(user, whole, made.quote)
    params = {**whole.params, "variants": [each.told() for each in made.variants]}
    job = jobs.submit_many(
        user=user,
        order=replace(whole, quote=jobs.total(orders), params=params),
        parts=orders,
        idempotency_key=idempotency_key,
    )
    for child in job.children.filter(kind=ordering.KIND):
        ordering.begin(film=Film.objects.get(pk=child.project_id), job=child)
    return job


def _order(source: Project, grid: Grid) -> Order:
    asked = {"projectId": str(source.pk), **asdict(grid)}
    return Order(
        kind=KIND,
        work="",
        category="video",
        queue="media",
        quote=Quote(lines=()),
        params=asked,
        request=asked,
        title=(_("Variants of %(name)s") % {"name": source.name})[:120],
    )


def _checked(user: User, project_id: uuid.UUID, grid: Grid, *, is_quote: bool) -> tuple[Project, Grid]:
    source = must_be(user=user, project_id=project_id, least=Role.EDITOR)
    languages = tuple(dict.fromkeys(tongues.checked(each, field="languages") for each in grid.languages))
    grid = replace(
        grid,
        aspects=tuple(dict.fromkeys(grid.aspects)),
        lengths=tuple(dict.fromkeys(grid.lengths)),
        languages=languages,
    )
    if grid.cells == [Cell("", "", None)]:
        message = _("Choose a shape, a language or a length that the project does not have yet.")
        raise _wrong("aspects", message, "nothing_varied")
    if len(grid.cells) > MOST_CELLS:
        message = _("These are %(count)s variants; at most %(most)s are made at once.") % {
            "count": len(grid.cells),
            "most": MOST_CELLS,
        }
        raise _wrong("aspects", message, "too_many")
    board = _board(source)
    if board:
        moderating.must_be_allowed(words={"projectId": _words(board)}, is_quote=is_quote)
    return source, grid


def _variant(user: User, source: Project, cell: Cell, grid: Grid) -> Variant:
    made = bare_copy(user=user, source=source, name=with_ending(source.name, f" · {cell.name}"))
    board = _board(source)
    if board:
        return _film_variant(board, made, cell, grid)
    return _timeline_variant(user, source, made, cell, grid)


# --- of a film -----------------------------------------------------------------------------------------


def _film_variant(source: Board, made: Project, cell: Cell, grid: Grid) -> Variant:
    copy_film(film=source.film, made=made)
    board = board_of(Film.objects.select_related("project").get(pk=made.pk))
    film = board.film
    is_fresh = source.film.script_address == script_address(source)
    is_rewritten = _reword(board, cell)
    wish = _wish(board, cell)
    film.wish, film.passed = wish, list(wish.get("gates", ()))  # nobody is asked in between
    film.state, film.waiting_for, film.video, film.video_address = Film.State.READY, "", None, ""
    if not is_rewritten and is_fresh:
        film.script_address = script_address(board)
    film.save()
    now = priced(board)
    order = ordering.order_of(made.pk, ordering.Change()) if grid.render else None
    title = (_("Film: %(name)s") % {"name": made.name})[:120]
    return Variant(
        cell, made, now.quote, now.seconds, now.notes, replace(order, title=title) if order else None
    )


def _wish(board: Board, cell: Cell) -> dict[str, Any]:
    """The film's wish with what the cell varies; a voice of one language is not asked to speak another."""
    wish = board.wish
    if cell.aspect:
        wish = replace(wish, aspect=cell.aspect)
    if cell.seconds:
        wish = replace(wish, seconds=cell.seconds)
    if cell.language and cell.language != board.language:
        wish = replace(wish, language=cell.language, voice="")
    try:
        return settled(wish).to_json()
    except ValidationError as refused:
        raise ValidationError(
            {"languages": [error for errors in refused.error_dict.values() for error in errors]}
        ) from None


def _reword(board: Board, cell: Cell) -> bool:
    """Whether the script is to be written anew; of one laid by hand the shots are made to fit instead."""
    wish, film = board.wish, board.film
    is_other = bool(cell.language) and cell.language != board.language
    is_longer = bool(cell.seconds) and cell.seconds != wish.seconds
    if wish.prompt:
        if is_other:
            film.language = ""
        return is_other or is_longer
    if is_other:
        message = _("%(language)s: this film was written by hand. Write it in that language.") % {
            "language": tongues.name_of(cell.language)
        }
        raise _wrong("languages", message, "no_prompt")
    if cell.seconds:
        _stretch(board, cell.seconds)
    return False


def _stretch(board: Board, seconds: float) -> None:
    factor = seconds / max(sum(shot.seconds for shot in board.shots), SHORTEST_SHOT)
    for shot in board.shots:
        shot.seconds = min(max(round(shot.seconds * factor, 2), SHORTEST_SHOT), LONGEST_SHOT)
        shot.save(update_fields=["seconds"])


def is_written(*, project: Project) -> bool:
    """Whether its film's words are written of a wish, and so in any language."""
    board = _board(project)
    return board is not None and bool(board.wish.prompt)


def _board(project: Project) -> Board | None:
    film = Film.objects.select_related("project").filter(pk=project.pk).first()
    board = board_of(film) if film else None
    return board if board and has_film(board) else None


def _words(board: Board) -> str:
    wish = board.wish
    said = [wish.prompt, wish.style, board.film.music_prompt]
    return "\n".join([*said, *(text for shot in board.shots for text in (shot.text, shot.picture))])


# --- of a timeline -------------------------------------------------------------------------------------


def _timeline_variant(user: User, source: Project, made: Project, cell: Cell, grid: Grid) -> Variant:
    timeline = timelines.current(source)
    if timeline is None or not timeline.clips:
        raise _wrong("projectId", _("Nothing lies on the timeline of this project."), "empty_timeline")
    _must_speak(timeline, cell)
    if cell.seconds and cell.seconds >= timeline.duration:
        message = _("It is %(duration)s seconds long, and can only be made shorter.") % {
            "duration": f"{timeline.duration:g}"
        }
        raise _wrong("lengths", message, "not_shorter")
    if cell.seconds:
        timeline = shortened(timeline, cell.seconds)
    if cell.aspect and cell.aspect != aspect_of(timeline):
        timeline = in_aspect(timeline, cell.aspect)
    project = timelines.locked(project_id=made.pk, expected=None)
    timelines.write(
        project=project, timeline=timeline, author=user, summary=_("Variant: %(name)s") % {"name": cell.name}
    )
    draft = rendering.draft(user=user, project_id=made.pk, title=made.name)
    notes = _cut_notes(cell, timeline)
    order = rendering.order_of(draft) if grid.render else None
    return Variant(cell, made, draft.quote, draft.seconds, (*notes, *draft.notes), order)


def _must_speak(timeline: Timeline, cell: Cell) -> None:
    """The words of a timeline stay as they are: nothing here knows what was said in its films."""
    here = language_of("\n".join(clip.text for clip in timeline.clips if isinstance(clip, TextClip)))
    if cell.language and cell.language != here:
        name = tongues.name_of(cell.language)
        message = _(
            "%(name)s: a project without a film plan is not translated. Make its films in %(name)s first."
        ) % {"name": name}
        raise _wrong("languages", message, "not_translated")


def _cut_notes(cell: Cell, timeline: Timeline) -> tuple[str, ...]:
    if not cell.seconds or abs(timeline.duration - cell.seconds) < 0.05:
        return ()
    return (f"{cell.name}: it ends with a clip, after {timeline.duration:g} seconds.",)


def _wrong(field: str, message: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(message, code=code)})
