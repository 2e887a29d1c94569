"""What a timeline may be, and that everything of it lies on frames."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects.tests.timelines import a_clip, a_text, a_timeline, a_track, raw
from projects.timeline.checking import read
from projects.timeline.frames import frame_at, frames_of
from projects.timeline.refusals import TimelineRefused
from projects.timeline.schema import LONGEST, MOST_CLIPS, Timeline, VideoClip

# A machine with much to do is no failure.
UNHURRIED = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
RATES = st.sampled_from([23.976, 24, 25, 29.97, 30, 50, 59.94, 60, 1, 12.5, 120])
moments = st.floats(0, 40, allow_nan=False)


def refused(data: object) -> dict[str, str]:
    """The code by path of all that a timeline is refused for."""
    with pytest.raises(TimelineRefused) as info:
        read(data)
    return {each.field: each.code for each in info.value.each}


@st.composite
def lines(draw: st.DrawFn) -> dict[str, Any]:
    """Clips one after the other with gaps, at times that lie anywhere, in no order."""
    begin, clips = draw(moments), []
    for number in range(draw(st.integers(1, 6))):
        length = draw(st.floats(0.001, 9, allow_nan=False))
        fades = {"fadeIn": draw(st.floats(0, 9)), "fadeOut": draw(st.floats(0, 9))}
        clips.append(a_clip(f"c{number}", begin, length, **fades))
        begin += max(length, 1) + draw(st.sampled_from([0, 0.51, 1]))
    return raw(a_track("video", *draw(st.permutations(clips))), fps=draw(RATES))


@UNHURRIED
@given(lines(), st.lists(moments, max_size=3))
def test_what_is_settled_stays_as_it_is_through_json_too(data: dict[str, Any], marks: list[float]) -> None:
    data["markers"] = [{"id": f"m{number}", "time": time} for number, time in enumerate(marks)]
    settled = read(data)
    assert read(settled.to_json()) == settled
    for clip in settled.clips:
        first, last = frames_of(clip, settled.rate)
        assert clip.start == pytest.approx(float(first / settled.rate), abs=1e-6)
        assert clip.duration == pytest.approx(float((last - first) / settled.rate), abs=1e-6)
        assert isinstance(clip, VideoClip)
        fades = [frame_at(fade, settled.rate) for fade in (clip.fade_in, clip.fade_out)]
        assert sum(fades) <= last - first
    assert [clip.start for clip in settled.clips] == sorted(clip.start for clip in settled.clips)


@UNHURRIED
@given(st.lists(st.floats(0.02, 3, allow_nan=False), min_size=2, max_size=9), RATES)
def test_clips_that_meet_still_meet_on_frames(lengths: list[float], fps: float) -> None:
    begin, clips = 0.0, []
    for number, length in enumerate(max(each, 1.01 / fps) for each in lengths):
        clips.append(a_clip(f"c{number}", begin, length))
        begin += length
    timeline = a_timeline(a_track("video", *clips), fps=fps)
    edges = [frames_of(clip, timeline.rate) for clip in timeline.clips]
    assert [edge.last for edge in edges[:-1]] == [edge.first for edge in edges[1:]]


@pytest.mark.parametrize(
    ("fps", "rate"),
    [(23.98, "24000/1001"), (29.97, "30000/1001"), (59.94, "60000/1001"), (25, "25"), (12.5, "25/2")],
)
def test_rates_of_television_are_exact(fps: float, rate: str) -> None:
    assert str(Timeline(fps=fps).rate) == rate


def test_everything_that_is_wrong_is_told_at_once_where_it_was_given() -> None:
    bad = raw(
        a_track(
            "video",
            a_clip("late", 3, 2),
            a_clip("early", 0, 4),
            a_clip("alone", 9, 2, transition={"duration": 0.5}),
            a_clip("late", 20, 1, effects=[{"operation": "trim", "startTime": 0, "endTime": 1}]),
            a_clip("deep", LONGEST, 5, meta={"a": [[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]}),
        ),
        a_track("text", a_text("empty", 0, 1, text="\u200b")),
        a_track("audio", a_clip("sound", 0, 1), duck={"under": ["video", "text", "nobody"]}),
        a_track("audio", name="video"),
    )
    assert refused(bad) == {
        "tracks.0.clips.0.start": "overlap",
        "tracks.0.clips.2.transition": "transition_alone",
        "tracks.0.clips.3.id": "id_twice",
        "tracks.0.clips.3.effects.0.operation": "not_an_effect",
        "tracks.0.clips.4.duration": "too_long",
        "tracks.0.clips.4.meta": "too_deep",
        "tracks.1.clips.0.text": "value_error",
        "tracks.2.duck.under.1": "unknown_track",
        "tracks.2.duck.under.2": "unknown_track",
        "tracks.3.id": "id_twice",
    }


@pytest.mark.parametrize(
    ("data", "field", "code"),
    [
        ([], "", "model_type"),
        ({"tracks": [{"id": "x"}]}, "tracks.0", "union_tag_not_found"),
        (raw(a_track("video", a_clip("a", -1, 1))), "tracks.0.clips.0.start", "greater_than_equal"),
        (raw(a_track("text", a_clip("a", 0, 1))), "tracks.0.clips.0.text", "missing"),
        (raw(a_track("video", a_clip("a", 0, 1, opacity=1))), "tracks.0.clips.0.opacity", "extra_forbidden"),
        (raw(width=1281), "width", "multiple_of"),
        (
            raw(a_track("audio", *(a_clip(f"c{number}", number, 1) for number in range(MOST_CLIPS + 1)))),
            "tracks",
            "too_many_clips",
        ),
    ],
)
def test_what_is_no_timeline_is_refused_by_its_path(data: object, field: str, code: str) -> None:
    assert refused(data)[field] == code


def a_cut(overlap: float, told: float, *, lengths: tuple[float, float] = (4, 4)) -> dict[str, Any]:
    first = a_clip("a", 0, lengths[0])
    return raw(
        a_track("video", first, a_clip("b", lengths[0] - overlap, lengths[1], transition={"duration": told}))
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (a_cut(1, 0.9), "transition_mismatch"),
        (a_cut(2.1, 2.1), "transition_too_long"),
        (a_cut(1, 1, lengths=(4, 1.9)), "transition_too_long"),
        (a_cut(11, 10, lengths=(40, 40)), "transition_mismatch"),
    ],
)
def test_transitions_that_cannot_be(data: dict[str, Any], code: str) -> None:
    assert code in refused(data).values()


def test_a_transition_is_as_long_as_the_overlap_in_frames() -> None:
    # 3.483 s is frame 104, and 0.517 s is 15.5 frames: the overlap of 16 frames counts.
    timeline = read(a_cut(0.517, 0.5))
    late = timeline.clips[1]
    assert isinstance(late, VideoClip)
    assert late.transition is not None
    assert frame_at(late.transition.duration, timeline.rate) == 16
    assert read(timeline.to_json()) == timeline


def test_tracks_cannot_make_room_for_each_other_in_a_circle() -> None:
    def ducking(name: str, *under: str) -> dict[str, Any]:
        return a_track("audio", name=name, duck={"under": list(under)})

    a_timeline(ducking("a", "b", "c"), ducking("b", "c"), a_track("audio", name="c"))
    circle = raw(ducking("a", "b"), ducking("b", "c"), ducking("c", "a"), ducking("d", "a"))
    assert set(refused(circle).values()) == {"duck_circle"}
    assert set(refused(circle)) == {f"tracks.{number}.duck.under.0" for number in range(3)}
    assert refused(raw(ducking("a", "a"))) == {"tracks.0.duck.under.0": "duck_circle"}


def test_a_position_goes_before_an_anchor_and_what_is_free_stays() -> None:
    meta = {"shotId": "1", "snake_case": [None, {"deep": 1.5}]}
    placed = a_text("title", 0, 2, position={"x": 5, "y": 6}, anchor="top", meta=meta)
    timeline = a_timeline(a_track("text", placed))
    assert timeline.to_json()["tracks"][0]["clips"][0]["meta"] == meta
    assert read(timeline.to_json()) == timeline


def test_the_example_of_the_documentation_is_a_timeline() -> None:
    text = (Path(__file__).parents[2] / "docs" / "timelines.md").read_text()
    timeline = read(json.loads(text.partition("```json")[2].partition("```")[0]))
    assert [len(track.clips) for track in timeline.tracks] == [2, 1, 1, 1, 1]
