"""Chat: what is said, what tools there are, and the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ai.capabilities.calls import Usage


@dataclass(frozen=True)
class Tool:
    """Something that the model may ask to be done. `parameters` is a JSON Schema."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class ToolCall:
    id: str
    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Message:
    """`images` go with what the user says; `tool_call_id` says which call a tool's answer is for."""

    role: Literal["system", "user", "assistant", "tool"]
    content: str
    images: tuple[Path, ...] = ()
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""


@dataclass(frozen=True)
class ChatInput:
    messages: Sequence[Message]
    tools: Sequence[Tool] = ()
    max_tokens: int = 2000
    response_schema: Mapping[str, Any] | None = None  # the answer must be JSON of this schema


@dataclass(frozen=True)
class ChatResult:
    text: str
    usage: Usage
    tool_calls: tuple[ToolCall, ...] = ()
    finish: Literal["stop", "length", "tools", "refused"] = "stop"
    is_draft: bool = False
