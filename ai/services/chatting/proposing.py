"""Makes steps of what the model asks for: each is checked against the film as the steps before leave it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils.translation import gettext, gettext_lazy
from pydantic import ValidationError as FieldsRefused

from accounts.models import User
from ai.services.catalogue import NoModel
from ai.services.chatting import speech, waiting, wording, works
from ai.services.chatting.tools import TOOLS, CallRefused, What
from credits.pricing import QuotedLine
from videos.media.extra import Extra
from videos.media.operations import CATALOGUE, EDIT, Ending, Operation
from videos.media.operations.base import Fields
from videos.media.recipe import equip, parse_recipe, validate
from videos.media.shape import Shape
from videos.models import Video
from videos.services import editing

MOST_STEPS = 20
# What the services behind the tools say no with, beside ValidationError.
REFUSALS = (NoModel, Video.DoesNotExist)
NO_FILM = gettext_lazy("No film is open, so there is nothing to edit. Open one and ask again.")


@dataclass(frozen=True)
class Wanted:
    """A step by its name and fields, as they are stored."""

    operation: str
    params: Mapping[str, Any]

    @property
    def is_edit(self) -> bool:
        return self.operation in CATALOGUE


@dataclass(frozen=True)
class Step:
    """A checked step. `shown_at`: the second of its own result at which it is seen best."""

    operation: str
    params: Mapping[str, Any]
    title: str
    is_edit: bool
    quoted: int  # micro-credits
    seconds: float  # until it is done
    shown_at: float | None = None
    notes: tuple[str, ...] = ()


def with_call(
    *, user: User, video: Video | None, wanted: Sequence[Wanted], name: str, arguments: Mapping[str, Any]
) -> list[Wanted]:
    """The steps and one more, as the model asked for it; CallRefused when it makes no sense there."""
    tool = TOOLS.get(name)
    if tool is None or tool.what is What.LOOK:
        raise CallRefused(gettext("There is no tool %(name)s.") % {"name": f"{name[:60]!r}"})
    if len(wanted) >= MOST_STEPS:
        raise CallRefused(gettext("A plan has at most %(most_steps)s steps.") % {"most_steps": MOST_STEPS})
    if tool.needs_film and video is None:
        raise CallRefused(NO_FILM)
    if tool.what is What.EDIT and video is not None:
        name, arguments = speech.filled(video=video, before=_edits(wanted), name=name, arguments=arguments)
    added = _placed(wanted, Wanted(name, dict(arguments)))
    return [Wanted(each.operation, each.params) for each in checked(user=user, video=video, wanted=added)]


def checked(*, user: User, video: Video | None, wanted: Sequence[Wanted]) -> list[Step]:
    """Every step checked and priced in its place; CallRefused names the first that cannot be done."""
    edits = iter(_edit_steps(user, video, _edits(wanted)) if any(each.is_edit for each in wanted) else ())
    return [next(edits) if each.is_edit else _work_step(user, video, each) for each in wanted]


def _edits(wanted: Sequence[Wanted]) -> list[dict[str, Any]]:
    # Its fields apart: whatever a model calls them, they cannot name another operation.
    return [{"operation": each.operation, "params": dict(each.params)} for each in wanted if each.is_edit]


def _placed(wanted: Sequence[Wanted], new: Wanted) -> list[Wanted]:
    """At the end; but what says which file is written stays the last of the edits."""
    is_ending = new.is_edit and issubclass(CATALOGUE[new.operation], Ending)
    endings = [
        at for at, each in enumerate(wanted) if each.is_edit and issubclass(CATALOGUE[each.operation], Ending)
    ]
    at = endings[0] if endings and new.is_edit and not is_ending else len(wanted)
    return [*wanted[:at], new, *wanted[at:]]


# -- edits -------------------------------------------------------------------------------------------------


def _edit_steps(user: User, video: Video | None, operations: list[dict[str, Any]]) -> list[Step]:
    if video is None:
        raise CallRefused(NO_FILM)
    try:
        draft = editing.draft(user=user, video_id=video.pk, operations=operations)
    except ValidationError as error:
        raise CallRefused(told(error, operations)) from None
    except ObjectDoesNotExist:
        raise CallRefused(gettext("This film is not in your library any more.")) from None
    recipe, shapes = _followed(user, video, draft.recipe)
    prices = list(_prices(draft))
    wait = waiting.seconds_of(kind="video.edit", length=draft.seconds)
    return [
        Step(
            operation=operation.name,
            params=_params(operation),
            title=wording.title_of(operation.name, _params(operation)),
            is_edit=True,
            quoted=prices[number],
            seconds=wait if number == 0 else 0.0,
            shown_at=_shown_at(operation, shapes[number + 1]),
            notes=tuple(operation.notes(shapes[number])),
        )
        for number, operation in enumerate(recipe)
    ]


def _params(operation: Operation) -> dict[str, Any]:
    return {name: value for name, value in operation.to_json().items() if name != "operation"}


def _followed(
    user: User, video: Video, recipe: Sequence[Operation]
) -> tuple[list[Operation], tuple[Shape, ...]]:
    """The recipe with the other files that it names, and the film's shape before and after each operation."""
    others = {str(each.pk): Extra(each.media_info) for each in Video.objects.for_user(user).named_in(recipe)}
    return equip(recipe, others), validate(recipe, video.media_info, extra=others).shapes


def _prices(draft: editing.Draft) -> Iterator[int]:
    """Of each step: what the film costs is told with the first, what is heavy with its own step."""
    lines: dict[str, list[QuotedLine]] = {}
    for line in draft.quote.lines:
        lines.setdefault(line.code, []).append(line)
    whole = sum(line.micro for line in lines.get(EDIT, ()))
    for number, operation in enumerate(draft.recipe):
        own = lines[operation.price_code].pop(0).micro if operation.price_code != EDIT and lines else 0
        yield own + (whole if number == 0 else 0)


def _shown_at(operation: Operation, shape: Shape) -> float | None:
    if not shape.has_video:
        return None
    begins, ends = 0.0, shape.duration
    span = getattr(operation, "duration", None)
    if isinstance(span, Fields):
        begins = float(getattr(span, "start", 0.0))
        ends = min(float(getattr(span, "end", None) or ends), ends)
    return round(min((begins + ends) / 2, max(shape.duration - shape.frame, 0.0)), 3)


def moment_before(*, user: User, video: Video, operations: list[dict[str, Any]], time: float) -> float:
    """The second of the film before its last operation that is seen at `time` of the result."""
    with editing.refusals_as_validation_errors():
        recipe, shapes = _followed(user, video, parse_recipe(operations))
        return round(recipe[-1].source_time(time, shapes[-2]), 3)


# -- jobs of their own -------------------------------------------------------------------------------------


def fields_of(wanted: Wanted) -> Fields:
    try:
        return TOOLS[wanted.operation].fields.model_validate(dict(wanted.params))
    except FieldsRefused as refused:
        first = refused.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CallRefused(f"{TOOLS[wanted.operation].title}: {place or 'fields'}: {first['msg']}.") from None


def _work_step(user: User, video: Video | None, wanted: Wanted) -> Step:
    fields, tool = fields_of(wanted), TOOLS[wanted.operation]
    try:
        prepared = works.prepare(user=user, video=video, name=wanted.operation, fields=fields)
    except ValidationError as error:
        raise CallRefused(f"{tool.title}: {' '.join(error.messages)}") from None
    except REFUSALS as error:
        raise CallRefused(f"{tool.title}: {error}") from None
    params = fields.model_dump(mode="json", by_alias=True, exclude_none=True)
    return Step(
        operation=wanted.operation,
        params=params,
        title=wording.title_of(wanted.operation, params),
        is_edit=False,
        quoted=prepared.quote.micro,
        seconds=waiting.seconds_of(kind=prepared.kind, length=prepared.length),
        notes=prepared.notes,
    )


# -- words -------------------------------------------------------------------------------------------------


def told(error: ValidationError, operations: Sequence[Mapping[str, Any]]) -> str:
    """An edit's refusal with the name of the step it is about, instead of its number."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    sentences = []
    for place, each in error.error_dict.items():
        _, _, rest = place.partition("operations.")
        number, _, name = rest.partition(".")
        of_step = str(operations[int(number)]["operation"]) if number.isdigit() else ""
        where = ", ".join(part for part in (of_step, name) if part)
        words = " ".join(message for wrong in each for message in wrong.messages)
        sentences.append(f"{where}: {words}" if where else words)
    return " ".join(sentences)[:1000]
