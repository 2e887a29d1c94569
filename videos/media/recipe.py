"""A recipe: the operations to do to one film, in order. Reads it, checks it, and says what will come out."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from videos.media.extra import Extra
from videos.media.operations import CATALOGUE, Ending, Operation, OperationRefused
from videos.media.probe import MediaInfo
from videos.media.said import gettext
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape, shape_of

MOST_OPERATIONS = 50
MOST_REFUSALS = 100  # told at once
NO_EXTRA: Mapping[str, Extra] = {}

NO_FILM = _("This is a picture, not a film. Lay it over a film with the operation overlay-image.")

# What pydantic finds most often, in words that can be translated.
WRONG = {
    "missing": _("Field required."),
    "greater_than": _("Input should be greater than %(limit)s."),
    "greater_than_equal": _("Input should be greater than or equal to %(limit)s."),
    "less_than": _("Input should be less than %(limit)s."),
    "less_than_equal": _("Input should be less than or equal to %(limit)s."),
}

Recipe = Sequence[Operation]


@dataclass(frozen=True)
class Plan:
    """What a recipe will make of one source. `shapes` has one entry before and one after each operation."""

    shapes: tuple[Shape, ...]
    duration: float  # seconds of the result
    notes: tuple[str, ...]  # whole sentences for the person

    @property
    def output(self) -> Shape:
        return self.shapes[-1]


def parse_recipe(steps: object) -> list[Operation]:
    """Read `[{"operation": "trim", ...fields}, ...]` (or fields under "params").

    Raises OperationRefused, with the errors of every operation in `each`.
    """
    if not isinstance(steps, list):
        raise OperationRefused("not_a_list", gettext("A list of operations is needed."), "operations")
    if not steps:
        raise OperationRefused("empty_recipe", gettext("At least one operation is needed."), "operations")
    if len(steps) > MOST_OPERATIONS:
        raise OperationRefused(
            "too_many_operations",
            gettext("At most %(most_operations)s operations.") % {"most_operations": MOST_OPERATIONS},
            "operations",
        )
    recipe: list[Operation] = []
    refusals: list[OperationRefused] = []
    for number, step in enumerate(steps):
        try:
            operation = _parse_step(step, f"operations.{number}")
            recipe.append(operation)
            if isinstance(operation, Ending) and number < len(steps) - 1:
                refusals.append(_not_last(operation, number))
        except OperationRefused as refused:
            refusals.extend(refused.each)
    if refusals:
        raise _all_at_once(refusals)
    return recipe


def _not_last(operation: Operation, number: int) -> OperationRefused:
    message = gettext("%(title)s must be the last operation.") % {"title": gettext(operation.title)}
    return OperationRefused("export_not_last", message, f"operations.{number}")


def _all_at_once(refusals: Sequence[OperationRefused]) -> OperationRefused:
    first = refusals[0]
    return OperationRefused(first.code, first.message, first.field, also=refusals[1:MOST_REFUSALS])


def _parse_step(step: object, place: str) -> Operation:
    if not isinstance(step, dict):
        raise OperationRefused("not_an_object", gettext("An operation is an object with its fields."), place)
    fields = dict(step)
    name = fields.pop("operation", None)
    if isinstance(fields.get("params"), dict):
        params = fields.pop("params")
        clash = sorted(set(params) & set(fields))
        if clash:
            raise OperationRefused(
                "given_twice", gettext("This field is given twice."), f"{place}.{clash[0]}"
            )
        fields |= params
    return parse_operation(name=name, fields=fields, place=place)


def parse_operation(*, name: object, fields: dict[str, Any], place: str = "") -> Operation:
    """Read one operation of the catalogue. `place` goes before the fields' names in OperationRefused."""
    prefix = f"{place}." if place else ""
    if not isinstance(name, str) or name not in CATALOGUE:
        known = ", ".join(CATALOGUE)
        raise OperationRefused(
            "unknown_operation",
            gettext("This operation is not known. Known: %(known)s.") % {"known": known},
            f"{prefix}operation",
        )
    try:
        return CATALOGUE[name].model_validate(fields)
    except ValidationError as failure:
        raise _all_at_once(list(_refusals(failure, prefix))) from None


def _refusals(failure: ValidationError, prefix: str) -> Iterator[OperationRefused]:
    for error in failure.errors(include_url=False, include_input=False, include_context=False):
        where = prefix + ".".join(str(part) for part in error["loc"])
        yield OperationRefused(
            error["type"], _sentence(error["type"], error["msg"]), where.rstrip(".") or None
        )


def _sentence(kind: str, message: str) -> str:
    if kind in WRONG:
        return gettext(WRONG[kind]) % {"limit": message.rpartition(" ")[2]}
    words = message.removeprefix("Value error, ")
    return f"{words[:1].upper()}{words[1:]}".rstrip(".") + "."


def equip(recipe: Recipe, extra: Mapping[str, Extra]) -> list[Operation]:
    """Give the recipe with the other files that its operations name, by their ids."""
    ready: list[Operation] = []
    for number, operation in enumerate(recipe):
        with _refused_at(number):
            ready.append(operation.equipped(extra) if operation.sources() else operation)
    return ready


def validate(recipe: Recipe, info: MediaInfo, *, extra: Mapping[str, Extra] = NO_EXTRA) -> Plan:
    """Follow the film through the recipe. Raises OperationRefused at the first step that cannot be done.

    `extra` are the other files that the recipe names, by id. Before an operation has measured the film, its
    result is planned as long as it can become.
    """
    if info.is_still:
        raise OperationRefused("no_film", gettext(NO_FILM), "videoId")
    shapes = [shape_of(info=info)]
    notes: list[str] = []
    for number, operation in enumerate(equip(recipe, extra)):
        shape = shapes[-1]
        with _refused_at(number):
            operation.check(shape)
            notes.extend(operation.notes(shape))
            shapes.append(operation.after(shape))
    return Plan(shapes=tuple(shapes), duration=shapes[-1].duration, notes=tuple(notes))


@contextmanager
def _refused_at(number: int) -> Iterator[None]:
    try:
        yield
    except OperationRefused as refusal:
        field = f"operations.{number}" + (f".{refusal.field}" if refusal.field else "")
        raise OperationRefused(refusal.code, refusal.message, field) from None


def source_time(recipe: Recipe, plan: Plan, time: float) -> float:
    """Give the moment of the source (seconds) that is seen at `time` of the result."""
    for operation, shape in reversed(list(zip(recipe, plan.shapes, strict=False))):
        time = operation.source_time(time, shape)
    return time


def used_span(recipe: Recipe, plan: Plan) -> tuple[float, float]:
    """Give the seconds of the source that the result is made of."""
    edges = [source_time(recipe, plan, time) for time in (0.0, plan.duration)]
    return min(edges), max(edges)


def to_json(recipe: Recipe) -> list[dict[str, Any]]:
    """Give the normal form that is stored with a film; `parse_recipe` reads it back to the same recipe."""
    return [operation.to_json() for operation in recipe]
