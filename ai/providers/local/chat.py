"""Chat without a vendor: an assistant that knows the editor's tools, and what is said in the film."""

import dataclasses
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
from ai.providers.local.assistant.conversing import last_said, looked, planned_of, without_sent
from ai.providers.local.assistant.planning import Plan, film_of
from ai.providers.local.assistant.reading import read
from ai.providers.local.assistant.replies import cited, facts, planned, puzzled, say, skills
from ai.providers.local.assistant.transcript import LOOKS, Said, find, said_of, summarised
from ai.providers.local.assistant.wishes import Step

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
    r"^\W*(?:what(?! about)|when|where|who|why(?! don't| not)|how(?! about)|which|does|"
    r"do (?:they|you know|i)|is|are|was|were|did|has|"
    r"have|should|shall|gì|khi nào|ai|tại sao|có phải)\b[^?]*\?\W*$"
    r"|^\W*(?:(?:what|who|why|how|when|where) (?:is|are|does|do|did|long|many|was|"
    r"happens|big|large)|find|show me where|tìm)\b"
    r"|(?:bao lâu|bao nhiêu|là gì|ở đâu|khi nào|phút nào|chỗ nào)\W*$",
    re.IGNORECASE,
)
FACTS = re.compile(
    (
        r"\bhow (?:long|large|big) (?:is|are)\b|\b(?:resolution|duration|length|size)\b.*\?|"
        r"\bdài bao (?:lâu|nhiêu)|\bkích thước bao nhiêu"
    ),
    re.IGNORECASE,
)
FAILED = re.compile(r"\b(?:error|failed|refused)\b", re.IGNORECASE)
NOTED = re.compile(r"\bnoted\b", re.IGNORECASE)
PIECE = re.compile(r"\S+\s*|\s+")
LONGEST = 2000  # letters of a wish; longer ones are no plain wishes
MOST_WISHES = 24  # clauses of one message
LETTERS_PER_TOKEN = 4


class LocalChat:
    """Talks about edits."""

    def chat(self, wish: ChatInput, call: Call) -> ChatResult:
        """Answer with tool calls for the edits that were understood, or ask back.

        Edits are read from the last message, in the light of what was proposed before. What the film is like
        is read from the system's messages, what is said in it from those and from tools' answers: see
        `film_of` and `said_of`. Raises Unsupported for pictures and for answers of a given schema.
        """
        _check(wish)
        messages, sent = without_sent(wish.messages)
        text, calls = _answer(dataclasses.replace(wish, messages=messages), call)
        if sent and not calls:
            text = say("sent", read(last_said(messages)).language, sent=sent)
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
    if wish.messages[-1].role == "tool" and not looked(wish.messages):
        return _after_tools(wish.messages), ()
    message, said = last_said(wish.messages), said_of(wish.messages, wish.tools)
    if len(message) > LONGEST or sum(len(each.atoms) for each in read(message).sections) > MOST_WISHES:
        return say("too_long", read(message[:LONGEST]).language), ()
    if QUESTION.search(message):
        return _question(message, wish, said), ()
    understood = planned_of(wish.messages, wish.tools)
    if understood.steps:
        return _proposed(understood, call)
    is_clear = bool(understood.questions or understood.spared or understood.is_dropped)
    other = (
        ""
        if is_clear and not SUMMARY.search(message)
        else _without_edits(message, wish, said, understood.language)
    )
    return other or _unclear(understood), ()


def _proposed(understood: Plan, call: Call) -> tuple[str, tuple[ToolCall, ...]]:
    """Give the steps, or only the look that must come before they can be placed."""
    looks = [step for step in understood.steps if step.tool.replace("_", "-") in LOOKS]
    steps: Sequence[Step] = looks or understood.steps
    calls = tuple(
        ToolCall(f"{call.key}-{number}", step.tool, step.arguments)
        for number, step in enumerate(steps, start=1)
    )
    if not looks:
        return planned(understood), calls
    topic = looks[0].arguments.get("query", "")
    return say("looking" if topic else "reading", understood.language, topic=topic), calls


def _unclear(understood: Plan) -> str:
    if understood.questions or understood.spared or understood.is_dropped:
        return planned(understood)
    lost = f"{planned(understood)} " if understood.lost else ""
    return f"{lost}{puzzled(understood.language)}"


def _question(message: str, wish: ChatInput, said: Said) -> str:
    """Answer a question about the film: how long it is, or what is said in it."""
    language = read(message).language
    if FACTS.search(message):
        return facts(film_of(wish.messages), language) or puzzled(language)
    other = _without_edits(message, wish, said, language)
    if other:
        return other
    if not said.lines:
        return f"{say('no_lines', language)} {puzzled(language)}"
    found = find(message, said.lines)
    return cited("cites", found, language) if found else say("nothing_said", language)


def _without_edits(message: str, wish: ChatInput, said: Said, language: str) -> str:
    if SUMMARY.search(message):
        return cited("summary", summarised(said.lines), language) if said.lines else say("no_lines", language)
    if HELLO.search(message):
        known = skills((tool.name for tool in wish.tools), language)
        examples = say("try", language, examples=say("examples", language))
        return f"{say('hello', language, skills=known)} {examples}"
    return ""


def _after_tools(messages: Sequence[Message]) -> str:
    """Say how it went, once the tools have answered."""
    language = read(last_said(messages)).language
    answers = []
    for message in reversed(messages):
        if message.role != "tool":
            break
        answers.append(message.content.strip())
    failed = [answer for answer in answers if FAILED.search(answer)]
    if failed:
        return say("failed", language, reason="; ".join(failed))
    return say("noted" if any(map(NOTED.search, answers)) else "done", language)
