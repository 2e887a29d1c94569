"""What the model may ask for: one literal table. There is nothing else that it could have done.

A tool either looks (the server answers at once), or proposes a step. No tool publishes, deletes, buys, pays,
reads an address of the web, or names another person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, override

from ai.capabilities import Tool
from videos.media.operations import CATALOGUE
from videos.media.operations.base import Fields, Number, described

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_PROMPT, LONGEST_SCRIPT = 4000, 20_000


class CallRefused(Exception):
    """A call that cannot become a step; the message says why, to the model and to the person."""


class What(StrEnum):
    """What becomes of a call."""

    LOOK = "look"  # answered by the server, for nothing
    EDIT = "edit"  # a step of the plan's one recipe
    WORK = "work"  # a step of the plan that is a job of its own


class SearchMoments(Fields):
    query: str = described(description="What is said or seen.", example="the price", max_length=500)
    limit: int = described(5, description="How many moments at most.", example=5, ge=1, le=20)
    everywhere: bool = described(
        default=False, description="In the whole library, not in this film.", example=False
    )


class ReadTranscript(Fields):
    start_time: Number = described(0.0, description="From when.", unit="seconds", example=0, ge=0)
    end_time: Number | None = described(None, description="Until when.", unit="seconds", example=60, gt=0)


class ReadSummary(Fields):
    """Nothing has to be said."""


LENGTHS = {"short": gettext_noop("Short"), "medium": gettext_noop("Medium"), "long": gettext_noop("Long")}


class CutWords(Fields):
    """What of the speech is cut out; at least one of the three."""

    fillers: bool = described(
        default=False,
        title=gettext_noop("Fillers"),
        description=gettext_noop("Words like um and uh."),
        example=True,
    )
    pauses: bool = described(
        default=False, title=gettext_noop("Pauses"), description=gettext_noop("Long pauses."), example=True
    )
    phrase: str = described(
        "",
        title=gettext_noop("Phrase"),
        description=gettext_noop("Words that are said, to the letter."),
        example="as I said",
        max_length=500,
    )


class Transcribe(Fields):
    language: str = described(
        "",
        title=gettext_noop("Language"),
        description=gettext_noop("BCP 47; found out when not given."),
        example="en",
        max_length=12,
    )


class Summarize(Fields):
    language: str = described(
        "",
        title=gettext_noop("Language"),
        description=gettext_noop("BCP 47; as spoken when not given."),
        example="en",
        max_length=12,
    )
    length: Literal["short", "medium", "long"] = described(
        "medium", title=gettext_noop("Length"), description=gettext_noop("How long."), example="short"
    )


class Narrate(Fields):
    language: str = described(
        "",
        title=gettext_noop("Language"),
        description=gettext_noop("BCP 47; as spoken when not given."),
        example="en",
        max_length=12,
    )
    voice: str = described(
        "",
        title=gettext_noop("Voice"),
        description=gettext_noop("Name of a voice."),
        example="",
        max_length=120,
    )
    script: str = described(
        "",
        title=gettext_noop("Script"),
        description=gettext_noop("What is spoken; made of the summary when not given."),
        example="",
        max_length=LONGEST_SCRIPT,
    )
    speed: Number = described(
        1.0, title=gettext_noop("Speed"), description=gettext_noop("How fast."), example=1, ge=0.5, le=2
    )


class GeneratePicture(Fields):
    prompt: str = described(
        title=gettext_noop("Prompt"),
        description=gettext_noop("What is to be seen."),
        example="a beach",
        min_length=1,
        max_length=LONGEST_PROMPT,
    )


class GenerateFilm(GeneratePicture):
    seconds: Number = described(
        5.0,
        title=gettext_noop("Seconds"),
        description=gettext_noop("How long."),
        unit="seconds",
        example=5,
        ge=1,
        le=60,
    )


class GenerateMusic(Fields):
    prompt: str = described(
        title=gettext_noop("Prompt"),
        description=gettext_noop("What is to be heard."),
        example="calm piano",
        min_length=1,
        max_length=LONGEST_PROMPT,
    )
    seconds: Number = described(
        30.0,
        title=gettext_noop("Seconds"),
        description=gettext_noop("How long."),
        unit="seconds",
        example=30,
        ge=1,
        le=300,
    )


class Speak(Fields):
    text: str = described(
        title=gettext_noop("Text"),
        description=gettext_noop("What is spoken."),
        example="Welcome.",
        min_length=1,
        max_length=LONGEST_SCRIPT,
    )
    voice: str = described(
        "",
        title=gettext_noop("Voice"),
        description=gettext_noop("Name of a voice."),
        example="",
        max_length=120,
    )


@dataclass(frozen=True)
class Offered:
    """One tool. `needs_film`: it is offered only when a film is talked about."""

    what: What
    fields: type[Fields]
    title: "StrOrPromise"
    description: "StrOrPromise"
    needs_film: bool = True


L, W, E = What.LOOK, What.WORK, What.EDIT
OWN: dict[str, Offered] = {
    "search-moments": Offered(
        L, SearchMoments, _("Search"), "Find moments, by what is said.", needs_film=False
    ),
    "read-transcript": Offered(L, ReadTranscript, _("Read"), "Read what is said in the film."),
    "read-summary": Offered(L, ReadSummary, _("Read the summary"), "Read the film's summary and chapters."),
    "cut-words": Offered(
        E, CutWords, _("Cut words"), "Cut fillers, long pauses or a phrase out of the speech."
    ),
    "transcribe": Offered(W, Transcribe, _("Write down what is said"), "Make the film's transcript."),
    "summarize": Offered(W, Summarize, _("Summarize"), "Make a summary with key points and chapters."),
    "narrate": Offered(W, Narrate, _("Narrate"), "Lay a spoken narration under the film."),
    "generate-image": Offered(
        W, GeneratePicture, _("Picture"), "Make a picture from words.", needs_film=False
    ),
    "generate-video": Offered(W, GenerateFilm, _("Film"), "Make a new film from words.", needs_film=False),
    "generate-music": Offered(W, GenerateMusic, _("Music"), "Make music from words.", needs_film=False),
    "speak": Offered(W, Speak, _("Speech"), "Speak a text into the library.", needs_film=False),
}  # fmt: skip
TOOLS: Mapping[str, Offered] = {
    **{name: Offered(E, each, _(each.title), each.description) for name, each in CATALOGUE.items()},
    **OWN,
}
CAPTIONS_HINT = " Leave text and cues out, and what is said in the film is written."
# What only forms need; a model pays for every letter.
UNTOLD = ("example", "x-labels", "picks")


def offered(*, has_film: bool) -> list[Tool]:
    """The tools as a model is told of them."""
    return [_told(name) for name, each in TOOLS.items() if has_film or not each.needs_film]


@cache
def _told(name: str) -> Tool:
    tool = TOOLS[name]
    hint = CAPTIONS_HINT if name == "burn-captions" else ""
    with override("en"):
        return Tool(name, f"{tool.description}{hint}", _plain(tool.fields.model_json_schema(by_alias=True)))


def _plain(schema: Any) -> Any:
    """A schema without what only forms need."""
    if isinstance(schema, list):
        return [_plain(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    is_title = isinstance(schema.get("title"), str)
    return {
        name: _plain(value)
        for name, value in schema.items()
        if name not in UNTOLD and not (name == "title" and is_title)
    }
