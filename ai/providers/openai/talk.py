"""Chat as OpenAI's chat.completions speaks it: requests from our messages, results from its pieces."""

import json
from dataclasses import dataclass, field
from typing import Any

from openai.types.chat import ChatCompletionChunk

from ai.capabilities import (
    Call,
    ChatInput,
    ChatResult,
    Message,
    ToolCall,
    Usage,
)
from ai.providers import answers, outputs
from ai.providers.openai.asking import VENDOR

FINISHES = {"stop": "stop", "length": "length", "tool_calls": "tools", "content_filter": "refused"}


def chat_request(wish: ChatInput, call: Call) -> dict[str, Any]:
    request: dict[str, Any] = {
        "model": call.model,
        "messages": [_message(message) for message in wish.messages],
        "max_completion_tokens": wish.max_tokens,
        "extra_body": dict(call.options),
    }
    if wish.tools:
        request["tools"] = [
            {
                "type": "function",
                "function": {
                    "name": tool.name,
                    "description": tool.description,
                    "parameters": dict(tool.parameters),
                },
            }
            for tool in wish.tools
        ]
    if wish.response_schema is not None:
        schema = {"name": "answer", "strict": True, "schema": dict(wish.response_schema)}
        request["response_format"] = {"type": "json_schema", "json_schema": schema}
    return request


def _message(message: Message) -> dict[str, Any]:
    if message.role == "tool":
        return {"role": "tool", "tool_call_id": message.tool_call_id, "content": message.content}
    if message.images:
        pictures = [
            {"type": "image_url", "image_url": {"url": outputs.data_url(path)}} for path in message.images
        ]
        return {"role": message.role, "content": [{"type": "text", "text": message.content}, *pictures]}
    told: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.tool_calls:
        told["tool_calls"] = [
            {
                "id": each.id,
                "type": "function",
                "function": {"name": each.name, "arguments": json.dumps(dict(each.arguments))},
            }
            for each in message.tool_calls
        ]
    return told


@dataclass
class Gathered:
    """What a stream has told so far."""

    text: str = ""
    finish: str | None = None
    usage: Any = None
    calls: dict[int, dict[str, str]] = field(default_factory=dict)

    def take(self, chunk: ChatCompletionChunk) -> str:
        """Keeps what a piece tells, and gives its text."""
        self.usage = chunk.usage or self.usage
        if not chunk.choices:
            return ""
        choice = chunk.choices[0]
        self.finish = choice.finish_reason or self.finish
        for part in choice.delta.tool_calls or ():
            call = self.calls.setdefault(part.index, {"id": "", "name": "", "arguments": ""})
            call["id"] = part.id or call["id"]
            if part.function:
                call["name"] += part.function.name or ""
                call["arguments"] += part.function.arguments or ""
        if choice.delta.refusal:
            self.finish = "content_filter"
        piece = choice.delta.content or choice.delta.refusal or ""
        self.text += piece
        return piece

    def result(self) -> ChatResult:
        if self.finish is None:
            raise answers.malformed(VENDOR, "an end")
        calls = tuple(tool_call(**self.calls[index]) for index in sorted(self.calls))
        return chat_result(self.text, calls, self.finish, self.usage)


def tool_call(id: str, name: str, arguments: str) -> ToolCall:
    try:
        given = json.loads(arguments or "{}")
    except ValueError:
        raise answers.malformed(VENDOR, "readable arguments of a tool") from None
    if not isinstance(given, dict):
        raise answers.malformed(VENDOR, "named arguments of a tool")
    return ToolCall(id=id, name=name, arguments=given)


def chat_result(text: str, calls: tuple[ToolCall, ...], finish: str | None, usage: Any) -> ChatResult:
    amounts: dict[str, float] = {"call": 1}
    if usage is not None:
        amounts |= {"input_token": usage.prompt_tokens, "output_token": usage.completion_tokens}
    ended: Any = FINISHES.get(finish or "stop", "refused" if finish == "refused" else "stop")
    return ChatResult(text=text, usage=Usage(amounts), tool_calls=calls, finish="tools" if calls else ended)
