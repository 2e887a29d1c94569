"""A film's parts as a timeline: shots without a gap, the narration over them, music under it, captions."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from projects.models import Shot
from projects.services.film import captioning
from projects.services.film.lengths import DISSOLVE, LEAD, fitted, frames, seconds_of
from projects.services.film.parts import Board
from projects.services.film.wishes import FPS
from projects.timeline.schema import (
    AudioClip,
    AudioTrack,
    Duck,
    TextClip,
    TextTrack,
    Timeline,
    Transition,
    TransitionKind,
    VideoClip,
    VideoTrack,
)
from videos.media.operations.add_text import Style
from videos.models import Video

SHOTS, NARRATION, MUSIC, CAPTIONS, TITLES = "shots", "narration", "music", "captions", "titles"
SLOWEST = 0.5  # a film that is too short plays slower down to this, and then again from its begin
OWN_SOUND, UNDER_WORDS = 0.8, 0.2  # volume of a shot's own sound, and while somebody speaks
# One channel that is heard on both sides is 3 dB louder: the film's voice is as loud as the file's.
VOICE = 0.708
MUSIC_LOUDNESS = -22.0  # LUFS of the music where nobody speaks
DUCKED = 12.0  # decibels that it goes down by while somebody does
LOUDEST = 2.0  # volume: a quiet piece is made louder by no more
ENDING, OVERLAP = 2.5, 1.0  # seconds in which the music dies away, and in which a repeated one crosses
TITLE_FROM, TITLE_UNTIL, TITLE_LEAST = 0.4, 3.4, 2.0  # seconds
CAPTION_SIZE, TITLE_SIZE = 1 / 17, 1 / 9  # of the picture's shorter side


@dataclass(frozen=True)
class Slot:
    """When a shot is on, in frames; `dissolve` frames before that it begins to be seen."""

    shot: Shot
    first: int
    last: int
    dissolve: int

    @property
    def spoken(self) -> int:
        """The frame at which the narrator begins."""
        return self.first + frames(LEAD)


def timeline_of(board: Board) -> Timeline:
    """All parts of a film in their places; every frame of it is covered."""
    slots = list(_slots(board.shots))
    width, height = board.wish.size
    style = _caption_style(width, height)
    tracks = [
        VideoTrack(id=SHOTS, name="Shots", clips=[clip for slot in slots for clip in shot_clips(slot)]),
        AudioTrack(
            id=NARRATION, name="Narration", clips=[clip for slot in slots for clip in speech_clips(slot)]
        ),
        AudioTrack(
            id=MUSIC,
            name="Music",
            duck=Duck(under=[NARRATION], amount=DUCKED),
            clips=list(music_clips(board.film.music, slots[-1].last)) if board.wish.has_music else [],
        ),
        TextTrack(id=TITLES, name="Titles", clips=list(_title(board, slots))),
        TextTrack(
            id=CAPTIONS,
            name="Captions",
            role="captions",
            hidden=not board.wish.captions,
            clips=[clip for slot in slots for clip in caption_clips(slot, width, style)],
        ),
    ]
    return Timeline(width=width, height=height, fps=FPS, tracks=tracks)


def _slots(shots: Sequence[Shot]) -> Iterator[Slot]:
    """One after the other without a gap; every second boundary, and the last one, is a dissolve."""
    lengths, first = fitted(shots), 0
    for number, (shot, length) in enumerate(zip(shots, lengths, strict=True)):
        dissolve = frames(DISSOLVE)
        is_soft = number > 0 and (number % 2 == 0 or number == len(shots) - 1)
        has_room = is_soft and all(
            _has_room(each, lasting, dissolve)
            for each, lasting in ((shots[number - 1], lengths[number - 1]), (shot, length))
        )
        yield Slot(shot, first, first + length, dissolve if has_room else 0)
        first += length


def _has_room(shot: Shot, length: int, dissolve: int) -> bool:
    """Whether a dissolve leaves a shot time to be seen, and each of its clips the half that it must have."""
    if shot.video is None or length < 3 * dissolve:
        return False
    if shot.video.is_still:
        return True
    available = shot.video.duration - shot.begin
    # With a dissolve into it the shot is so much longer.
    shortest = min(each // _played(available, each)[0] for each in (length, length + dissolve))
    return shortest >= 2 * dissolve


def shot_clips(slot: Slot) -> Iterator[VideoClip]:
    """A shot's film as long as the shot: cut, or slower, or again from its begin."""
    shot, video = slot.shot, slot.shot.video
    if video is None:
        return
    count, speed = 1, 1.0
    begin = slot.first - slot.dissolve
    length = slot.last - begin
    if not video.is_still:
        count, speed = _played(video.duration - shot.begin, length)
    edges = [begin + round(length * number / count) for number in range(count + 1)]
    transition = None
    if slot.dissolve:
        transition = Transition(kind=TransitionKind.DISSOLVE, duration=seconds_of(slot.dissolve))
    for number in range(count):
        yield VideoClip(
            id=named("shot", shot, number),
            name=f"Shot {shot.position + 1}",
            start=seconds_of(edges[number]),
            duration=seconds_of(edges[number + 1] - edges[number]),
            video_id=video.pk,
            source_in=0.0 if video.is_still else shot.begin,
            speed=speed,
            volume=UNDER_WORDS if shot.text.strip() else OWN_SOUND,
            fit="cover",
            transition=transition if number == 0 else None,
            meta=meta(shot, "shot"),
        )


def _played(available: float, length: int) -> tuple[int, float]:
    """How often a film of so many seconds is shown in so many frames, and how fast."""
    needed = length / FPS
    if available >= needed - 0.5 / FPS:
        return 1, 1.0
    count = math.ceil(needed * SLOWEST / max(available, 0.1))
    return count, max(math.floor(available / (needed / count) * 10_000) / 10_000, 0.1)


def speech_clips(slot: Slot) -> Iterator[AudioClip]:
    shot, speech = slot.shot, slot.shot.speech
    if speech is None or not shot.text.strip():
        return
    yield AudioClip(
        id=named("speech", shot),
        name=f"Narration {shot.position + 1}",
        start=seconds_of(slot.spoken),
        duration=seconds_of(min(math.ceil(speech.duration * FPS), slot.last - slot.spoken)),
        video_id=speech.pk,
        volume=VOICE,
        meta=meta(shot, "speech"),
    )


def caption_clips(slot: Slot, width: int, style: Style) -> Iterator[TextClip]:
    shot, speech = slot.shot, slot.shot.speech
    if speech is None or not shot.text.strip():
        return
    yield from captions_at(shot, speech, slot.spoken, slot.last, width=width, style=style)


def captions_at(
    shot: Shot, speech: Video, spoken: int, last: int, *, width: int, style: Style
) -> Iterator[TextClip]:
    """The captions of a speech that begins at a frame; the last one is gone by `last`."""
    line = captioning.letters_of_line(width=width, size=style.font_size or 1)
    until = (last - spoken) / FPS
    captions = captioning.captions_of(speech.metadata.get("words", []), line=line, until=until)
    free = spoken
    for number, caption in enumerate(captions):
        first = max(spoken + round(caption.start * FPS), free)
        free = min(spoken + round(caption.end * FPS), last)
        if free > first:
            yield TextClip(
                id=named("caption", shot, number),
                start=seconds_of(first),
                duration=seconds_of(free - first),
                text=caption.text,
                style=style,
                anchor="bottom",
                meta=meta(shot, "caption"),
            )


def music_clips(music: Video | None, total: int) -> Iterator[AudioClip]:
    """The music as long as the film: faded out where it is longer, and again where it is shorter."""
    if music is None:
        return
    each, overlap = math.floor(music.duration * FPS), frames(OVERLAP)
    first, number = 0, 0
    while first < total:
        length = min(each, total - first)
        if number and length <= 3 * overlap:
            break  # a last bit so short is silence after an ending
        is_last = first + length >= total or total - first - length + overlap <= 3 * overlap
        yield AudioClip(
            id=f"music-{number}",
            name="Music",
            start=seconds_of(first),
            duration=seconds_of(length),
            video_id=music.pk,
            volume=_music_volume(music),
            fade_out=min(ENDING, length / FPS / 3) if is_last else 0.0,
            transition=Transition(duration=seconds_of(overlap)) if number else None,
            meta={"part": "music"},
        )
        if is_last or each <= 3 * overlap:
            break
        first, number = first + length - overlap, number + 1


def _music_volume(music: Video) -> float:
    """What brings the music to its loudness, as far as somebody has measured it."""
    measured = music.metadata.get("loudness")
    if measured is None:
        return 0.5
    return round(min(math.pow(10, (MUSIC_LOUDNESS - float(measured)) / 20), LOUDEST), 3)


def _title(board: Board, slots: Sequence[Slot]) -> Iterator[TextClip]:
    """The film's name over its first shot, where that is long enough to read it."""
    title, room = board.film.title.strip(), slots[0].last / FPS
    until = min(TITLE_UNTIL, room - 0.2)
    if not title or until - TITLE_FROM < TITLE_LEAST:
        return
    size = round(min(board.wish.size) * TITLE_SIZE)
    letters = max(int(0.85 * board.wish.size[0] / (captioning.LETTER * size)), 1)
    if len(title) > 2 * letters:
        size = max(round(size * 2 * letters / len(title)), 8)
    yield TextClip(
        id="title-0",
        name="Title",
        start=seconds_of(frames(TITLE_FROM)),
        duration=seconds_of(frames(until - TITLE_FROM)),
        text=title,
        style=Style(font_size=size, color="white", outline="#00000099"),
        anchor="center",
        fade_in=0.4,
        fade_out=0.4,
        meta={"part": "title"},
    )


def _caption_style(width: int, height: int) -> Style:
    size = max(round(min(width, height) * CAPTION_SIZE), 8)
    return Style(font_size=size, color="white", background="#000000a0")


def named(part: str, shot: Shot, number: int = 0) -> str:
    """A clip's id: of the same part of the same shot always the same."""
    return f"{part}-{shot.pk.hex[:16]}-{number}"


def meta(shot: Shot, part: str) -> dict[str, Any]:
    return {"part": part, "shotId": str(shot.pk)}
