"""What of a timeline is seen and heard when, in whole frames; and what cannot be."""

from dataclasses import replace
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest

from projects.tests.timelines import a_clip, a_text, a_timeline, a_track
from projects.timeline.composing import compose
from projects.timeline.problems import problems
from videos.media.composition.model import Bus, Place, Sound, Transition
from videos.media.probe import AudioStream, MediaInfo, VideoStream

PICTURE = VideoStream(
    index=0,
    codec="h264",
    profile=None,
    width=320,
    height=180,
    coded_width=320,
    coded_height=180,
    fps=30.0,
    variable_rate=False,
    pix_fmt="yuv420p",
    bit_depth=8,
    sar=1.0,
    rotation=0,
    color_transfer=None,
    frames=300,
    start_time=0.0,
    duration=10.0,
    interlaced=False,
)
HEARD = AudioStream(
    index=1, codec="aac", sample_rate=48000, channels=2, layout="stereo", start_time=0.0, duration=10.0
)
WHOLE = MediaInfo(
    demuxer="mov",
    start_time=0.0,
    duration=10.0,
    size=1,
    bit_rate=1,
    video=PICTURE,
    audio=HEARD,
    video_streams=1,
    audio_streams=1,
    subtitle_streams=0,
)
FILM, SILENT, SONG, STILL, GONE = (UUID(int=number) for number in range(1, 6))
INFOS = {
    FILM: WHOLE,
    SILENT: replace(WHOLE, audio=None),
    SONG: replace(WHOLE, video=None),
    STILL: replace(WHOLE, duration=0.0, audio=None),
}


def of(video: UUID, name: str, start: float, duration: float, **fields: Any) -> dict[str, Any]:
    return a_clip(name, start, duration, videoId=str(video), **fields)


def test_pictures_lie_on_exact_frames_with_all_that_is_done_to_them() -> None:
    timeline = a_timeline(
        a_track(
            "video",
            of(
                FILM,
                "b",
                3.503,
                4,
                sourceIn=2.5,
                speed=1.5,
                transition={"kind": "wipe-left", "duration": 0.5},
            ),
            of(
                FILM,
                "a",
                0,
                4.004,
                fit="cover",
                fadeIn=1.001,
                effects=[{"operation": "adjust", "contrast": 1.2}],
            ),
        ),
        a_track(
            "overlay", of(STILL, "logo", 1, 1, opacity=0.5, place={"x": 0.5, "width": 0.25, "height": 0.25})
        ),
        a_track("text", a_text("title", 0, 2, fadeOut=0.5, position={"x": 4, "y": 8}, anchor="top")),
        fps=29.97,
        width=640,
        height=360,
        background="#102030",
    )
    seen = compose(timeline, infos=INFOS)
    assert (seen.width, seen.height, seen.rate, seen.background) == (
        640,
        360,
        Fraction(30000, 1001),
        "#102030",
    )
    first, second = seen.layers[0].pieces
    assert (first.source, first.start, first.frames, first.fit, first.fade_in) == (
        str(FILM),
        0,
        120,
        "cover",
        30,
    )
    assert [effect.to_json()["contrast"] for effect in first.effects] == [1.2]
    assert (second.start, second.frames, second.begin, second.speed) == (105, 120, 2.5, 1.5)
    assert second.transition == Transition("wipe-left", 15)
    (logo,) = seen.layers[1].pieces
    assert (logo.place, logo.opacity, logo.start, logo.frames) == (Place(0.5, 0, 0.25, 0.25), 0.5, 30, 30)
    (words,) = seen.words
    assert (words.start, words.frames, words.fade_out, words.text.anchor) == (0, 60, 15, None)
    assert seen.frames == second.end == 225


def test_every_audible_track_is_a_bus_and_makes_room_by_its_number() -> None:
    timeline = a_timeline(
        a_track("video", of(FILM, "film", 0, 5, volume=0.5), name="v", volume=0.8),
        a_track("audio", of(SONG, "quiet", 0, 5), name="off", muted=True),
        a_track(
            "audio", of(SONG, "voice", 1, 2, effects=[{"operation": "volume", "factor": 2}]), name="voice"
        ),
        a_track(
            "audio", of(SONG, "song", 0, 5), name="music", duck={"under": ["off", "v", "voice"], "amount": 9}
        ),
        a_track("video", of(FILM, "unseen", 0, 5), name="dark", hidden=True),
    )
    heard = compose(timeline, infos=INFOS)
    assert [bus.sounds[0].start for bus in heard.buses] == [0, 30, 0, 0]
    assert (heard.buses[0].volume, heard.buses[0].sounds[0].volume) == (0.8, 0.5)
    assert [effect.name for effect in heard.buses[1].sounds[0].effects] == ["volume"]
    assert (heard.buses[2].under, heard.buses[2].duck, heard.buses[1].under) == ((0, 1), 9, ())
    assert len(heard.layers) == 1


def sounds_of(*kinds: UUID) -> tuple[Sound, ...]:
    """What is heard of clips of four seconds, each of which comes in over the one before for one second."""
    clips = [
        of(kind, f"c{number}", number * 3, 4, transition={"duration": 1} if number else None)
        for number, kind in enumerate(kinds)
    ]
    buses = compose(a_timeline(a_track("video", *clips)), infos=INFOS).buses
    return buses[0].sounds if buses else ()


def test_sound_crosses_with_the_picture_and_goes_alone_where_the_other_has_none() -> None:
    both = sounds_of(FILM, FILM)
    assert [(each.transition, each.fade_in, each.fade_out) for each in both] == [(0, 0, 0), (30, 0, 0)]
    one = sounds_of(FILM, SILENT, FILM)
    assert [(each.transition, each.fade_in, each.fade_out) for each in one] == [(0, 0, 30), (0, 30, 0)]
    assert sounds_of(SILENT, STILL) == ()


def test_what_cannot_be_shown_is_left_out_and_told() -> None:
    timeline = a_timeline(
        a_track(
            "video",
            of(GONE, "gone", 0, 4),
            of(FILM, "after", 3, 4, transition={"duration": 1}),
            of(SONG, "song", 7, 1),
            of(STILL, "still", 8, 1, speed=2, sourceIn=1),
            of(FILM, "late", 9, 1, sourceIn=10),
            of(FILM, "long", 10, 8, sourceIn=5),
            of(FILM, "wide", 18, 1, effects=[{"operation": "crop", "width": 640, "height": 64}]),
        ),
        a_track("audio", of(SILENT, "silent", 0, 1)),
        a_track("text", a_text("huge", 0, 1, style={"fontSize": 1000})),
    )
    told = {each.clip_id: (each.code, each.blocks) for each in problems(timeline, INFOS)}
    assert told == {
        "gone": ("media_missing", True),
        "song": ("no_picture", True),
        "still": ("picture_has_no_time", False),
        "late": ("beyond_end", True),
        "long": ("beyond_end", False),
        "wide": ("effect_refused", True),
        "silent": ("no_sound", True),
        "huge": ("text_refused", True),
    }
    seen = compose(timeline, infos=INFOS)
    pieces = {piece.start: piece for piece in seen.layers[0].pieces}
    assert sorted(pieces) == [90, 240, 270, 300, 540]
    assert pieces[90].transition is None
    assert (pieces[240].begin, pieces[240].speed) == (0, 1)
    assert seen.buses == (Bus(seen.buses[0].sounds),)


@pytest.mark.parametrize(("seconds", "blamed"), [(5.0, False), (5.03, False), (5.1, True)])
def test_a_clip_may_be_a_frame_longer_than_its_file(seconds: float, blamed: bool) -> None:
    timeline = a_timeline(a_track("video", of(FILM, "a", 0, seconds, sourceIn=5)))
    assert bool(problems(timeline, INFOS)) == blamed
