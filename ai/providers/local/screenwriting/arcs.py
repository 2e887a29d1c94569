"""Chooses and orders what a film shows: a beginning, ways on, a turn, an end, and the light of each."""

import re
from collections.abc import Iterable, Iterator, Sequence

from ai.providers.local.painting.reading import PLACES, TIMES, WEATHERS
from ai.providers.local.painting.vietnamese import in_english
from ai.providers.local.screenwriting import lands, matters, towns, waters, worlds
from ai.providers.local.screenwriting.beats import Beat, Theme
from ai.providers.local.screenwriting.explained import ANY
from ai.providers.local.screenwriting.wishing import Wished

THEMES = {theme.name: theme for group in (waters, lands, towns, worlds, matters) for theme in group.THEMES}
# Where a place of the painter has its scenes; the others have their own name.
AT_HOME = {"table": "home", "room": "home", "oldtown": "town", "sea": "sea", "diagram": "home"}
# By what a wish without a place goes on: the weather's and the time's own places.
ELSEWHERE = (("snow", "snow"), ("storm", "sea"), ("rain", "city"), ("night", "lake"), ("dawn", "meadow"))
OFFERED = re.compile(
    r"\b(?:product|launch|launches|opens on|grand opening|opening soon|for sale|discount|special offer|"
    r"our shop|our store|our company|our new|our brand|startup|commercial|advert|promo|promotion|"
    r"introducing|khai trương|sản phẩm|quảng cáo|giảm giá|ra mắt)\b"
)
LIGHTS = {
    "": ("dawn", "day", "day", "sunset", "dusk"),
    "whole": ("dawn", "day", "day", "sunset", "night"),
    "dawn": ("dawn", "dawn", "day", "day", "day"),
    "day": ("day", "day", "day", "day", "sunset"),
    "sunset": ("day", "sunset", "sunset", "sunset", "dusk"),
    "dusk": ("sunset", "dusk", "dusk", "dusk", "night"),
    "night": ("dusk", "night", "night", "night", "night"),
}


def themes_of(wished: Wished) -> Iterator[Theme]:
    """Give the wish's own theme, and then those that it leads on to, each once."""
    waiting, seen = [_first(wished)], set[str]()
    while waiting:
        name = waiting.pop(0)
        if name not in seen:
            seen.add(name)
            yield THEMES[name]
            waiting += THEMES[name].onward


def _first(wished: Wished) -> str:
    if OFFERED.search(wished.gist):
        return "offer"
    for place, words in PLACES.items():
        if re.search(rf"\b(?:{words})\b", wished.gist):
            name = AT_HOME.get(place, place)
            return name if name in THEMES else "meadow"
    for word, name in ELSEWHERE:
        if re.search(rf"\b{word}", wished.gist):
            return name
    return "home" if wished.hero else "idea"


def light_of(wished: Wished) -> tuple[str, ...]:
    """Give the times of day that a film passes through."""
    if wished.is_whole_day:
        return LIGHTS["whole"]
    return LIGHTS[_said(TIMES, wished.gist)]


def weather_of(wished: Wished) -> str:
    return _said(WEATHERS, wished.gist)


def _said(table: dict[str, str], text: str) -> str:
    return next((name for name, words in table.items() if re.search(rf"\b(?:{words})\b", text)), "")


def chosen(wished: Wished, count: int) -> list[tuple[Beat, str]]:
    """Give so many beats in their order, each with its time of day ("" where it has none of its own)."""
    if wished.subject is not None or wished.is_question:
        beats = wished.subject.beats if wished.subject is not None else ANY
        return [(beat, beat.time) for beat in _filled(_explained(beats, count), wished, count)]
    lights = light_of(wished)
    times = [lights[min(number * len(lights) // count, len(lights) - 1)] for number in range(count)]
    times[-1] = lights[-1]
    own = _own(wished, count)
    pool = _Pool(themes_of(wished), weather_of(wished))
    return [
        (own.get(number) or pool.take(role, time), time)
        for number, (role, time) in enumerate(zip(_roles(count), times, strict=True))
    ]


def _explained(beats: Sequence[Beat], count: int) -> list[Beat]:
    """Give the steps that fit: the first and the last always, those between evenly."""
    if count >= len(beats):
        return list(beats)
    places = {round(number * (len(beats) - 1) / (count - 1)) for number in range(count)}
    return [beat for number, beat in enumerate(beats) if number in places]


def _filled(beats: list[Beat], wished: Wished, count: int) -> list[Beat]:
    """Add what is general where a film is longer than its subject, before its end."""
    pool = _Pool(themes_of(wished), "")
    spare = [beat for beat in ANY[1:-1] if beat not in beats]
    while len(beats) < count:
        beats.insert(-1, spare.pop(0) if spare else pool.take("mid", "day"))
    return beats


def _own(wished: Wished, count: int) -> dict[int, Beat]:
    """Give the wish's own sentences their places among the shots: in order, and evenly."""
    said = wished.own
    if not said:
        return {}
    if len(said) > count:
        said = tuple(said[round(number * (len(said) - 1) / (count - 1))] for number in range(count))
    step = (count - 1) / max(len(said) - 1, 1)
    theme = THEMES[_first(wished)]
    return {
        round(number * step): Beat("mid", _scene(text, theme, number), text, text)
        for number, text in enumerate(said)
    }


def _scene(text: str, theme: Theme, number: int) -> str:
    """Give what a sentence of the wish shows, in the film's place where it names none."""
    said = text.rstrip(".!?… ")
    shown = in_english(said)
    said = shown or said
    if any(re.search(rf"\b(?:{words})\b", said.lower()) for words in PLACES.values()):
        return said
    return f"{said}, {theme.beats[number % len(theme.beats)].picture}"


def _roles(count: int) -> list[str]:
    if count < 4:
        return [*["open", "mid"][: count - 1], "close"]
    return ["open", *["mid"] * (count - 3), "turn", "close"]


class _Pool:
    """The beats that were not said yet, theme by theme."""

    def __init__(self, themes: Iterable[Theme], weather: str) -> None:
        self._themes = list(themes)
        self._left = [beat for theme in self._themes for beat in theme.beats]
        self._near = {id(beat) for beat in self._themes[0].beats}
        self._weather = weather

    def take(self, role: str, time: str) -> Beat:
        """Give the beat that suits best, and never again; when all are said, they begin anew."""
        if not self._left:
            self._left = [beat for theme in self._themes for beat in theme.beats]
        best = max(self._left, key=lambda beat: self._fit(beat, role, time))
        self._left.remove(best)
        return best

    def _fit(self, beat: Beat, role: str, time: str) -> tuple[int, int, int]:
        """Say how well a beat suits; of equals the first is taken."""
        can_be = (not beat.time or beat.time == time) and (
            not beat.weather
            or beat.weather == self._weather
            or (beat.weather == "rain" and not self._weather)
        )
        exact = int(beat.time == time) + 2 * int(bool(beat.weather) and beat.weather == self._weather)
        has_role = beat.role == role or (role == "mid" and beat.role == "open" and id(beat) not in self._near)
        near = (
            2 * int(id(beat) in self._near and beat.role in {role, "mid"})
            if role in {"mid", "turn"}
            else 2 * int(id(beat) in self._near)
        )
        return (int(can_be), near + int(has_role) * 2, exact)
