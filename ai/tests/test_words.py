"""What is answered while one waits, by the platform's own engines."""

import math
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from accounts.models import User
from ai.models import EmbeddedText
from ai.providers import samples
from ai.services import embedding
from conftest import client_of
from credits.auditing import audit
from credits.tests.ledger import ledger_of
from jobs.models import Job
from videos.media.probe import probe
from videos.models import Video
from videos.tests.films import finished, stored

pytestmark = pytest.mark.django_db(transaction=True)


def sent(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


def test_a_short_text_is_answered_with_its_sound_once_per_key(api: APIClient, alice: User) -> None:
    body = {"text": "Good morning to all of you.", "speed": 1}
    answers = [api.post("/api/ai/text-to-speech", body, headers={"Idempotency-Key": "one"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].headers["Content-Type"] == "audio/wav"
    assert answers[0].headers["X-Accel-Redirect"] == answers[1].headers["X-Accel-Redirect"]
    speech = Video.objects.get()
    assert probe(Path(settings.MEDIA_ROOT) / speech.file).duration > 1
    assert (ledger_of(alice).spent, ledger_of(alice).held) == (1, 0)
    assert api.post("/api/ai/text-to-speech", {"text": "Long. " * 400}).status_code == 202


def test_what_is_said_is_written_down_and_the_sound_is_not_kept(
    api: APIClient, alice: User, tmp_path: Path
) -> None:
    api.post("/api/ai/text-to-speech", {"text": "Good morning. How are you today?"})
    spoken = Path(settings.MEDIA_ROOT) / Video.objects.get().file
    answer = api.post("/api/ai/speech-to-text", {"audio": sent(spoken)}, format="multipart")
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["provider"], told["isDraft"]) == ("local", True)
    assert told["words"]
    assert {"text", "start", "end", "confidence", "speaker"} == set(told["words"][0])
    assert told["duration"] == pytest.approx(probe(spoken).duration, abs=0.2)
    assert not [name for name in stored() if "questions" in name]
    assert ledger_of(alice).spent == 2  # the speech, and one started minute


def test_a_picture_is_looked_at(api: APIClient, alice: User, tmp_path: Path) -> None:
    picture = samples.picture(tmp_path / "picture.png", width=320, height=180)
    answer = api.post("/api/ai/analyze-image", {"image": sent(picture)}, format="multipart")
    assert answer.status_code == 200, answer.content
    assert answer.json()["text"]
    assert ledger_of(alice).spent == 3


def test_files_that_are_no_question_are_refused_and_cost_nothing(
    api: APIClient, alice: User, tmp_path: Path
) -> None:
    picture = samples.picture(tmp_path / "picture.png", width=64, height=64)
    sound = samples.sound(tmp_path / "sound.wav", seconds=1)
    (tmp_path / "text.wav").write_text("no sound at all")
    for path, name, file, code in [
        ("speech-to-text", "audio", picture, "wrong_media_type"),
        ("analyze-image", "image", sound, "wrong_media_type"),
        ("speech-to-text", "audio", tmp_path / "text.wav", "not_a_video"),
    ]:
        answer = api.post(f"/api/ai/{path}", {name: sent(file)}, format="multipart")
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, code), answer.content
        assert answer.json()["errors"][0]["attr"] == name
    assert not Job.objects.exists()


def test_a_longer_sound_is_a_job(api: APIClient, alice: User, tmp_path: Path) -> None:
    sound = samples.sound(tmp_path / "sound.wav", seconds=16)
    answer = api.post("/api/ai/speech-to-text", {"audio": sent(sound)}, format="multipart")
    assert answer.status_code == 202
    job = finished(Job.objects.get(pk=answer.json()["id"]))
    assert (job.status, job.charged) == ("completed", 1_000_000), job.error_message
    assert job.result["duration"] == pytest.approx(16, abs=0.1)
    assert not [name for name in stored() if "questions" in name]
    assert audit().faults == {}


def test_texts_are_found_by_their_meaning(api: APIClient, alice: User, bob: User) -> None:
    for text in ("The cat sleeps on the warm sofa.", "The stock market fell sharply on Monday."):
        made = api.post("/api/embeddings/create", {"text": text, "metadata": {"fromPage": 3}})
        assert made.status_code == 201, made.content
        assert len(made.json()["ids"]) == 1
    found = api.post("/api/embeddings/search", {"query": "a cat on the sofa", "limit": 2}).json()["results"]
    assert [each["text"][:7] for each in found] == ["The cat", "The sto"]
    assert found[0]["score"] > found[1]["score"]
    assert found[0]["metadata"] == {"fromPage": 3}
    high = api.post("/api/embeddings/search", {"query": "a cat on the sofa", "threshold": found[0]["score"]})
    assert len(high.json()["results"]) == 1
    row = EmbeddedText.objects.all()[0]
    assert math.hypot(*row.vector) == pytest.approx(1, abs=1e-3)
    assert ledger_of(alice).spent == 2
    stranger = client_of(bob)
    assert stranger.post("/api/embeddings/search", {"query": "cat"}).json() == {"results": []}
    assert stranger.get(f"/api/embeddings/{row.pk}").status_code == 404
    assert stranger.delete(f"/api/embeddings/{row.pk}").status_code == 404
    assert stranger.post("/api/embeddings/bulk-delete", {"ids": [str(row.pk)]}).json() == {"deleted": 0}
    assert api.get("/api/embeddings").json()["pagination"]["total"] == 2
    assert api.get("/api/embeddings/stats").json()["total"] == 2
    assert api.delete(f"/api/embeddings/{row.pk}").status_code == 204
    ids = [each["id"] for each in api.get("/api/embeddings").json()["results"]]
    assert api.post("/api/embeddings/bulk-delete", {"ids": ids}).json() == {"deleted": 1}


def test_a_long_text_is_cut_between_sentences(api: APIClient, alice: User) -> None:
    text = " ".join(f"Sentence number {n} tells about subject {n % 7}." for n in range(60))
    pieces = embedding.chunks(text)
    assert " ".join(pieces) == text
    assert max(map(len, pieces)) <= embedding.CHUNK
    assert all(piece.endswith(".") for piece in pieces)
    made = api.post("/api/embeddings/create", {"text": text, "autoChunk": True}).json()
    assert len(made["ids"]) == len(pieces) == EmbeddedText.objects.count()
