"""What AI has made, followed through every operation that moves, drops or adds seconds."""

import uuid
from fractions import Fraction
from typing import Any

import pytest

from videos.media.composition.model import Bus, Composition, Layer, Piece, Sound
from videos.media.extra import Extra
from videos.media.lineage import Part, Span, carried, composed, seconds_of
from videos.media.operations import RemoveSilence
from videos.media.probe import AudioStream, MediaInfo, VideoStream
from videos.media.recipe import parse_recipe

OTHER = str(uuid.UUID(int=7))


def film(seconds: float, *, audio: bool = True, video: bool = True) -> MediaInfo:
    picture = VideoStream(
        0, "h264", "High", 320, 180, 320, 180, 25.0, False, "yuv420p", 8, 1.0, 0, None, None, 0.0, seconds,
        False,
    )  # fmt: skip
    sound = AudioStream(1, "aac", 48000, 2, "stereo", 0.0, seconds)
    return MediaInfo(
        "mov", 0.0, seconds, 1000, 8000, picture if video else None, sound if audio else None, 1, 1, 0
    )


def told(spans: tuple[Span, ...]) -> list[tuple[float, float, str]]:
    return [(span.start, span.end, "+".join(span.kinds)) for span in spans]


# Of ten seconds, AI made the picture of 2-4 and a voice from 6 to 9.
SOURCE = Part(film(10), (Span(2, 4, ("picture",), ("a/film",)), Span(6, 9, ("voice",), ("a/voice",))))
MADE = Part(film(3), (Span(0, 3, ("picture", "effects"), ("b/film",)),))
MUSIC = Part(film(4, video=False), (Span(0, 4, ("music",), ("b/music",)),))


@pytest.mark.parametrize(
    ("steps", "duration", "expected"),
    [
        ([{"operation": "trim", "startTime": 3, "endTime": 7}], 4,
         [(0, 1, "picture"), (3, 4, "voice")]),
        ([{"operation": "trim", "startTime": 4, "endTime": 6}], 2, []),
        ([{"operation": "speed", "factor": 2}], 5, [(1, 2, "picture"), (3, 4.5, "voice")]),
        ([{"operation": "reverse"}], 10, [(1, 4, "voice"), (6, 8, "picture")]),
        ([{"operation": "remove-parts", "parts": [{"startTime": 3, "endTime": 7}]}], 6,
         [(2, 3, "picture"), (3, 5, "voice")]),
        ([{"operation": "crop", "width": 100, "height": 100}, {"operation": "add-text", "text": "Hello"}], 10,
         [(2, 4, "picture"), (6, 9, "voice")]),
        ([{"operation": "extract-audio"}], 10, [(6, 9, "voice")]),
        ([{"operation": "gif", "startTime": 1, "endTime": 3}], 2, [(1, 2, "picture")]),
        ([{"operation": "concat", "videoIds": [OTHER]}], 13,
         [(2, 4, "picture"), (6, 9, "voice"), (10, 13, "picture+effects")]),
        ([{"operation": "concat", "videoIds": [OTHER], "transition": "crossfade", "seconds": 1}], 12,
         [(2, 4, "picture"), (6, 9, "voice"), (9, 12, "picture+effects")]),
        # Its sound only: of a film that is laid below another, the picture is not seen.
        ([{"operation": "replace-audio", "audioId": OTHER, "loop": False, "startTime": 1}], 10,
         [(1, 4, "effects"), (2, 4, "picture")]),
        ([{"operation": "replace-audio", "audioId": OTHER, "mode": "mix"}], 10,
         [(0, 10, "effects"), (2, 4, "picture"), (6, 9, "voice")]),
        ([{"operation": "trim", "startTime": 2, "endTime": 8}, {"operation": "speed", "factor": 0.5},
          {"operation": "reverse"}], 12, [(0, 4, "voice"), (8, 12, "picture")]),
    ],
)  # fmt: skip
def test_every_second_is_where_the_recipe_has_put_it(
    steps: list[dict[str, Any]], duration: float, expected: list[tuple[float, float, str]]
) -> None:
    found = carried(parse_recipe(steps), SOURCE, others={OTHER: MADE}, duration=duration)
    assert found.is_sure
    assert told(found.spans) == expected


def test_a_picture_counts_while_it_is_seen() -> None:
    made = MediaInfo("png_pipe", 0.0, 0.0, 10, 0, film(0).video, None, 1, 0, 0)
    picture = Part(made, (Span(0, 0, ("picture",), ("c/picture",)),))
    step = {"operation": "overlay-image", "imageId": OTHER, "width": 20, "duration": {"start": 1, "end": 3}}
    found = carried(parse_recipe([step]), Part(film(10)), others={OTHER: picture}, duration=10)
    assert told(found.spans) == [(1, 3, "picture")]


def test_pauses_are_cut_exactly_when_they_are_known_and_not_at_all_before() -> None:
    step = RemoveSilence(padding=0)
    known = step.informed(((3.0, 8.0),))
    assert told(carried([known], SOURCE, others={}, duration=5).spans) == [(2, 3, "picture"), (3, 4, "voice")]
    unknown = told(carried([step], SOURCE, others={}, duration=5).spans)
    assert unknown == [(0, 5, "picture"), (0, 5, "voice")]


def test_a_film_whose_part_is_gone_is_not_told_to_be_sure() -> None:
    recipe = parse_recipe([{"operation": "concat", "videoIds": [OTHER]}])
    found = carried(recipe, SOURCE, others={}, duration=12)
    assert (found.is_sure, told(found.spans)) == (False, [(0, 12, "picture"), (0, 12, "voice")])


def test_a_part_that_went_while_the_film_was_made_is_missed() -> None:
    (step,) = parse_recipe([{"operation": "concat", "videoIds": [OTHER]}])
    found = carried([step.equipped({OTHER: Extra(MADE.info)})], SOURCE, others={}, duration=13)
    assert (found.is_sure, told(found.spans)) == (False, [(2, 4, "picture"), (6, 9, "voice")])


def test_seconds_are_counted_once() -> None:
    spans = (Span(0, 4, ("picture",)), Span(2, 6, ("voice",)), Span(8, 9, ("music",)))
    assert seconds_of(spans) == 7


def test_what_ai_made_is_followed_onto_a_timeline() -> None:
    still = Part(film(0, audio=False), (Span(0, 0, ("picture",), ("c/still",)),))
    parts = {"source": SOURCE, "made": MADE, "music": MUSIC, "still": still}
    layers = (
        Layer(
            (Piece("source", start=25, frames=50, begin=3.0, speed=0.5), Piece("made", 75, 100, begin=1.0))
        ),
        Layer((Piece("still", 200, 25), Piece("made", 225, 25, opacity=0.0))),
    )
    buses = (
        Bus((Sound("source", start=0, frames=75, begin=5.0, speed=2.0),)),
        Bus((Sound("music", 50, 250), Sound("made", 100, 25, volume=0.0))),
    )
    whole = Composition(320, 180, Fraction(25), 300, layers=layers, buses=buses)
    carried_on = composed(whole, parts)
    assert told(carried_on.spans) == [
        (0.5, 2.0, "voice"),
        (1.0, 3.0, "picture"),
        (2.0, 6.0, "music"),
        # Its last picture stays.
        (3.0, 7.0, "picture"),
        (8.0, 9.0, "picture"),
    ]
    assert carried_on.is_sure
    assert not composed(whole, {"source": SOURCE}).is_sure
