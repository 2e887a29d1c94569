"""Two people's changes of one timeline, joined."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects.tests.timelines import a_clip, a_text, a_timeline, a_track
from projects.timeline.checking import read
from projects.timeline.merging import Clash, Conflict, merge
from projects.timeline.schema import Timeline

# A machine with much to do is no failure.
UNHURRIED = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
NAMES = ("a", "b", "c", "d", "e", "f")
TRACKS = ("video", "second", "music")
KINDS = {"video": "video", "second": "video", "music": "audio"}


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """Clips of a few names, each at a place of its own in time, on any track, with few values."""
    clips: dict[str, list[dict[str, Any]]] = {
        name: [] for name in draw(st.permutations(TRACKS))[: draw(st.integers(1, 3))]
    }
    for number, name in enumerate(NAMES):
        if draw(st.booleans()):
            track = draw(st.sampled_from(sorted(clips)))
            clips[track].append(a_clip(name, number * 10, draw(st.integers(1, 2)), name=draw(words)))
    tracks = [
        a_track(KINDS[name], *given, name=name, muted=draw(st.booleans())) for name, given in clips.items()
    ]
    marks = [{"id": name, "time": 1, "name": draw(words)} for name in NAMES[:2] if draw(st.booleans())]
    return a_timeline(*tracks, markers=marks, width=draw(st.sampled_from([640, 1280])))


words = st.sampled_from(["", "x", "y"])


@st.composite
def changes(draw: st.DrawFn) -> list[tuple[str, str, str]]:
    """A few things that somebody does: what, to which clip, and with which track or word."""
    doing = st.sampled_from(["rename", "delete", "move", "mute", "turn", "new track"])
    return draw(
        st.lists(st.tuples(doing, st.sampled_from(NAMES), st.sampled_from(TRACKS)), min_size=1, max_size=3)
    )


def after(base: Timeline, done: list[tuple[str, str, str]], *, who: str) -> Timeline:
    tracks: list[Any] = base.to_json()["tracks"]
    for what, name, other in done:
        here = [track for track in tracks if any(clip["id"] == name for clip in track["clips"])]
        clips = [clip for track in here for clip in track["clips"] if clip["id"] == name]
        there = [track for track in tracks if track["id"] == other]
        if what == "rename" and clips:
            clips[0]["name"] = who
        elif what in ("delete", "move") and clips and not (what == "move" and not there):
            here[0]["clips"].remove(clips[0])
            if what == "move" and KINDS[other] == here[0]["kind"]:
                there[0]["clips"].append(clips[0])
        elif what == "mute" and there:
            there[0]["muted"] = not there[0]["muted"]
        elif what == "turn":
            tracks.append(tracks.pop(0))
        elif what == "new track":
            tracks.insert(1, a_track("text", name=f"{who}-{len(tracks)}"))
    return read({**base.to_json(), "tracks": tracks})


@UNHURRIED
@given(timelines(), timelines())
def test_what_only_one_has_changed_is_theirs(base: Timeline, changed: Timeline) -> None:
    assert merge(base, changed, base).timeline == changed
    assert merge(base, base, changed).timeline == changed
    assert merge(base, changed, changed).timeline == changed
    assert merge(base, changed, base).conflicts == merge(base, base, changed).conflicts == ()


@UNHURRIED
@given(timelines(), changes(), changes())
def test_whoever_comes_first_both_changes_are_there_or_both_are_told(
    base: Timeline, mine: list[tuple[str, str, str]], theirs: list[tuple[str, str, str]]
) -> None:
    one, other = after(base, mine, who="y"), after(base, theirs, who="x")
    forth, back = merge(base, one, other), merge(base, other, one)
    assert bool(forth.conflicts) == bool(back.conflicts)
    if forth.conflicts:
        assert (forth.timeline, back.timeline) == (one, other)
        return
    assert forth.timeline == back.timeline
    assert read(forth.timeline.to_json()) == forth.timeline
    before, first, second, joined = (where_clips_are(each) for each in (base, one, other, forth.timeline))
    for name in {*before, *first, *second}:
        is_first = first.get(name) != before.get(name)
        assert joined.get(name) == (first if is_first else second).get(name)


def where_clips_are(timeline: Timeline) -> dict[str, tuple[str, str]]:
    return {clip.id: (track.id, clip.name) for track in timeline.tracks for clip in track.clips}


BASE = a_timeline(
    a_track("video", a_clip("a", 0, 4), a_clip("b", 4, 4)),
    a_track("audio", a_clip("music", 0, 8), duck={"under": ["video"]}),
    a_track("text"),
    markers=[{"id": "m", "time": 1}],
)


def changed(*changes: tuple[Any, ...], base: Timeline = BASE) -> Timeline:
    """The base with values put at paths of its JSON; a value of None takes away what lies there."""
    data: Any = base.to_json()
    for *path, value in changes:
        place = data
        for part in path[:-1]:
            place = place[part]
        if value is None:
            del place[path[-1]]
        elif path[-1] == "+":
            place.append(value)
        else:
            place[path[-1]] = value
    return read(data)


FIRST, SECOND = ("tracks", 0, "clips", 0), ("tracks", 0, "clips", 1)


def test_clips_tracks_settings_and_markers_change_side_by_side() -> None:
    moved = changed((*SECOND, None), ("tracks", "+", a_track("video", a_clip("b", 1, 4), name="new")))
    mine = changed(
        (*FIRST, "volume", 0.5),
        ("tracks", 2, "clips", "+", a_text("title", 0, 2)),
        ("tracks", 1, "volume", 0.3),
        ("markers", 0, "time", 3),
        ("width", 640),
    )
    theirs = changed(("tracks", 1, "muted", True), ("height", 360), base=moved)
    merged = merge(BASE, theirs, mine)
    assert merged.conflicts == ()
    told = merged.timeline.to_json()
    assert [(track["id"], [clip["id"] for clip in track["clips"]]) for track in told["tracks"]] == [
        ("video", ["a"]), ("audio", ["music"]), ("text", ["title"]), ("new", ["b"])
    ]  # fmt: skip
    assert (told["tracks"][1]["muted"], told["tracks"][1]["volume"]) == (True, 0.3)
    assert (told["width"], told["height"], told["markers"][0]["time"]) == (640, 360, 3)


@pytest.mark.parametrize(
    ("theirs", "mine", "conflict"),
    [
        (
            changed((*FIRST, "volume", 0.5)),
            changed((*FIRST, "volume", 0.6)),
            Conflict(Clash.CHANGED, clip_id="a", track_id="video"),
        ),
        (
            changed((*FIRST, None)),
            changed((*FIRST, "volume", 0.6)),
            Conflict(Clash.DELETED, clip_id="a", track_id="video"),
        ),
        (
            changed(("tracks", 2, None)),
            changed(("tracks", 2, "clips", "+", a_text("title", 0, 2))),
            Conflict(Clash.DELETED, clip_id="title", track_id="text"),
        ),
        (
            changed(("tracks", 2, None)),
            changed(("tracks", 2, "hidden", True)),
            Conflict(Clash.DELETED, track_id="text"),
        ),
        (changed(("fps", 25)), changed(("fps", 24)), Conflict(Clash.SETTINGS, field="fps")),
        (
            changed(("tracks", 1, "volume", 0.1)),
            changed(("tracks", 1, "volume", 0.2)),
            Conflict(Clash.SETTINGS, track_id="audio", field="volume"),
        ),
        (
            changed(("markers", 0, None)),
            changed(("markers", 0, "name", "x")),
            Conflict(Clash.SETTINGS, field="markers.m"),
        ),
        (
            changed(("tracks", 0, "clips", "+", a_clip("theirs", 8, 3))),
            changed(("tracks", 0, "clips", "+", a_clip("mine", 9, 3))),
            Conflict(Clash.OVERLAP, clip_id="mine", track_id="video"),
        ),
        (
            changed(("tracks", 0, None), ("tracks", 0, "duck", None)),
            changed(("tracks", 1, "duck", "amount", 3)),
            Conflict(Clash.SETTINGS, track_id="audio", field="duck"),
        ),
    ],
)
def test_what_cannot_both_be_had_is_told_and_theirs_stays(
    theirs: Timeline, mine: Timeline, conflict: Conflict
) -> None:
    merged = merge(BASE, theirs, mine)
    assert conflict in merged.conflicts
    assert merged.timeline == theirs


def test_tracks_are_moved_by_one_and_added_by_another() -> None:
    down = BASE.model_copy(update={"tracks": list(reversed(BASE.tracks))})
    added = changed(("tracks", "+", a_track("audio", name="voice")))
    for merged in (merge(BASE, down, added), merge(BASE, added, down)):
        assert [track.id for track in merged.timeline.tracks] == ["text", "voice", "audio", "video"]
    swapped = BASE.model_copy(update={"tracks": [BASE.tracks[1], BASE.tracks[0], BASE.tracks[2]]})
    assert merge(BASE, down, swapped).conflicts == (Conflict(Clash.SETTINGS, field="tracks"),)
