"""Timelines and files for the tests of interchange: any valid ones, and one that has everything."""

from fractions import Fraction
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from projects.interchange.media import Media
from projects.timeline.checking import settled
from projects.timeline.schema import Timeline

FILM, PICTURE, SOUND, OTHER = (UUID(int=number) for number in (1, 2, 3, 4))
NTSC, FILM_NTSC = Fraction(30000, 1001), Fraction(24000, 1001)
RATES = (FILM_NTSC, Fraction(25), NTSC, Fraction(60))
MEDIA = {
    FILM: Media(FILM, "Harbour at dawn", "Harbour_at_dawn.mp4", 600.0, Fraction(25), 1920, 1080, 2, 48000),
    OTHER: Media(OTHER, "Harbour at dusk", "Harbour_at_dusk.mov", 600.0, NTSC, 1280, 720, 0, 0),
    PICTURE: Media(PICTURE, "Title “card”", "Title_card.png", 0.0, None, 800, 600, 0, 0),
    SOUND: Media(SOUND, "Waves", "Waves.mp3", 900.0, None, 0, 0, 2, 44100),
}
KINDS = ["dissolve", "fade-black", "wipe-left", "slide-right"]


def everything(rate: Fraction = NTSC) -> Timeline:
    """Cuts, an odd transition, a gap, speed, a still, an overlay, words, captions, sound, markers."""
    frame = 1 / rate

    def at(frames: int) -> float:
        return float(frames * frame)

    def clip(name: str, first: int, last: int, **fields: Any) -> dict[str, Any]:
        return {"id": name, "name": name, "start": at(first), "duration": at(last - first), **fields}

    dissolve = {"transition": {"kind": "dissolve", "duration": at(15)}}
    wipe = {"transition": {"kind": "wipe-left", "duration": at(12)}}
    caption = {"style": {"color": "#ffee00"}, "fadeIn": at(3)}
    video = [
        clip("one", 0, 90, videoId=str(FILM), sourceIn=2.0),
        clip(
            "two", 75, 200, videoId=str(OTHER), sourceIn=10.0, speed=2.0, volume=0.5, fit="cover", **dissolve
        ),
        clip("three", 188, 300, videoId=str(FILM), sourceIn=30.48, meta={"shot": 2**70}, **wipe),
        clip("four", 330, 390, videoId=str(PICTURE), fit="stretch", fadeIn=at(10)),
    ]
    tracks: list[dict[str, Any]] = [
        {"id": "v1", "name": "Film", "kind": "video", "clips": video},
        {
            "id": "o1",
            "kind": "overlay",
            "clips": [
                clip(
                    "logo",
                    20,
                    120,
                    videoId=str(PICTURE),
                    place={"x": 0.7, "y": 0.05, "width": 0.25, "height": 0.2},
                    opacity=0.8,
                )
            ],
        },
        {"id": "t1", "kind": "text", "clips": [clip("title", 10, 70, text="The harbour & <more>")]},
        {
            "id": "c1",
            "kind": "text",
            "role": "captions",
            "clips": [
                clip("c-1", 30, 80, text="Boats\ncome in", **caption),
                clip("c-2", 80, 130, text="-->"),
            ],
        },
        {
            "id": "a1",
            "name": "Music",
            "kind": "audio",
            "volume": 0.8,
            "duck": {"under": ["v1"], "amount": 9},
            "clips": [clip("waves", 0, 390, videoId=str(SOUND), volume=0.7, fadeIn=at(30), fadeOut=at(60))],
        },
    ]
    markers = [{"id": "m1", "time": at(100), "name": "Turn", "color": "#3050ff"}]
    body = {"width": 1280, "height": 720, "fps": float(rate), "background": "#102030"}
    return settled(Timeline.model_validate({**body, "tracks": tracks, "markers": markers}))


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """Valid timelines: films, sounds and words with gaps, transitions, speeds; times between frames too."""
    rate = draw(st.sampled_from(RATES))
    tracks = [
        _track(draw, number, kind, rate)
        for number, kind in enumerate(
            draw(st.lists(st.sampled_from(["video", "overlay", "text", "audio"]), max_size=4))
        )
    ]
    markers = [
        {"id": f"m{number}", "time": time, "name": draw(NAMES), "color": draw(COLOURS)}
        for number, time in enumerate(draw(st.lists(st.floats(0, 500), max_size=3)))
    ]
    fps = draw(st.sampled_from([float(rate), round(float(rate), 3)]))
    return settled(Timeline.model_validate({"fps": fps, "tracks": tracks, "markers": markers}))


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
COLOURS = st.sampled_from(["#f5a524", "#00000080", "red"])


def _track(draw: st.DrawFn, number: int, kind: str, rate: Fraction) -> dict[str, Any]:
    clips: list[dict[str, Any]] = []
    end, room = 0, 0
    for place in range(draw(st.integers(0, 6))):
        length = draw(st.integers(1, 200))
        overlap = draw(st.integers(0, min(room, length // 2))) if kind != "text" else 0
        first = end - overlap if overlap else end + draw(st.sampled_from([0, 0, 1, 37]))
        clip = _clip(draw, f"{kind}-{number}-{place}", kind)
        clip |= {"start": float(first / rate), "duration": float(length / rate)}
        if overlap:
            clip["transition"] = {"kind": draw(st.sampled_from(KINDS)), "duration": float(overlap / rate)}
        clips.append(clip)
        # A transition takes half of a clip at most, and the next must not reach the one before this.
        end, room = first + length, min(length // 2, length - overlap)
    fields = {
        "muted": draw(st.booleans()),
        "hidden": draw(st.booleans()),
        "volume": draw(st.sampled_from([1, 0.3])),
    }
    return {"id": f"{kind}-{number}", "kind": kind, "name": draw(NAMES), "clips": clips, **fields}


def _clip(draw: st.DrawFn, name: str, kind: str) -> dict[str, Any]:
    clip: dict[str, Any] = {"id": name, "name": draw(NAMES)}
    if kind == "text":
        return clip | {"text": draw(st.sampled_from(["Hello", "Xin chào\nbạn", "“…”"]))}
    files = [SOUND, FILM] if kind == "audio" else [FILM, OTHER, PICTURE]
    video_id = draw(st.sampled_from(files))
    clip |= {"videoId": str(video_id), "volume": draw(st.sampled_from([1, 0, 0.25]))}
    if video_id != PICTURE:
        clip |= {
            "sourceIn": draw(st.floats(0, 300)),
            "speed": draw(st.sampled_from([1, 0.5, 1.37, 3, 1 / 3])),
        }
    return clip | {"meta": draw(st.sampled_from([{}, {"shot": 3, "von": {"a": [1, None]}}]))}
