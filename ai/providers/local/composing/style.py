"""Reads what music a prompt asks for: its style, key, tempo and instruments."""

import re
from dataclasses import dataclass, replace

NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
FLATS = {"DB": "C#", "EB": "D#", "GB": "F#", "AB": "G#", "BB": "A#"}
MODES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
}
SLOWEST, FASTEST = 40.0, 200.0  # beats a minute
Progression = tuple[int, ...]  # degrees, the tonic is 0


@dataclass(frozen=True)
class Style:
    """How a piece is made. `swing` is by how much of a beat the second half of it comes late."""

    name: str
    words: str
    tempo: float
    mode: str
    progressions: tuple[Progression, ...]
    chords: str  # the instrument that plays the chords
    rhythm: str  # how it plays them: "held", "broken", "pulse", "offbeat"
    melody: str = ""
    bass: str = ""
    drums: str = ""
    pad: str = ""
    sevenths: bool = False
    swing: float = 0.0
    room: float = 0.25  # share of reverberation
    busy: float = 0.5  # 0-1: how many notes the melody has
    crackle: bool = False


STYLES = (
    Style(
        "8-bit",
        "8-bit|8 bit|8bit|chiptune|chip|retro game|video game|arcade|pixel",
        140,
        "major",
        ((0, 4, 5, 3), (0, 5, 3, 4)),
        "pulse",
        "broken",
        "square",
        "triangle",
        "chip",
        room=0.04,
        busy=0.85,
    ),
    Style(
        "lofi",
        "lofi|lo-fi|lo fi|chillhop|study|hip hop|hip-hop|chill",
        78,
        "dorian",
        ((1, 4, 0, 5), (3, 2, 1, 0)),
        "epiano",
        "held",
        "bell",
        "round",
        "lofi",
        sevenths=True,
        swing=0.12,
        room=0.18,
        busy=0.35,
        crackle=True,
    ),
    Style(
        "dark ambient",
        "dark ambient|horror|scary|spooky|ominous|drone|suspense|mysterious|tense|eerie|dark",
        56,
        "phrygian",
        ((0, 1, 0, 6), (0, 5, 1, 0)),
        "choir",
        "held",
        "bell",
        "drone",
        "",
        "pad",
        room=0.6,
        busy=0.15,
    ),
    Style(
        "ambient",
        "ambient|meditation|relaxing|sleep|spa|space|atmospheric|dreamy|ethereal|underwater|yoga",
        60,
        "lydian",
        ((0, 1, 0, 4), (0, 3, 5, 3)),
        "pad",
        "held",
        "bell",
        "drone",
        "",
        "choir",
        room=0.55,
        busy=0.25,
    ),
    Style(
        "epic",
        "epic|cinematic|trailer|heroic|battle|dramatic|orchestral|adventure|powerful|action|war",
        96,
        "minor",
        ((0, 5, 2, 6), (0, 3, 5, 4)),
        "strings",
        "pulse",
        "brass",
        "contra",
        "taiko",
        "choir",
        room=0.4,
        busy=0.4,
    ),
    Style(
        "sad",
        "sad|melancholy|melancholic|emotional|lonely|sorrow|heartbreak|nostalgic|tragic|grief",
        66,
        "minor",
        ((0, 5, 2, 6), (0, 3, 0, 4)),
        "piano",
        "broken",
        "piano",
        "",
        "",
        "strings",
        room=0.38,
        busy=0.35,
    ),
    Style(
        "house",
        "house|techno|edm|electronic|dance|club|trance|synthwave|electro|cyberpunk|disco|rave|futuristic",
        124,
        "minor",
        ((0, 5, 2, 6), (0, 6, 5, 6)),
        "saw",
        "offbeat",
        "square",
        "saw_bass",
        "house",
        "pad",
        room=0.2,
        busy=0.5,
    ),
    Style(
        "rock",
        "rock|metal|punk|grunge|indie|driving|guitar riff",
        132,
        "minor",
        ((0, 5, 6, 0), (0, 6, 5, 6)),
        "crunch",
        "pulse",
        "crunch",
        "round",
        "rock",
        room=0.15,
        busy=0.5,
    ),
    Style(
        "jazz",
        "jazz|swing|bossa|blues|lounge|cafe|smooth|noir|saxophone",
        112,
        "dorian",
        ((1, 4, 0, 0), (0, 5, 1, 4)),
        "epiano",
        "offbeat",
        "flute",
        "round",
        "jazz",
        sevenths=True,
        swing=0.16,
        room=0.2,
        busy=0.6,
    ),
    Style(
        "folk",
        "folk|acoustic|guitar|country|campfire|ukulele|western|travel|road",
        98,
        "major",
        ((0, 4, 5, 3), (0, 3, 0, 4)),
        "guitar",
        "broken",
        "flute",
        "round",
        "shaker",
        room=0.2,
        busy=0.45,
    ),
    Style(
        "christmas",
        "christmas|xmas|sleigh|festive|holiday|carol|winter",
        104,
        "major",
        ((0, 3, 4, 0), (0, 5, 3, 4)),
        "bell",
        "broken",
        "bell",
        "round",
        "sleigh",
        "strings",
        room=0.35,
        busy=0.6,
    ),
    Style(
        "classical",
        "classical|baroque|waltz|string quartet|elegant|royal|symphony|violin|strings|orchestra",
        84,
        "major",
        ((0, 3, 4, 0), (0, 5, 1, 4)),
        "strings",
        "broken",
        "flute",
        "contra",
        "",
        "strings",
        room=0.35,
        busy=0.6,
    ),
    Style(
        "calm",
        "calm|peaceful|piano|gentle|soft|quiet|tender|romantic|love|lullaby|soothing|serene|slow",
        72,
        "major",
        ((0, 4, 5, 3), (0, 5, 3, 4)),
        "piano",
        "broken",
        "piano",
        "",
        "",
        "pad",
        room=0.36,
        busy=0.4,
    ),
    Style(
        "upbeat",
        "upbeat|happy|energetic|fun|pop|summer|joyful|cheerful|party|positive|bright|fast|playful|funky",
        120,
        "major",
        ((0, 4, 5, 3), (0, 3, 5, 4)),
        "piano",
        "pulse",
        "pluck",
        "round",
        "pop",
        "pad",
        room=0.18,
        busy=0.65,
    ),
    Style(
        "inspiring",
        "inspiring|corporate|uplifting|motivational|business|technology|success|hopeful|documentary",
        106,
        "major",
        ((0, 4, 5, 3), (5, 3, 0, 4)),
        "pluck",
        "broken",
        "piano",
        "round",
        "pop",
        "strings",
        room=0.3,
        busy=0.4,
    ),
)
# Words for instruments that take over the melody or the chords.
PLAYED = {
    "piano": "piano",
    "guitar": "guitar",
    "violin": "strings",
    "strings": "strings",
    "cello": "strings",
    "flute": "flute",
    "bells": "bell",
    "bell": "bell",
    "music box": "bell",
    "choir": "choir",
    "organ": "organ",
    "synth": "saw",
    "trumpet": "brass",
    "brass": "brass",
    "horn": "brass",
    "saxophone": "brass",
    "harp": "pluck",
    "marimba": "pluck",
    "ukulele": "guitar",
    "electric piano": "epiano",
    "rhodes": "epiano",
}
KEY = re.compile(
    r"\b(?:in|key of)\s+(?:the key of\s+)?([a-g])(\s?(?:#|sharp|b\b|flat))?\s*(major|minor|dorian|lydian|"
    r"mixolydian|phrygian)?\b",
    re.IGNORECASE,
)
TEMPO = re.compile(r"\b(\d{2,3})\s?bpm\b", re.IGNORECASE)


@dataclass(frozen=True)
class Plan:
    """What is to be composed: a style, the tonic (0 is C), and the wished tempo in beats a minute."""

    style: Style
    root: int
    tempo: float

    @property
    def scale(self) -> tuple[int, ...]:
        """Give the scale's steps above the tonic, in semitones."""
        return MODES[self.style.mode]

    @property
    def key(self) -> str:
        return f"{NAMES[self.root]} {self.style.mode}"


def read_music(prompt: str, *, choice: int) -> Plan:
    """Read a prompt. `choice` decides what it leaves open."""
    text = prompt.lower()
    style = next((each for each in STYLES if re.search(rf"\b(?:{each.words})\b", text)), STYLES[-1])
    style = _played(style, text)
    root = choice % 12
    key = KEY.search(prompt)
    if key is not None and (key.group(2) or key.group(3) or key.group(1).isupper()):
        root = _root(key.group(1), key.group(2) or "")
    for mode in MODES:
        if re.search(rf"\b{mode}\b", text):
            style = replace(style, mode=mode)
    return Plan(style, root, _tempo(text, style, choice))


def _root(letter: str, sign: str) -> int:
    name = letter.upper()
    if sign.strip().lower() in {"#", "sharp"}:
        return (NAMES.index(name) + 1) % 12
    return NAMES.index(FLATS.get(f"{name}B", name) if sign.strip() else name)


def _tempo(text: str, style: Style, choice: int) -> float:
    said = TEMPO.search(text)
    if said is not None:
        return min(max(float(said.group(1)), SLOWEST), FASTEST)
    pace = 0.82 if re.search(r"\b(?:slow|slowly|relaxed)\b", text) else 1.0
    pace = 1.2 if re.search(r"\b(?:fast|quick|energetic|rapid)\b", text) else pace
    return style.tempo * pace * (0.97 + 0.01 * (choice // 12 % 7))


def _played(style: Style, text: str) -> Style:
    wished = [instrument for word, instrument in PLAYED.items() if re.search(rf"\b{word}\b", text)]
    if wished:
        style = replace(style, chords=wished[0] if wished[0] != "flute" else style.chords, melody=wished[-1])
    if re.search(r"\b(?:no|without) (?:drums|percussion|beat)\b", text):
        style = replace(style, drums="")
    elif re.search(r"\b(?:drums|beat|percussion)\b", text) and not style.drums:
        style = replace(style, drums="pop")
    if re.search(r"\b(?:no|without) melody\b", text):
        style = replace(style, melody="")
    return style
