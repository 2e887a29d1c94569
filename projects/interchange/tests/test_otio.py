from fractions import Fraction

from hypothesis import given, settings

from projects.interchange.assembling import Canvas, assemble
from projects.interchange.otio_reading import from_otio
from projects.interchange.otio_writing import to_otio
from projects.interchange.tests.films import MEDIA, PICTURE, everything, timelines
from projects.timeline.checking import settled
from projects.timeline.schema import Timeline

CANVAS = Canvas(640, 360, Fraction(30))


def read_back(text: str) -> Timeline:
    draft = from_otio(text.encode())
    found = {each: each.video_id for each in draft.references if each.video_id in MEDIA}
    made = assemble(draft, found=found, stills={PICTURE}, canvas=CANVAS)
    assert made.missing == []
    return made.timeline


def test_everything_comes_back_as_it_was() -> None:
    timeline = everything()
    again = read_back(to_otio(timeline, name="Harbour", media=MEDIA))
    assert again.to_json() == timeline.to_json()


@settings(max_examples=60, deadline=None)
@given(timelines())
def test_any_timeline_comes_back_as_it_was(timeline: Timeline) -> None:
    again = read_back(to_otio(timeline, name="Film", media=MEDIA))
    assert settled(again).to_json() == timeline.to_json()
