"""Chat without a vendor: an assistant that knows the editor's tools, and what is said in the film."""
# ruff: noqa: RUF001 - letters and marks of other languages are meant as they are

import re
from collections.abc import Iterator, Sequence

from ai.capabilities import (
    Call,
    ChatInput,
    ChatResult,
    Message,
    ProviderError,
    Stopped,
    ToolCall,
    Unsupported,
    Usage,
)
from ai.providers.local.assistant.planning import Plan, film_of, plan
from ai.providers.local.assistant.replies import cited, planned, puzzled, say
from ai.providers.local.assistant.transcript import Line, find, lines_of, summarised

HELLO = re.compile(
    r"^\W*(?:hello|hi|hey|help|xin chào|chào|giúp)\b|\bwhat can you do\b|\bbạn "
    r"(?:có thể )?làm (?:được )?(?:gì|những gì)",
    re.IGNORECASE,
)
SUMMARY = re.compile(
    r"\bsumm?ari[sz]e|\bsummary|\bmain points|\bkey points|\btóm tắt|\bý chính|"
    r"\bwhat is (?:this|the) (?:video|film) about",
    re.IGNORECASE,
)
QUESTION = re.compile(
    r"\?\s*$|^\W*(?:what|when|where|who|why|how|which|does|is|are|did|find|gì|"
    r"khi nào|ai|tại sao)\b",
    re.IGNORECASE,
)
FAILED = re.compile(r"\b(?:error|failed|refused)\b", re.IGNORECASE)
PIECE = re.compile(r"\S+\s*|\s+")
LETTERS_PER_TOKEN = 4


class LocalChat:
    """Talks about edits."""

    def chat(self, wish: ChatInput, call: Call) -> ChatResult:
        """Answer with tool calls for the edits that were understood, or ask back.

        Edits are read from the last message; one that answers our question is read together with the message
        before. What the film is like and what is said in it is read from the system's messages: see
        `film_of` and `lines_of`. Raises Unsupported for pictures and for answers of a given schema.
        """
        _check(wish)
        text, calls = _answer(wish, call)
        words = sum(len(message.content) for message in wish.messages)
        usage = Usage(
            {
                "input_token": float(-(-words // LETTERS_PER_TOKEN)),
                "output_token": float(-(-len(text) // LETTERS_PER_TOKEN)),
            }
        )
        return ChatResult(text, usage, calls, finish="tools" if calls else "stop", is_draft=True)

    def stream_chat(self, wish: ChatInput, call: Call) -> Iterator[str | ChatResult]:
        """Give the answer word by word, and the whole result last."""
        result = self.chat(wish, call)
        for piece in PIECE.findall(result.text):
            if call.should_stop():
                raise Stopped
            yield piece
        yield result


def _check(wish: ChatInput) -> None:
    if wish.response_schema is not None:
        raise Unsupported("response_schema", "The local assistant cannot answer in a given form.")
    if any(message.images for message in wish.messages):
        raise Unsupported("images", "The local assistant cannot look at pictures.")
    if not any(message.role == "user" for message in wish.messages):
        raise ProviderError("bad_input", "A message is needed.")


def _answer(wish: ChatInput, call: Call) -> tuple[str, tuple[ToolCall, ...]]:
    if wish.messages[-1].role == "tool":
        return _after_tools(wish.messages), ()
    lines = lines_of(wish.messages)
    understood = _understood(wish, lines)
    if understood.steps:
        calls = tuple(
            ToolCall(f"{call.key}-{number}", step.tool, step.arguments)
            for number, step in enumerate(understood.steps, start=1)
        )
        return planned(understood), calls
    message = _last_said(wish.messages)
    other = _without_edits(message, wish, lines, understood)
    if other:
        return other, ()
    return (planned(understood) if understood.questions else puzzled(understood.language)), ()


def _understood(wish: ChatInput, lines: Sequence[Line]) -> Plan:
    film, message = film_of(wish.messages), _last_said(wish.messages)
    understood = plan(message, film, wish.tools, lines)
    before = _question_before(wish.messages)
    if understood.steps or not before:
        return understood
    together = plan(f"{before} {message}", film, wish.tools, lines)
    if any(question.code == "which_text" for question in together.questions):
        together = plan(f"{before} “{message}”", film, wish.tools, lines)
    return together if together.steps else understood


def _last_said(messages: Sequence[Message]) -> str:
    return next(message.content for message in reversed(messages) if message.role == "user")


def _question_before(messages: Sequence[Message]) -> str:
    """Give the user's message that we answered with a question last, without its end mark."""
    said = [message for message in messages if message.role in {"user", "assistant"}]
    if (
        len(said) < 3
        or said[-2].role != "assistant"
        or said[-3].role != "user"
        or "?" not in said[-2].content
    ):
        return ""
    return said[-3].content.strip().rstrip(".!?")


def _without_edits(message: str, wish: ChatInput, lines: Sequence[Line], understood: Plan) -> str:
    language = understood.language
    if SUMMARY.search(message):
        return cited("summary", summarised(lines), language) if lines else say("no_lines", language)
    if understood.questions:
        return ""
    if HELLO.search(message):
        names = ", ".join(tool.name.replace("-", " ").replace("_", " ") for tool in wish.tools) or "–"
        examples = say("try", language, examples=say("examples", language))
        return f"{say('hello', language, tools=names)} {examples}"
    if QUESTION.search(message) and lines:
        found = find(message, lines)
        return cited("cites", found, language) if found else say("nothing_said", language)
    return ""


def _after_tools(messages: Sequence[Message]) -> str:
    """Say how it went, once the tools have answered."""
    language = plan(_last_said(messages), film_of(messages), ()).language
    answers = []
    for message in reversed(messages):
        if message.role != "tool":
            break
        answers.append(message.content.strip())
    failed = [answer for answer in answers if FAILED.search(answer)]
    return say("failed", language, reason="; ".join(failed)) if failed else say("done", language)
