"""What is known of a film before it is published, and what must be confirmed."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from videos.models import Lineage, Rights, Video
from videos.tests.films import a_video
from youtube_integration.services import gate

pytestmark = pytest.mark.django_db(transaction=True)

VOICE = {"start": 1.0, "end": 2.5, "kinds": ["voice"], "models": ["some/voice"]}
PICTURE = {"start": 2.0, "end": 3.0, "kinds": ["picture"], "models": []}


def codes(film: Video) -> list[str]:
    return [each.code for each in gate.findings(video=film).findings]


def changed(film: Video, **columns: Any) -> Video:
    Video.objects.filter(pk=film.pk).update(**columns)
    return Video.objects.get(pk=film.pk)


def test_what_nobody_said_of_an_upload_must_be_confirmed(alice: User) -> None:
    film = a_video(alice, title="The sea", ready=False)
    report = gate.findings(video=film)
    assert report.to_confirm == ("licence_missing", "consent_missing")
    assert "“The sea”" in report.findings[0].message
    with pytest.raises(ValidationError) as refusal:
        gate.answers(report=report, confirmed=["licence_missing"])
    assert "the people in “The sea”" in str(refusal.value.message_dict["confirmed"])
    kept = gate.answers(report=report, confirmed=["consent_missing", "licence_missing", "made_up"])
    assert (kept["confirmed"], kept["synthetic"]) == (["consent_missing", "licence_missing"], False)
    rights = Rights.objects.create(video=film, basis="open_licence", consent="nobody")
    assert codes(Video.objects.get(pk=film.pk)) == ["attribution_missing"]
    rights.attribution = "A. Sailor"
    rights.save()
    assert codes(Video.objects.get(pk=film.pk)) == []


def test_ai_is_told_by_its_seconds_and_never_has_to_be_confirmed_twice(alice: User) -> None:
    film = changed(a_video(alice, ready=False), source="edit", parent=None)
    Lineage.objects.create(video=film, spans=[VOICE, PICTURE], is_sure=True)
    film = Video.objects.get(pk=film.pk)
    report = gate.findings(video=film)
    assert (gate.is_synthetic(video=film), report.ai_seconds) == (True, 2.0)
    assert codes(film) == ["ai_made", "voice_made"]
    assert report.to_confirm == ("voice_made",)
    assert gate.answers(report=report, confirmed=["voice_made"])["spans"] == [VOICE, PICTURE]


def test_a_gone_part_is_said_and_a_plain_edit_is_not_synthetic(alice: User) -> None:
    source = a_video(alice, ready=False)
    Rights.objects.create(video=source, basis="own", consent="nobody")
    plain = changed(
        a_video(alice, ready=False),
        source="edit",
        parent=source,
        recipe=[{"operation": "add-text", "text": "Hello"}],
    )
    assert (gate.is_synthetic(video=plain), codes(plain)) == (False, [])
    orphan = changed(plain, parent=None)
    assert codes(orphan) == ["lineage_unknown"]
