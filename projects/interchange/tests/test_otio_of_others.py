"""OTIO of other programs, and what means harm."""

import json
from fractions import Fraction
from typing import Any
from uuid import UUID

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime, TimeRange

from projects.interchange.assembling import Assembled, Canvas, assemble
from projects.interchange.draft import Draft
from projects.interchange.otio_reading import from_otio
from projects.interchange.refusing import Unreadable
from projects.interchange.tests.films import FILM, OTHER, PICTURE
from projects.timeline.checking import settled
from projects.timeline.schema import TextClip, VideoClip

CANVAS = Canvas(640, 360, Fraction(30))
NAMES = {"A001.mov": FILM, "B 002.mov": OTHER, "card.png": PICTURE}


def a_range(first: float, frames: float, rate: float = 24) -> TimeRange:
    return TimeRange(RationalTime(first, rate), RationalTime(frames, rate))


def a_clip(name: str, first: float, frames: float, url: str, **fields: Any) -> otio.schema.Clip:
    """Of a film of a camera: it begins at an hour of the day."""
    media = otio.schema.ExternalReference(target_url=url, available_range=a_range(86400, 2400))
    return otio.schema.Clip(
        name, media_reference=media, source_range=a_range(86400 + first, frames), **fields
    )


def a_transition(before: float, after: float) -> otio.schema.Transition:
    kind = otio.schema.TransitionTypes.SMPTE_Dissolve
    return otio.schema.Transition("x", kind, RationalTime(before, 24), RationalTime(after, 24))


def a_timeline(*tracks: otio.schema.Track) -> otio.schema.Timeline:
    timeline = otio.schema.Timeline("Cut 4")
    timeline.tracks.extend(tracks)
    return timeline


def video(*items: Any, **fields: Any) -> otio.schema.Track:
    return otio.schema.Track(kind=otio.schema.TrackKind.Video, children=list(items), **fields)


def read(timeline: otio.schema.Timeline) -> Draft:
    return from_otio(timeline.to_json_string().encode())


def made(timeline: otio.schema.Timeline) -> Assembled:
    draft = read(timeline)
    found: dict[Any, UUID] = {}
    for each in draft.references:
        for name in each.names:
            if name in NAMES:
                found.setdefault(each, NAMES[name])
    return assemble(draft, found=found, stills={PICTURE}, canvas=CANVAS)


def frames(assembled: Assembled, track: int = 0) -> list[tuple[UUID, int, int, int]]:
    """File, first frame, last frame, and the frame of the file."""
    whole = settled(assembled.timeline)
    rate = whole.rate
    return [
        (
            clip.video_id,
            round(clip.start * rate),
            round((clip.start + clip.duration) * rate),
            round(clip.source_in * rate),
        )
        for clip in whole.tracks[track].clips
        if not isinstance(clip, TextClip)
    ]


def test_clips_gaps_and_an_odd_transition() -> None:
    urls = "file:///Volumes/Film/A001.mov", "C:\\media\\B%20002.mov"
    timeline = a_timeline(
        video(
            otio.schema.Gap(source_range=a_range(0, 10)),
            a_clip("one", 100, 48, urls[0]),
            a_transition(4, 5),
            a_clip("two", 20, 60, urls[1]),
        )
    )
    assembled = made(timeline)
    # Both are longer by what is seen of them in the transition; the second begins earlier in its file.
    assert frames(assembled) == [(FILM, 10, 63, 100), (OTHER, 54, 118, 16)]
    second = assembled.timeline.tracks[0].clips[1]
    assert isinstance(second, VideoClip)
    assert second.transition is not None
    assert assembled.timeline.rate == 24
    assert (assembled.missing, assembled.notes) == ([], [])


def test_what_is_not_found_is_left_out_with_its_transitions() -> None:
    timeline = a_timeline(
        video(
            a_clip("one", 0, 48, "A001.mov"),
            a_transition(6, 6),
            a_clip("lost", 50, 48, "gone/C003.mov"),
            a_transition(6, 6),
            a_clip("again", 50, 48, "C003.mov"),
            a_clip("two", 90, 48, "A001.mov"),
        )
    )
    assembled = made(timeline)
    assert frames(assembled) == [(FILM, 0, 48, 0), (FILM, 144, 192, 90)]
    assert [(each.name, each.clips) for each in assembled.missing] == [("C003.mov", 2)]


def test_a_composition_in_a_track_is_laid_out_flat() -> None:
    inner = otio.schema.Stack(
        children=[
            video(a_clip("low", 0, 100, "A001.mov")),
            video(otio.schema.Gap(source_range=a_range(0, 30)), a_clip("high", 5, 20, "B%20002.mov")),
        ],
        source_range=a_range(24, 48),  # of both layers, from their second second on
    )
    timeline = a_timeline(video(a_clip("one", 0, 12, "A001.mov"), inner, a_clip("end", 70, 12, "A001.mov")))
    assembled = made(timeline)
    assert frames(assembled) == [(FILM, 0, 12, 0), (FILM, 12, 60, 24), (FILM, 60, 72, 70)]
    assert frames(assembled, 1) == [(OTHER, 18, 38, 5)]


def test_speed_words_sound_and_what_cannot_be_carried() -> None:
    fast = a_clip("fast", 0, 24, "A001.mov", effects=[otio.schema.LinearTimeWarp(time_scalar=2.0)])
    backward = a_clip("back", 48, 24, "A001.mov", effects=[otio.schema.LinearTimeWarp(time_scalar=-1.0)])
    words = otio.schema.Clip(
        "Title",
        media_reference=otio.schema.GeneratorReference(generator_kind="Text", parameters={"text": "Harbour"}),
        source_range=a_range(0, 24),
    )
    sound = otio.schema.Track("A1", [a_clip("fast", 0, 24, "A001.mov")], kind=otio.schema.TrackKind.Audio)
    assembled = made(a_timeline(video(fast, words, backward), sound))
    tracks = settled(assembled.timeline).tracks
    assert [track.kind for track in tracks] == ["video", "text", "audio"]
    fields = [(clip.speed, clip.volume) for clip in tracks[0].clips if isinstance(clip, VideoClip)]
    assert fields == [(2.0, 0.0), (1.0, 0.0)]
    assert [clip.text for clip in tracks[1].clips if isinstance(clip, TextClip)] == ["Harbour"]
    assert len(assembled.notes) == 2  # backwards, and that the films' own sound is off


def test_transitions_to_nothing_become_fades_and_long_ones_shorter() -> None:
    timeline = a_timeline(
        video(
            otio.schema.Gap(source_range=a_range(0, 24)),
            a_transition(0, 12),
            a_clip("one", 10, 24, "A001.mov"),
            a_transition(20, 20),
            a_clip("two", 100, 24, "A001.mov"),
            a_transition(6, 0),
            otio.schema.Gap(source_range=a_range(0, 24)),
        )
    )
    one, two = settled(made(timeline).timeline).tracks[0].clips
    assert isinstance(one, VideoClip)
    assert isinstance(two, VideoClip)
    assert (one.fade_in, two.fade_out, two.transition is not None) == (0.5, 0.25, True)
    overlap = one.start + one.duration - two.start
    assert overlap <= min(one.duration, two.duration) / 2 + 1e-6


def test_an_older_version_of_the_format_is_read() -> None:
    time = {"OTIO_SCHEMA": "RationalTime.1", "value": 0, "rate": 25}
    clip = {
        "OTIO_SCHEMA": "Clip.1",
        "name": "one",
        "media_reference": {"OTIO_SCHEMA": "ExternalReference.1", "target_url": "A001.mov"},
        "source_range": {
            "OTIO_SCHEMA": "TimeRange.1",
            "start_time": time,
            "duration": {**time, "value": 50},
        },
    }
    track = {"OTIO_SCHEMA": "Sequence.1", "kind": "Video", "children": [clip]}
    whole = {"OTIO_SCHEMA": "Timeline.1", "tracks": {"OTIO_SCHEMA": "Stack.1", "children": [track]}}
    draft = from_otio(json.dumps(whole).encode())
    assert draft.rate == 25
    assert draft.layers[0].shots[0].end == 2


NAN = b'{"OTIO_SCHEMA": "RationalTime.1", "value": NaN, "rate": 24}'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not JSON"),
        (b'{\n"OTIO_SCHEMA": "Timeline.1",\n oops', "Line 3: This is not JSON"),
        (b'{"a":\xff}', "UTF-8"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        (b'{"x": "' + b"\\" * 99_999 + b'"', "not JSON"),
        (NAN, "NaN"),
        (b'{"value": 1e999}', "no number"),
        (b"[]", "no timeline"),
        (b'{"OTIO_SCHEMA": "Evil.1"}', "no timeline"),
        (b'{"OTIO_SCHEMA": "Timeline.1", "tracks": null}', "no timeline"),
        (b'{"OTIO_SCHEMA": "SerializableObjectRef.1", "id": "x"}', "not OpenTimelineIO"),
        (b'{"OTIO_SCHEMA": "Timeline.1", "tracks": {"OTIO_SCHEMA": "Track.1"}}', "not OpenTimelineIO"),
    ],
    ids=[
        "empty",
        "cut",
        "bytes",
        "deep",
        "quotes",
        "nan",
        "great",
        "list",
        "unknown",
        "none",
        "loop",
        "type",
    ],
)
def test_what_makes_no_sense_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        from_otio(content)


@pytest.mark.parametrize("value", [-5, 10**12, 10**18])
def test_times_that_nobody_means_are_refused(value: int) -> None:
    timeline = a_timeline(video(a_clip("one", 0, 24, "A001.mov")))
    text = timeline.to_json_string().replace('"value": 24', f'"value": {value}', 1)
    with pytest.raises(Unreadable):
        from_otio(text.encode())


def test_our_own_marks_in_a_file_are_checked_like_all_else() -> None:
    clip = a_clip("one", 0, 24, "A001.mov")
    clip.metadata["framewright"] = {"id": "../../x", "effects": "all", "meta": "{" * 5000, "videoId": "x"}
    with pytest.raises(Unreadable, match="makes no timeline"):
        made(a_timeline(video(clip)))


def test_no_plugin_is_looked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """A manifest that would run code is there; reading never asks for it."""
    trap = tmp_path / "trap.py"
    trap.write_text("raise SystemExit('a plugin ran')")
    manifest = tmp_path / "plugins.json"
    entry = {
        "OTIO_SCHEMA": "MediaLinker.1",
        "name": "trap",
        "execution_scope": "in process",
        "filepath": str(trap),
    }
    manifest.write_text(json.dumps({"OTIO_SCHEMA": "PluginManifest.1", "media_linkers": [entry]}))
    monkeypatch.setenv("OTIO_PLUGIN_MANIFEST_PATH", str(manifest))
    monkeypatch.setenv("OTIO_DEFAULT_MEDIA_LINKER", "trap")
    assert read(a_timeline(video(a_clip("one", 0, 24, "A001.mov")))).layers[0].shots
