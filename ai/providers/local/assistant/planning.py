"""Makes a plan of a message: which tools, with which arguments, and what must be asked."""

import json
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ai.capabilities import Message, Tool
from ai.providers.local.assistant import picturing, sounding, timing
from ai.providers.local.assistant.reading import read
from ai.providers.local.assistant.times import Film
from ai.providers.local.assistant.transcript import Line
from ai.providers.local.assistant.wishes import Clause, Question, Rule, Step, Understood

RULES: tuple[Rule, ...] = (
    *picturing.EARLY_RULES,
    *timing.RULES,
    *sounding.RULES,
    *picturing.RULES,
    *timing.LAST_RULES,
    *picturing.LATE_RULES,
)
FACTS = {"duration": "duration", "width": "width", "height": "height", "now": "current_?time"}
LIMITS: tuple[tuple[str, Callable[[float, float], bool]], ...] = (
    ("minimum", operator.lt),
    ("maximum", operator.gt),
    ("exclusiveMinimum", operator.le),
    ("exclusiveMaximum", operator.ge),
)


@dataclass(frozen=True)
class Plan:
    """What was understood. `lost` are the clauses that were not, as they were read."""

    steps: tuple[Step, ...]
    questions: tuple[Question, ...]
    lost: tuple[str, ...]
    language: str


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
    )


def plan(message: str, film: Film, tools: Sequence[Tool], lines: Sequence[Line] = ()) -> Plan:
    """Understand a message as far as the grammar goes, and as the given tools allow.

    `lines` are what is said in the film; captions are made of them.
    """
    wishes = read(message, film)
    steps: list[Step] = []
    questions: list[Question] = []
    lost: list[str] = []
    offered = {tool.name.replace("_", "-"): tool for tool in tools}
    for clause in wishes.clauses:
        understood = _checked(_understood(clause), offered, lines)
        if isinstance(understood, Step):
            steps.append(understood)
        elif isinstance(understood, Question):
            questions.append(understood)
        else:
            lost.append(clause.text)
    return Plan(tuple(steps), tuple(questions), tuple(lost), wishes.language)


def _understood(clause: Clause) -> Understood:
    return next((found for rule in RULES if (found := rule(clause)) is not None), None)


def _checked(understood: Understood, offered: Mapping[str, Tool], lines: Sequence[Line]) -> Understood:
    """Hold a step against its tool's schema; what does not fit is asked back."""
    if understood is None:
        return None
    tool = offered.get(understood.tool)
    if tool is None:
        return Question(understood.tool, "no_tool", {})
    if isinstance(understood, Question):
        return understood
    if understood.tool == "burn-captions":
        if not lines:
            return Question(understood.tool, "no_transcript", {})
        understood = Step(understood.tool, {"cues": [line.cue() for line in lines]})
    return _fitted(understood, tool)


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


def described(step: Step) -> str:
    """Say a step in one line: its name and its arguments."""
    shown = {name: value for name, value in step.arguments.items() if name != "cues"}
    if "cues" in step.arguments:
        shown["cues"] = len(step.arguments["cues"])
    parts = [
        f"{_spaced(name)} {value if isinstance(value, str) else json.dumps(value)}"
        for name, value in shown.items()
    ]
    name = step.tool.replace("-", " ").replace("_", " ")
    return f"{name}: {', '.join(parts)}" if parts else name


def _spaced(name: str) -> str:
    return re.sub(r"([A-Z])", lambda found: f" {found[1].lower()}", name)
