"""A basic local filter for prompts: word lists and a few patterns, in English, with Vietnamese beside it.

It finds plain wording only. It knows no irony and no pictures, and people who want to get around it will;
whoever publishes for the public should choose a vendor's model. Words match as wholes, so that Scunthorpe and
Essex pass, and harmless company ("shoot a scene", "kill the lights", "naked eye") takes a phrase out of it.
"""
# ruff: noqa: RUF001 - letters and marks of other languages are meant as they are

import re
import unicodedata
from collections.abc import Mapping, Sequence

from ai.capabilities import Call, Usage, Verdict

FLAGGED = 0.5  # a score from which content is refused
# By category: patterns of whole words with their scores. Scores of different patterns add up, up to 1.
PATTERNS: dict[str, tuple[tuple[str, float], ...]] = {
    "sexual": (
        (r"porn(?:o|ography|ographic|hub)?|hentai|xxx (?:film|video|movie|clip)|khiêu dâm", 0.9),
        ((r"(?:explicit|hardcore|graphic) sex(?:ual)?(?: (?:scene|act|acts|"
         r"content))?|sex (?:scene|tape|video)|sexual intercourse|quan hệ tình "
         r"dục"), 0.8),
        ((r"(?:fully |completely )?(?:naked|nude) (?:woman|women|man|men|girl|"
         r"girlfriend|celebrity|body|people|person|actress)"), 0.6),
        (r"blow ?job|hand ?job|cum ?shot|gang ?bang|masturbat\w+|ejaculat\w+", 0.9),
        ((r"strip her|undress (?:her|him|the (?:woman|girl))|take off (?:her|his) "
         r"clothes|nudify|deep ?nude"), 0.8),
    ),
    "sexual/minors": (
        (r"child porn\w*|kiddie porn|csam|lolicon|shotacon|pedo(?:phil\w+)?|paedo(?:phil\w+)?|ấu dâm", 1.0),
        ((r"(?:naked|nude|sexy|sexual|erotic|undressed) (?:\w+ ){0,2}(?:child|"
         r"children|kid|kids|minor|minors|toddler|schoolgirl|schoolboy|teen|"
         r"teens|teenager|underage \w+)"), 1.0),
        ((r"(?:child|children|kid|kids|minor|minors|toddler|schoolgirl|schoolboy|"
         r"underage \w+) (?:\w+ ){0,2}(?:naked|nude|undressed|having sex|"
         r"sexually|porn\w*)"), 1.0),
    ),
    "violence": (
        ((r"(?:how to|i will|i'll|going to|want to|let's) (?:kill|murder|behead|"
         r"stab|shoot|torture|poison|strangle) (?:him|her|them|you|my|a|the|"
         r"people|someone|somebody|everyone|every)"), 0.8),
        ((r"(?:mass|school) shooting|massacre (?:of|the) (?:people|civilians|"
         r"children)|giết (?:nó|hắn|người|mày|chúng)"), 0.6),
        (r"death threat|tao sẽ giết", 0.7),
        ((r"(?:kill|murder|stabb?|torture|slaughter|strangle|rape)(?:s|d|ed|ing)? "
         r"(?:(?:all|the|some|little|small|young|those|these|my|your|a|an) )*"
         r"(?:child|children|kids?|bab(?:y|ies)|toddlers?|infants?)"), 0.8),
    ),
    "violence/graphic": (
        (r"tortur(?:e|es|ed|ing)", 0.3),
        (r"gore|gory|entrails|guts spill\w*|blood ?bath", 0.3),
        ((r"behead(?:ed|ing)|decapitat\w+|disembowel\w*|dismember\w*|gore video|"
         r"snuff (?:film|video|movie)|mutilat(?:ed|ing|ion)|chặt đầu"), 0.7),
    ),
    "hate": (
        ((r"(?:gas|exterminate|eradicate|kill|lynch|deport|wipe out) (?:all "
         r")?(?:the )?(?:jews|muslims|christians|blacks|whites|gays|immigrants|"
         r"refugees|asians|mexicans|arabs|gypsies|trans(?:gender)? people|women)"), 1.0),
        ((r"(?:jews|muslims|blacks|gays|immigrants|refugees|asians|mexicans|arabs|"
         r"gypsies|women) (?:are|is) (?:\w+ )?(?:vermin|subhuman|sub-human|"
         r"animals|parasites|inferior|rats|cockroaches|a disease|scum)"), 1.0),
        (r"n[i1]gg(?:er|ers|a|az)|f[a4]gg[o0]ts?|k[i1]kes?|wetbacks?|sand n\w+|tr[a4]nn(?:y|ies)", 0.8),
        (r"white power|heil hitler|sieg heil|1488|white supremacy (?:is|now|forever)|master race", 0.7),
    ),
    "harassment": (
        (r"(?:kill yourself|kys|go die|you should die|nobody would miss you|đi chết đi)", 0.9),
        ((r"(?:you|she|he) (?:are|is|'re|'s) (?:a |an )?(?:stupid|fucking|ugly|"
         r"worthless|fat) (?:bitch|cunt|whore|slut|retard|pig|cow)"), 0.6),
        (r"revenge porn|dox(?:x)?(?: him| her| them|ing)|blackmail (?:him|her|my|them)", 0.8),
    ),
    "self-harm": (
        ((r"(?:how to|ways to|best way to|help me) (?:kill myself|commit suicide|"
         r"hang myself|cut myself|end my life|overdose)|cách tự tử"), 0.9),
        ((r"(?:i want to|i'm going to|i will) (?:die|kill myself|end my life|"
         r"commit suicide|hurt myself|cut myself)|tôi muốn (?:chết|tự tử)"), 0.8),
        (r"pro[- ]?ana|thinspo|self[- ]harm (?:tips|tutorial|guide)", 0.8),
    ),
    "illicit": (
        ((r"(?:how to|instructions (?:to|for)|guide to|tutorial (?:on|for)|recipe "
         r"for) (?:make|making|build|building|cook|cooking|synthesi[sz]e|"
         r"synthesi[sz]ing|create|creating)? ?(?:a |an )?(?:pipe |nail |dirty |"
         r"car |home ?made )?(?:bombs?|explosives?|meth|methamphetamine|crystal "
         r"meth|molotov|nerve gas|sarin|ricin|ghost gun|silencer|counterfeit "
         r"money|ransomware)|cách (?:chế tạo|làm) (?:bom|thuốc nổ)"), 0.9),
        ((r"buy (?:cocaine|heroin|meth|fentanyl|stolen (?:cards|credit cards))|"
         r"sell (?:cocaine|heroin|meth|fentanyl)|hire a hitman"), 0.8),
    ),
}  # fmt: skip
# What takes the sting out of the words beside it; it is removed before the patterns look.
HARMLESS = re.compile(
    r"(?:shoot|shooting|kill|killing|execute|cut|shot|stab) (?:a |an |the |this |"
    r"that |my |our |some )?(?:scene|scenes|video|film|movie|clip|lights?|photo|"
    r"photos|music|sound|background|noise|take|footage|time|process|bugs?|weeds|"
    r"joke|mood|audio|hoops|pool|stars?)"
    r"|killer (?:whale|app|bees?|deal|feature)|naked (?:eye|mole[- ]rats?|truth|"
    r"cake)|nude (?:colou?r|lipstick|heels|shade|tones?)"
    r"|sex (?:education|ed|appeal|determination|chromosomes?)|essex|sussex|"
    r"middlesex|safe sex|same-sex|opposite sex"
    r"|dressed to kill|shooting stars?|bath bombs?|photo ?bombs?|bomb cyclone|"
    r"kill switch|kill bill|to kill a mockingbird"
    r"|(?:prevent|prevention of|against|stop|end|ending|about|fight|fighting|"
    r"anti|awareness of|victims? of|survivors? of|history of) (?:\w+ ){0,"
    r"2}(?:suicide|self-harm|child porn\w*|csam|school shootings?|mass "
    r"shootings?|massacres?|racism|revenge porn|pornography|porn)"
)
# Letters that people put in place of others. Only inside of words: "$20" and "3 times" stay.
DISGUISED = str.maketrans({"@": "a", "$": "s", "0": "o", "3": "e"})
INSIDE_A_WORD = re.compile(r"(?<=[a-z])[@$03]+(?=[a-z])")

COMPILED: Mapping[str, tuple[tuple[re.Pattern[str], float], ...]] = {
    category: tuple((re.compile(rf"(?<!\w)(?:{pattern})(?!\w)"), score) for pattern, score in patterns)
    for category, patterns in PATTERNS.items()
}


class LocalModeration:
    """Says whether words may be used."""

    def moderation(self, texts: Sequence[str], call: Call) -> Sequence[Verdict]:
        """Give a verdict for each text; `categories` holds only those that were found."""
        return [verdict(text) for text in texts]


def verdict(text: str) -> Verdict:
    """Judge one text."""
    plain = HARMLESS.sub(" … ", normal(text))
    scores = {category: _score(plain, patterns) for category, patterns in COMPILED.items()}
    found = {category: round(score, 2) for category, score in scores.items() if score > 0}
    return Verdict(any(score >= FLAGGED for score in found.values()), found, Usage({"call": 1.0}))


def _score(text: str, patterns: Sequence[tuple[re.Pattern[str], float]]) -> float:
    return min(sum(score for pattern, score in patterns if pattern.search(text)), 1.0)


def normal(text: str) -> str:
    """Give a text in lower case, in usual letters, without invisible ones, spaces made single."""
    text = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    text = INSIDE_A_WORD.sub(lambda found: found[0].translate(DISGUISED), text)
    return " ".join(text.split())
