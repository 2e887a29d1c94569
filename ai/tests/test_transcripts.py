"""Transcripts: written down by a worker, changed by hand, found by their words, inherited by edits."""

import threading
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from ai.emulator.world import World
from ai.models import Transcript
from ai.services.transcripts import formats, writing
from ai.tests.talking import SAID, film_with, long_film, speech_film
from conftest import client_of
from credits.tests.ledger import ledger_of
from jobs.models import Job
from videos.models import Video
from videos.services import library
from videos.tests.films import a_video, finished

pytestmark = pytest.mark.django_db(transaction=True)

ODD = "Xin chào 👩‍👧 --> <b>bold</b> & {\\b1} مرحبا بالعالم"


@pytest.fixture
def talk(alice: User) -> Video:
    return a_video(alice, source=speech_film(), title="A talk")


def done(answer: Any) -> Job:
    assert answer.status_code == 202, answer.content
    job = Job.objects.get(pk=answer.json()["id"])
    return finished(job) if job.is_active else job


def written(video: Video, text: str = SAID, **fields: Any) -> Transcript:
    """A transcript of one segment, its words of the same length."""
    words = text.split()
    step = video.duration / len(words)
    timed = [{"text": word, "start": n * step, "end": (n + 1) * step} for n, word in enumerate(words)]
    segment = {"text": text, "start": 0.0, "end": video.duration}
    given = {"language": "en", "origin": Transcript.Origin.RECOGNISED, "segments": [segment], "words": timed}
    return writing.publish(**{"video": video, **given, **fields})


# -- by listening ------------------------------------------------------------------------------------------


def test_what_is_said_is_written_down_paid_for_once_and_found(
    api: APIClient, alice: User, bob: User, talk: Video
) -> None:
    spent, address = ledger_of(alice).spent, f"/api/ai/transcribe/{talk.pk}"
    assert api.post(f"{address}?dryRun=true").json()["quote"]["credits"] == 1
    assert api.get(f"{address}/status").status_code == 404
    first, second = (api.post(address, headers={"Idempotency-Key": key}).json()["id"] for key in "ab")
    assert first == second
    job = finished(Job.objects.get(pk=first))
    assert (job.status, job.error_message) == ("completed", "")
    assert api.get(f"{address}/status").json()["status"] == "completed"
    assert ledger_of(alice).spent == spent + 1

    told = api.get(f"/api/videos/{talk.pk}/transcripts/en").json()
    assert (told["origin"], told["revision"], told["isDraft"]) == ("recognised", 1, True)
    platform = next(word for word in told["words"] if word["text"] == "platform")
    assert 1.0 < platform["start"] < platform["end"] < 2.2
    assert [each["language"] for each in api.get(f"/api/videos/{talk.pk}").json()["transcripts"]] == ["en"]
    assert [each["id"] for each in api.get("/api/videos?search=welcome+PLATF").json()["results"]] == [
        str(talk.pk)
    ]
    assert client_of(bob).get("/api/videos?search=platform").json()["results"] == []

    again = done(api.post(address))
    assert again.outputs == job.outputs
    copy = a_video(alice, source=speech_film())
    spent = ledger_of(alice).spent
    given = done(api.post(f"/api/ai/transcribe/{copy.pk}"))
    assert (given.status, given.quoted, ledger_of(alice).spent) == ("completed", 0, spent)
    assert Transcript.objects.get(video=copy).words == Transcript.objects.get(video=talk).words


def test_a_script_is_laid_under_the_sound(api: APIClient, talk: Video) -> None:
    job = done(api.post(f"/api/ai/transcribe/{talk.pk}", {"script": SAID, "language": "English"}))
    assert job.status == "completed", job.error_message
    found = Transcript.objects.get()
    assert (found.origin, found.language) == ("aligned", "en")
    assert [word["text"] for word in found.words] == SAID.split()
    times = {word["text"]: word["start"] for word in found.words}
    assert times["platform."] == pytest.approx(1.18, abs=0.15)
    assert times["light."] == pytest.approx(8.57, abs=0.15)


def test_what_has_no_words_costs_nothing_or_says_so(api: APIClient, alice: User) -> None:
    mute = a_video(alice, ready=False, source=film_with("anullsrc", seconds=1.0))
    tone = a_video(alice, ready=False, source=film_with("sine=f=440", seconds=1.0))
    spent = ledger_of(alice).spent
    assert done(api.post(f"/api/ai/transcribe/{mute.pk}")).charged == 0
    silent = Transcript.objects.get(video=mute)
    assert (silent.language, silent.text, len(silent.notes)) == ("und", "", 1)
    assert api.get(f"/api/videos/{mute.pk}/captions.und.vtt").content == b"WEBVTT\n"
    job = done(api.post(f"/api/ai/transcribe/{tone.pk}"))
    assert (job.status, job.result["words"]) == ("completed", 0)
    assert ledger_of(alice).spent == spent + 1


def test_a_film_without_sound_is_refused_before_anything_is_charged(api: APIClient, alice: User) -> None:
    Video.objects.filter(pk=(film := a_video(alice)).pk).update(info={**film.info, "audio": None})
    answer = api.post(f"/api/ai/transcribe/{film.pk}")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "no_audio")
    for body, code in (
        ({"language": "Klingon!"}, "unknown_language"),
        ({"model": "no-such"}, "unknown_model"),
        ({"script": "…"}, "no_words"),
    ):
        talk = a_video(alice, source=speech_film(), ready=False)
        answer = api.post(f"/api/ai/transcribe/{talk.pk}", body)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, code), body
    assert not Job.objects.filter(work="ai.transcribe").exists()


def test_long_sound_goes_to_a_vendor_in_parts_and_translation_keeps_times(
    api: APIClient, alice: User, settings: Settings, world: World
) -> None:
    settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "sk", f"{world.address}/openai/v1"
    film = a_video(alice, ready=False, source=long_film(seconds=720, pause=550))
    job = done(api.post(f"/api/ai/transcribe/{film.pk}", {"model": "openai/whisper-1"}))
    assert job.status == "completed", job.error_message
    found = Transcript.objects.get()
    assert len([each for each in world.billed if each["what"] == "transcription"]) == 2
    assert (len(found.words), found.language, found.model) == (12, "en", "whisper-1")
    starts = [word["start"] for word in found.words if word["text"] == "this"]
    assert starts[0] == 0
    assert 550 < starts[1] < 551
    translated = done(api.post(f"/api/videos/{film.pk}/transcripts/en/translate", {"target": "vi"}))
    assert translated.status == "completed", translated.error_message
    told = api.get(f"/api/videos/{film.pk}/transcripts/vi").json()
    assert told["words"] == []
    assert [each["start"] for each in told["segments"]] == [each["start"] for each in found.segments]
    assert told["segments"][0]["text"].startswith("translated: ")
    listed = api.get(f"/api/videos/{film.pk}/transcripts").json()["transcripts"]
    assert [(each["language"], each["isSpoken"]) for each in listed] == [("en", True), ("vi", False)]


def test_without_a_vendor_a_translation_says_so_and_costs_nothing(
    api: APIClient, alice: User, talk: Video
) -> None:
    written(talk)
    before = ledger_of(alice)
    job = done(api.post(f"/api/videos/{talk.pk}/transcripts/en/translate", {"target": "vi"}))
    assert (job.status, job.error_code) == ("failed", "not_available_locally")
    assert ledger_of(alice).spent == before.spent
    answer = api.post(f"/api/videos/{talk.pk}/transcripts/en/translate", {"target": "english"})
    assert answer.json()["errors"][0]["code"] == "same_language"


def test_a_new_film_is_written_down_by_itself_for_those_who_wish_it(api: APIClient, alice: User) -> None:
    assert api.patch("/api/user/profile", {"autoTranscribe": True}).json()["autoTranscribe"] is True
    alice.refresh_from_db()
    film = a_video(alice, source=speech_film())
    job = Job.objects.get(work="ai.transcribe", video_id=film.pk)
    assert finished(job).status == "completed"
    User.objects.update(auto_transcribe=False)
    a_video(User.objects.get(pk=alice.pk), source=speech_film())
    assert Job.objects.filter(work="ai.transcribe").count() == 1


# -- by hand -----------------------------------------------------------------------------------------------


def test_a_revision_keeps_the_times_of_what_stays(api: APIClient, talk: Video) -> None:
    before = written(talk, text="welcome to the video plat form")
    address, segment = f"/api/videos/{talk.pk}/transcripts/en", {"start": 0, "end": talk.duration}
    body = {"revision": 1, "segments": [{**segment, "text": "Welcome to the video platform today"}]}
    answer = api.put(address, body)
    assert (answer.status_code, answer.json()["revision"]) == (200, 2)
    words = {word["text"]: word for word in api.get(address).json()["words"]}
    for old, new in (("welcome", "Welcome"), ("video", "video")):
        was = next(word for word in before.words if word["text"] == old)
        assert (words[new]["start"], words[new]["end"]) == (was["start"], was["end"])
    assert before.words[4]["start"] == words["platform"]["start"] < words["today"]["start"]
    assert words["today"]["end"] == pytest.approx(talk.duration, abs=0.01)
    assert [each["id"] for each in api.get("/api/videos?search=platform").json()["results"]] == [str(talk.pk)]

    stale = api.put(address, body)
    assert (stale.status_code, stale.json()["errors"][0]["code"], stale.json()["revision"]) == (
        409,
        "stale_revision",
        2,
    )
    late = {**body, "revision": 2, "segments": [{"start": 0, "end": talk.duration + 9, "text": "x"}]}
    assert api.put(address, late).json()["errors"][0]["attr"] == "segments.0.end"
    assert api.post(f"{address}/restore", {"revision": 1}).json()["revision"] == 3
    assert api.get(address).json()["text"] == "welcome to the video plat form"
    assert [each["revision"] for each in api.get(f"{address}/revisions").json()["revisions"]] == [3, 2, 1]
    assert api.get("/api/videos?search=platform").json()["results"] == []
    assert api.delete(address).status_code == 204
    assert api.get("/api/videos?search=welcome").json()["results"] == []


def test_writers_at_the_same_time_give_one_current_revision(talk: Video) -> None:
    def write() -> None:
        try:
            written(talk)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    rows = Transcript.objects.order_by("revision")
    assert [(row.revision, row.is_current) for row in rows] == [(n, n == 6) for n in range(1, 7)]


# -- as files ----------------------------------------------------------------------------------------------


def test_captions_come_back_as_they_went_whatever_is_in_them(api: APIClient, talk: Video) -> None:
    address = f"/api/videos/{talk.pk}/transcripts"
    srt = f"1\n00:00:01,000 --> 00:00:03,500\n{ODD}\n\n2\n00:00:20,000 --> 00:00:21,000\nToo late\n"
    sent = {"language": "vi", "file": SimpleUploadedFile("a.srt", srt.encode())}
    answer = api.post(address, sent, format="multipart")
    assert answer.status_code == 201, answer.content
    assert answer.json()["notes"] == ["1 caption begins after the end of this video and was left out."]
    shown = "Xin chào 👩‍👧 --> bold & مرحبا بالعالم"  # players show no tags
    vtt = api.get(f"/api/videos/{talk.pk}/captions.vi.vtt")
    assert vtt.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert vtt.content.decode() == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:03.500\nXin chào 👩‍👧 --&gt; bold &amp; مرحبا بالعالم\n"
    )
    same = api.get(
        f"/api/videos/{talk.pk}/captions.vi.vtt", headers={"If-None-Match": f"W/{vtt.headers['ETag']}"}
    )
    assert same.status_code == 304
    srt_again = api.get(f"/api/videos/{talk.pk}/captions.vi.srt").content
    assert formats.read_captions(srt_again, duration=talk.duration)[0][0]["text"] == shown
    text = api.get(f"{address}/vi?format=txt")
    assert text.content.decode() == f"{shown}\n"
    assert (
        "A%20talk.vi.txt" in text.headers["Content-Disposition"]
        or "A talk.vi.txt" in text.headers["Content-Disposition"]
    )
    assert api.get(f"{address}/vi?format=json").json()["segments"][0]["text"] == shown
    for content, code in (
        (b"nothing at all", "not_captions"),
        (b"\xff\x00\xfa", "not_text"),
        (b"WEBVTT\n\n01:00:00.000 --> 01:00:02.000\nLate\n", "beyond_end"),
        (b"x" * (formats.LARGEST_FILE + 1), "too_large"),
    ):
        sent = {"language": "vi", "file": SimpleUploadedFile("a.vtt", content)}
        errors = api.post(address, sent, format="multipart").json()["errors"]
        assert [(each["code"], each["attr"]) for each in errors] == [(code, "file")]


def test_captions_can_be_read(talk: Video) -> None:
    Video.objects.filter(pk=talk.pk).update(duration=120.0)
    talk.refresh_from_db()
    text = " ".join(["w" * 100, *[SAID] * 4, "好" + "的" * 60])
    cues = formats.cues_of(written(talk, text=text))
    assert "".join("".join(cue.text.split()) for cue in cues) == "".join(text.split())
    for cue, after in zip(cues, [*cues[1:], None], strict=True):
        lines = cue.text.split("\n")
        assert len(lines) <= 2
        assert max(len(line) for line in lines) <= 42
        assert 1.0 <= cue.end - cue.start <= 7.001
        assert after is None or cue.end <= after.start


# -- found by words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["chào", "CHAO", "the gioi", "thế", "Đông", "dong", "日本"])
def test_words_are_found_whatever_their_accents(alice: User, talk: Video, asked: str) -> None:
    written(talk, text="Xin chào thế giới, mùa đông ở 日本語", language="vi")
    assert list(library.find(user=alice, search=asked)) == [talk]
    assert not library.find(user=alice, search="nowhere").exists()


def test_the_search_uses_its_index(alice: User, talk: Video) -> None:
    written(talk)
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        plan = library.find(user=alice, search="platform").explain()
        cursor.execute("RESET enable_seqscan")
    assert "Bitmap Index Scan on videos_spoken_words" in plan


# -- inherited ---------------------------------------------------------------------------------------------


def edited(client: APIClient, video: Video, *steps: dict[str, Any]) -> Video:
    job = done(client.post("/api/video/edit", {"videoId": str(video.pk), "operations": list(steps)}))
    assert job.status == "completed", job.error_message
    return Video.objects.get(pk=job.outputs[0]["id"])


def test_an_edit_inherits_the_words_that_it_leaves(api: APIClient, alice: User, talk: Video) -> None:
    done(api.post(f"/api/ai/transcribe/{talk.pk}", {"script": SAID}))
    source = {word["text"]: word for word in Transcript.objects.get().words}
    spoken = Transcript.objects.get()
    writing.publish(
        video=talk, language="vi", origin=Transcript.Origin.TRANSLATED, segments=spoken.segments, words=[]
    )
    short = edited(
        api,
        talk,
        {"operation": "remove-parts", "parts": [{"startTime": 2.2, "endTime": 6.2}]},
        {"operation": "speed", "factor": 2},
    )
    cut = Transcript.objects.get(video=short, language="en")
    assert (cut.origin, cut.source_id, cut.is_spoken) == ("cut", spoken.pk, True)
    assert cut.text.startswith("Welcome to the video platform.")
    assert cut.text.endswith("First you should find a quiet room and a good light.")
    words = {word["text"]: word for word in cut.words}
    assert "films" not in words
    assert words["platform."]["start"] == pytest.approx(source["platform."]["start"] / 2, abs=0.03)
    assert words["light."]["start"] == pytest.approx((source["light."]["start"] - 4) / 2, abs=0.03)
    assert Transcript.objects.get(video=short, language="vi").is_spoken is False
    # What the worker hears in the cut film lies where the carried words say.
    heard = done(api.post(f"/api/ai/transcribe/{short.pk}", {"script": cut.text}))
    assert heard.status == "completed"
    again = {
        word["text"]: word["start"]
        for word in Transcript.objects.get(video=short, is_current=True, language="en").words
    }
    assert again["light."] == pytest.approx(words["light."]["start"], abs=0.15)


def test_joined_films_give_their_words_and_replaced_sound_takes_them(
    api: APIClient, alice: User, talk: Video
) -> None:
    written(talk)
    joined = edited(
        api,
        talk,
        {"operation": "trim", "startTime": 0, "endTime": 2},
        {"operation": "concat", "videoIds": [str(talk.pk)]},
    )
    found = Transcript.objects.get(video=joined)
    assert [segment["start"] for segment in found.segments] == [0, pytest.approx(2.0, abs=0.05)]
    assert found.segments[1]["text"] == SAID
    other = edited(api, talk, {"operation": "replace-audio", "audioId": str(talk.pk)})
    assert not Transcript.objects.filter(video=other).exists()
