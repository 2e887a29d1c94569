"""Wishes about the picture: proportions, size, turning, looks."""
# ruff: noqa: RUF001 - marks of other languages are meant as they are

import re
from typing import Any

from ai.providers.local.assistant.sounding import RESOLUTIONS
from ai.providers.local.assistant.timing import DROP, PERCENT, SHARES
from ai.providers.local.assistant.wishes import WEAK, Clause, Rule, Step, Understood, ask, first

ASPECTS = {
    (
        "9 ?[:x/] ?16|9 by 16|vertical(?:ly)?|portrait|tik ?tok|shorts?|reels?|stories|story|phones?|mobile"
    ): "9:16",
    "1 ?[:x/] ?1|1 by 1|squared?": "1:1",
    "4 ?[:x/] ?5|4 by 5": "4:5",
    "16 ?[:x/] ?9|16 by 9|landscape|widescreen|wide ?screen|horizontal": "16:9",
}
PLATFORMS = (
    "instagram|insta|ig|youtube|tik ?tok|facebook|snapchat|shorts?|reels?|stories|"
    "story|phones?|mobile|the feed|feed|posts?"
)
TURNED_INTO = re.compile(
    r"\b(?:this|the|from|my|a) (?:landscape|horizontal|vertical|portrait|square|"
    r"widescreen|wide)(?: video| clip| film| footage| shot)? "
    r"(?:in)?to (?:an? )?([\w:/ ]+?)(?= (?:video|clip|for|and|with)\b|$)"
)
LOOKS = {
    (
        "vintage|retro|old(?:-| )?(?:time |timey )?(?:film|movie|school|fashioned)|old|"
        "nostalgic|70s|seventies|80s"
    ): "vintage",
    (
        "black[ -]?(?:and|&|n|/)[ -]?white|b ?& ?w|b/w|gr[ae]y ?scale|monochrome|bw|noir|grey|colou?rless"
    ): "blackwhite",
    "sepia": "sepia",
    "cartoon(?:ish|y)?|comic|anime": "cartoon",
    "vignette|dark (?:corners|edges)": "vignette",
    "film grain|grain|grainy": "grain",
    "sharpen(?:ed)?|sharper|sharpness|crisper|crisp|sharp": "sharpen",
    "warm|warmer|warmth": "warm",
    "cool|cooler|cold|colder": "cool",
    "blur|blurry|blurred|blurrier": "blur",
}
LOOK_WORDS = (
    "filter|look|effect|style|tone|tones|picture|image|colou?rs?|apply|add|put|use|"
    "with|to|into|in|turn|convert|change|by|"
    "like|strength|intensity|at|of|more|feel|vibe|out|old|film|movie|set|switch|as|no"
)
SIZE = re.compile(r"\b(\d{2,5})\s*(?:px\s*)?(?:x|×|by|\*)\s*(\d{2,5})\b(?:\s*(?:px|pixels?))?")
AT = re.compile(
    r"\b(?:at|from|starting (?:at|from)|"
    r"offset)\s*(?:position\s*)?\(?\s*(?:x\s*=?\s*)?(\d{1,5})\s*(?:[,;x]|and|"
    r"by)\s*(?:y\s*=?\s*)?(\d{1,5})\)?"
)


def flip(clause: Clause) -> Understood:
    if not clause.has("flip|flipped|flipping|mirror|mirrored|mirroring"):
        return None
    across = clause.has(
        "(?:left|right) (?:becomes|is|to|and|with) (?:left|right)|horizontal(?:ly)?|left|right|sideways"
    )
    down = clause.has("vertical(?:ly)?|upside down|top(?: to bottom)?|bottom")
    clause.has("image|picture|so|becomes?|direction|axis|across|along|both|ways|around|over|swap")
    direction = "both" if (across and down) or clause.has("both") else "vertical" if down else "horizontal"
    return Step("flip", {"direction": direction})


def rotate(clause: Clause) -> Understood:
    if clause.has("(?:turn|flip|rotate)?(?: it| the video)? ?upside[- ]down"):
        clause.has("turn|rotate|put|flip|by|180|degrees|fix|correct|filmed|shot|around|was")
        return Step("rotate", {"angle": 180})
    if not clause.has("rotate|rotated|rotating|rotation|turn|tilt|straighten"):
        return None
    clause.has("by|degrees?|deg|°|to|the|of|direction|image|picture|side|on|around|sideways")
    angle = clause.number(r"(-?\d+(?:\.\d+)?)\s*(?:°|degrees?|deg)?")
    if angle is None and clause.has("quarter(?: of a)?(?: turn)?"):
        angle = 90.0
    if angle is None and clause.has("half(?: a)? turn|around"):
        angle = 180.0
    left = clause.has("left|counter[ -]?clockwise|anti[ -]?clockwise|ccw")
    right = clause.has("right|clockwise|cw")
    if angle is None:
        angle = 90.0 if left or right else None
    if angle is None:
        return ask("rotate", "which_angle")
    return Step("rotate", {"angle": -abs(angle) if left and not right else angle})


def crop(clause: Clause) -> Understood:
    if not clause.has("crop|cropped|cropping|cut"):
        return None
    place, size = clause.search(AT), clause.search(SIZE)
    if size is None:
        is_wished = clause.has("crop|cropped|cropping") and not clause.moments and not first(clause, ASPECTS)
        return ask("crop", "which_rectangle") if is_wished else None
    clause.has(
        "to|at|size|the|from|in|centered|cent(?:er|re)|middle|around|position|starting|"
        "area|rectangle|pixels|picture|image|frame"
    )
    width, height = int(size[1]), int(size[2])
    x, y = (int(place[1]), int(place[2])) if place else (0, 0)
    film = clause.film
    if film.width is not None and film.height is not None:
        if x + width > film.width or y + height > film.height:
            return ask("crop", "too_large", width=film.width, height=film.height)
        if place is None:
            x, y = (film.width - width) // 2, (film.height - height) // 2
    return Step("crop", {"width": width, "height": height, "x": x, "y": y})


def reframe(clause: Clause) -> Understood:
    goal = TURNED_INTO.search(clause.text)
    aspect = first(Clause(goal[1], (), clause.film), ASPECTS) if goal else first(clause, ASPECTS)
    if goal:
        clause.read.update(range(*goal.span()))
    clause.has(
        "reframe|crop|format|aspect(?: ratio)?|ratio|version|shape|frame|orientation|turn|"
        "convert|change|into|to|as|in|mode|"
        f"fit|for|resize|switch|keep|keeping|show|showing|with|a|full|screen|ready|size|"
        f"sized|upload|post|set|{PLATFORMS}"
    )
    if (
        clause.has("instagram|insta|ig")
        and not aspect
        and clause.has("crop|reframe|format|fit|post|portrait")
    ):
        aspect = "4:5"
    if not aspect:
        return ask("reframe", "which_aspect") if clause.has("reframe|aspect(?: ratio)?|ratio") else None
    found: dict[str, Any] = {"aspect": aspect}
    if clause.has(
        "(?:follow(?:ing)?|track(?:ing)?)|(?:the |her |his |my )?(?:faces?|speaker|person)|on|centered"
    ):
        if clause.has(
            "(?:follow(?:ing)?|track(?:ing)?)(?: her| him| me| them)?|(?:the |her |his |my "
            ")?(?:faces?|speaker|person)"
        ):
            found["mode"] = "follow-face"
    elif clause.has(
        "blur|blurred|blurry|padding|bars|borders?|background|the whole (?:picture|frame|"
        "image|thing)|whole (?:picture|image)|without (?:cutting|cropping)(?: anything| "
        "it)?(?: off)?|"
        "pad|padded|behind|everything in|sides"
    ):
        found["mode"] = "blur-pad"
    return Step("reframe", found)


def resize(clause: Clause) -> Understood:
    asked = clause.has(
        "resize|resized|scale|scaled|downscale|upscale|shrink|enlarge|resolution|size|"
        "dimensions?|smaller|bigger|larger"
    )
    clause.has(
        "change|convert|set|to|into|in|at|by|down|up|reduce|lower|increase|the|of|pixels?|"
        "px|picture|frame|as|with|wide|tall|high|"
        "quality|big|original|its|current"
    )
    size = clause.search(SIZE)
    if size is not None:
        return Step("resize", {"width": int(size[1]), "height": int(size[2])})
    height = first(clause, RESOLUTIONS)
    if height:
        return Step("resize", {"height": int(height[:-1])})
    side = _side(clause)
    if side:
        return Step("resize", side)
    if not asked:
        return None
    return _shrunk(clause) or ask("resize", "which_size")


def _side(clause: Clause) -> dict[str, int]:
    for side, words in (("width", "width|wide"), ("height", "height|high|tall")):
        number = clause.number(rf"\b(?:{words})\D{{0,8}}(\d{{2,5}})(?:\s*(?:px|pixels?))?\b")
        number = number or clause.number(rf"\b(\d{{2,5}})\s*(?:px|pixels?)?\s*(?:in )?(?:{words})\b")
        if number is not None:
            return {side: int(number)}
    return {}


def _shrunk(clause: Clause) -> Step | None:
    percent, width = clause.number(PERCENT), clause.film.width
    share = next((value for word, value in SHARES.items() if clause.has(rf"(?:a |one )?{word}")), None)
    if percent is not None:
        is_change = clause.has("by") or clause.has("smaller|bigger|larger")
        is_more = clause.has("bigger|larger|up|increase|enlarge|upscale")
        share = (1 + (1 if is_more else -1) * percent / 100) if is_change else percent / 100
    if clause.has("double|twice"):
        share = 2.0
    if share is None or width is None:
        return None
    return Step("resize", {"width": max(round(width * share / 2) * 2, 16)})


def stabilize(clause: Clause) -> Understood:
    if not clause.has(
        r"stabili[sz]e|stabili[sz]ed|stabili[sz]ing|stabili[sz]ation|de-?shake|shaky|"
        r"shaking|shakes|shakiness|shake|steady|steadier|wobbly|"
        r"wobble|jitter(?:y|s)?|jerky"
    ):
        return None
    clause.has(
        f"{DROP}|fix|reduce|footage|camera|hands?|hand-?held|was|so|too|really|"
        f"smooth(?:er)?|correct|apply|less|picture|image|bit|of|out|down|against|stop"
    )
    strength = first(
        clause,
        {
            f"{WEAK}|slight|low": "low",
            "very|strong(?:ly)?|a lot|much|high|heavily|really|extremely|as much as possible": "high",
        },
    )
    return Step("stabilize", {"strength": strength} if strength else {})


NOISE = (
    r"noises?|noisy|hiss|hissing|hum|humming|buzz|buzzing|static|(?:air ?con|traffic|"
    r"wind|fan|street|room)(?: noises?)?|wind"
)


def denoise(clause: Clause) -> Understood:
    wished = clause.has(
        rf"denoise|de-noise|denoising|{DROP}|clean(?: up)?|reduce|less|lower|fix|filter(?: "
        rf"out)?|suppress|no|noisy|too|there is|there's|too much|lots? of|hear"
    )
    hears = clause.has(rf"{NOISE}")
    grain = clause.has("grain|grainy")
    if not wished or not (hears or grain or clause.has("denoise|de-noise|denoising")):
        return None
    amount = {0.5: 0.3, 1.0: 0.5, 2.0: 0.8}[clause.amount]
    sound = clause.has(
        "(?:in |from |the |of )*(?:sound|audio|voice|speech)|background|ambient|hiss|"
        "hissing|hum|humming|buzz|wind|fan|traffic|street|air ?con"
    ) or clause.has(r"background noise")
    picture = clause.has("(?:in |from |the |of )*(?:picture|image)|visual") or grain
    clause.has(
        "annoying|constant|background|all|from|in|the|of|that|out|is|awful|horrible|"
        "terrible|loud|and|please|remove|video"
    )
    if sound == picture:
        return Step("denoise", {"picture": amount, "sound": amount} if clause.amount != 1 else {})
    return Step("denoise", {"picture": 0 if sound else amount, "sound": amount if sound else 0})


def look(clause: Clause) -> Understood:
    if clause.quotes:
        return None
    kind = first(clause, LOOKS)
    clause.has(LOOK_WORDS)
    if not kind:
        return ask("apply-filter", "which_filter") if clause.has("filter|look|effect") else None
    percent = clause.number(PERCENT)
    if percent is None:
        percent = {0.5: 40.0, 1.0: None, 2.0: 100.0}[clause.amount]
    return Step(
        "apply-filter", {"filterType": kind, **({} if percent is None else {"intensity": percent / 100})}
    )


MORE = "increase|raise|boost|crank|more|up|add|higher|stronger|lift|pump|richer"
DIRECTED = (
    "brighten|brightened|brighter|bright|lighter|lighten|light|contrasty|colou?rful|"
    "vivid|vibrant|saturated|punchy|pop|dark"
)
UPWARDS = re.compile(r"\b(?:more|brighter|higher|increase|raise|boost|brighten|lighter)\b")
DOWNWARDS = re.compile(r"\b(?:less|darker|lower|decrease|reduce|darken|dim)\b")
LIGHT = (
    "bright|brighten|brightened|brighter|brightness|darker|darken|dark|lighter|"
    "lighten|dim|dimmer|exposure|light"
)
TUNES = (
    ("contrast", "contrast|contrasty"),
    (
        "saturation",
        (
            "saturation|saturated?|colou?rful|vivid|vibran(?:t|ce|cy)|desaturated?|(?:the "
            ")?colou?rs? pop(?: more)?|punchy|richer colou?rs|colou?rs?"
        ),
    ),
)


def adjust(clause: Clause) -> Understood:
    """Brighter by 0.15 or by so many percent; contrast and saturation by 1.25 or so many percent."""
    too_dark = clause.has("(?:too|so|very|really|a bit|a bit too|kind of|pretty|quite|way too) (?:dark|dim)")
    too_light = clause.has("(?:too|so|very|really|a bit too|way too) (?:bright|light)")
    less = (
        clause.has(
            r"less|lower|decrease|reduce|darker|darken|dim|dimmer|desaturated?|weaker|dull|"
            r"down|tone down|turn down"
        )
        or too_light
    )
    less = (less or clause.has("dark")) and not too_dark
    percent = clause.number(PERCENT)
    has_way = less or clause.has(f"{MORE}|{DIRECTED}")
    clause.has(
        "increase|raise|boost|crank|turn|more|up|add|by|the|bring|pump|higher|stronger|"
        "picture|image|make|was|colou?rs?|set|put|punch|lift"
    )
    step = percent / 100 if percent is not None else None
    amount = clause.amount
    found: dict[str, Any] = {}
    if clause.has(LIGHT):
        size = step if step is not None else 0.15 * amount
        found["brightness"] = round(-size if less else size, 3)
    for name, words in TUNES:
        if clause.has(words):
            size = step if step is not None else 0.25 * amount
            found[name] = round(1 - size if less else 1 + size, 3)
    if clause.has("desaturated?") and amount == 2.0:
        found["saturation"] = 0
    if found and not has_way:
        return ask("adjust", "how_much")
    return _mixed(clause, found)


def _mixed(clause: Clause, found: dict[str, Any]) -> Understood:
    """ "Less contrast and a bit brighter": each has a direction of its own, which one step cannot tell."""
    if not found:
        return None
    ups, downs = len(UPWARDS.findall(clause.text)), len(DOWNWARDS.findall(clause.text))
    percents = len(re.findall(PERCENT, clause.text))
    if len(found) > 1 and ((ups and downs) or percents > 1 or (percents and ups + downs > 1)):
        return None
    return Step("adjust", found)


RULES: tuple[Rule, ...] = (flip, stabilize, denoise, crop, reframe, rotate, adjust, look)
LATE_RULES: tuple[Rule, ...] = (resize,)
