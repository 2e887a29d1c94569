"""A recipe: the operations to do to one film, in order. Reads it, checks it, and says what will come out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from videos.media.operations import CATALOGUE, Export, Operation, OperationRefused, Trim
from videos.media.probe import MediaInfo
from videos.media.shape import Shape, shape_of

MOST_OPERATIONS = 50

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
    """Read `[{"operation": "trim", ...fields}, ...]` (or fields under "params"). Raises OperationRefused."""
    if not isinstance(steps, list):
        raise OperationRefused("not_a_list", "A list of operations is needed.", "operations")
    if not steps:
        raise OperationRefused("empty_recipe", "At least one operation is needed.", "operations")
    if len(steps) > MOST_OPERATIONS:
        raise OperationRefused("too_many_operations", f"At most {MOST_OPERATIONS} operations.", "operations")
    recipe = [_parse_step(step, f"operations.{number}") for number, step in enumerate(steps)]
    for number, operation in enumerate(recipe[:-1]):
        if isinstance(operation, Export):
            raise OperationRefused(
                "export_not_last", "Export must be the last operation.", f"operations.{number}"
            )
    return recipe


def _parse_step(step: object, place: str) -> Operation:
    if not isinstance(step, dict):
        raise OperationRefused("not_an_object", "An operation is an object with its fields.", place)
    fields = dict(step)
    name = fields.pop("operation", None)
    if isinstance(fields.get("params"), dict):
        params = fields.pop("params")
        clash = sorted(set(params) & set(fields))
        if clash:
            raise OperationRefused("given_twice", "This field is given twice.", f"{place}.{clash[0]}")
        fields |= params
    return parse_operation(name=name, fields=fields, place=place)


def parse_operation(*, name: object, fields: dict[str, Any], place: str = "") -> Operation:
    """Read one operation of the catalogue. `place` goes before the field's name in OperationRefused."""
    prefix = f"{place}." if place else ""
    if not isinstance(name, str) or name not in CATALOGUE:
        known = ", ".join(CATALOGUE)
        raise OperationRefused(
            "unknown_operation", f"This operation is not known. Known: {known}.", f"{prefix}operation"
        )
    try:
        return CATALOGUE[name].model_validate(fields)
    except ValidationError as failure:
        error = failure.errors(include_url=False, include_input=False, include_context=False)[0]
        where = prefix + ".".join(str(part) for part in error["loc"])
        raise OperationRefused(error["type"], _sentence(error["msg"]), where.rstrip(".") or None) from None


def _sentence(message: str) -> str:
    words = message.removeprefix("Value error, ")
    return f"{words[:1].upper()}{words[1:]}".rstrip(".") + "."


def validate(recipe: Recipe, info: MediaInfo) -> Plan:
    """Follow the film through the recipe. Raises OperationRefused at the first step that cannot be done."""
    shapes = [shape_of(info=info)]
    notes: list[str] = []
    for number, operation in enumerate(recipe):
        shape = shapes[-1]
        try:
            operation.check(shape)
        except OperationRefused as refusal:
            field = f"operations.{number}" + (f".{refusal.field}" if refusal.field else "")
            raise OperationRefused(refusal.code, refusal.message, field) from None
        notes.extend(operation.notes(shape))
        shapes.append(operation.after(shape))
    return Plan(shapes=tuple(shapes), duration=shapes[-1].duration, notes=tuple(notes))


def used_span(recipe: Recipe, plan: Plan) -> tuple[float, float]:
    """Give the seconds of the source that the result is made of: what its trims leave."""
    steps = zip(recipe, plan.shapes, strict=False)
    start = sum(step.span(shape)[0] for step, shape in steps if isinstance(step, Trim))
    return start, start + plan.duration


def to_json(recipe: Recipe) -> list[dict[str, Any]]:
    """Give the normal form that is stored with a film; `parse_recipe` reads it back to the same recipe."""
    return [operation.to_json() for operation in recipe]
