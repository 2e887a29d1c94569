"""Reads a prompt: which place, when, in what weather and mood, with whom, and how the camera moves.

It knows words, not grammar. What it does not know becomes an abstract picture, and `understood` says so.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ai.providers.local.painting.palettes import HUES
from ai.providers.local.painting.vietnamese import in_english

MOST_BEATS = 6
LONGEST_TITLE = 80  # letters

# The first words that match decide, so the more particular places come first.
PLACES = {
    "mars": "(?:on|of|across|over|explores|exploring) mars|martian|mars rover|red planet",
    "diagram": "diagram|diagrams|infographic|schematic|bar chart|pie chart|chart|charts|graph|globe",
    "room": "room|bedroom|kitchen|living room|interior|indoors|workshop|library|classroom|attic",
    "table": "table|tabletop|coffee(?! plantation| farm| field| bush| tree)|still life|cup|mug|teapot|"
    "cherries|"
    "roasted|beans|bowl|noodles|seedling|sprout|soil|open book",
    "oldtown": "old town|oldtown|old quarter|old houses|shophouses|hoi an|lanterns|lantern festival|alley",
    "underwater": "underwater|coral|reef|submarine|deep sea|fish|jellyfish|aquarium|diving|dolphin|dolphins|"
    "whale",
    "space": "space|galaxy|nebula|planet|planets|cosmos|cosmic|universe|astronaut|rocket|spaceship|orbit|"
    "asteroid|"
    "milky way|starship|satellite|interstellar|mars|saturn",
    "lake": "lake|lakes|pond|fjord|river|reflection|swamp|loch",
    "sea": "sea|ocean|beach|beaches|coast|coastline|shore|island|islands|waves|wave|surf|surfing|boat|boats|"
    "ship|"
    "sailing|sailboat|harbour|harbor|lighthouse|bay|pier|lagoon|tropical|seaside|yacht",
    "city": "city|cities|skyline|skyscraper|skyscrapers|street|streets|downtown|urban|town|metropolis|"
    "traffic|"
    "tokyo|new york|london|paris|hanoi|saigon|cyberpunk|buildings|building|rooftop|rooftops|highway|road|"
    "cars|"
    "car|taxi|office",
    "desert": "desert|dune|dunes|sahara|sand|camel|camels|oasis|canyon|cactus|egypt|arid",
    "snow": "snow|snowy|winter|arctic|antarctica|glacier|ice|frozen|christmas|ski|skiing|blizzard|tundra|"
    "snowfall",
    "mountains": "mountain|mountains|alps|peak|peaks|summit|himalaya|himalayas|valley|hiking|cliff|volcano|"
    "everest",
    "forest": "forest|woods|woodland|jungle|trees|pine|pines|tree|bamboo|rainforest|grove|deer|bear|fox|owl",
    "meadow": "meadow|field|fields|countryside|farm|grass|hill|hills|flowers|flower|garden|spring|prairie|"
    "park|"
    "village|picnic|horse|horses|sheep|cow|rice|wheat|lavender|sunflower|sunflowers|windmill|dog|cat|rabbit",
    "clouds": "cloud|clouds|sky|skies|flying|plane|airplane|balloon|balloons|heaven|paraglider|wings",
}
TIMES = {
    "dawn": "dawn|sunrise|early morning|daybreak|morning",
    "sunset": "sunset|golden hour|evening|sundown|autumn|fall",
    "dusk": "dusk|twilight|blue hour|nightfall",
    "night": "night|midnight|moon|moonlight|moonlit|stars|starry|nocturnal|northern lights|aurora|neon|"
    "cyberpunk",
    "day": "day|noon|midday|afternoon|sunny|daylight|bright",
}
WEATHERS = {
    "dust": "dust storm|sandstorm|sand storm|dusty",
    "storm": "storm|stormy|thunder|thunderstorm|lightning|tempest|hurricane",
    "rain": "rain|rainy|raining|drizzle|downpour|rainfall|wet",
    "snow": "snowing|snowfall|blizzard|snowflakes|snowstorm|falling snow|snowy|snow|christmas",
    "fog": "fog|foggy|mist|misty|haze|hazy|smoke",
    "overcast": "overcast|cloudy|grey sky|gray sky|gloomy",
}
MOODS = {
    "noir": "noir|black and white|monochrome|grayscale|greyscale",
    "vintage": "vintage|retro|old film|nostalgic|sepia|70s|8mm",
    "neon": "neon|cyberpunk|synthwave|vaporwave|futuristic",
    "dark": "dark|gloomy|scary|horror|ominous|mysterious|moody|dramatic|epic|gothic",
    "dreamy": "dreamy|dream|magical|pastel|fairy|fairytale|ethereal|soft|romantic|fantasy|gentle|calm|"
    "peaceful",
    "vivid": "vivid|colorful|colourful|vibrant|happy|joyful|cheerful|energetic|playful|fun",
    "cold": "cold|freezing|icy|winter|arctic|chilly|lonely|sad",
    "warm": "warm|cozy|cosy|summer|golden|autumn|hot",
}
STYLES = {
    "watercolour": "watercolour|watercolor|watercolours|aquarelle|gouache",
    "oil": "oil painting|oil paint|impressionist|impressionism|painterly|van gogh",
    "paper": "paper cut|papercut|paper collage|paper cutout|cut paper|paper craft|papercraft|origami|paper",
    "sketch": "pencil|sketch|sketched|charcoal|line drawing|hand drawn|hand-drawn|ink drawing|engraving",
    "flat": "flat|vector|illustration|illustrated|cartoon|comic|minimalist|motion graphics|children's book",
}
THINGS = {
    "birds": "bird|birds|seagull|seagulls|eagle|eagles|crow|crows|swallow|swallows|flock|geese|gull|gulls|"
    "dove",
    "people": "person|people|somebody|farmer|farmers|man|woman|couple|family|child|children|boy|girl|"
    "crowd|walker|traveller|"
    "traveler|hiker|"
    "hikers|friends|tourist|tourists|lovers|kid|kids|men|women|figure|dancer|runner|someone|pedestrians",
    "cars": "car|cars|traffic|taxi|taxis|driving|vehicle|vehicles|highway|truck|bus",
    "boat": "boat|boats|ship|sailboat|sailing|yacht|sail|fishing",
    "balloons": "balloon|balloons|hot air balloon|hot air balloons",
    "rocket": "rocket|spaceship|starship|spacecraft",
    "house": "house|home|cabin|cottage|hut|farm|village|barn",
    "lighthouse": "lighthouse",
    "flowers": "flower|flowers|blossom|blossoms|tulips|roses|sunflowers|lavender|poppies|garden|spring",
    "palms": "palm|palms|tropical|oasis|caribbean|beach",
    "fish": "fish|fishes|underwater|coral|reef|dolphin|dolphins|whale|shark",
    "bubbles": "bubble|bubbles|underwater|diving|reef",
    "planet": "planet|planets|saturn|mars|jupiter|earth|orbit|astronaut|spaceship|rocket",
    "rings": "rings|ringed|saturn",
    "blue planet": "earth|blue planet|home planet",
    "aurora": "aurora|northern lights",
    "nebula": "nebula|galaxy|galaxies|milky way",
    "comet": "comet|comets|meteor|meteors|shooting star|shooting stars",
    "fireflies": "firefly|fireflies|magical|fairy|fairytale|sparkles",
    "fireworks": "fireworks|firework|celebration|new year|party",
    "plane": "plane|airplane|aeroplane|jet|aircraft",
    "moon": "moon|moonlight|moonlit|full moon",
    "stars": "stars|starry",
    "clouds": "cloud|clouds|cloudy",
    "sun": "sun|sunset|sunrise|sunny",
    "trees": "tree|trees|pine|pines",
    "windmill": "windmill|windmills",
    "onlooker": "seen from behind|looking up|looking out|looking at|watching|gazing|silhouette of",
    "child": "child|kid|boy|girl|children|kids|little girl|little boy",
    "robot": "robot|robots|rover|android",
    "lanterns": "lanterns",
    "river": "river|canal|riverside",
    "rows": "plantation|plantations|vineyard|rows of|orchard|tea field|tea fields|terraces|rice fields",
    "freighter": "container ship|cargo ship|freighter|cargo|tanker|ocean liner",
    "plant": "plant|sprout|seedling|sapling|potted",
    "moons": "two moons|moons|tiny moons",
    "home star": "blue star",
    "cup": "cup|mug|coffee|tea|espresso|cocoa",
    "steam": "steam|steaming|hot",
    "beans": "beans|roasted",
    "cherries": "cherries|berries|red fruit",
    "bowl": "bowl|noodles|soup|rice bowl|pho",
    "book": "book|books|diary|notebook",
    "letter": "letter|letters|envelope|map|postcard",
    "lamp": "lantern|lamp|candle|oil lamp",
    "clock": "clock|watch|ticking|alarm",
    "window": "window|windows",
    "cafe": "cafe|bar|market|blurred lights|bokeh",
    "prism": "prism|spectrum|rainbow",
    "light waves": "light waves|wavelength|wavelengths|wave and|sine",
    "scatter": "scatter|scatters|scattering|molecules|atmosphere",
    "sunbeams": "rays of light|sending rays|sunlight|sunbeams|sun warming",
    "half lit": "half lit|one half|shadow side",
    "cycle": "cycle|arrows in a circle|circular|loop|recycling",
    "bars": "chart|bars|growth|statistics|graph|growing bars",
    "stages": "stages|life cycle|growing plant",
    "leaf": "leaf|photosynthesis",
    "globe": "globe|continent|continents|world map|route",
    "arrows rising": "arrows rising|evaporation|vapour|vapor",
}
# How a camera move is called that is told as such: it counts before all other words, and makes one take.
CAMERAS = {
    "push": r"(?:push|zoom|dolly)(?:es|s)?[- ]in|slow push",
    "pull": r"(?:pull|zoom|dolly)(?:s)?[- ](?:out|back)",
    "left": r"pan(?:s|ning)?[- ](?:slowly )?(?:to the )?left",
    "right": r"pan(?:s|ning)?[- ](?:slowly )?(?:to the )?right",
    "up": r"tilt(?:s|ing)?[- ]up",
    "down": r"tilt(?:s|ing)?[- ]down",
    "still": r"(?:static|still|locked|fixed)[- ](?:camera|shot)|camera (?:is |stays )?still",
}
MOVES = {
    "push": "zoom in|push in|zooming|dolly in|closer|towards|approach|approaching|through|into|forward|"
    "close-up",
    "pull": "zoom out|pull out|pulling back|reveal|revealing|backwards|away|wide shot",
    "right": "pan right|panning|moving right|pass|passing|pan|tracking|driving|running|walking|sailing",
    "left": "pan left|moving left",
    "up": "tilt up|rising|ascending|crane|upwards|looking up|drone|aerial|flyover|fly over|flying|launch",
    "down": "tilt down|descending|falling|looking down",
    "still": "static|still|locked|tripod",
}
# What a scene has without being asked; a negative prompt takes it away.
USUAL = {
    "sea": ("sun", "clouds"),
    "lake": ("sun", "clouds", "trees"),
    "mountains": ("sun", "clouds", "trees"),
    "desert": ("sun",),
    "meadow": ("sun", "clouds", "trees"),
    "forest": ("sun", "trees"),
    "city": ("sun", "clouds"),
    "snow": ("sun", "trees"),
    "clouds": ("sun", "clouds"),
    "space": ("stars", "planet"),
    "underwater": ("fish", "bubbles"),
}
USUAL_TIME = {"sea": "sunset", "desert": "sunset", "mountains": "dawn", "lake": "dawn", "city": "dusk"}
NEGATIONS = re.compile(
    r"\b(?:no|without(?: any)?|not)\s+((?:\w+(?:\s+(?:and|or)\s+|,\s*no\s+)?)+?)(?=[.,;]|$|\s+(?:in|at|on)\b)"
)
QUOTED = re.compile(r"[\"“”«»「]([^\"“”«»」]{1,80})[\"“”«»」]")
NAMED = re.compile(
    r"\b(?:title[d]?|caption(?:ed)?|text|words|saying|says|reads|reading)\b\s*(?:is|of|:|that says)?\s*"
    r"'([^']{1,80})'",
    re.IGNORECASE,
)
# A colour before one of these is the thing's own, and not that of the picture.
OF_A_THING = (
    r"(?!,? (?:and |or )?(?:\w+ )?(?:hills?|houses?|meadows?|fields?|cherries|branch|plants?|grass|trees?|"
    r"waves?|"
    r"star|soil|rocks?|roofs?|cars?|lanterns?|dress|coat|jacket|shirt|hat|hair|eyes|leaf|leaves|apple|"
    r"door|boat|"
    r"balloons?|light scatters|sky|"
    r"hour|dunes?|sand|bushes|fox|cat|dog|bird|car|bus|umbrella|scarf|tiles|tiled))"
)
ENDS_OF_BEATS = re.compile(r"(?<=[.;!?])\s+|\s*\n+\s*|,?\s+(?:and\s+)?then\s+|\s*->\s*|\s*→\s*")


@dataclass(frozen=True)
class Vision:
    """What one shot shows. `words` are to be read in it; `understood` is False where no word was known."""

    place: str = "abstract"
    time: str = "day"
    weather: str = "clear"
    mood: str = ""
    colours: tuple[str, ...] = ()
    things: frozenset[str] = frozenset()
    move: str = ""
    words: str = ""
    understood: bool = False
    style: str = ""
    is_take: bool = False  # the camera was told, so that there is one shot


@dataclass(frozen=True)
class _Found:
    """The words of one beat that mean something."""

    place: str = ""
    time: str = ""
    weather: str = ""
    mood: str = ""
    move: str = ""
    colours: tuple[str, ...] = ()
    things: frozenset[str] = field(default_factory=frozenset)
    words: str = ""
    style: str = ""
    camera: str = ""


def read(prompt: str, *, negative: str = "") -> list[Vision]:
    """Give what each beat of a prompt shows: one to six, told by what it says and what was said before."""
    title, rest = _title(prompt)
    rest, unwanted = _without(rest, negative)
    beats = [beat for beat in map(_with_english, ENDS_OF_BEATS.split(rest)) if beat.strip()][:MOST_BEATS]
    whole = _find(" ".join(beats), unwanted)
    beats = [" ".join(beats)] if whole.camera or not beats else beats
    told: list[Vision] = []
    before = _Found()
    for beat in beats:
        found = _find(beat, unwanted)
        before = _following(before, found, whole)
        told.append(_vision(before, found, unwanted))
    return [
        Vision(**{**vars(vision), "words": title if number == 0 else ""})
        for number, vision in enumerate(told)
    ]


def _with_english(beat: str) -> str:
    return f"{beat} {in_english(beat)}".strip()


def _title(prompt: str) -> tuple[str, str]:
    found = QUOTED.search(prompt) or NAMED.search(prompt)
    if found is None:
        return "", prompt
    title = " ".join(found.group(1).split())[:LONGEST_TITLE]
    return title, prompt[: found.start()] + " " + prompt[found.end() :]


def _without(prompt: str, negative: str) -> tuple[str, frozenset[str]]:
    """Take out of the prompt what it says not to show, and give those words with the negative prompt's."""
    said = [match.group(1) for match in NEGATIONS.finditer(prompt.lower())]
    lowered = NEGATIONS.sub(" ", prompt.lower())
    return lowered, frozenset(re.findall(r"[\w-]+", " ".join([negative.lower(), *said])))


def _find(text: str, unwanted: frozenset[str]) -> _Found:
    lowered = text.lower()
    colours = tuple(
        name for name in HUES if re.search(rf"\b{name}\b{OF_A_THING}", lowered) and name not in unwanted
    )
    things = frozenset(_all(THINGS, lowered, unwanted))
    return _Found(
        place=_first(PLACES, lowered, unwanted),
        time=_first(TIMES, lowered, unwanted),
        weather=_first(WEATHERS, lowered, unwanted),
        mood=_first(MOODS, lowered, unwanted),
        move=_first(CAMERAS, lowered, frozenset()) or _first(MOVES, lowered, frozenset()),
        camera=_first(CAMERAS, lowered, frozenset()),
        style=_first(STYLES, lowered, unwanted),
        colours=colours,
        things=things,
    )


def _all(table: Mapping[str, str], text: str, unwanted: frozenset[str]) -> Iterable[str]:
    for name, words in table.items():
        if name in unwanted or unwanted & set(words.split("|")):
            continue
        if re.search(rf"\b(?:{words})\b", text):
            yield name


def _first(table: Mapping[str, str], text: str, unwanted: frozenset[str]) -> str:
    return next(iter(_all(table, text, unwanted)), "")


def _following(before: _Found, found: _Found, whole: _Found) -> _Found:
    """Let a beat keep what it does not change: first from the beat before, then from the whole prompt."""

    def chosen(name: str) -> str:
        return str(getattr(found, name) or getattr(before, name) or getattr(whole, name))

    moved = bool(found.place) and found.place != before.place
    return _Found(
        place=chosen("place"), time=chosen("time"), weather=found.weather if moved else chosen("weather"),
        mood=chosen("mood"), move=found.move, style=chosen("style"), camera=whole.camera,
        colours=found.colours or before.colours or whole.colours,
        things=found.things if moved else found.things | before.things,
    )  # fmt: skip


def _vision(told: _Found, found: _Found, unwanted: frozenset[str]) -> Vision:
    place = told.place or ("city" if "cars" in told.things else _place_by(told))
    usual = {thing for thing in USUAL.get(place, ()) if thing not in unwanted and f"{thing}s" not in unwanted}
    if told.things & {"rocket", "comet", "nebula"}:
        usual -= {"planet"}
    weather = told.weather or (
        "snow" if place == "snow" and "snow" not in unwanted and "blizzard" in told.mood else ""
    )
    return Vision(
        place=place,
        time=told.time or USUAL_TIME.get(place, "day"),
        weather=weather or "clear",
        mood=told.mood,
        colours=told.colours,
        things=told.things | usual,
        move=found.move,
        understood=bool(told.place or told.time or told.weather or told.things),
        style=told.style,
        is_take=bool(told.camera),
    )


def _place_by(told: _Found) -> str:
    """Choose a place for a prompt that names none: where its weather or its things are at home."""
    if told.weather == "snow":
        return "snow"
    homes = {
        "robot": "meadow",
        "freighter": "sea",
        "rows": "meadow",
        "birds": "clouds",
        "boat": "sea",
        "house": "meadow",
        "people": "meadow",
        "aurora": "lake",
    }
    home = next((where for thing, where in homes.items() if thing in told.things), "")
    return home or ("mountains" if told.time or told.weather else "abstract")
