"""A vendor whose model does whatever a test tells it, as a model does that a transcript has talked over."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ai.capabilities import Call, ChatInput, ChatResult, ToolCall, Usage


@dataclass
class Script:
    """`rounds`: the calls of each round, as (tool, arguments); after them the model only talks."""

    rounds: list[list[tuple[str, dict[str, Any]]]] = field(default_factory=list)
    text: str = "All done!"
    asked: list[ChatInput] = field(default_factory=list)


SCRIPT = Script()


class Provider:
    """The chat of the scripted vendor."""

    def chat(self, wish: ChatInput, call: Call) -> ChatResult:
        *_, last = self.stream_chat(wish, call)
        assert isinstance(last, ChatResult)
        return last

    def stream_chat(self, wish: ChatInput, call: Call) -> Iterator[str | ChatResult]:
        number = len(SCRIPT.asked)
        SCRIPT.asked.append(wish)
        calls = SCRIPT.rounds[number] if number < len(SCRIPT.rounds) else []
        made = tuple(ToolCall(f"call-{number}-{at}", name, given) for at, (name, given) in enumerate(calls))
        text = "" if made else SCRIPT.text
        yield from text.split(" ")
        yield ChatResult(text, Usage({"call": 1, "input_token": 10, "output_token": 5}), made)
