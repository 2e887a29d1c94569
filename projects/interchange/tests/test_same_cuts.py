"""The same film in three formats: each is read by a reader that is not ours, and tells the same cuts."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

import opentimelineio as otio
import pytest
from hypothesis import given, settings
from lxml import etree
from otio_cmx3600_adapter import cmx_3600

from projects.interchange.captions import to_captions
from projects.interchange.cuts import rate_of
from projects.interchange.edl_writing import to_edls
from projects.interchange.fcpxml import to_fcpxml
from projects.interchange.otio_writing import to_otio
from projects.interchange.tests.films import MEDIA, RATES, everything, timelines
from projects.timeline.frames import frames_of
from projects.timeline.schema import Timeline

DTD = etree.DTD(str(Path(__file__).with_name("fcpxml_subset.dtd")))


class Told(NamedTuple):
    """Frames of the film at which a clip of the main track is seen alone or in a transition."""

    name: str
    first: int
    last: int


def by_us(timeline: Timeline) -> list[Told]:
    """Whole clips, with what of them is seen in transitions."""
    return [Told(clip.name, *frames_of(clip, timeline.rate)) for clip in timeline.tracks[0].clips]


def by_opentimelineio(text: str) -> list[Told]:
    track = otio.core.deserialize_json_from_string(text).tracks[0]
    return list(_with_handles(track))


def _with_handles(track: otio.schema.Track) -> Iterator[Told]:
    """As OTIO's own ranges say it."""
    for clip in track.find_clips():
        here = clip.range_in_parent()
        before, after = track.neighbors_of(clip)
        lead = (
            before.in_offset if isinstance(before, otio.schema.Transition) else otio.opentime.RationalTime()
        )
        tail = after.out_offset if isinstance(after, otio.schema.Transition) else otio.opentime.RationalTime()
        first, last = here.start_time - lead, here.end_time_exclusive() + tail
        yield Told(clip.name, round(first.value), round(last.value))


def by_elementtree(text: str, rate: Fraction) -> list[Told]:
    """The primary storyline, with half of each transition on both of its sides."""
    spine = ET.fromstring(text).find("library/event/project/sequence/spine")  # noqa: S314 - our own
    assert spine is not None
    told: list[Told] = []
    joint: int | None = None
    for element in spine:
        first = _frame(element.get("offset", ""), rate)
        last = first + _frame(element.get("duration", ""), rate)
        if element.tag == "transition":
            told[-1] = told[-1]._replace(last=last)
            joint = first
        elif element.tag != "gap":
            told.append(Told(element.get("name", ""), first if joint is None else joint, last))
            joint = None
    return told


def _frame(time: str, rate: Fraction) -> int:
    frames = Fraction(time.removesuffix("s")) * rate
    assert frames.denominator == 1, f"{time} lies between two frames"
    return int(frames)


def by_the_adapter(text: str, rate: Fraction) -> list[Told]:
    """An EDL's clip begins with the transition into it, and the one before goes on as long."""
    track = cmx_3600.read_from_string(text, rate=float(rate)).tracks[0]
    shift = 0 if track.source_range is None else -round(track.source_range.start_time.value)
    told: list[Told] = []
    for child in track:
        if isinstance(child, otio.schema.Transition):
            told[-1] = told[-1]._replace(last=told[-1].last + round(child.out_offset.value))
        elif isinstance(child, otio.schema.Clip):
            here = child.range_in_parent()
            told.append(
                Told(child.name, round(here.start_time.value), round(here.end_time_exclusive().value))
            )
    begin = shift - 3600 * round(rate)
    return [each._replace(first=each.first + begin, last=each.last + begin) for each in told]


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_three_formats_tell_the_cuts_of_the_timeline(rate: Fraction) -> None:
    timeline = everything(rate)
    told = by_us(timeline)
    assert [each.first for each in told] == [0, 75, 188, 330]
    assert by_opentimelineio(to_otio(timeline, name="Harbour", media=MEDIA)) == told
    assert by_elementtree(to_fcpxml(timeline, name="Harbour", media=MEDIA), rate) == told
    lists = to_edls(timeline, name="Harbour", media=MEDIA)
    assert by_the_adapter(lists["1_Film"], rate) == told


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_each_clip_shows_the_same_second_of_its_file(rate: Fraction) -> None:
    """At the cut that OTIO and FCPXML share; the film that is twice as fast counts its own time."""
    timeline = everything(rate)
    track = otio.core.deserialize_json_from_string(to_otio(timeline, name="x", media=MEDIA)).tracks[0]
    there = [clip.source_range.start_time.to_seconds() for clip in track.find_clips()][:3]
    root = ET.fromstring(to_fcpxml(timeline, name="x", media=MEDIA))  # noqa: S314 - our own
    clips = root.findall("library/event/project/sequence/spine/asset-clip")
    speeds = (1.0, 2.0, 1.0)
    here = [float(Fraction(clip.get("start", "").removesuffix("s"))) * speed
            for clip, speed in zip(clips, speeds, strict=True)]  # fmt: skip
    assert here == pytest.approx(there, abs=1e-6)
    exact = [2.0, 10 + float(14 / rate), 30.48 + float(6 / rate)]
    assert there == pytest.approx(exact, abs=0.021)  # half a frame of the file


@settings(max_examples=40, deadline=None)
@given(timelines())
def test_any_timeline_is_valid_fcpxml_with_the_same_cuts(timeline: Timeline) -> None:
    text = to_fcpxml(timeline, name="Film", media=MEDIA)
    assert DTD.validate(etree.fromstring(text.encode())), DTD.error_log
    main = next((track for track in timeline.tracks if track.kind == "video"), None)
    if main is not None:
        told = [Told(clip.name or clip.id, *frames_of(clip, timeline.rate)) for clip in main.clips]
        assert by_elementtree(text, rate_of(timeline)) == told


def test_everything_is_valid_fcpxml_and_media_lie_beside_it() -> None:
    text = to_fcpxml(everything(), name="Harbour & <dusk>", media=MEDIA)
    document = etree.fromstring(text.encode())
    assert DTD.validate(document), DTD.error_log
    sources = {each.get("src") for each in document.iter("media-rep")}
    assert sources == {f"./{media.path}" for media in MEDIA.values()}
    # What hangs on the first clip begins where the timeline says: its time is counted from the clip's own.
    title = document.find(".//title")
    assert title is not None
    assert Fraction(title.get("offset", "").removesuffix("s")) == 2 + Fraction(10 * 1001, 30000)


def test_captions_are_told_as_subtitles() -> None:
    timeline = everything(Fraction(25))
    assert to_captions(timeline, form="srt") == (
        "1\n00:00:01,200 --> 00:00:03,200\nBoats\ncome in\n\n2\n00:00:03,200 --> 00:00:05,200\n-->\n"
    )
    assert to_captions(timeline, form="vtt").startswith("WEBVTT\n\n00:00:01.200 --> 00:00:03.200\n")
