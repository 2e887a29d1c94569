"""How a film's parts are laid on the timeline: nothing black, nobody hurried, and what people did stays."""

import uuid
from itertools import pairwise
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from projects.models import Film, Project, Shot
from projects.services.film import captioning, lengths
from projects.services.film.laying import timeline_of
from projects.services.film.parts import Board
from projects.services.film.patching import patched
from projects.services.film.wishes import FPS, FilmWish
from projects.timeline.checking import settled
from projects.timeline.schema import AnyClip, MediaClip, TextClip, Timeline
from videos.models import Video

WORD = "lighthouse"


def words(seconds: float) -> list[dict[str, Any]]:
    """As many words as are said in that time, one every 0.4 s; every sixth ends a sentence."""
    count = max(int(seconds / 0.4), 1)
    step = seconds / count
    return [
        {"text": WORD + ("." if number % 6 == 5 else ""), "start": step * number, "end": step * (number + 1)}
        for number in range(count)
    ]


def a_film(seconds: float, media_type: str = Video.MediaType.VIDEO, **metadata: Any) -> Video:
    return Video(
        pk=uuid.uuid4(), title="x", media_type=media_type, duration=seconds, size=1, metadata=metadata
    )


def a_board(*shots: tuple[float, float, float], music: float = 0.0) -> Board:
    """`shots`: the seconds that were asked for, those of its film, and those that are spoken."""
    wish = FilmWish("x", language="en", music="" if music else "none")
    film = Film(project=Project(pk=uuid.uuid4(), name="Harbour"), wish=wish.to_json(), title="Harbour")
    film.music = a_film(music, Video.MediaType.AUDIO, loudness=-16.0) if music else None
    rows = []
    for number, (asked, filmed, said) in enumerate(shots):
        shot = Shot(film=film, position=number, seconds=asked, text="Words." if said else "")
        shot.video = a_film(filmed)
        shot.speech = a_film(said, Video.MediaType.AUDIO, words=words(said)) if said else None
        rows.append(shot)
    return Board(film, rows)


def clips_of(timeline: Timeline, part: str) -> list[AnyClip]:
    return sorted((each for each in timeline.clips if each.meta.get("part") == part), key=lambda e: e.start)


def frame(seconds: float) -> int:
    return round(seconds * FPS)


SHOTS = st.lists(
    st.tuples(
        st.floats(0.5, 12), st.floats(0.5, 15), st.one_of(st.just(0.0), st.floats(0.3, 20))
    ),
    min_size=1,
    max_size=8,
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(SHOTS, st.floats(2, 90))
@example([(1.5, 0.5, 0.0), (2.0, 1.0, 0.0)], 2.0)  # clips too short for the dissolve between the shots
def test_whatever_the_parts_are_every_frame_is_covered_and_nobody_is_hurried(
    shots: list[tuple[float, float, float]], music: float
) -> None:
    board = a_board(*shots, music=music)
    timeline = settled(timeline_of(board))
    seen = clips_of(timeline, "shot")
    assert seen[0].start == 0
    for before, after in pairwise(seen):
        assert frame(after.start) <= frame(before.start + before.duration)
    spoken = clips_of(timeline, "speech")
    for before, after in pairwise(spoken):
        assert after.start - (before.start + before.duration) >= lengths.LEAD + lengths.TAIL - 2 / FPS
    said = [shot for _, _, shot in shots if shot]
    assert all(clip.duration >= seconds - 1 / FPS for clip, seconds in zip(spoken, said, strict=True))
    for clip in seen:
        film = next(shot.video for shot in board.shots if str(shot.pk) == clip.meta["shotId"])
        assert isinstance(clip, MediaClip)
        assert film
        assert clip.source_in + clip.duration * clip.speed <= film.duration + 2 / FPS
    asked, needed = sum(shot[0] for shot in shots), sum(map(lengths.least, board.shots))
    last = seen[-1].start + seen[-1].duration
    assert abs(last - max(asked, needed)) <= len(shots) / FPS
    assert timeline.duration <= last + 1 / FPS


@settings(deadline=None)
@given(st.floats(0.2, 40), st.integers(8, 42))
def test_captions_are_short_and_in_time(seconds: float, line: int) -> None:
    said = words(seconds)
    captions = captioning.captions_of(said, line=line, until=seconds + 0.3)
    assert "".join("".join(each.text.split()) for each in captions) == "".join(each["text"] for each in said)
    for caption in captions:
        assert len(caption.text.split("\n")) <= 2
        assert max(map(len, caption.text.split("\n"))) <= line
        assert 0 < caption.end - caption.start <= captioning.LONGEST + 0.001
    for before, after in pairwise(captions):
        assert before.end <= after.start


def changed(board: Board, number: int, *, filmed: float = 0, said: float = 0) -> Timeline:
    """The board laid out, after one shot was drawn or spoken anew."""
    shot = board.shots[number]
    if filmed:
        shot.video = a_film(filmed)
    if said:
        shot.speech = a_film(said, Video.MediaType.AUDIO, words=words(said))
    return settled(timeline_of(board))


def lasting(board: Board) -> dict[uuid.UUID, float]:
    return {shot.video.pk: shot.video.duration for shot in board.shots if shot.video}


def by_hand(timeline: Timeline, **changes: dict[str, Any]) -> Timeline:
    """The timeline after people have changed clips of it, by the beginning of their ids."""
    tracks = []
    for track in timeline.tracks:
        clips = []
        for clip in track.clips:
            more = next((each for name, each in changes.items() if clip.id.startswith(name)), {})
            clips.append(clip.model_copy(update=more))
        tracks.append(track.model_copy(update={"clips": clips}))
    return settled(timeline.model_copy(update={"tracks": tracks}))


def test_nothing_changes_on_a_timeline_whose_parts_are_the_same() -> None:
    board = a_board((4, 5, 2.5), (4, 5, 0), music=30)
    laid = settled(timeline_of(board))
    mine = by_hand(laid, title={"text": "Mine"}, music={"volume": 0.1}, speech={"volume": 0.5})
    assert patched(mine, laid, laid=laid, lasting=lasting(board)) == mine


def test_a_shot_that_is_drawn_again_takes_its_own_place_only() -> None:
    board = a_board((4, 5, 0), (4, 5, 0), (4, 5, 0))
    laid = settled(timeline_of(board))
    own = {"effects": [{"operation": "adjust", "saturation": 0.5}], "source_in": 0.4, "transition": None}
    mine = by_hand(laid, **{f"shot-{board.shots[1].pk.hex[:16]}": own})
    fresh = changed(board, 1, filmed=6)
    result = settled(patched(mine, fresh, laid=laid, lasting=lasting(board)))
    before, after = clips_of(mine, "shot"), clips_of(result, "shot")
    assert board.shots[1].video
    assert after[1] == before[1].model_copy(update={"video_id": board.shots[1].video.pk})
    assert [after[0], after[2]] == [before[0], before[2]]
    fresh = changed(board, 1, filmed=2.2)
    short = settled(patched(mine, fresh, laid=laid, lasting=lasting(board)))
    assert isinstance(drawn := clips_of(short, "shot")[1], MediaClip)
    assert (drawn.start, drawn.duration) == (before[1].start, before[1].duration)
    assert drawn.speed * drawn.duration <= 2.2 + 1 / FPS


def test_a_longer_narration_moves_on_what_comes_after_it() -> None:
    board = a_board((4, 5, 2), (4, 5, 2), music=30)
    laid = settled(timeline_of(board))
    mine = by_hand(laid, title={"text": "Mine", "start": 6.0})
    fresh = changed(board, 0, said=5)
    result = settled(patched(mine, fresh, laid=laid, lasting=lasting(board)))
    longer = 3.0
    first, second = clips_of(result, "speech")
    assert first.duration == clips_of(fresh, "speech")[0].duration
    assert second.start == clips_of(mine, "speech")[1].start + longer
    [title] = clips_of(result, "title")
    assert isinstance(title, TextClip)
    assert (title.text, title.start) == ("Mine", 6.0 + longer)
    shots = clips_of(result, "shot")
    assert frame(shots[0].start + shots[0].duration) >= frame(shots[1].start)
    captions = [each for each in clips_of(result, "caption") if each.meta == first.meta | {"part": "caption"}]
    assert captions[0].start == first.start
    assert captions[-1].start + captions[-1].duration <= first.start + first.duration + 0.5
