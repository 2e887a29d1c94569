"""What is done to a clip's picture and sound: operations of the catalogue that keep its length."""

from dataclasses import dataclass
from typing import Any

from projects.timeline.schema import MediaClip
from videos.media.composition.effects import why_not
from videos.media.operations import Operation, OperationRefused
from videos.media.recipe import parse_operation


@dataclass(frozen=True)
class Effects:
    """A clip's operations, in order; one that does both stands on both sides."""

    picture: tuple[Operation, ...]
    sound: tuple[Operation, ...]


def effect_of(step: dict[str, Any], *, place: str = "") -> Operation:
    """Reads `{"operation": "adjust", ...fields}`; raises OperationRefused for what is no effect.

    `place` goes before the names of fields in what it raises.
    """
    fields = dict(step)
    operation = parse_operation(name=fields.pop("operation", None), fields=fields, place=place)
    if reason := why_not(operation):
        raise OperationRefused("not_an_effect", reason, f"{place}.operation" if place else "operation")
    return operation


def effects_of(clip: MediaClip) -> Effects:
    """A clip's effects; those that this version cannot read are left out, and told as problems."""
    read = [operation for step in clip.effects if (operation := _read(step))]
    return Effects(
        picture=tuple(operation for operation in read if not operation.needs_audio),
        sound=tuple(operation for operation in read if not operation.needs_video),
    )


def _read(step: dict[str, Any]) -> Operation | None:
    try:
        return effect_of(step)
    except OperationRefused:
        return None
