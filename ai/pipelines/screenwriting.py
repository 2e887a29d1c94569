"""Writes a film: asks a model for a screenplay that can be filmed, or has a provider write it by itself."""

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from ai.capabilities import (
    Call,
    Capability,
    ChatInput,
    ChatResult,
    Message,
    ProviderError,
    Refused,
    Screenplay,
    Screenplays,
    ScreenplayWish,
)
from ai.models import ModelSpec
from ai.pipelines import screenplay_form as form
from ai.pipelines.consulting import Consulting
from ai.pipelines.screenplay_form import BadScript
from ai.services import catalogue
from credits.pricing import Line

TELLINGS = 2  # of one answer: the second knows what was wrong with the first
TOKENS_PER_SHOT, TOKENS = 350, 1200
NOT_IN_FORM = "{model} did not write a screenplay in the form that was asked for."


def write(
    consulting: Consulting, wish: ScreenplayWish, *, share: tuple[float, float], model: str = ""
) -> Screenplay:
    """The screenplay of a film; its price and its notes are added to the consulting's.

    Raises JobFailed, TryLater and Cancelled.
    """
    answer = consulting.ask(
        Capability.CHAT, partial(written, wish), share=share, model=model, is_maker=True, name="screenplay"
    )
    consulting.lines.append(_line(answer.spec))
    consulting.notes += [note for note in answer.value.notes if note not in consulting.notes]
    return answer.value


def quote_lines(wish: ScreenplayWish, model: str = "") -> list[Line]:
    """What the writing costs at most: one message of the model that would do it, however often it is asked.

    Raises NoModel and UnknownModel.
    """
    candidates = catalogue.choose(capability=Capability.CHAT, wish=model).candidates
    return [_line(candidates[0])]


def _line(spec: ModelSpec) -> Line:
    return Line(spec.price_code, Decimal(1), _("Screenplay by %(model)s") % {"model": spec.name})


def written(wish: ScreenplayWish, provider: Any, call: Call) -> Screenplay:
    """The screenplay by a provider. Raises ProviderError when it does not answer in form, twice."""
    if isinstance(provider, Screenplays):
        return provider.screenplay(wish, call)
    messages, reason = form.question(wish), ""
    for telling in range(TELLINGS):
        call.progress(100 * telling / TELLINGS, _("Writing"))
        tokens = TOKENS + TOKENS_PER_SHOT * wish.count
        asked = ChatInput(messages, max_tokens=tokens, response_schema=form.SCHEMA)
        answer: ChatResult = provider.chat(asked, replace(call, key=f"{call.key}.{telling}"))
        try:
            return _read(answer, wish)
        except BadScript as bad:
            reason = str(bad)
        complaint = Message("user", form.AGAIN.format(reason=reason))
        messages = [*messages, Message("assistant", answer.text or "{}"), complaint]
    # Another try in the same words would end the same way.
    raise ProviderError("malformed_answer", f"{NOT_IN_FORM.format(model=call.model)} {reason}")


def _read(answer: ChatResult, wish: ScreenplayWish) -> Screenplay:
    if answer.finish == "refused":
        raise Refused(_("The model refuses to write this film because of its content rules."))
    if answer.finish == "length":
        raise BadScript(_("It is too long and was cut off."))
    return form.read(answer.text, wish)
