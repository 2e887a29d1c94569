"""Ids that stand in bodies and queries: whatever field can name somebody else's, naming it gives nothing."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from accounts.models import User
from ai.models import Conversation
from config.tests.test_access import FIELDS, film
from conftest import client_of
from jobs.models import Job
from projects.models import Membership, Project
from videos.models import Video
from videos.tests.films import a_clip, a_video

__all__ = ["film"]
pytestmark = pytest.mark.django_db(transaction=True)

OWN, FOREIGN = "{own}", "{foreign}"  # an id of the asking person's, and one of somebody else's
TRIM = [{"operation": "trim", "startTime": 0, "endTime": 1}]
CHAIN = {"videoId": OWN, "operations": TRIM}
# What AI makes for a project.
MAKING: dict[str, dict[str, Any]] = {
    "/api/videos/create": {"prompt": "x"},
    "/api/videos/{video_id}/extend": {"prompt": "x"},
    "/api/videos/{video_id}/remix": {"prompt": "x"},
    "/api/ai/image-generate": {"prompt": "x"},
    "/api/ai/image-to-video": {"prompt": "x", "imageId": OWN},
    "/api/ai/lip-sync": {"videoId": OWN, "audioId": OWN},
    "/api/ai/music-generate": {"prompt": "x"},
    "/api/ai/sound-effect": {"prompt": "x"},
    "/api/ai/style-transfer": {"videoId": OWN, "styleType": "oil"},
    "/api/ai/text-to-speech": {"text": "x"},
    "/api/ai/upscale": {"videoId": OWN},
    "/api/ai/voice-generation": {"text": "x"},
}
# By address and field: the body that is right but for that field.
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("/api/videos/bulk-delete", "ids"): {"ids": [FOREIGN]},
    ("/api/video/edit", "videoId"): {"videoId": FOREIGN, "operations": TRIM},
    ("/api/video/edit", "projectId"): {**CHAIN, "projectId": FOREIGN},
    ("/api/video/batch", "videoIds"): {"videoIds": [OWN, FOREIGN], "operations": TRIM},
    ("/api/video/batch", "projectId"): {"videoIds": [OWN], "operations": TRIM, "projectId": FOREIGN},
    ("/api/video/preview", "videoId"): {"videoId": FOREIGN},
    ("/api/video/preview-clip", "videoId"): {"videoId": FOREIGN},
    ("/api/videos/{video_id}/apply-recipe", "videoId"): {"videoId": FOREIGN},
    ("/api/videos/upload", "projectId"): {"projectId": FOREIGN},
    ("/api/videos/create", "referenceImageId"): {"prompt": "x", "referenceImageId": FOREIGN},
    ("/api/ai/image-to-video", "imageId"): {"prompt": "x", "imageId": FOREIGN},
    ("/api/ai/lip-sync", "videoId"): {"videoId": FOREIGN, "audioId": OWN},
    ("/api/ai/lip-sync", "audioId"): {"videoId": OWN, "audioId": FOREIGN},
    ("/api/ai/upscale", "videoId"): {"videoId": FOREIGN},
    ("/api/ai/style-transfer", "videoId"): {"videoId": FOREIGN, "styleType": "oil"},
    ("/api/ai/chat", "videoId"): {"message": "x", "videoId": FOREIGN},
    ("/api/ai/chat", "conversationId"): {"message": "x", "conversationId": FOREIGN},
    ("/api/mobile/chat", "videoId"): {"message": "x", "videoId": FOREIGN},
    ("/api/mobile/chat", "conversationId"): {"message": "x", "conversationId": FOREIGN},
    ("/api/projects/{project_id}/videos", "videoIds"): {"videoIds": [FOREIGN]},
    ("/api/projects/{project_id}/transfer", "userId"): {"userId": FOREIGN},
    ("/api/projects/templates", "projectId"): {"projectId": FOREIGN, "name": "x"},
    ("/api/projects/{project_id}/regenerate", "shotId"): {"scope": "shot", "shotId": FOREIGN},
    ("/api/projects/{project_id}/reviews", "videoId"): {"videoId": FOREIGN, "expiresAt": "2020-01-01"},
    ("/api/projects/{project_id}/comments", "videoId"): {"text": "x", "videoId": FOREIGN},
    ("/api/projects/{project_id}/comments", "replyTo"): {"text": "x", "replyTo": FOREIGN},
    ("/api/embeddings/bulk-delete", "ids"): {"ids": [FOREIGN]},
    ("/api/ai/recipes", "planId"): {"name": "x", "planId": FOREIGN},
    ("/api/ai/image-generate", "referenceImageId"): {"prompt": "x", "referenceImageId": FOREIGN},
    ("/api/videos/import", "projectId"): {"url": "https://example.com/film.mp4", "projectId": FOREIGN},
    **{(path, "projectId"): {**body, "projectId": FOREIGN} for path, body in MAKING.items()},
}
# Ids of rows that only the path's own can have, and what only a bucket answers (videos/tests/test_direct).
BOUND = {
    ("/api/uploads/s3", "projectId"),
    ("/api/ai/highlights/{video_id}/clips", "ids"),
    ("/api/ai/recipes/{recipe_id}/run", "videoIds"),
    ("/api/ai/actions/{action_id}", "steps"),
    ("/api/ai/actions/{action_id}/apply", "steps"),
    ("/api/projects/{project_id}/comments/{comment_id}/plan", "conversationId"),
}
# What needs a channel first: youtube_integration/tests asks with others' ids.
OF_YOUTUBE = {
    *(("/api/youtube/upload", name) for name in ("videoId", "videoIds", "channelId", "channelIds")),
    ("/api/youtube/playlist", "channelId"),
    ("/api/youtube/playlists", "channelId"),
    ("/api/youtube/suggestions", "videoId"),
    ("/api/youtube/import", "projectId"),
    ("/api/videos/youtube", "projectId"),
}
# What a question names to be told of it: the answer is empty, or 404.
QUERIES = {
    ("/api/videos", "projectId"),
    ("/api/videos/search", "videoId"),
    ("/api/ai/conversations", "videoId"),
    ("/api/youtube/videos", "channelId"),
    ("/api/youtube/playlists", "channelId"),
    ("/api/youtube/suggestions", "videoId"),
    ("/api/youtube/publications", "videoId"),
    ("/api/projects/{project_id}/comments", "videoId"),
    *(
        (f"/api/{place}jobs", name)
        for place in ("", "ai/", "video/")
        for name in ("videoId", "projectId", "parentId")
    ),
}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    made: dict[str, Any] = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
    return made


def fields_with_ids(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every field of a request's body whose value is an id, or a list of ids; and its address."""
    for path, methods in document["paths"].items():
        for operation in methods.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                for name, field in properties(document, content["schema"]).items():
                    if is_id(field):
                        yield path, name


def queries_with_ids(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for path, methods in document["paths"].items():
        for operation in methods.values():
            for asked in operation.get("parameters", ()):
                if asked["in"] == "query" and (is_id(asked["schema"]) or asked["name"].endswith("Id")):
                    yield path, asked["name"]


def properties(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = (document["components"]["schemas"][name] if name else schema).get(
        "properties", {}
    )
    return found


def is_id(field: dict[str, Any]) -> bool:
    choices = [field, field.get("items", {}), *field.get("anyOf", ()), *field.get("oneOf", ())]
    return any(each.get("format") == "uuid" for each in choices)


def test_every_field_that_takes_an_id_has_a_line(document: dict[str, Any]) -> None:
    found = {
        (path, name)
        for path, name in fields_with_ids(document)
        # One operation's own endpoint: all of them are asked below.
        if path.removeprefix("/api/video/") not in FIELDS
    }
    assert found == set(BODIES) | BOUND | OF_YOUTUBE
    assert set(queries_with_ids(document)) == QUERIES


def filled(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: filled(each, ids) for name, each in value.items()}
    return [filled(each, ids) for each in value] if isinstance(value, list) else ids.get(value, value)


def test_somebody_elses_id_in_a_body_is_nobodys(film: Video, alice: User, bob: User) -> None:
    own, client = a_video(bob), client_of(bob)
    Project.objects.create(pk=own.pk, owner=bob, name="Mine")
    # Whatever kind of row the field names, there is one of alice's with this id.
    Conversation.objects.create(pk=film.pk, user=alice, title="Hers")
    before = list(Job.objects.order_by("pk").values())
    for (path, field), body in BODIES.items():
        told = post(client, filled_path(path, own), filled(body, {OWN: str(own.pk), FOREIGN: str(film.pk)}))
        unknown = {OWN: str(own.pk), FOREIGN: str(uuid.uuid4())}
        other = post(client, filled_path(path, own), filled(body, unknown))
        assert told.status_code in {200, 400, 404}, (path, field, told.content)
        assert told.status_code != 200 or list(told.json().values()) == [0], (path, field)
        assert (told.status_code, told.content) == (other.status_code, other.content), (path, field)
    assert list(Job.objects.order_by("pk").values()) == before
    assert Video.objects.filter(pk=film.pk).exists()
    assert not Membership.objects.exists()


def filled_path(path: str, own: Video) -> str:
    return path.replace("{video_id}", str(own.pk)).replace("{project_id}", str(own.pk))


def post(client: APIClient, path: str, body: dict[str, Any]) -> Any:
    if path != "/api/videos/upload":
        return client.post(path, body)
    with a_clip().open("rb") as content:
        return client.post(path, {**body, "file": content}, format="multipart")


def test_an_operation_takes_no_file_of_somebody_else(film: Video, bob: User) -> None:
    own, client = a_video(bob), client_of(bob)
    ids = {OWN: str(own.pk), FOREIGN: str(film.pk)}
    asked = 0
    for name, example in FIELDS.items():
        for field, value in example.items():
            if not field.endswith(("Id", "Ids")) or field == "videoId":
                continue
            asked += 1
            foreign = [FOREIGN] if isinstance(value, list) else FOREIGN
            body = filled({**example, "videoId": OWN, field: foreign}, ids)
            answer = client.post(f"/api/video/{name}", body)
            assert answer.status_code == 400, (name, field, answer.content)
            step = {key: each for key, each in body.items() if key != "videoId"}
            chain = {"videoId": str(own.pk), "operations": [{"operation": name, **step}]}
            for path in ("/api/video/edit", "/api/video/preview", "/api/video/preview-clip"):
                assert client.post(path, chain).status_code == 400, (name, field, path)
    assert asked >= 3
    assert not Job.objects.filter(kind="video.edit").exists()


def test_somebody_elses_id_in_a_query_finds_nothing(film: Video, bob: User) -> None:
    client, own = client_of(bob), Video(pk=Project.objects.create(owner=bob, name="Mine").pk)
    for path, field in sorted(QUERIES):
        answer = client.get(filled_path(path, own), {field: str(film.pk), "q": "harbour"})
        assert answer.status_code == 404 or answer.json()["results"] == [], (path, field)
        unknown = client.get(filled_path(path, own), {field: str(uuid.uuid4()), "q": "harbour"})
        assert (unknown.status_code, unknown.content) == (answer.status_code, answer.content)
