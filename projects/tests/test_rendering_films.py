"""What comes out of a render: every cut on its frame, sound in its place, formats, and whose it is."""

import itertools
from functools import cache
from math import floor
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pytest
from django.conf import settings as platform
from PIL import Image
from pytest_django import Settings

from accounts.models import User
from projects.models import Project
from projects.tests.people import a_project
from projects.tests.renders import a_clip, a_timeline, music, rendered
from videos.credentials import signing
from videos.credentials.manifest import COMPOSED_WITH_AI, MADE_BY_AI
from videos.media.composition.picture_strips import SLACK
from videos.media.generate import clip
from videos.media.tests.reading import code_of, codes, pictures, sound
from videos.models import Lineage, Video
from videos.services import provenance
from videos.tests import films
from videos.tests.films import a_video
from videos.tests.odd_films import ODD

pytestmark = pytest.mark.django_db(transaction=True)

# Frames a second of films whose frames carry their numbers, and whether they sound.
NUMBERED = {"25": True, "30000/1001": False, "50": True, "24": False}
AUDIO_FRAME = 1024 / 48_000  # seconds


@pytest.fixture
def project(alice: User) -> Project:
    return a_project(alice)


@cache
def folder() -> Path:
    return Path(mkdtemp(prefix="mixed-", dir=platform.HOME_DIR))


def numbered(fps: str, *, audio: bool) -> Path:
    path = folder() / f"{fps.replace('/', '-')}.mp4"
    if not path.exists():
        clip(path, seconds=2.0, width=160, height=90, fps=fps, audio=audio)
    return path


def red() -> Path:
    path = folder() / "red.png"
    Image.new("RGB", (160, 90), (220, 0, 0)).save(path)
    return path


def film_of(video: Video) -> Path:
    return Path(platform.MEDIA_ROOT, video.file)


def test_sixty_clips_of_mixed_sources_cut_on_their_frames_and_stay_in_sync(
    alice: User, project: Project
) -> None:
    each, begins = 0.4, (0.0, 0.52, 1.1)
    sources = {
        fps: a_video(alice, source=numbered(fps, audio=has), ready=False) for fps, has in NUMBERED.items()
    }
    odd = [ODD["turned by 90 degrees"](), ODD["an uneven frame rate"](), red()]
    others = [a_video(alice, source=path, ready=False) for path in odd]
    # Four that are counted, one that is not, again and again.
    order = itertools.cycle([*NUMBERED, ""])
    clips, expected, heard = [], list[int | None](), list[bool]()
    for number, fps in zip(range(60), order, strict=False):
        begin = begins[number % 3]
        video = sources[fps] if fps else others[number // 5 % 3]
        more = {"sourceIn": begin} if fps else {"volume": 0}
        clips.append(a_clip(video, round(number * each, 6), each, **more))
        expected += [number_at(fps, begin + frame / 25) for frame in range(10)]
        heard.append(NUMBERED.get(fps, False))
    job = rendered(alice, project, a_timeline(*clips))
    made = Video.objects.get(job_id=job.pk)
    shown = pictures(film_of(made))
    assert job.result["segments"]["total"] == 60
    assert (len(shown), round(made.duration, 1)) == (600, 24.0)
    assert [
        (place, code_of(picture))
        for (place, picture), wanted in zip(enumerate(shown), expected, strict=True)
        if wanted is not None and code_of(picture) != wanted
    ] == []
    assert all(
        is_red(shown[number * 10]) == is_red(shown[number * 10 + 9]) == (number % 15 == 14)
        for number in range(60)
    )
    assert worst_drift(film_of(made), heard, each) < AUDIO_FRAME


def number_at(fps: str, time: float) -> int | None:
    """The number of the frame that a counted film shows at a time, as players with a slack see it."""
    above, _, below = fps.partition("/")
    return floor((time + SLACK) * int(above) / int(below or 1)) if fps else None


def is_red(picture: np.ndarray) -> bool:
    middle = picture[40:50, 70:90].mean(axis=(0, 1))
    return bool(middle[0] > 150 and middle[1:].max() < 60)


def worst_drift(path: Path, heard: list[bool], each: float) -> float:
    """Seconds between where sound begins or ends and the cut that makes it so."""
    loud = np.abs(sound(path).astype(float))
    window = 16  # 2 ms: nearly a wave of the tone
    level = loud[: len(loud) // window * window].reshape(-1, window).max(axis=1) > 300
    edges = np.flatnonzero(np.diff(level.astype(int))) * window / 8000
    cuts = [number * each for number in range(1, 60) if heard[number] != heard[number - 1]]
    assert len(cuts) == 24 * 2 - 1
    return max(min(abs(cut - float(edge)) for edge in edges) for cut in cuts)


def test_other_formats_and_sizes_are_the_same_film(alice: User, project: Project) -> None:
    shot = a_video(alice, source=films.a_clip(3.0, 160), ready=False)
    # Parts of a frame or two join like all others.
    lengths, begins = (1, 2, 3, 14), (0, 25, 40, 50)
    clips = [
        a_clip(shot, sum(lengths[:number]) / 25, length / 25, sourceIn=begin / 25)
        for number, (length, begin) in enumerate(zip(lengths, begins, strict=True))
    ]
    wanted = [begin + frame for length, begin in zip(lengths, begins, strict=True) for frame in range(length)]
    wishes = (({"format": "webm"}, "vp9"), ({"format": "mov", "width": 320, "quality": "low"}, "h264"))
    for wish, codec in wishes:
        job = rendered(alice, project, a_timeline(*clips), **wish)
        made = Video.objects.get(job_id=job.pk)
        assert (made.extension, made.codec, made.width) == (wish["format"], codec, wish.get("width", 160))
        assert (codes(film_of(made)), made.fps) == (wanted, 25)
    again = rendered(alice, project, quality="high")
    # What is not MP4 is made of the same parts.
    assert again.result["segments"] == {"total": 4, "reused": 4}
    assert codes(film_of(Video.objects.get(job_id=again.pk))) == wanted


def test_what_ai_made_is_told_second_by_second_and_signed(
    alice: User, project: Project, settings: Settings, tmp_path: Path
) -> None:
    settings.CONTENT_CREDENTIALS, settings.HOME_DIR = True, tmp_path
    taken, made, tune = (a_video(alice, source=films.a_clip(3.0, 160), ready=False) for _ in range(3))
    for video, kinds in ((made, ["picture"]), (tune, ["music"])):
        span = {"start": 0.0, "end": 1.0, "kinds": kinds, "models": ["fake/model"]}
        Lineage.objects.create(video=video, spans=[span])
        Video.objects.filter(pk=video.pk).update(source="generated", ai_generated=True)
    clips = [a_clip(taken, 0, 0.6), a_clip(made, 0.6, 0.6, sourceIn=0.8, volume=0)]
    job = rendered(alice, project, a_timeline(*clips, more=(music(tune, 0.4),)))
    film = Video.objects.get(job_id=job.pk)
    told = provenance.of(video=film)
    assert [(span.start, span.end, span.kinds) for span in told.spans] == [
        (0.0, 0.4, ("music",)),
        (0.6, 0.8, ("picture",)),
    ]
    assert (film.ai_generated, told.is_sure, told.origins) == (True, True, [taken])
    assert film.metadata == {"projectId": str(project.pk), "revision": 1}
    note = signing.read(path=film_of(film), extension="mp4")
    manifest = note["manifests"][note["active_manifest"]]
    actions = next(each for each in manifest["assertions"] if each["label"] == "c2pa.actions.v2")["data"]
    assert note["validation_state"] == "Valid"
    assert [(each["action"], each["digitalSourceType"]) for each in actions["actions"]] == [
        ("c2pa.created", COMPOSED_WITH_AI),
        ("c2pa.placed", MADE_BY_AI),
    ]
    assert len(manifest["ingredients"]) == 3
