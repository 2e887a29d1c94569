"""The catalogue, its refusals and its notes in the language of the person that asks."""

import json
from typing import Any
from urllib.parse import unquote

import pytest
from django.utils import translation
from rest_framework.test import APIClient

from accounts.models import User
from videos.media.operations import CATALOGUE
from videos.serializers import catalogue
from videos.tests.films import a_video

WORDS = ("title", "description", "x-labels")


def without_words(part: Any) -> Any:
    if isinstance(part, list):
        return [without_words(each) for each in part]
    if not isinstance(part, dict):
        return part
    kept = {name: value for name, value in part.items() if name not in WORDS or isinstance(value, dict)}
    return {name: list(value) if name == "x-labels" else without_words(value) for name, value in kept.items()}


def test_only_words_are_translated_never_names_or_values() -> None:
    english = catalogue()
    with translation.override("vi"):
        vietnamese = catalogue()
    assert without_words(vietnamese) == without_words(english)
    assert json.loads(json.dumps(vietnamese)) == vietnamese
    by_name = {each["name"]: each for each in vietnamese}
    assert by_name["trim"]["title"] == "Cắt"
    colour = by_name["add-text"]["schema"]["$defs"]["Style"]["properties"]["color"]["description"]
    assert colour.startswith("Màu chữ: #RRGGBB")
    anchors = by_name["add-text"]["schema"]["properties"]["anchor"]["x-labels"]
    assert anchors["top"] == "Trên"
    assert CATALOGUE["trim"].title == "Trim"


def test_every_word_of_the_catalogue_has_a_translation() -> None:
    with translation.override("vi"):
        same = {
            each["name"]
            for each, english in zip(catalogue(), CATALOGUE.values(), strict=True)
            if each["description"] == english.description
        }
    assert same == set()


@pytest.mark.django_db
def test_a_refusal_and_a_note_are_said_in_the_askers_language(alice: User, api: APIClient) -> None:
    film = a_video(alice)
    beyond = {"videoId": str(film.pk), "operations": [{"operation": "trim", "startTime": 0, "endTime": 999}]}
    vietnamese = {"accept-language": "vi"}
    refused = api.post("/api/video/edit?dryRun=true", beyond, headers=vietnamese)
    assert refused.json()["errors"][0]["detail"].startswith("Phim chỉ dài ")
    steady = {"videoId": str(film.pk), "operations": [{"operation": "stabilize"}], "width": 64}
    shown = api.post("/api/video/preview", steady, headers=vietnamese)
    assert shown.status_code == 200
    assert unquote(shown.headers["X-Preview-Note"]).startswith("Một khung hình")
    assert shown.headers["X-Preview-Size"] == f"{film.width}x{film.height}"
