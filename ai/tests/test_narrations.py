"""A voice over a film: heard when its transcript says so, the film's own sound stepping back."""

import asyncio
import json
import subprocess
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings as platform
from django.db.models.functions import Now
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from ai.emulator.world import World
from ai.models import Narration, Transcript
from ai.pipelines.narrating import NARRATE
from ai.services.insights import narrations, scripting
from ai.services.insights.scripting import Piece
from ai.tests.test_summaries import SAID, a_spoken_film, openai
from conftest import client_of
from credits.auditing import audit
from credits.models import Plan, Usage
from jobs import events, running, settling
from jobs.models import Job
from jobs.work import LeaseLost
from videos.media.engine import engine
from videos.models import Video
from videos.tests.films import Files, a_clip, a_video, finished, stored

__all__ = ["openai"]
pytestmark = pytest.mark.django_db(transaction=True)

RATE = 16_000
SCRIPT = "[0:01] Good evening to all.\nThis is the second sentence.\n[0:08] And here it ends."


def samples(key: str) -> "np.ndarray[Any, Any]":
    """The left channel of a stored file, between -1 and 1."""
    path = Path(platform.MEDIA_ROOT) / key
    argv = [engine().ffmpeg, "-v", "error", "-i", str(path), "-af", "pan=mono|c0=c0", "-f", "f32le"]
    argv += ["-ar", str(RATE), "-"]
    return np.frombuffer(subprocess.run(argv, capture_output=True, check=True).stdout, dtype="<f4")


def level(sound: "np.ndarray[Any, Any]", start: float, end: float) -> float:
    """The loudness of a stretch in dB of full scale."""
    part = sound[int(start * RATE) : int(end * RATE)]
    return float(10 * np.log10(np.mean(part.astype(np.float64) ** 2) + 1e-12))


def onset(voice: "np.ndarray[Any, Any]", after: float) -> float:
    """When something begins to be heard behind a time."""
    first = int(after * RATE)
    return (first + int(np.argmax(np.abs(voice[first:]) > 0.02))) / RATE


def heard_while(user: User, work: Callable[[], Any]) -> list[tuple[str, dict[str, Any]]]:
    """What reaches a person's sockets while something is done."""
    told: list[tuple[str, dict[str, Any]]] = []

    async def listen() -> None:
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add(events.group_of(user.pk), channel)
        await sync_to_async(work)()
        with suppress(TimeoutError):
            while True:
                frame = (await asyncio.wait_for(layer.receive(channel), 1))["frame"]
                told.append((frame["type"], frame["payload"]))

    async_to_sync(listen)()
    return told


def test_a_script_is_heard_at_its_times_while_the_film_steps_back(api: APIClient, alice: User) -> None:
    film = a_video(alice, source=a_clip(12.0))
    path = f"/api/ai/narrate/{film.pk}"
    assert api.get(f"{path}/status").status_code == 404
    answer = api.post(path, {"script": SCRIPT, "voiceType": "male"})
    assert answer.status_code == 202, answer.content
    job = Job.objects.get(pk=answer.json()["id"])
    told = heard_while(alice, lambda: finished(job))
    assert job.status == "completed", job.error_message
    status = api.get(f"{path}/status").json()
    assert [round(each["startTime"], 1) for each in status["transcript"][::2]] == [1.0, 8.0]
    assert all(
        after["startTime"] >= before["endTime"] + scripting.GAP - 0.01
        for before, after in zip(status["transcript"], status["transcript"][1:], strict=False)
    )
    made = Video.objects.get(pk=status["videoId"])
    assert (made.source, made.parent_id, made.ai_generated) == ("narration", film.pk, True)
    assert made.duration == pytest.approx(film.duration, abs=0.05)

    voice = samples(Narration.objects.get().audio)
    before = 0.0
    for each in status["transcript"]:
        assert onset(voice, before) == pytest.approx(each["startTime"], abs=0.15)
        before = each["endTime"] + 0.05
    whole, own = samples(made.file), samples(film.file)
    # Where nobody speaks the film is as it was; while one speaks it is 12 dB lower.
    assert level(whole, 10.5, 11.5) == pytest.approx(level(own, 10.5, 11.5), abs=0.5)
    # Between two close sentences the voice rests and the film stays down.
    between = status["transcript"][0]["endTime"] + 0.05, status["transcript"][1]["startTime"] - 0.05
    assert level(own, *between) - level(whole, *between) == pytest.approx(12, abs=0.5)
    assert level(voice, *between) < -60
    assert float(np.abs(whole).max()) < 0.999

    words = Transcript.objects.get(video=made)
    assert (words.origin, words.text.split()[:2]) == ("aligned", ["Good", "evening"])
    assert all(word["end"] > word["start"] for word in words.words)
    spoken = api.get(status["audioUrl"])
    assert (spoken.status_code, spoken.headers["Content-Type"]) == (200, "audio/mp4")
    own_events = [payload for kind, payload in told if kind == "ai_narration"]
    assert own_events[-1]["status"] == "completed"
    assert own_events[-1]["audioUrl"] == status["audioUrl"]
    assert {each["narrationId"] for each in own_events} == {status["narrationId"]}
    assert api.get(f"/api/videos/{film.pk}").json()["narrations"][0]["videoId"] == str(made.pk)
    stranger = client_of(User.objects.create_user(email="eve@example.com", password="x"))
    assert stranger.get(status["audioUrl"]).status_code == 404
    assert audit().faults == {}
    api.delete(f"/api/videos/{film.pk}")
    assert not [name for name in stored() if "narrations" in name]


def test_the_summary_is_told_where_it_speaks_of_and_minutes_are_counted_as_they_are(
    api: APIClient, alice: User, settings: Settings
) -> None:
    film = a_spoken_film(alice, SAID[:3])
    path = f"/api/ai/narrate/{film.pk}"
    Plan.objects.update(narration_minutes=1)
    dry = api.post(f"{path}?dryRun=true", {"mix": "none"}).json()["quote"]
    assert any("summary" in note for note in dry["notes"])
    job = finished(Job.objects.get(pk=api.post(path, {"mix": "none", "speed": 1.5}).json()["id"]))
    assert job.status == "completed", job.error_message
    assert job.charged <= job.quoted
    row = Narration.objects.get()
    assert row.result is None
    assert row.is_draft
    assert 8 < row.duration < 12
    assert {"endTime": row.segments[-1]["end"]}.items() <= job.result["transcript"][-1].items()
    summary = api.get(f"/api/ai/summarize/{film.pk}").json()
    said = {each["text"]: each["startTime"] for each in job.result["transcript"]}
    times = {point["content"]: point["time"] for point in summary["timestamps"]}
    assert any(said[text] == pytest.approx(times[text], abs=0.01) for text in times if text in said)
    assert Usage.objects.get(feature="narration_minutes").amount == 1
    refused = api.post(path, {"script": "Once more."})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "limit_reached")


def test_what_does_not_fit_or_cannot_be_spoken_is_refused_before_anything_is_charged(
    api: APIClient, alice: User
) -> None:
    film = a_video(alice, source=a_clip(3.0))
    for body, field, code in [
        ({"script": "Far too long for this. " * 30}, "script", "too_long"),
        ({"script": "[0:09] Behind the end."}, "script", "beyond_end"),
        ({"script": "..."}, "script", "no_words"),
        ({"script": "Hello.", "voice": "nobody"}, "voice", "unknown_voice"),
        ({"script": "Hello.", "language": "xx"}, "language", "no_voice"),
        ({"script": "Hello.", "speed": 3}, "speed", "max_value"),
    ]:
        answer = api.post(f"/api/ai/narrate/{film.pk}", body)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, code), answer.content
        assert answer.json()["errors"][0]["attr"] == field
    silent = a_video(alice, source=a_clip(3.0, audio=False))
    asked = api.post(f"/api/ai/narrate/{silent.pk}", {"script": "Hello there."})
    job = finished(Job.objects.get(pk=asked.json()["id"]))
    assert job.status == "completed", job.error_message
    assert Video.objects.get(pk=job.result["videoId"]).audio_codec == "aac"
    # It might have been said in time, and was not: the real length decides.
    tight = "One two three four five six seven eight nine ten eleven twelve."
    job = finished(Job.objects.get(pk=api.post(f"/api/ai/narrate/{film.pk}", {"script": tight}).json()["id"]))
    assert (job.status, job.error_code, job.charged) == ("failed", "too_long", 0)
    assert len([name for name in stored() if "narrations" in name]) == 1  # of the silent film


def test_a_vendors_voice_stays_the_same_and_words_without_times_are_spread(
    api: APIClient, alice: User, openai: World
) -> None:
    film = a_video(alice, source=a_clip(3.0))
    body = {"script": "Hello there.\n[0:02] Bye.", "voice": "nova", "mix": "replace"}
    job = finished(Job.objects.get(pk=api.post(f"/api/ai/narrate/{film.pk}", body).json()["id"]))
    assert (job.status, job.provider) == ("completed", "openai"), job.error_message
    asked = [json.loads(row["body"]) for row in openai.log if row["path"].endswith("/audio/speech")]
    assert [(each["input"], each["voice"]) for each in asked] == [("Hello there.", "nova"), ("Bye.", "nova")]
    row = Narration.objects.get()
    assert (row.is_draft, row.words, row.voice) == (False, [], "nova")
    words = Transcript.objects.get(video=row.result).words
    assert [word["text"] for word in words] == ["Hello", "there.", "Bye."]
    assert words[0]["start"] >= row.segments[0]["start"]
    assert words[1]["end"] <= row.segments[0]["end"]


class Overtaken(running.Attempt):
    """An attempt that looks away when all is spoken; when it looks up, another has done its job."""

    done: Job | None = None
    won = b""

    def progress(self, percent: float, stage: str = "") -> None:
        if self.done:
            return
        super().progress(percent, stage)
        if percent >= 65:
            Job.objects.filter(pk=self.job.pk).update(lease_expires_at=Now() - timedelta(seconds=1))
            assert settling.reap() == 1
            self.done = finished(Job.objects.get(pk=self.job.pk))
            self.won = (Path(platform.MEDIA_ROOT) / Narration.objects.get().audio).read_bytes()


def test_a_zombie_that_stores_last_takes_nobodys_place(api: APIClient, alice: User) -> None:
    film = a_video(alice, source=a_clip(3.0))
    answer = api.post(f"/api/ai/narrate/{film.pk}", {"script": "Hello there."})
    job = Job.objects.get(pk=answer.json()["id"])
    lease = running.claim(job_id=job.pk)
    assert lease
    zombie = Overtaken(job=Job.objects.select_related("user").get(pk=job.pk), lease=lease)
    # Vendors never speak a sentence twice alike, but this machine does.
    zombie.job.params["wish"]["script"] = "Good evening."
    # It lives on another machine: on its own, the next attempt would have cleared its folder away.
    zombie.folder = Path(platform.WORK_DIR) / "of another machine"
    zombie.folder.mkdir(parents=True)
    place = narrations.audio_place(
        user_id=alice.pk, video_id=film.pk, narration_id=uuid.UUID(job.params["narrationId"])
    )
    dead = Path(platform.MEDIA_ROOT) / place / "of-an-attempt-that-died"
    dead.mkdir(parents=True)
    (dead / "voice.m4a").touch()
    with pytest.raises(LeaseLost):
        NARRATE.run(zombie)
    assert zombie.done
    assert (zombie.done.status, zombie.done.attempt) == ("completed", 2), zombie.done.error_message
    row = Narration.objects.get()
    assert row.result
    (voice,) = (Path(name) for name in stored() if "narrations" in name)
    assert str(voice).endswith(row.audio)
    assert voice.read_bytes() == zombie.won
    assert Files(row.result).attempts == [f"{job.pk.hex[:8]}-2"]


def test_sentences_never_overlap_and_end_with_the_film() -> None:
    pieces = [Piece("a", 1.0), Piece("b", 1.5), Piece("c"), Piece("d", 9.0)]
    starts = scripting.placed(pieces, [2.0, 2.0, 1.0, 2.0], duration=10.0)
    assert starts == [1.0, pytest.approx(3.35), pytest.approx(5.7), 8.0]
    assert scripting.placed(pieces, [3.0] * 4, duration=10.0) is None
