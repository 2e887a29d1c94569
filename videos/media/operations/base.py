"""What every operation of the catalogue has in common."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, TypeAdapter
from pydantic.alias_generators import to_camel

from videos.media.extra import Extra
from videos.media.filtergraph import Graph
from videos.media.said import gettext
from videos.media.shape import Shape

# Forms send text; only plain decimal notation is taken for a number.
PLAIN_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?", re.ASCII)


class OperationRefused(Exception):
    """A recipe that makes no sense. `field` is the wire name, such as `endTime` or `operations.1.endTime`.

    Reading a recipe finds everything that is wrong at once: `also` are the refusals after this first one.
    """

    def __init__(
        self, code: str, message: str, field: str | None = None, *, also: Sequence["OperationRefused"] = ()
    ) -> None:
        super().__init__(f"{field or 'recipe'}: {message} ({code})")
        self.code = code
        self.message = message
        self.field = field
        self.also = tuple(also)

    @property
    def each(self) -> tuple["OperationRefused", ...]:
        """Give this refusal and all that came with it."""
        return (self, *self.also)


def _plain_number(value: object) -> object:
    if isinstance(value, bool):
        # pydantic turns a ValueError into a refusal and lets a TypeError through.
        raise ValueError(gettext("a number is needed, not true or false"))  # noqa: TRY004
    if isinstance(value, str):
        if not PLAIN_NUMBER.fullmatch(value.strip()):
            raise ValueError(gettext("a number is needed"))
        return float(value)
    return value


Number = Annotated[float, BeforeValidator(_plain_number)]
Whole = Annotated[int, BeforeValidator(_plain_number)]


def described(
    default: Any = ...,
    *,
    description: str,
    example: Any,
    unit: str | None = None,
    title: str | None = None,
    picks: str | None = None,
    labels: Mapping[str, str] | None = None,
    **limits: Any,
) -> Any:
    """Declare a field with all that a form, a schema or a chat tool needs to show it.

    `picks` says what of the library an id stands for: video, audio or image. `labels` are the words for each
    of the field's choices, in the schema as `x-labels`.
    """
    extra: dict[str, Any] = {"example": example}
    if unit is not None:
        extra["unit"] = unit
    if picks is not None:
        extra["picks"] = picks
    if labels is not None:
        extra["x-labels"] = dict(labels)
    return Field(default, title=title, description=description, json_schema_extra=extra, **limits)


# Codes of prices. Every result costs EDIT; what takes far more time or memory than usual costs HEAVY besides.
EDIT = "edit"
HEAVY = "edit.heavy"

LIMIT_WORDS = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}


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

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> Any:
        """Say the limits of optional numbers in JSON Schema's words; pydantic leaves its own there."""
        schema = handler(core_schema)
        for described_field in handler.resolve_ref_schema(schema).get("properties", {}).values():
            for branch in described_field.get("anyOf", ()):
                for ours, standard in LIMIT_WORDS.items():
                    if ours in branch:
                        branch[standard] = branch.pop(ours)
        return schema


class NotMeasured(Exception):
    """A film was compiled before it was measured; `analysis.prepare` does that."""


@dataclass(frozen=True)
class Measuring:
    """The end of a measuring pass: which stream to read through, and what FFmpeg writes of it."""

    stream: Any
    output: str = "-"
    options: dict[str, Any] = field(default_factory=lambda: {"f": "null"})


class Operation(Fields):
    """One step of a recipe: its fields, its rules, what it makes of a film, and its filters."""

    name: ClassVar[str]  # on the wire and in the URL
    title: ClassVar[str]
    description: ClassVar[str]
    icon: ClassVar[str]
    category: ClassVar[str]
    needs_video: ClassVar[bool] = True
    needs_audio: ClassVar[bool] = False

    findings: ClassVar[TypeAdapter[Any]] = TypeAdapter(None)  # what `learn` gives, of those that measure

    _extra: dict[str, Extra] = PrivateAttr(default_factory=dict)
    _found: Any = PrivateAttr(default=None)

    @property
    def price_code(self) -> str:
        """Give the code of its price, which may depend on its fields."""
        return EDIT

    def check(self, shape: Shape) -> None:
        """Refuse (OperationRefused) what cannot be done to a film of this shape."""
        if self.needs_video and not shape.has_video:
            raise OperationRefused(
                "no_video",
                gettext("%(title)s needs a picture, and this file has sound only.")
                % {"title": gettext(self.title)},
            )
        if self.needs_audio and not shape.has_audio:
            raise OperationRefused(
                "no_audio",
                gettext("%(title)s needs sound, and this film has none.") % {"title": gettext(self.title)},
            )

    def after(self, shape: Shape) -> Shape:
        """Give the film's shape when this operation is done."""
        return shape

    def notes(self, shape: Shape) -> list[str]:
        """Say in whole sentences what will differ from the letter of the request."""
        return []

    def join(self, graph: Graph) -> None:
        """Add this operation's filters to the graph."""
        raise NotImplementedError

    def source_time(self, time: float, shape: Shape) -> float:
        """Give the moment of a film of this shape that is seen at `time` of the result (seconds)."""
        return time

    def may_blacken(self, shape: Shape) -> bool:
        """Say whether a bright film of this shape may rightly come out black."""
        return False

    # -- other files of the library ----------------------------------------------------------------------

    def sources(self) -> dict[str, str]:
        """Name the other files that take part, by the wire name of the field that asks for each."""
        return {}

    def equipped(self, extra: Mapping[str, Extra]) -> Self:
        """Give this operation with the files that it asked for. Raises OperationRefused for a missing one."""
        given = {**self._extra, **extra}
        for wire_name, name in self.sources().items():
            if name not in given:
                raise OperationRefused(
                    "source_missing", gettext("This file is not in your library."), wire_name
                )
        return self._with(_extra={name: given[name] for name in self.sources().values()})

    # -- what must be known of the film ------------------------------------------------------------------

    def must_measure(self, shape: Shape) -> bool:
        """Say whether a pass over the film must come before it is made."""
        return False

    def measure(self, graph: Graph) -> Measuring:
        """Put measuring filters behind the film so far; they leave their findings in the graph's folder."""
        raise NotImplementedError

    def learn(self, graph: Graph) -> Any:
        """Read the findings."""
        raise NotImplementedError

    def packed(self, found: Any, folder: Path) -> bytes:
        """Give findings as bytes that outlast the job folder."""
        return self.findings.dump_json(found)

    def unpacked(self, packed: bytes, folder: Path) -> Any:
        """Read findings that `packed` gave, in any job folder. Raises ValueError when they are none."""
        return self.findings.validate_json(packed)

    def informed(self, found: Any) -> Self:
        """Give this operation with what was learnt."""
        return self._with(_found=found)

    @property
    def found(self) -> Any:
        """Give what was learnt of the film, or None when it has not been measured."""
        return self._found

    def require_findings(self) -> None:
        """Raise NotMeasured when the film has not been looked at."""
        if self._found is None:
            raise NotMeasured(self.name)

    def _with(self, **private: Any) -> Self:
        # A recipe is shared by requests and jobs, so the given operation must stay as it is.
        copy = self.model_copy()
        for name, value in private.items():
            setattr(copy, name, value)
        return copy

    # ----------------------------------------------------------------------------------------------------

    def to_json(self) -> dict[str, Any]:
        """Give the normal form that is stored, and that `parse_recipe` reads back."""
        fields = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return {"operation": self.name, **fields}
