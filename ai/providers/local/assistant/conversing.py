"""Reads a whole conversation: the last message is understood in the light of what was proposed before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ai.capabilities import Message, Tool
from ai.providers.local.assistant.following import followed
from ai.providers.local.assistant.planning import Plan, Setting, film_of, plan
from ai.providers.local.assistant.transcript import LOOKS, said_of

MOST_TURNS = 8  # messages of the person that are read again
LONGEST_BEFORE = 2000  # letters
APPLIED = re.compile(r"\b(?:applied|done|verified|finished)\b|\bđã (?:xong|áp dụng)\b", re.IGNORECASE)
# What a picture shows or a sound says stands between two marks after the words of the person.
SENT = re.compile(r"\n*=+ begin of what the person sent along [^\n]*\n")
SENT_END = re.compile(r"\n=+ end of what the person sent along =+\s*$")


@dataclass(frozen=True)
class Turn:
    """What the person said, and what was answered until they spoke again."""

    said: str
    answers: tuple[str, ...]

    @property
    def was_applied(self) -> bool:
        """A second answer tells what came of the plan in the first."""
        return any(APPLIED.search(answer) for answer in self.answers[1:])


def planned_of(messages: Sequence[Message], tools: Sequence[Tool]) -> Plan:
    """Understand the last message of a conversation."""
    setting = Setting(film_of(messages), said_of(messages, tools), tools)
    known = Plan()
    turns = _turns(messages)[-MOST_TURNS:]
    for number, turn in enumerate(turns):
        known = _understood(turn.said, known, setting, before=turns[number - 1].said if number else "")
        if turn.was_applied and number + 1 < len(turns):
            known = Plan()
    return known


def last_said(messages: Sequence[Message]) -> str:
    return next(message.content for message in reversed(messages) if message.role == "user")


def without_sent(messages: Sequence[Message]) -> tuple[list[Message], str]:
    """Take what came along with the last message out of it, and give it apart: it holds no wishes."""
    at = max(number for number, message in enumerate(messages) if message.role == "user")
    said, *rest = SENT.split(messages[at].content, maxsplit=1)
    alone = replace(messages[at], content=said.strip())
    return [*messages[:at], alone, *messages[at + 1 :]], SENT_END.sub("", rest[0]).strip() if rest else ""


def looked(messages: Sequence[Message]) -> bool:
    """Say whether the last messages answer calls that only look, so that the wish is still to be planned."""
    for message in reversed(messages):
        if message.tool_calls:
            return any(call.name.replace("_", "-") in LOOKS for call in message.tool_calls)
        if message.role == "user":
            return False
    return False


def _turns(messages: Sequence[Message]) -> list[Turn]:
    turns: list[Turn] = []
    for message in messages:
        if message.role == "user" and len(message.content) <= LONGEST_BEFORE:
            turns.append(Turn(message.content, ()))
        elif message.role == "assistant" and turns and message.content:
            turns[-1] = replace(turns[-1], answers=(*turns[-1].answers, message.content))
    return turns


def _understood(said: str, known: Plan, setting: Setting, *, before: str) -> Plan:
    followed_up = followed(said, known, setting)
    if followed_up is not None:
        return followed_up
    alone = plan(said, setting)
    if alone.steps or not known.questions or known.steps:
        return alone
    is_text = any(question.code == "which_text" for question in known.questions)
    return _answered(said, before.strip().rstrip(".!?"), setting, is_text=is_text) or alone


def _answered(said: str, before: str, setting: Setting, *, is_text: bool) -> Plan | None:
    """Read an answer to our question together with what was asked about."""
    is_quoted = '"' in said or "“" in said
    together = plan(f"{before} “{said}”" if is_text and not is_quoted else f"{before} {said}", setting)
    return together if together.steps and not together.lost else None
