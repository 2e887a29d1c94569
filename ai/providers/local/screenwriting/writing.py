"""Writes a screenplay without a model: the wish's own words, scenes of its places, and an arc of light."""

import re
from dataclasses import dataclass

from ai.capabilities import Call, Screenplay, ScreenplayWish, ShotPlan, Stopped
from ai.language.pace import seconds_to_say
from ai.providers.local.painting.reading import TIMES, WEATHERS
from ai.providers.local.screenwriting import arcs
from ai.providers.local.screenwriting.beats import Beat
from ai.providers.local.screenwriting.wishing import ASKS, QUESTION, Wished, read_wish

DRAFT = (
    "This screenplay is a draft by the local writer, which knows scenes and no stories: change its texts as "
    "you like, or choose a model that writes."
)
IN_ENGLISH = "The local writer writes in English and Vietnamese only, so the narration is in English."
LIGHT = {
    "dawn": "early morning light, sunrise", "day": "bright daylight", "sunset": "golden hour, sunset",
    "dusk": "blue hour, dusk", "night": "night, moonlight",
}  # fmt: skip
SKIES = {
    "storm": ("cloudy sky, strong wind", "overcast, heavy clouds gathering", "thunderstorm, lightning, rain"),
    "rain": ("grey sky", "rain", "heavy rain"),
    "snow": ("light snow", "falling snow", "falling snow"),
    "fog": ("mist", "fog", "thick fog"),
    "overcast": ("overcast", "overcast", "overcast, heavy clouds"),
}
MOVES = {
    "open": ("push-in", "pan-right"), "mid": ("pan-left", "push-in", "pan-right", "tilt-up", "pull-out"),
    "turn": ("push-in", "tilt-down"), "close": ("pull-out", "tilt-up"),
}  # fmt: skip
AIR = 0.6  # seconds around what is said
SHORTEST = 2.0  # seconds of a shot
IN_CLOSE = re.compile(r"close-up|diagram|room|table|globe|underwater|space|planet", re.IGNORECASE)
# What the painter knows, and may be what a wish is about.
NAMED = {
    "lighthouse": "lighthouse", "windmill": "windmills?", "sailing boat": "boats?|sailing|sailboat",
    "hot air balloon": "balloons?", "rocket": "rockets?|spaceship", "robot": "robots?|rover",
    "house": "house|cabin|cottage|hut", "beach": "beach|holidays?", "lantern festival": "lanterns?",
}  # fmt: skip
FIGURE = "{hero} seen from behind in the foreground"


@dataclass(frozen=True)
class Shown:
    """The beats of a film with their times of day, and in which of them its hero is spoken of."""

    beats: list[tuple[Beat, str]]
    heroes: list[bool]
    is_explained: bool


class LocalScreenplays:
    """Writes films of what it knows."""

    def screenplay(self, wish: ScreenplayWish, call: Call) -> Screenplay:
        """A screenplay of `wish.count` shots; the same for the same wish. Raises Stopped."""
        if call.should_stop():
            raise Stopped
        wished = read_wish(wish)
        beats = arcs.chosen(wished, wish.count)
        texts = _texts(wished, [beat for beat, _ in beats], wish)
        is_explained = wished.subject is not None or wished.is_question
        shown = Shown(beats, [with_hero for _, with_hero in texts], is_explained)
        pictures = [_picture(wished, shown, number) for number in range(wish.count)]
        cameras = _cameras([beat for beat, _ in beats], len(wish.prompt))
        notes = (
            (DRAFT,) if wished.language == wish.language.partition("-")[0].lower() else (DRAFT, IN_ENGLISH)
        )
        said = [text for text, _ in texts]
        return Screenplay(
            title=wished.title or "Untitled",
            logline=_logline(wished, said),
            shots=tuple(
                ShotPlan(text, picture, seconds, camera)
                for text, picture, seconds, camera in zip(
                    said, pictures, _lengths(said, wish, wished.language), cameras, strict=True
                )
            ),
            music=_music(wished),
            language=wish.language if wished.language == wish.language.partition("-")[0].lower() else "en",
            is_draft=True,
            notes=notes,
        )


# -- what is said ------------------------------------------------------------------------------------------


def _texts(wished: Wished, beats: list[Beat], wish: ScreenplayWish) -> list[tuple[str, bool]]:
    """Give each shot's text, and whether it speaks of the film's hero."""
    texts: list[tuple[str, bool]] = []
    in_a_row = 0
    for number, beat in enumerate(beats):
        with_hero = bool(wished.hero and (beat.hero if wished.language == "en" else beat.hero_vi))
        if with_hero and in_a_row >= 2 and number < len(beats) - 1:
            with_hero = False
        in_a_row = in_a_row + 1 if with_hero else 0
        texts.append((_said(beat, wished, with_hero=with_hero), with_hero))
    opening = _opening(wished)
    if opening and not wished.own:
        first, with_hero = texts[0]
        room = max(wish.seconds / len(beats), 3.0) * 1.35
        both = f"{opening} {first}"
        fits = seconds_to_say(both, language=wished.language) <= room or wished.subject is not None
        texts[0] = (
            both if fits and wished.subject is None else (first if wished.subject else opening),
            with_hero,
        )
    return texts


def _said(beat: Beat, wished: Wished, *, with_hero: bool) -> str:
    if wished.language == "vi":
        text = beat.hero_vi if with_hero else beat.vietnamese
    else:
        text = beat.hero if with_hero else beat.english
    name = wished.hero
    return text.replace("{hero}", name).replace("{Hero}", name[:1].upper() + name[1:])


def _opening(wished: Wished) -> str:
    """Give the wish itself as the first line, where it can be said."""
    topic = wished.topic.rstrip("?")
    if not topic:
        return ""
    if wished.language == "en" and ASKS.match(topic):
        return f"{topic}?"
    if wished.language == "en" and QUESTION.match(topic):
        return f"This is about {topic[:1].lower()}{topic[1:]}."
    return f"{topic}?" if wished.topic.endswith("?") else f"{topic}."


def _logline(wished: Wished, said: list[str]) -> str:
    return _opening(wished) or said[0]


# -- what is seen ------------------------------------------------------------------------------------------


def _picture(wished: Wished, shown: Shown, number: int) -> str:
    """Give what is seen in one shot: the scene, who is in it, its light, its sky, the film's style."""
    beat, time = shown.beats[number]
    hero = re.sub(r"^the ", "a ", wished.hero) if wished.language == "en" else ""
    parts = [re.sub(r"\{hero_or:([^}]*)\}", lambda match: hero or match.group(1), beat.picture)]
    parts += _who(wished, shown, number, hero)
    scene = ", ".join(parts)
    if "diagram" not in scene:
        parts += _light(wished, scene, time, is_explained=shown.is_explained)
        parts += (
            [] if shown.is_explained else _sky(wished, beat, scene, number / max(len(shown.beats) - 1, 1))
        )
    return ", ".join([*parts, wished.style] if wished.style else parts)


def _who(wished: Wished, shown: Shown, number: int, hero: str) -> list[str]:
    """Give what the wish itself names, where the scene is wide enough for it: its things, and its hero."""
    beat, _ = shown.beats[number]
    if IN_CLOSE.search(beat.picture) or shown.is_explained or "{hero_or" in beat.picture:
        return []
    named = [name for name, words in NAMED.items() if re.search(rf"\b(?:{words})\b", wished.gist)]
    there = [f"a {name}" for name in named if not re.search(rf"\b{name}", beat.picture)]
    with_hero = (
        shown.heroes[number]
        and hero
        and (number % 2 == 1 or number == len(shown.beats) - 1 or "robot" in hero)
    )
    if with_hero:
        return [FIGURE.format(hero=hero)]
    return there[:1]


def _light(wished: Wished, scene: str, time: str, *, is_explained: bool) -> list[str]:
    if _names(TIMES, scene):
        return []
    if not time:
        return [LIGHT["day"]] if is_explained and not re.search(r"close-up|globe|space", scene) else []
    return [LIGHT[time]]


def _sky(wished: Wished, beat: Beat, scene: str, share: float) -> list[str]:
    weather = arcs.weather_of(wished)
    if not weather or _names(WEATHERS, scene) or IN_CLOSE.search(scene):
        return []
    skies = SKIES[weather]
    return [skies[2 if beat.role == "turn" or share > 0.9 else 0 if share < 0.3 else 1]]


def _names(table: dict[str, str], text: str) -> bool:
    return any(re.search(rf"\b(?:{words})\b", text, re.IGNORECASE) for words in table.values())


def _cameras(beats: list[Beat], turn: int) -> list[str]:
    """Give each shot's camera, never the same twice in a row; drawings are looked at calmly."""
    cameras: list[str] = []
    for number, beat in enumerate(beats):
        moves = (
            ("push-in", "still")
            if "diagram" in beat.picture or "close-up" in beat.picture
            else MOVES[beat.role]
        )
        move = moves[(number + turn) % len(moves)]
        if cameras and cameras[-1] == move:
            move = moves[(number + turn + 1) % len(moves)]
        cameras.append(move)
    return cameras


def _lengths(texts: list[str], wish: ScreenplayWish, language: str) -> list[float]:
    """Give the shots' seconds: by what is said in each, and together as long as the film."""
    wanted = [max(seconds_to_say(text, language=language) + AIR, SHORTEST) for text in texts]
    scale = wish.seconds / sum(wanted)
    lengths = [round(each * scale, 2) for each in wanted]
    lengths[-1] = round(wish.seconds - sum(lengths[:-1]), 2)
    return lengths


def _music(wished: Wished) -> str:
    if wished.subject is not None:
        return wished.subject.music
    theme = next(arcs.themes_of(wished))
    return f"dark suspense, then calm, {theme.music}" if arcs.weather_of(wished) == "storm" else theme.music
