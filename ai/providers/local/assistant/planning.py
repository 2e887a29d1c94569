"""Makes a plan of a message: which tools, with which arguments, and what must be asked."""

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ai.capabilities import Message, Tool
from ai.providers.local.assistant import cutting, lettering, making, picturing, sounding, timing
from ai.providers.local.assistant.reading import Section, Wishes, read, unnegated
from ai.providers.local.assistant.refusing import refusal
from ai.providers.local.assistant.timeline import after
from ai.providers.local.assistant.times import Film
from ai.providers.local.assistant.transcript import NOTHING_SAID, Said
from ai.providers.local.assistant.wishes import LOOK_FOR, Clause, Question, Rule, Step, Understood

RULES: tuple[Rule, ...] = (
    *lettering.EARLY_RULES,
    *making.RULES,
    *timing.RULES,
    *sounding.RULES,
    *picturing.RULES,
    *timing.LAST_RULES,
    *cutting.RULES,
    *picturing.LATE_RULES,
)
# What is asked when a tool is not offered whose name says nothing to people.
MISSING = {
    "remove-parts": Question("trim", "middle", {}),
    LOOK_FOR: Question("trim", "no_lines_for_part", {}),
}
CUTS = frozenset({"trim", "remove-parts"})
MOST_JOINED = 4  # atoms that may be one wish
LEADS = re.compile(
    rf"^(?:please |can you |could you |i want to |let's )*(?P<verb>(?:{cutting.DROP}|"
    rf"keep|only keep|just keep|cut|trim|fade|add|put|make it|"
    r"increase|decrease|reduce|raise|lower|more|less|boost|turn up|turn down)(?: out| off)?)\b"
)
FACTS = {"duration": "duration", "width": "width", "height": "height", "now": "current_?time"}
SILENT = re.compile(r"\bhas_?audio\b\W{1,4}false\b", re.IGNORECASE)
NEEDS_SOUND = frozenset(
    {"volume", "normalize-audio", "extract-audio", "remove-silence", "cut-words", "transcribe"}
)
CUES_BY_SERVER = "Leave text and cues out"  # the server writes what is said into such a tool's step itself
LIMITS: tuple[tuple[str, Callable[[float, float], bool]], ...] = (
    ("minimum", operator.lt),
    ("maximum", operator.gt),
    ("exclusiveMinimum", operator.le),
    ("exclusiveMaximum", operator.ge),
)


@dataclass(frozen=True)
class Plan:
    """What was understood. `lost` are the clauses that were not, as they were read.

    `sources` are the clauses of which the steps were made, one each; `spared` was said not to be done;
    `is_dropped` says that a plan was called off.
    """

    steps: tuple[Step, ...] = ()
    questions: tuple[Question, ...] = ()
    lost: tuple[str, ...] = ()
    language: str = "en"
    sources: tuple[str, ...] = ()
    spared: tuple[str, ...] = ()
    is_dropped: bool = False


@dataclass(frozen=True)
class Setting:
    """What a plan is made in: the film, what is said in it, and the tools that may be used."""

    film: Film
    said: Said = NOTHING_SAID
    tools: Sequence[Tool] = ()

    @property
    def offered(self) -> Mapping[str, Tool]:
        return {tool.name.replace("_", "-"): tool for tool in self.tools}


@dataclass
class Draft:
    """A plan while it is made."""

    setting: Setting
    wishes: Wishes
    steps: list[Step] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    spared: list[str] = field(default_factory=list)
    verb: str = ""

    def clause(self, text: str) -> Clause:
        return Clause(text, self.wishes.quotes_in(text), self.setting.film, self.setting.said)

    def take(self, understood: Step | Question, text: str) -> None:
        """Hold what was understood against the tools, and the film against what it becomes."""
        checked = _checked(understood, self.setting)
        if isinstance(checked, Question):
            self.questions.append(checked)
            return
        self.steps.append(checked)
        self.sources.append(text)
        named = replace(checked, tool=checked.tool.replace("_", "-"))
        self.setting = replace(self.setting, film=after(self.setting.film, named))


def film_of(messages: Sequence[Message]) -> Film:
    """Read what the system says of the film: `"duration": 12.5`, `width: 1280`, `currentTime = 3`."""
    told = " ".join(message.content for message in messages if message.role == "system")
    found = {
        name: re.search(rf"\b{words}\b\W{{1,4}}(\d+(?:\.\d+)?)", told, re.IGNORECASE)
        for name, words in FACTS.items()
    }
    values = {name: float(match[1]) if match else None for name, match in found.items()}
    width, height = values["width"], values["height"]
    return Film(
        duration=values["duration"],
        width=None if width is None else round(width),
        height=None if height is None else round(height),
        now=values["now"],
        has_sound=SILENT.search(told) is None,
    )


def plan(message: str, setting: Setting, *, before: Plan | None = None) -> Plan:
    """Understand a message as far as the grammar goes, and as the tools allow.

    `before` is a plan that this one goes on from: its steps come first.
    """
    draft = Draft(setting, read(message))
    for step, source in zip(before.steps, before.sources, strict=True) if before else ():
        draft.take(step, source)
        draft.verb = _lead(source) or draft.verb
    for section in draft.wishes.sections:
        _understand(section, draft)
    return Plan(
        tuple(draft.steps),
        tuple(draft.questions),
        tuple(draft.wishes.as_written(text, message) for text in draft.lost),
        draft.wishes.language,
        tuple(draft.sources),
        tuple(draft.wishes.as_written(text, message) for text in draft.spared),
    )


def _understand(section: Section, draft: Draft) -> None:
    """Take the longest stretches of a section that are wholly understood; the rest is asked about or lost."""
    at = 0
    while at < len(section.atoms):
        text = section.between(at, at + 1)
        negated = unnegated(text)
        if negated:
            draft.spared.append(negated)
            at += 1
            continue
        stop, found = _longest(section, at, draft)
        if found is None:
            found, stop = _half(draft.clause(text), draft), at + 1
        if found is None:
            draft.lost.append(text)
        else:
            source = section.between(at, stop)
            draft.take(found, source if _lead(source) else _with_verb(source, draft))
            draft.verb = _lead(source) or draft.verb
        at = stop


def _longest(section: Section, at: int, draft: Draft) -> tuple[int, Understood]:
    last = min(len(section.atoms), at + MOST_JOINED)
    for borrow in (False, True):
        if borrow and not draft.verb:
            break
        for stop in range(last, at, -1):
            text = section.between(at, stop)
            found = whole(draft.clause(_with_verb(text, draft) if borrow else text))
            if isinstance(found, Step):
                return stop, found
    return at, None


def _with_verb(text: str, draft: Draft) -> str:
    return f"{draft.verb} {text}" if draft.verb else text


def _lead(text: str) -> str:
    found = LEADS.match(text)
    return found["verb"] if found else ""


def whole(clause: Clause) -> Understood:
    """Give the first step of which no word of the clause is left over, else such a question."""
    questions: list[Question] = []
    for _, fresh, found in readings(clause):
        if not fresh.left:
            if isinstance(found, Step):
                return found
            questions.append(found)
    return questions[0] if questions else None


def readings(clause: Clause) -> Iterator[tuple[Rule, Clause, Step | Question]]:
    """Read a clause by each rule; with what the rule made of it, and the clause with what it has read."""
    for rule in RULES:
        fresh = clause.anew()
        found = rule(fresh)
        if found is not None:
            yield rule, fresh, found


def _half(clause: Clause, draft: Draft) -> Understood:
    """What to say of a clause that no rule understands wholly: refuse, ask, or nothing."""
    refused = refusal(clause)
    if refused is not None:
        return refused
    asked = whole(clause)
    if asked is not None:
        return asked
    for _, fresh, found in readings(clause):
        fresh.pass_over_times()
        if (
            isinstance(found, Step)
            and not fresh.left
            and found.tool in draft.setting.offered
            and found.tool not in CUTS
        ):
            return Question(found.tool, "whole_only", {})
    return None


def _checked(understood: Step | Question, setting: Setting) -> Step | Question:
    """Hold a step against its tool's schema; what does not fit is asked back."""
    if understood.tool == "":
        return understood
    if understood.tool == LOOK_FOR and setting.said.can_read:
        understood = Step("read-transcript", {})
    tool = setting.offered.get(understood.tool.replace("_", "-"))
    if tool is None:
        return MISSING.get(understood.tool, Question(understood.tool, "no_tool", {}))
    return understood if isinstance(understood, Question) else _possible(understood, tool, setting)


def _possible(understood: Step, tool: Tool, setting: Setting) -> Step | Question:
    if understood.tool in NEEDS_SOUND and not setting.film.has_sound:
        return Question(understood.tool, "no_sound", {})
    if understood.tool == "burn-captions":
        return _captioned(understood, tool, setting)
    return _fitted(understood, tool)


def _captioned(step: Step, tool: Tool, setting: Setting) -> Step | Question:
    if "cues" in step.arguments:
        return _fitted(step, tool)
    if not setting.said.lines:
        return Question(step.tool, "no_transcript", {})
    if CUES_BY_SERVER in tool.description:
        return _fitted(step, tool)
    return _fitted(
        replace(step, arguments={"cues": [line.cue() for line in setting.said.lines], **step.arguments}), tool
    )


def _fitted(step: Step, tool: Tool) -> Step | Question:
    properties = tool.parameters.get("properties", {})
    arguments = {name: value for name, value in step.arguments.items() if name in properties}
    missing = [name for name in tool.parameters.get("required", ()) if name not in arguments]
    if missing:
        return Question(step.tool, "missing", {"field": missing[0]})
    for name, value in arguments.items():
        limit = _broken(properties[name], value)
        if limit:
            return Question(step.tool, "out_of_range", {"field": name, "value": value, "limit": limit})
    return Step(tool.name, arguments)


def _broken(schema: Mapping[str, Any], value: Any) -> str:
    """Say which limit of its schema a value breaks, or nothing."""
    branches = [branch for branch in schema.get("anyOf", [schema]) if branch.get("type") != "null"]
    for branch in branches:
        if "enum" in branch and isinstance(value, str) and value not in branch["enum"]:
            return f"one of {', '.join(map(str, branch['enum']))}"
        if isinstance(value, int | float):
            for word, breaks in LIMITS:
                if word in branch and breaks(value, branch[word]):
                    return f"{'at least' if 'inimum' in word else 'at most'} {branch[word]:g}"
        if isinstance(value, str) and len(value) > branch.get("maxLength", len(value)):
            return f"at most {branch['maxLength']} characters"
    return ""
