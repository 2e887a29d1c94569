"""What every operation of the catalogue has in common."""

import re
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from videos.media.filtergraph import Graph
from videos.media.shape import Shape

# Forms send text; only plain decimal notation is taken for a number.
PLAIN_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?", re.ASCII)


class OperationRefused(Exception):
    """A recipe that makes no sense. `field` is the wire name, such as `endTime` or `operations.1.endTime`."""

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        super().__init__(f"{field or 'recipe'}: {message} ({code})")
        self.code = code
        self.message = message
        self.field = field


def _plain_number(value: object) -> object:
    if isinstance(value, bool):
        # pydantic turns a ValueError into a refusal and lets a TypeError through.
        raise ValueError("a number is needed, not true or false")  # noqa: TRY004
    if isinstance(value, str):
        if not PLAIN_NUMBER.fullmatch(value.strip()):
            raise ValueError("a number is needed")
        return float(value)
    return value


Number = Annotated[float, BeforeValidator(_plain_number, json_schema_input_type=float)]
Whole = Annotated[int, BeforeValidator(_plain_number, json_schema_input_type=int)]


def described(
    default: Any = ...,
    *,
    description: str,
    example: Any,
    unit: str | None = None,
    title: str | None = None,
    **limits: Any,
) -> Any:
    """Declare a field with all that a form, a schema or a chat tool needs to show it."""
    extra: dict[str, Any] = {"example": example}
    if unit is not None:
        extra["unit"] = unit
    return Field(default, title=title, description=description, json_schema_extra=extra, **limits)


class Fields(BaseModel):
    """A group of fields, camelCase on the wire and snake_case here; anything unknown is an error."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        extra="forbid",
        allow_inf_nan=False,
        frozen=True,
    )


class Operation(Fields):
    """One step of a recipe: its fields, its rules, what it makes of a film, and its filters."""

    name: ClassVar[str]  # on the wire and in the URL
    title: ClassVar[str]
    description: ClassVar[str]
    icon: ClassVar[str]
    category: ClassVar[str]
    price_code: ClassVar[str]
    needs_video: ClassVar[bool] = True

    def check(self, shape: Shape) -> None:
        """Refuse (OperationRefused) what cannot be done to a film of this shape."""
        if self.needs_video and not shape.has_video:
            raise OperationRefused("no_video", f"{self.title} needs a picture, and this file has sound only.")

    def after(self, shape: Shape) -> Shape:
        """Give the film's shape when this operation is done."""
        return shape

    def notes(self, shape: Shape) -> list[str]:
        """Say in whole sentences what will differ from the letter of the request."""
        return []

    def join(self, graph: Graph) -> None:
        """Add this operation's filters to the graph."""
        raise NotImplementedError

    def to_json(self) -> dict[str, Any]:
        """Give the normal form that is stored, and that `parse_recipe` reads back."""
        fields = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return {"operation": self.name, **fields}
