"""Reads a wish for a film: what it is about, who is in it, whether it tells or explains."""

import re
from dataclasses import dataclass

from ai.capabilities import ScreenplayWish
from ai.language.languages import language_of
from ai.language.sentences import sentences
from ai.providers.local.painting.reading import STYLES
from ai.providers.local.painting.vietnamese import in_english
from ai.providers.local.screenwriting.explained import SUBJECTS, Subject

WRITTEN = ("en", "vi")  # languages that this writer has
LONGEST_TOPIC, LONGEST_TITLE = 110, 60  # letters
# What people say around the thing itself.
ASKED = re.compile(
    r"^\s*(?:please\s+)?(?:can you\s+|could you\s+|i want\s+(?:you to\s+)?|i'd like\s+)?"
    r"(?:make|create|generate|produce|write|give|film|shoot|show|tell|do)?\s*(?:me|us)?\s*"
    r"(?:an?\s+|the\s+)?(?:[\w-]+\s+){0,4}?(?:video|film|movie|clip|short|story|documentary|trailer|ad|reel)s?\s+"
    r"(?:about|of|on|showing|that shows|explaining|in which|for|:)\s+",
    re.IGNORECASE,
)
ASKED_VI = re.compile(
    r"^\s*(?:hãy\s+)?(?:làm|tạo|viết|quay|dựng|kể)\s+(?:cho\s+\w+\s+)?(?:một\s+)?"
    r"(?:video|phim|bộ phim|đoạn phim|clip|câu chuyện)(?:\s+\w+){0,3}?\s+(?:về|kể về|giải thích)\s+",
    re.IGNORECASE,
)
EXPLAIN = re.compile(
    r"^\s*(?:please\s+)?(?:explain|describe|show|tell|teach)\s+(?:me\s+|us\s+)?", re.IGNORECASE
)
QUESTION = re.compile(r"^(?:why|how|what|where|when)\b", re.IGNORECASE)
QUESTION_VI = re.compile(r"vì sao|tại sao|như thế nào|thế nào|làm sao|giải thích", re.IGNORECASE)
AROUND = (
    re.compile(
        r"[,;]?\s*\b(?:in|with|about|for)?\s*\d+\s*-?\s*(?:seconds?|secs?|s|minutes?|mins?|giây|phút)\b(?:\s+long)?",
        re.IGNORECASE,
    ),
    re.compile(
        r"[,;]?\s*\bfor\s+(?:small\s+|young\s+)?(?:children|kids|beginners|students|everyone)\b",
        re.IGNORECASE,
    ),
    re.compile(r"[,;]?\s*\bcho (?:trẻ em|thiếu nhi|các bé|người mới)\b", re.IGNORECASE),
    re.compile(r"[,;]\s*(?:in\s+)?[\w\s-]{0,30}\b(?:style|aesthetic|look|phong cách)\b.*$", re.IGNORECASE),
)  # fmt: skip
HEROES = (
    "keeper|robot|rover|astronaut|girl|boy|child|kid|man|woman|fisherman|sailor|captain|farmer|dog|cat|fox|bird|"
    "whale|dolphin|turtle|dragon|knight|princess|prince|king|queen|traveller|traveler|hiker|wanderer|painter|"
    "artist|musician|pianist|dancer|teacher|student|doctor|nurse|baker|chef|cook|gardener|scientist|explorer|"
    "pilot|driver|runner|climber|mother|father|grandmother|grandfather|monk|wizard|witch|ghost|alien|bear|wolf|"
    "horse|elephant|lion|rabbit|mouse|owl|detective|photographer|inventor|engineer|shepherd|merchant|barista|"
    "penguin|monkey|tiger|panda|soldier|writer|carpenter|diver|surfer|cyclist|watchmaker|librarian"
)
HERO = re.compile(
    r"\b(?:an?|the|my|our|one|this|her|his)\s+"
    rf"((?:(?!(?:of|and|in|on|at|from|to|with|is|for|a|the|her|his)\b)[\w-]+\s+){{0,3}}?(?:{HEROES}))\b",
    re.IGNORECASE,
)
JOURNEY = re.compile(
    r"\bfrom\b.+\bto\b|\bjourney of\b|\borigins?\b|\bstory of\b|\bcycle\b|\btừ\b.+\bđến\b|hành trình|"
    r"vòng tuần hoàn",
    re.IGNORECASE,
)
ASKS = re.compile(
    r"^(?:why|how|what|where|when)\s+(?:do|does|did|is|are|was|were|can|could|will|would|should|has|have)\b",
    re.IGNORECASE,
)
HERO_VI = re.compile(
    r"(?<!\w)((?:chú|cô|cậu|anh|chị|ông|bà|người|chàng|nàng)\s+(?:robot|rô bốt|bé|lái|gác hải đăng|nông dân|"
    r"ngư dân|thợ\s+\w+|phi hành gia|họa sĩ|giáo|đầu bếp|lữ hành|mèo|chó|cáo|gái|trai)(?:\s+nhỏ)?)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wished:
    """What a wish says. `gist` is in English words, `topic` in the narrator's language or "".

    `own` are whole sentences of a story that the wish itself tells.
    """

    gist: str
    topic: str
    title: str
    language: str
    hero: str
    own: tuple[str, ...]
    subject: Subject | None
    style: str
    is_question: bool
    is_whole_day: bool


def read_wish(wish: ScreenplayWish) -> Wished:
    """Give what a wish says, as far as words tell."""
    prompt = " ".join(wish.prompt.split())
    spoken = wish.language.partition("-")[0].lower()
    language = spoken if spoken in WRITTEN else "en"
    written = language_of(prompt) or ("vi" if in_english(prompt) else "en")
    topic = topic_of(prompt)
    own = tuple(sentences(prompt))
    gist = f"{prompt.lower()} {in_english(prompt)}".strip()
    is_question = bool(QUESTION.search(topic) or QUESTION_VI.search(prompt) or EXPLAIN.match(prompt))
    known = next((each for each in SUBJECTS if re.search(each.words, prompt, re.IGNORECASE)), None)
    return Wished(
        gist=gist,
        topic=topic if written == language and len(topic) <= LONGEST_TOPIC else "",
        title=_title(topic, is_english=written == "en"),
        language=language,
        hero=_hero(prompt, language) if written == language else "",
        own=own if len(own) >= 3 and written == language else (),
        subject=known if is_question or JOURNEY.search(prompt) else None,
        style=wish.style.strip().rstrip(".") or _style(prompt),
        is_question=is_question,
        is_whole_day=bool(re.search(r"\b(?:a|one|the|whole) day\b|\bmột ngày\b", prompt, re.IGNORECASE)),
    )


def topic_of(prompt: str) -> str:
    """Give what a wish is about, without what is said around it."""
    topic = ASKED_VI.sub("", ASKED.sub("", prompt, count=1), count=1)
    topic = EXPLAIN.sub("", topic, count=1)
    topic = re.sub(r"^\s*(?:hãy\s+)?giải thích\s+", "", topic, flags=re.IGNORECASE)
    for pattern in AROUND:
        topic = pattern.sub("", topic)
    topic = topic.strip(" .,;:!-\"'")
    return topic[:1].upper() + topic[1:]


def _style(prompt: str) -> str:
    """Give the style that a wish names among its words, which every shot has then; "" for none."""
    words = "|".join(STYLES.values())
    found = re.search(rf"\b(?:{words}|noir|black and white|vintage|neon)\b", prompt.lower())
    return found.group() if found else ""


def _title(topic: str, *, is_english: bool) -> str:
    words = topic.rstrip("?").split()
    title = ""
    for word in words:
        if len(title) + len(word) + 1 > LONGEST_TITLE:
            break
        title = f"{title} {word}".strip()
    if not is_english:
        return title
    small = {
        "a",
        "an",
        "the",
        "of",
        "and",
        "in",
        "on",
        "at",
        "from",
        "to",
        "with",
        "is",
        "for",
        "before",
        "your",
        "by",
    }
    return " ".join(
        word if number and word.lower() in small else word[:1].upper() + word[1:]
        for number, word in enumerate(title.split())
    )


def _hero(prompt: str, language: str) -> str:
    """Give who the film is about, with its article: "the small robot"; "" for nobody."""
    if language == "vi":
        found = HERO_VI.search(prompt)
        return found.group(1).lower() if found else ""
    found = HERO.search(prompt)
    return f"the {found.group(1).lower()}" if found else ""
