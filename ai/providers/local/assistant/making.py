"""Wishes about what is said, and for something new: fillers, summaries, narration, music, pictures."""

import re

from ai.providers.local.assistant.cutting import DROP
from ai.providers.local.assistant.reading import VERBS
from ai.providers.local.assistant.timing import SILENCE
from ai.providers.local.assistant.wishes import Clause, Rule, Step, Understood, ask

FILLERS = (
    r"(?:filler|hesitation) ?(?:words?|sounds?|noises?)|fillers?|[\"'“]?(?:u+m+s?|"
    r"u+h+s?|u+hm+s?|e+r+m*s?|a+h+s?)[\"'”]?|"
    r"you knows|hesitations?|stutters?|stuttering|verbal tics?"
)
LANGUAGES = {
    "english": "en", "vietnamese": "vi", "french": "fr", "german": "de", "spanish": "es", "italian": "it",
    "portuguese": "pt", "dutch": "nl", "japanese": "ja", "korean": "ko", "chinese|mandarin": "zh",
    "thai": "th", "indonesian": "id", "russian": "ru",
    "polish": "pl", "hindi": "hi", "arabic": "ar", "turkish": "tr", "swedish": "sv",
}  # fmt: skip
MAKE = r"(?:generate|create|compose|make|produce|write|draw|paint|design|render)"
LENGTH = (
    r"(?:\s*,?\s*(?:for|of|lasting|about)?\s*(?P<length>\d+(?:\.\d+)?)\s*-?\s*(?:s|"
    r"secs?|seconds?)(?: long)?)?"
)
NO_WISH = rf"(?:(?!\b(?:and|then|but) (?:{VERBS})\b)[^,;])"
MUSIC = re.compile(
    rf"^.*?\b{MAKE}(?: me| us)?(?: some| a| "
    rf"an)?\s+(?P<prompt>(?:{NO_WISH}*?\b)?(?:music|song|tune|track|beat|soundtrack|"
    rf"jingle|melody)\b{NO_WISH}*?){LENGTH}[\s.!]*$"
)
PICTURE = re.compile(
    rf"^.*?\b{MAKE}(?: me| us)?(?: some| a| an)?(?: new)? (?:picture|image|photo|"
    rf"photograph|drawing|illustration|painting|thumbnail|poster) "
    rf"(?:of|showing|with|that shows) (?P<prompt>{NO_WISH}+)$"
)
FILM = re.compile(
    rf"^.*?\b(?:generate|create|produce|make)(?: me| us)? (?:a|an|some)(?: new)?(?: "
    rf"short)? (?:(?P<before>\d+(?:\.\d+)?)[ -]?(?:s|secs?|seconds?) (?:long "
    rf")?)?(?:video|clip|film|movie)(?: clip)? "
    rf"(?:of|showing|with|about) (?P<prompt>{NO_WISH}+?){LENGTH}$"
)


def spoken(clause: Clause) -> Understood:
    """Fillers, or a phrase, out of the speech."""
    drops = clause.has(rf"{DROP}|cut|clean(?: up)?|no|without|trim|tidy(?: up)?|bleep|fix")
    fillers = clause.has(FILLERS)
    if not drops:
        return None
    clause.has(
        "all|the|her|his|my|and|of|from|in|like|long|speech|audio|out|words?|sounds?|every|up|any|those|most"
    )
    if fillers:
        return Step("cut-words", {"fillers": True, **({"pauses": True} if clause.has(SILENCE) else {})})
    names_words = clause.has("(?:word|words|phrase|sentence|expression)(?: where)?(?: she| he)?(?: says)?")
    if not names_words or len(clause.quotes) != 1 or not clause.quote:
        return None
    clause.has("says|said|saying|where")
    return Step("cut-words", {"phrase": clause.quote})


def transcribe(clause: Clause) -> Understood:
    if not clause.has(
        "transcribe|transcribed|transcript|transcription|transcribing|"
        "speech[ -]to[ -]text|write down (?:what is said|the speech|everything|what "
        "(?:she|he|they|i) says?)"
    ):
        return None
    clause.has(
        "make|create|generate|write|a|the|of|what|said|says|she|he|they|audio|speech|need|"
        "get|is|it|in|from|first"
    )
    return Step("transcribe", _language(clause))


def summarize(clause: Clause) -> Understood:
    if not clause.has(
        r"summ?ari[sz]e|summ?ari[sz]ing|summ?ary|tl;?dr|(?:main|key) (?:points|takeaways)|"
        r"sum(?: it| this)? up|recap"
    ):
        return None
    clause.has(
        "give|write|make|create|of|what|she|he|they|says?|said|is|a|the|short|quick|brief|"
        "in|list|tell|about|happens|up|video"
    )
    short = {"length": "short"} if clause.has("short|brief|quick|tl;?dr") else {}
    return Step("summarize", {**_language(clause), **short})


def narrate(clause: Clause) -> Understood:
    if not clause.has(
        r"narrat(?:e|ion|ing|ed|or)|voice-? ?overs?|(?:read|reads|speak|say)(?: (?:it|this|"
        r"that|the \w+|a \w+|\w+))?(?: in \w+)? (?:aloud|out loud|out)|read the summary"
    ):
        return None
    clause.has(
        "add|make|create|generate|with|from|of|the|summary|over|under|words?|text|script|"
        "using|based|on|it|saying|in|a|an|to|by|say|record|background|this"
    )
    script = {"script": clause.quote} if clause.quote else {}
    return Step("narrate", {**_language(clause), **script})


def _language(clause: Clause) -> dict[str, str]:
    found = [code for words, code in LANGUAGES.items() if clause.has(rf"(?:in |into |to )?(?:{words})")]
    return {"language": found[0]} if found else {}


def music(clause: Clause) -> Understood:
    found = clause.search(MUSIC)
    if found is None or clause.quotes:
        return None
    prompt = re.sub(r"\s+(?:of|for|lasting|about)$", "", found["prompt"]).strip()
    length = found["length"] or _told_before(prompt)
    prompt = re.sub(r"^\d+(?:\.\d+)?[\s-]*(?:s|secs?|seconds?)\s+(?:of\s+)?", "", prompt)
    if prompt in {"music", "song", "track", "background music", "background track"}:
        return ask("generate-music", "which_music")
    return Step("generate-music", {"prompt": prompt, **({"seconds": float(length)} if length else {})})


def _told_before(prompt: str) -> str:
    found = re.match(r"(\d+(?:\.\d+)?)[\s-]*(?:s|secs?|seconds?)\b", prompt)
    return found[1] if found else ""


def picture(clause: Clause) -> Understood:
    found = clause.search(PICTURE)
    return Step("generate-image", {"prompt": found["prompt"].strip(" .!")}) if found else None


def film(clause: Clause) -> Understood:
    found = clause.search(FILM)
    if found is None:
        return None
    told = found["before"] or found["length"]
    length = {"seconds": float(told)} if told else {}
    return Step("generate-video", {"prompt": found["prompt"].strip(" .!"), **length})


RULES: tuple[Rule, ...] = (spoken, narrate, transcribe, summarize, music, picture, film)
