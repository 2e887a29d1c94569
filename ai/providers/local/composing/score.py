"""Writes the notes: chords that lead into each other, a melody of motifs, a bass, drums, and an end."""

from dataclasses import dataclass

import numpy as np

from ai.providers.local.composing.style import Plan, Progression

BAR = 4  # beats
SHORTEST_END = 1.6  # seconds for which the last chord rings
Random = np.random.Generator


@dataclass(frozen=True)
class Note:
    """One note or beat. Times are in seconds, `note` is a MIDI number (0 for drums), `pan` from -1 to 1."""

    time: float
    seconds: float
    note: int
    strength: float
    instrument: str
    pan: float = 0.0


@dataclass(frozen=True)
class Score:
    """All notes, and the beats that they stand on (seconds)."""

    notes: list[Note]
    beat: float
    beats: int
    last: float  # when the last chord begins


# Patterns over one bar in sixteenths: which drum at which step, and how strongly.
DRUMS: dict[str, tuple[tuple[str, tuple[int, ...], float], ...]] = {
    "pop": (("kick", (0, 8, 10), 0.9), ("snare", (4, 12), 0.8), ("hat", (0, 2, 4, 6, 8, 10, 12, 14), 0.6)),
    "house": (
        ("kick", (0, 4, 8, 12), 1.0),
        ("clap", (4, 12), 0.7),
        ("open_hat", (2, 6, 10, 14), 0.6),
        ("hat", (1, 3, 7, 11, 15), 0.4),
    ),
    "rock": (("kick", (0, 6, 8), 1.0), ("snare", (4, 12), 1.0), ("hat", (0, 2, 4, 6, 8, 10, 12, 14), 0.7)),
    "lofi": (
        ("soft_kick", (0, 7, 10), 0.9),
        ("rim", (4, 12), 0.8),
        ("hat", (0, 2, 4, 6, 8, 10, 12, 14), 0.4),
    ),
    "jazz": (("ride", (0, 4, 6, 8, 12, 14), 0.8), ("rim", (4, 12), 0.35), ("soft_kick", (0, 10), 0.5)),
    "shaker": (("shaker", (0, 2, 4, 6, 8, 10, 12, 14), 0.6), ("soft_kick", (0, 8), 0.5)),
    "sleigh": (("sleigh", (0, 4, 8, 12), 0.7), ("sleigh", (2, 6, 10, 14), 0.4)),
    "taiko": (("taiko", (0, 3, 6, 10, 12), 0.9), ("taiko", (14, 15), 0.55)),
    "chip": (("noise_kick", (0, 8), 0.9), ("noise_snare", (4, 12), 0.9), ("hat", (2, 6, 10, 14), 0.5)),
}
FILLS = {
    "taiko": "taiko",
    "chip": "noise_snare",
    "lofi": "rim",
    "jazz": "rim",
    "shaker": "shaker",
    "sleigh": "sleigh",
}


def compose(plan: Plan, *, seconds: float, random: Random) -> Score:
    """Write a piece of exactly this length in the plan's tempo: whole beats, then a last chord."""
    beat = 60 / plan.tempo
    beats = max(int((seconds - min(SHORTEST_END, seconds * 0.2)) / beat), 1)
    if beats >= 2 * BAR:
        beats -= beats % 2
    writer = _Writer(plan, random, beat, beats, seconds)
    return Score(writer.write(), beat, beats, beats * beat)


class _Writer:
    def __init__(self, plan: Plan, random: Random, beat: float, beats: int, seconds: float) -> None:
        self.plan, self.style, self.random = plan, plan.style, random
        self.beat, self.beats, self.seconds = beat, beats, seconds
        self.bars = -(-beats // BAR)
        self.notes: list[Note] = []
        self._voicing: list[int] = []
        self._motif = self._new_motif()

    def write(self) -> list[Note]:
        degrees = self._degrees()
        for bar, degree in enumerate(degrees):
            left = min(BAR, self.beats - bar * BAR)
            self._bar(bar, degree, left)
        self._end()
        return self.notes

    # -- harmony --

    def _degrees(self) -> list[int]:
        """Give each bar's chord: the progressions alternate by eight bars, and the last bar leads home."""
        degrees = []
        choice = int(self.random.integers(2))
        for bar in range(self.bars):
            progression: Progression = self.style.progressions[
                (bar // 8 + choice) % len(self.style.progressions)
            ]
            degrees.append(progression[bar % len(progression)])
        if self.bars > 2:
            degrees[-1] = 4 if self.style.mode in {"major", "minor", "lydian"} else 6
        return degrees

    def pitch(self, degree: int, *, octave: int) -> int:
        """Give the MIDI note of a scale's degree, which may lie beyond one octave."""
        up, step = divmod(degree, 7)
        return 12 * (octave + 1 + up) + self.plan.root + self.plan.scale[step]

    def _chord(self, degree: int) -> list[int]:
        """Choose the chord's notes so that each voice moves as little as it can."""
        steps = (0, 2, 4, 6) if self.style.sevenths else (0, 2, 4)
        tones = [self.pitch(degree + step, octave=3) for step in steps]
        aim = self._voicing or [56, 60, 63, 67][: len(tones)]
        middle = sum(aim) / len(aim)
        options = []
        for turn in range(len(tones)):
            turned = sorted([tone + 12 for tone in tones[:turn]] + tones[turn:])
            for shift in (-12, 0, 12):
                moved = [tone + shift for tone in turned]
                cost = sum(abs(a - b) for a, b in zip(moved, aim, strict=True)) + 0.6 * abs(
                    sum(moved) / len(moved) - 59
                )
                options.append((cost + 0.1 * abs(middle - moved[0]), moved))
        self._voicing = min(options)[1]
        return self._voicing

    # -- one bar --

    def _force(self, bar: int) -> float:
        """Give how full the piece is at a bar: it grows, breathes in the middle, and comes to rest."""
        share = bar / max(self.bars - 1, 1)
        if self.bars < 6:
            return 0.85
        return float(
            np.interp(share, [0, 0.12, 0.3, 0.5, 0.58, 0.85, 1], [0.4, 0.6, 0.85, 0.7, 0.9, 1.0, 0.6])
        )

    def _bar(self, bar: int, degree: int, left: int) -> None:
        force, start = self._force(bar), bar * BAR
        chord = self._chord(degree)
        self._accompany(start, left, chord, force)
        if self.style.pad and (force > 0.5 or self.bars < 6):
            for number, tone in enumerate(chord[:3]):
                self._add(
                    start,
                    left,
                    tone + (12 if tone < 52 else 0),
                    0.34 * force,
                    self.style.pad,
                    0.5 * (number - 1),
                )
        if self.style.bass and (force > 0.45 or self.style.bass == "drone"):
            self._bass(start, left, degree, force)
        if self.style.melody and force > 0.5:
            self._melody(bar, degree, left, force)
        if self.style.drums and force > 0.55:
            self._drums(bar, left, force)

    def _add(
        self, beat: float, length: float, note: int, strength: float, instrument: str, pan: float = 0.0
    ) -> None:
        whole, part = divmod(beat, 1.0)
        late = (
            self.style.swing
            if abs(part - 0.5) < 0.01
            else (self.style.swing * 0.5 if abs(part - 0.75) < 0.01 else 0.0)
        )
        time = (whole + part + late) * self.beat
        held = (
            min(length * self.beat, self.beats * self.beat - time)
            if beat < self.beats
            else length * self.beat
        )
        self.notes.append(Note(time, max(held, 0.05), note, strength, instrument, pan))

    def _accompany(self, start: int, left: int, chord: list[int], force: float) -> None:
        instrument, loud = self.style.chords, 0.5 + 0.3 * force
        if instrument == self.style.melody:
            loud *= 0.72
        if self.style.rhythm == "held":
            for number, tone in enumerate(chord):
                self._add(start, left, tone, 0.62 * loud, instrument, 0.25 * (number - 1))
        elif self.style.rhythm == "broken":
            self._broken(start, left, chord, loud, instrument)
        else:
            places = np.arange(0.5, left, 1.0) if self.style.rhythm == "offbeat" else np.arange(0, left, 0.5)
            for place in places:
                accent = 1.0 if float(place) % 2 == 0 else 0.74
                for number, tone in enumerate(chord):
                    self._add(
                        start + float(place), 0.42, tone, 0.5 * loud * accent, instrument, 0.3 * (number - 1)
                    )

    def _broken(self, start: int, left: int, chord: list[int], loud: float, instrument: str) -> None:
        order = [0, 2, 1, 2] if len(chord) == 3 else [0, 2, 3, 1]
        low = chord[0] - 12
        for step in range(left * 2):
            tone = low if step % 8 == 0 else chord[order[step % 4] % len(chord)]
            accent = 1.0 if step % 4 == 0 else 0.76
            self._add(
                start + step / 2,
                1.0 if instrument != "pulse" else 0.45,
                tone,
                0.62 * loud * accent,
                instrument,
                0.3 * ((step % 4) / 1.5 - 1),
            )

    def _bass(self, start: int, left: int, degree: int, force: float) -> None:
        low = self.pitch(degree, octave=2)
        low -= 12 if low > 47 else 0
        if self.style.bass in {"drone", "contra"}:
            self._add(start, left, low, 0.62 * force, self.style.bass)
            return
        places = (
            [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]
            if self.style.drums in {"house", "rock", "chip"}
            else [0, 1.5, 2, 3]
        )
        if self.style.drums == "jazz":
            places = [0, 1, 2, 3]
        for number, place in enumerate(each for each in places if each < left):
            fifth = self.pitch(degree + 4, octave=2)
            walking = (
                fifth - (12 if fifth > 50 else 0) if number % 4 == 3 and self.random.random() < 0.6 else low
            )
            self._add(start + place, 0.46 if len(places) > 4 else 0.9, walking, 0.72, self.style.bass)

    # -- melody --

    def _new_motif(self) -> list[tuple[float, float, int]]:
        """Invent two bars: (beat, length, step from the chord's tone)."""
        motif, beat = [], 0.0
        choices = [0.5, 1.0, 1.5, 2.0]
        busy = self.style.busy
        weights = np.array([busy, 0.6, 0.3 + 0.3 * (1 - busy), 0.9 * (1 - busy)])
        step = int(self.random.integers(0, 3)) * 2
        while beat < 2 * BAR - 1:
            length = float(self.random.choice(choices, p=weights / weights.sum()))
            if self.random.random() < 0.86 or beat % 2 == 0:
                motif.append((beat, length, step))
            step = int(np.clip(step + self.random.choice([-2, -1, -1, 1, 1, 2]), -2, 7))
            beat += length
        return motif

    def _melody(self, bar: int, degree: int, left: int, force: float) -> None:
        phrase, half = divmod(bar, 2)
        if phrase % 4 == 3 and half == 1:  # a breath at the end of eight bars
            return
        shift = (0, 0, 1, -1)[phrase % 4]
        previous = None
        for beat, length, step in self._motif:
            at = beat - half * BAR
            if not 0 <= at < left:
                continue
            strong = at % 2 == 0
            offset = step + shift
            tone = degree + (2 * round(offset / 2) if strong else offset)
            note = self.pitch(tone % 7, octave=5 if self.style.melody != "brass" else 4)
            while previous is not None and note - previous > 7:
                note -= 12
            previous = note
            loud = (0.86 if strong else 0.7) * (0.55 + 0.45 * force)
            self._add(bar * BAR + at, min(length, left - at) * 0.96, note, loud, self.style.melody, 0.12)

    # -- drums --

    def _drums(self, bar: int, left: int, force: float) -> None:
        start = bar * BAR
        for drum, steps, strength in DRUMS[self.style.drums]:
            for step in steps:
                if step >= left * 4:
                    continue
                human = 0.88 + 0.12 * float(self.random.random())
                self._add(
                    start + step / 4,
                    0.2,
                    0,
                    strength * human * (0.6 + 0.4 * force),
                    drum,
                    0.3 if "hat" in drum else 0.0,
                )
        if bar % 4 == 3 and left == BAR:
            for step in (13, 14, 15):
                self._add(
                    start + step / 4, 0.2, 0, 0.5 + 0.1 * (step - 13), FILLS.get(self.style.drums, "snare")
                )
        if bar % 8 == 0 and bar and self.style.drums in {"pop", "rock", "house"}:
            self._add(start, 0.2, 0, 0.6, "crash", -0.2)

    # -- the end --

    def _end(self) -> None:
        """Come home: the tonic's chord rings until the end."""
        rest = (self.seconds - self.beats * self.beat) / self.beat
        for number, tone in enumerate(self._chord(0)):
            self._add(self.beats, rest, tone, 0.6, self.style.chords, 0.25 * (number - 1))
            if self.style.pad:
                self._add(self.beats, rest * 0.8, tone, 0.3, self.style.pad, 0.4 * (number - 1))
        if self.style.bass:
            self._add(
                self.beats,
                rest * 0.9,
                self.pitch(0, octave=2) - (12 if self.pitch(0, octave=2) > 47 else 0),
                0.7,
                self.style.bass,
            )
        if self.style.melody:
            self._add(self.beats, rest * 0.8, self.pitch(0, octave=5), 0.6, self.style.melody, 0.1)
        if self.style.drums:
            kick = DRUMS[self.style.drums][0][0]
            self._add(self.beats, 0.3, 0, 0.9, kick)
