"""The requests: what is said, of which film, and what has to come of it.

`develop.jsonl` was read while the grammar was written. `held.jsonl` was written before, and only counted.
A number is right within 2 % (or 0.02); `{"from", "to"}` gives a range, `{"has"}` words that must be in a
text, "*" anything. `order` is how several steps are compared: "kept" joins cuts into what they keep of
the film.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ai.capabilities import Message, Tool
from videos.media.operations import CATALOGUE

FOLDER = Path(__file__).parent
Wanted = Sequence[tuple[str, Any]]
TALK = """[0:00-0:06] Hello everyone and welcome to our little product tour.
[0:06-0:15] Um, today I want to show you what we built this year.
[0:15-0:32] First, setting it up takes about five minutes, you just plug it in and open the app.
[0:32-0:55] The battery lasts for two days, even when you use the camera a lot.
[0:55-1:20] Now let us talk about pricing: the small plan is ten dollars a month, and the team plan is forty.
[1:20-1:45] A customer asked about privacy. Your recordings never leave your own computer.
[1:45-2:10] Here I dropped the microphone, sorry about that noise.
[2:10-2:35] If you have questions, write to our support team, they answer within a day.
[2:35-3:00] Thank you for watching, goodbye and see you next time."""
KITCHEN = """[0:00-0:08] Xin chào cả nhà, hôm nay mình nấu phở bò.
[0:08-0:30] Đầu tiên mình ninh xương trong sáu tiếng để nước dùng ngọt.
[0:30-0:48] Nước mắm ngon thì cho vào cuối cùng, khoảng hai muỗng.
[0:48-1:10] Bánh phở thì trụng qua nước sôi chừng mười giây.
[1:10-1:30] Cảm ơn mọi người đã xem, nhớ đăng ký kênh nhé."""


@dataclass(frozen=True)
class Film:
    """What the assistant is told of a film. `now` is where the player stands, in seconds."""

    duration: float
    width: int = 1280
    height: int = 720
    has_sound: bool = True
    now: float = 12.5
    lines: str = ""

    def told(self) -> list[Message]:
        facts = {
            "duration": self.duration,
            "width": self.width,
            "height": self.height,
            "hasAudio": self.has_sound,
            "currentTime": self.now,
        }
        told = [Message("system", f"The film that is open: {json.dumps(facts)}")]
        return [*told, Message("system", f"Transcript:\n{self.lines}")] if self.lines else told


FILMS = {
    "walk": Film(60.0),
    "talk": Film(180.0, 1920, 1080, lines=TALK),
    "kitchen": Film(90.0, lines=KITCHEN),
    "still": Film(30.0, has_sound=False),
}


@dataclass(frozen=True)
class Request:
    """One thing that somebody says; `wanted` are the plans of which each is right, or none for an answer."""

    group: str
    say: str
    film: str = "walk"
    before: tuple[str, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    answer: str = ""
    lost: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    order: str = ""


def requests(name: str) -> list[Request]:
    """Read one of the two lists: "develop" or "held"."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_request(json.loads(line)) for line in lines]


def _request(row: dict[str, Any]) -> Request:
    wanted = (row["steps"], *row.get("or", ())) if row.get("steps") else ()
    return Request(
        group=row["group"],
        say=row["say"],
        film=row.get("film", "walk"),
        before=tuple(row.get("before", ())),
        wanted=tuple(wanted),
        answer=row.get("answer", ""),
        lost=tuple(row.get("lost", ())),
        names=tuple(row.get("names", ())),
        order=row.get("order", ""),
    )


TEXT = {"type": "string"}
OTHERS: dict[str, dict[str, Any]] = {
    "search-moments": {"query": TEXT},
    "cut-words": {"fillers": {"type": "boolean"}, "pauses": {"type": "boolean"}, "phrase": TEXT},
    "transcribe": {"language": TEXT},
    "summarize": {"language": TEXT, "length": TEXT},
    "narrate": {"language": TEXT, "voice": TEXT, "script": TEXT},
    "generate-image": {"prompt": TEXT},
    "generate-video": {"prompt": TEXT, "seconds": {"type": "number"}},
    "generate-music": {"prompt": TEXT, "seconds": {"type": "number"}},
}
PARTS = {"parts": {"type": "array"}}


def tools() -> tuple[Tool, ...]:
    """Give what the chat offers: the operations, and what it has besides."""
    made = [
        Tool(name, each.description, each.model_json_schema(by_alias=True))
        for name, each in CATALOGUE.items()
    ]
    others = {**OTHERS, **({} if "remove-parts" in CATALOGUE else {"remove-parts": PARTS})}
    made += [Tool(name, "", {"type": "object", "properties": fields}) for name, fields in others.items()]
    return tuple(made)
