"""From a sentence to a film by the platform's own means, with no key and no network; and changes of it."""

import subprocess
import uuid
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings as django_settings
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from ai import registry
from ai.capabilities import Call, RecognitionInput
from credits.tests.ledger import ledger_of
from jobs.models import Job
from projects.services.film.laying import DUCKED
from projects.tests.filming import PROMPT, asked, done
from projects.tests.people import a_project
from videos.media.engine import engine
from videos.media.probe import BLACK, inspect
from videos.models import Video

pytestmark = pytest.mark.django_db(transaction=True)
RATE = 8000  # samples a second, for looking at loudness
SYNC = 0.15  # seconds that a caption may be beside what is heard


def path_of(video: Video) -> Path:
    return Path(django_settings.MEDIA_ROOT) / video.file


def clips_of(timeline: dict[str, Any], track: str) -> list[dict[str, Any]]:
    [found] = [each for each in timeline["tracks"] if each["id"] == track]
    return list(found["clips"])


def samples_of(video: Video) -> "np.ndarray[Any, np.dtype[np.float64]]":
    argv = [engine().ffmpeg, "-v", "error", "-i", str(path_of(video))]
    argv += ["-vn", "-f", "s16le", "-ac", "1", "-ar", str(RATE), "-"]
    heard = subprocess.run(argv, capture_output=True, check=True).stdout
    return np.frombuffer(heard, dtype="<i2").astype(np.float64)


def gain_of(part: Video, whole: Video, span: tuple[float, float]) -> float:
    """How loud a sound that begins with the film is in it, between two moments."""
    first, last = (round(second * RATE) for second in span)
    one, all_of_it = samples_of(part)[first:last], samples_of(whole)[first:last]
    return float(one @ all_of_it / (one @ one))


def words_spoken(clip: dict[str, Any]) -> list[tuple[str, float]]:
    """Each word of a narration, and the second of the film at which it should be said."""
    words = Video.objects.get(pk=clip["videoId"]).metadata["words"]
    return [(word["text"], clip["start"] + word["start"]) for word in words]


def words_heard(film: Video, clip: dict[str, Any], script: str, folder: Path) -> list[float]:
    """When each word is heard in the film while the clip lasts, by forced alignment."""
    heard = folder / f"{uuid.uuid4().hex}.wav"
    span = ["-ss", str(clip["start"]), "-t", str(clip["duration"])]
    argv = [engine().ffmpeg, "-v", "error", "-i", str(path_of(film)), *span, "-vn", str(heard)]
    subprocess.run(argv, check=True)
    call = Call(model="recognition", key=uuid.uuid4().hex, folder=folder, deadline=60.0)
    wish = RecognitionInput(source=heard, language="en", script=script)
    words = registry.provider("local").speech_to_text(wish, call).words
    return [clip["start"] + word.start for word in words]


def test_a_sentence_becomes_a_film_that_can_be_changed_part_by_part(
    api: APIClient, alice: User, settings: Settings, tmp_path: Path
) -> None:
    settings.FILM_SHORT_SIDE = 90
    path = f"/api/projects/{a_project(alice).pk}"
    wish = {"prompt": PROMPT, "seconds": 10}
    quote = api.post(f"{path}/generate?dryRun=true", wish).json()["quote"]
    whole = done(asked(api, path, "generate", wish))
    assert (whole.status, whole.error_message) == ("completed", "")
    assert whole.result["charged"] == ledger_of(alice).spent <= quote["credits"] + 1
    told = api.get(f"{path}/film").json()
    assert (told["state"], told["stale"], told["quote"]["credits"]) == ("ready", [], 0)
    film, timeline = Video.objects.get(pk=told["videoId"]), api.get(f"{path}/timeline").json()

    # The right size and length, and light in every part of it.
    assert (film.width, film.height, film.source) == (160, 90, "render")
    assert film.duration == pytest.approx(wish["seconds"], rel=0.1)
    assert min(each.max_luma for each in inspect(path_of(film), samples=12).samples) > BLACK
    shots = clips_of(timeline["timeline"], "shots")
    for before, after in pairwise(shots):
        overlap = after["transition"]["duration"] if "transition" in after else 0
        assert before["start"] + before["duration"] - after["start"] == pytest.approx(overlap, abs=1e-5)

    # Captions come with their words, and those are heard when they should be.
    captions = clips_of(timeline["timeline"], "captions")
    narration = clips_of(timeline["timeline"], "narration")
    spoken = []
    for clip in narration:
        words = words_spoken(clip)
        heard = words_heard(film, clip, " ".join(text for text, _ in words), tmp_path)
        late = [abs(at - found) for (_, at), found in zip(words, heard, strict=True)]
        assert max(late) <= SYNC, list(zip(words, heard, strict=True))
        spoken += words
    assert [word for each in captions for word in each["text"].split()] == [text for text, _ in spoken]
    first = 0
    for caption in captions:
        assert caption["start"] == pytest.approx(spoken[first][1], abs=1 / 30)
        assert all(len(line) <= 42 for line in caption["text"].split("\n"))
        first += len(caption["text"].split())

    # The music steps back under the narrator.
    [music] = clips_of(timeline["timeline"], "music")
    during = (narration[0]["start"] + 0.5, narration[0]["start"] + narration[0]["duration"] - 0.5)
    gain = gain_of(Video.objects.get(pk=music["videoId"]), film, during)
    assert gain == pytest.approx(music["volume"] / 10 ** (DUCKED / 20), rel=0.35)

    _changed(api, path, told)


def _changed(api: APIClient, path: str, told: dict[str, Any]) -> None:
    """Other words in one shot, the timeline changed by hand, and another take of the other shot.

    Nothing else is made, what is made comes into its place, and what people did stays.
    """
    shots = [{"id": each["id"], "text": each["text"]} for each in told["shots"]]
    shots[0]["text"] = "The light still turns."
    changed = api.put(f"{path}/script", {"title": told["script"]["title"], "shots": shots}).json()
    assert changed["stale"] == [f"speech:{shots[0]['id']}", "render"]
    before = api.get(f"{path}/timeline").json()["timeline"]
    by_id = {track["id"]: track for track in before["tracks"]}
    last = by_id["shots"]["clips"][1]
    last["effects"] = [{"operation": "adjust", "saturation": 0.5}]
    by_id["titles"]["clips"].append({"id": "mine", "text": "Mine", "start": last["start"] + 1, "duration": 1})
    assert api.put(f"{path}/timeline", {"timeline": before}).status_code == 200
    again = {"scope": "shot", "shotId": shots[1]["id"]}
    quote = api.post(f"{path}/regenerate?dryRun=true", again).json()["quote"]
    job = done(asked(api, path, "regenerate", again))
    assert (job.status, job.error_message) == ("completed", "")
    kinds = sorted(step["kind"] for step in job.result["steps"])
    assert kinds == ["ai.text-to-video", "project.render", "project.speech"]
    assert (job.result["charged"], len(quote["lines"])) == (quote["credits"], 3)
    after = api.get(f"{path}/timeline").json()["timeline"]
    [first, drawn] = clips_of(after, "shots")
    assert first["videoId"] == by_id["shots"]["clips"][0]["videoId"]
    assert (drawn["videoId"] != last["videoId"], drawn["effects"][0]["saturation"]) == (True, 0.5)
    assert clips_of(after, "titles")[-1]["text"] == "Mine"
    assert clips_of(after, "captions")[0]["text"] == "The light still turns."
    assert api.get(f"{path}/film").json()["stale"] == []
    assert not Job.objects.active().exists()
