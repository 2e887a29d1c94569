"""Who may do what: every route and method of the API, for nobody, its owner and somebody else."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from accounts.models import User
from conftest import client_of
from jobs.models import Job
from projects.models import Project, ProjectVideo
from videos.media.operations import CATALOGUE, Operation
from videos.models import Video
from videos.tests.films import a_video, finished

pytestmark = pytest.mark.django_db(transaction=True)

METHODS = ("get", "post", "put", "patch", "delete")
# Anybody may ask; there is nothing of anybody's in the answer.
OPEN = {
    "api/health",
    "api/schema",
    "api/docs",
    "api/redoc",
    "api/auth/register",
    "api/auth/login",
    "api/auth/google",
    "api/auth/password/reset",
    "api/auth/password/reset/confirm",
    "api/auth/email/verify",
    "api/auth/email/resend",
    "api/auth/refresh",
    "api/auth/logout",
    "api/users/register",
    "api/users/login",
    "api/plans",
}
# What is made of words only.
AI = {
    "api/ai/video-generate",
    "api/ai/image-generate",
    "api/ai/music-generate",
    "api/ai/sound-effect",
    "api/ai/voice-generation",
    "api/ai/audio-generate",
    "api/ai/text-to-speech",
    "api/ai/speech-to-text",
    "api/ai/analyze-image",
    "api/embeddings",
    "api/embeddings/create",
    "api/embeddings/search",
    "api/embeddings/stats",
    "api/embeddings/bulk-delete",
}
# What is made of an item of the library, and how else it is asked for.
FILM_ID = "{video_id}"  # stands for the id that is asked about
AI_OF: dict[str, dict[str, Any]] = {
    "api/ai/image-to-video": {"prompt": "x", "imageId": FILM_ID},
    "api/ai/lip-sync": {"videoId": FILM_ID, "audioId": FILM_ID},
    "api/ai/upscale": {"videoId": FILM_ID},
    "api/ai/style-transfer": {"videoId": FILM_ID, "styleType": "oil"},
    "api/ai/chat": {"message": "x", "videoId": FILM_ID},
    "api/mobile/chat": {"message": "x", "videoId": FILM_ID},
    "api/youtube/suggestions": {"videoId": FILM_ID},
    "api/youtube/upload": {"videoId": FILM_ID, "title": "x"},
}
AI_IN_PATH: dict[str, dict[str, Any]] = {
    "api/videos/<uuid:video_id>/remix": {"prompt": "x"},
    "api/videos/remix/<uuid:video_id>": {"prompt": "x"},
    "api/videos/<uuid:video_id>/extend": {"prompt": "x"},
    "api/ai/highlights/<uuid:video_id>/clips": {"ids": [str(uuid.UUID(int=1))]},
}
# Signed-in people ask about themselves; no id says whose.
OWN = {
    "api/auth/password/change",
    "api/auth/logout-all",
    "api/auth/me",
    "api/auth/sessions",
    "api/user/activity",
    "api/user/api-keys",
    "api/user/avatar",
    "api/user/proof-code",
    "api/user/deactivate",
    "api/user/deletion",
    "api/user/export",
    "api/auth/ws-ticket",
    "api/user/profile",
    "api/users/profile",
    "api/auth/profile",
    "api/credits/balance",
    "api/credits/transactions",
    "api/credits/packs",
    "api/credits/topup",
    "api/subscription",
    "api/user/quota",
    "api/user/usage-stats",
    "api/jobs",
    "api/video/jobs",
    "api/videos",
    "api/videos/upload",
    "api/videos/import",
    "api/videos/youtube",
    "api/youtube/info",
    "api/youtube/import",
    "api/youtube/connect",
    "api/youtube/callback",
    "api/youtube/accounts",
    "api/youtube/playlists",
    "api/youtube/playlist",
    "api/youtube/videos",
    "api/youtube/publications",
    "api/uploads",
    "api/uploads/s3",
    "api/videos/search",
    "api/projects",
    "api/projects/create",
    "api/projects/timeline-schema",
    "api/projects/templates",
    "api/projects/invitations",
    "api/video/upload",
    "api/video/operations",
    "api/videos/create",
    "api/ai/jobs",
    "api/ai/models",
    "api/ai/voices",
    "api/ai/conversations",
    "api/ai/recipes",
    "api/mobile/videos",
    *AI,
}
# What somebody said, and what was proposed to them; a film's id is nothing of it.
TALKS: dict[str, dict[str, Any]] = {
    "api/ai/conversations/<uuid:conversation_id>": {"title": "Taken"},
    "api/ai/actions/<uuid:action_id>": {"params": {}},
    "api/ai/actions/<uuid:action_id>/apply": {"hash": "0" * 64},
    "api/ai/actions/<uuid:action_id>/dismiss": {"id": ""},
    "api/ai/actions/<uuid:action_id>/preview": {"side": "after"},
    "api/ai/recipes/<uuid:recipe_id>": {"name": "Taken"},
    "api/ai/recipes/<uuid:recipe_id>/run": {"videoIds": [str(uuid.uuid4())]},
}
# What a question cannot do without.
QUERIES = {"api/videos/search": {"q": "harbour"}}
# What is made of a film beside films.
DERIVED = (
    "storyboard.vtt",
    "storyboard.jpg",
    "waveform",
    "waveform.png",
    "frames",
    "frames/<int:index>",
    "scenes",
    "hls",
    "hls/master.m3u8",
    "hls/<str:rendition>/<str:name>",
)
EXAMPLES = {
    "<slug:clip>": "0" * 32,
    "<int:index>": "1",
    "<int:number>": "1",
    "<str:language>": "en",
    "<str:rendition>": "180p",
    "<str:name>": "index.m3u8",
}
# The path names something that is somebody's.
IN_PATH = {
    "api/jobs/<uuid:job_id>",
    "api/jobs/<uuid:job_id>/cancel",
    "api/jobs/<uuid:job_id>/retry",
    "api/video/jobs/<uuid:job_id>",
    "api/videos/<uuid:video_id>",
    "api/videos/<uuid:video_id>/status",
    "api/videos/status/<uuid:video_id>",
    "api/videos/<uuid:video_id>/download",
    "api/videos/<uuid:video_id>/thumbnail",
    *(f"api/videos/<uuid:video_id>/{made}" for made in DERIVED),
    "api/videos/<uuid:video_id>/transcripts",
    "api/ai/highlights/<uuid:video_id>",
    "api/ai/describe/<uuid:video_id>",
    "api/ai/narrate/<uuid:video_id>",
    "api/videos/<uuid:video_id>/versions",
    "api/videos/<uuid:video_id>/recipe",
    "api/videos/<uuid:video_id>/provenance",
    "api/videos/<uuid:video_id>/rights",
    "api/videos/<uuid:video_id>/apply-recipe",
    *AI_IN_PATH,
}
# A project of the same id as the film that is in it, and who may see it.
PROJECT = "api/projects/<uuid:project_id>"
IN_PATH |= {
    PROJECT,
    f"{PROJECT}/film",
    f"{PROJECT}/files",
    f"{PROJECT}/members",
    "api/videos/<uuid:video_id>/links",
}
PEOPLE: dict[str, dict[str, Any]] = {
    f"{PROJECT}/videos": {"videoIds": [FILM_ID]},
    f"{PROJECT}/videos/<uuid:video_id>": {},
    f"{PROJECT}/duplicate": {"name": "Taken"},
    f"{PROJECT}/variants": {"aspects": ["9:16"]},
    f"{PROJECT}/generate": {"prompt": "The harbour at night"},
    f"{PROJECT}/continue": {},
    f"{PROJECT}/regenerate": {"scope": "shot", "shotId": FILM_ID},
    f"{PROJECT}/script": {"title": "Taken", "shots": []},
    f"{PROJECT}/storyboard": {"shots": [{"picture": "a harbour", "source": "own", "videoId": FILM_ID}]},
    f"{PROJECT}/timeline": {"timeline": {"width": 640}},
    f"{PROJECT}/render": {},
    f"{PROJECT}/previews/<str:name>": {},
    f"{PROJECT}/frame": {"timeline": {"width": 640}},
    f"{PROJECT}/timeline/undo": {},
    f"{PROJECT}/timeline/redo": {},
    f"{PROJECT}/export": {"format": "otio"},
    f"{PROJECT}/export/<uuid:job_id>": {},
    f"{PROJECT}/import": {},
    f"{PROJECT}/timeline/revisions": {},
    f"{PROJECT}/timeline/revisions/<int:number>": {"name": "Taken"},
    f"{PROJECT}/timeline/revisions/<int:number>/restore": {},
    f"{PROJECT}/reviews": {"expiresAt": "2020-01-01T00:00:00Z", "videoId": FILM_ID},
    f"{PROJECT}/reviews/<uuid:review_id>": {},
    f"{PROJECT}/comments": {"text": "Too dark", "videoId": FILM_ID},
    f"{PROJECT}/comments/<uuid:comment_id>": {"text": "Taken"},
    f"{PROJECT}/comments/<uuid:comment_id>/plan": {"conversationId": FILM_ID},
    f"{PROJECT}/members/<uuid:user_id>": {"role": "editor"},
    f"{PROJECT}/invitations/<uuid:invitation_id>": {},
    f"{PROJECT}/transfer": {"userId": FILM_ID},
    f"{PROJECT}/transfer/accept": {},
    "api/projects/invitations/<uuid:invitation_id>": {},
    "api/projects/invitations/<uuid:invitation_id>/accept": {},
}
# Uploads that go straight to a bucket.
SENT_STRAIGHT: dict[str, dict[str, Any]] = {
    "api/uploads/s3/<uuid:upload_id>/parts": {"numbers": [1]},
    "api/uploads/s3/<uuid:upload_id>/complete": {"parts": [{"number": 1, "etag": "e"}]},
    "api/uploads/s3/<uuid:upload_id>/abort": {},
}
# What only AI makes; a film's id is nothing of it.
AI_JOBS = {
    "api/ai/chat/<uuid:job_id>/stop",
    "api/ai/jobs/<uuid:job_id>",
    "api/ai/jobs/<uuid:job_id>/status",
    "api/auth/sessions/<uuid:session_id>",
    "api/user/api-keys/<uuid:key_id>",
    "api/user/avatar/<uuid:user_id>/<uuid:picture_id>",
    "api/user/export/<uuid:job_id>",
    "api/embeddings/<uuid:text_id>",
    *TALKS,
    "api/projects/templates/<uuid:template_id>",
    "api/projects/templates/<uuid:template_id>/use",
    "api/ai/narrations/<uuid:narration_id>",
    "api/ai/narrations/<uuid:narration_id>/audio",
    "api/uploads/<uuid:upload_id>",
    *SENT_STRAIGHT,
    "api/youtube/accounts/<uuid:channel_id>",
    "api/youtube/publications/<uuid:publication_id>",
    "api/youtube/publications/<uuid:publication_id>/cancel",
    "api/youtube/publications/<uuid:publication_id>/retry",
}
# What Google answers, for a channel that nobody has connected here.
AT_GOOGLE = {
    "api/youtube/connect",
    "api/youtube/accounts",
    "api/youtube/playlists",
    "api/youtube/videos",
    "api/youtube/info",
}


def fields_of(operation: type[Operation]) -> dict[str, Any]:
    """What the operation cannot do without, as its own documentation exemplifies it."""
    schema = operation.model_json_schema(by_alias=True)
    return {name: schema["properties"][name]["example"] for name in schema.get("required", [])}


# The same; nothing lies there before it was asked for.
MADE_FIRST = {
    "api/videos/<uuid:video_id>/preview-clips/<slug:clip>",
    "api/ai/transcribe/<uuid:video_id>",
    "api/ai/transcribe/<uuid:video_id>/status",
    "api/ai/summarize/<uuid:video_id>",
    "api/ai/summarize/<uuid:video_id>/status",
    "api/ai/narrate/<uuid:video_id>/status",
    "api/videos/<uuid:video_id>/captions.<str:language>.vtt",
    "api/videos/<uuid:video_id>/captions.<str:language>.srt",
    "api/videos/<uuid:video_id>/transcripts/<str:language>",
    "api/videos/<uuid:video_id>/transcripts/<str:language>/revisions",
    "api/videos/<uuid:video_id>/transcripts/<str:language>/restore",
    "api/videos/<uuid:video_id>/transcripts/<str:language>/translate",
    "api/videos/<uuid:video_id>/transcripts/<str:language>/cut",
    "api/videos/<uuid:video_id>/transcripts/<str:language>/suggestions",
}
IN_PATH |= MADE_FIRST
FIELDS = {name: fields_of(operation) for name, operation in CATALOGUE.items()}
# The body names something that is somebody's.
IN_BODY = {
    "api/videos/bulk-delete",
    "api/video/edit",
    "api/video/batch",
    "api/video/preview",
    "api/video/preview-clip",
    *(f"api/video/{name}" for name in FIELDS),
    *AI_OF,
}


def routes(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif route.startswith("api/"):
            yield route, pattern


ROUTES = dict(routes())


def methods_of(route: str) -> list[str]:
    view = getattr(ROUTES[route].callback, "view_class", None) or getattr(ROUTES[route].callback, "cls", None)
    return [method for method in METHODS if hasattr(view, method)]


def asked_about(route: str, method: str, video: Video) -> tuple[str, dict[str, Any] | None]:
    """The address and the body with which that video, or its job, is asked about."""
    path = "/" + route
    parts = {
        "<uuid:video_id>": str(video.pk),
        "<uuid:job_id>": str(video.job_id),
        "<uuid:text_id>": str(video.pk),
        "<uuid:session_id>": str(video.pk),
        "<uuid:key_id>": str(video.pk),
        "<uuid:picture_id>": str(video.pk),
        "<uuid:conversation_id>": str(video.pk),
        "<uuid:action_id>": str(video.pk),
        "<uuid:recipe_id>": str(video.pk),
        "<uuid:narration_id>": str(video.pk),
        "<uuid:upload_id>": str(video.pk),
        "<uuid:project_id>": str(video.pk),
        "<uuid:user_id>": str(video.pk),
        "<uuid:invitation_id>": str(video.pk),
        "<uuid:review_id>": str(video.pk),
        "<uuid:template_id>": str(video.pk),
        "<uuid:comment_id>": str(video.pk),
        "<uuid:channel_id>": str(video.pk),
        "<uuid:publication_id>": str(video.pk),
        **EXAMPLES,
    }
    for part, example in parts.items():
        path = path.replace(part, example)
    if route == "api/videos/bulk-delete":
        return path, {"ids": [str(video.pk)]}
    if route in {"api/video/edit", "api/video/preview", "api/video/preview-clip"}:
        return path, {"videoId": str(video.pk), "operations": [{"operation": "trim", **FIELDS["trim"]}]}
    if route == "api/video/batch":
        return path, {"videoIds": [str(video.pk)], "operations": [{"operation": "trim", **FIELDS["trim"]}]}
    if route == "api/videos/<uuid:video_id>/apply-recipe":
        return path, {"videoId": str(video.pk)}
    bodies: dict[str, dict[str, Any]] = {**AI_OF, **AI_IN_PATH, **TALKS, **PEOPLE, **SENT_STRAIGHT}
    if body := bodies.get(route):
        return path, named(body, video)
    if route in IN_BODY:
        return path, {"videoId": str(video.pk), **FIELDS[route.removeprefix("api/video/")]}
    return path, {"title": "Taken"} if method in {"put", "patch"} else None


def named(body: dict[str, Any], video: Video) -> dict[str, Any]:
    """A body with the id of that video where FILM_ID stands for it."""
    filled: dict[str, Any] = json.loads(json.dumps(body).replace(FILM_ID, str(video.pk)))
    return filled


def test_every_route_has_a_line_and_every_line_a_route() -> None:
    assert set(ROUTES) == OPEN | OWN | IN_PATH | IN_BODY | AI_JOBS | set(PEOPLE)


@pytest.fixture
def film(alice: User) -> Video:
    """Alice's, in a project of hers that has the same id."""
    film = a_video(alice)
    project = Project.objects.create(pk=film.pk, owner=alice, name="Harbour")
    ProjectVideo.objects.create(project=project, video=film)
    return film


def test_nobody_gets_in_without_a_credential(film: Video) -> None:
    before = Video.objects.values().get()
    for route in sorted(OWN | IN_PATH | IN_BODY | AI_JOBS | set(PEOPLE)):
        for method in methods_of(route):
            path, body = asked_about(route, method, film)
            for headers in ({}, {"HTTP_AUTHORIZATION": "Bearer nonsense"}):
                answer = getattr(APIClient(), method)(path, body, **headers)
                assert (route, method, answer.status_code) == (route, method, 401)
                assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert Video.objects.values().get() == before


def test_what_is_somebody_elses_does_not_exist(film: Video, bob: User) -> None:
    client, video, job = client_of(bob), Video.objects.values().get(), Job.objects.values().get()
    unknown = Video(pk=uuid.uuid4(), job_id=uuid.uuid4())
    for route in sorted(IN_PATH | IN_BODY | AI_JOBS | set(PEOPLE)):
        for method in methods_of(route):
            path, body = asked_about(route, method, film)
            answer = getattr(client, method)(path, body)
            expected = 200 if route == "api/videos/bulk-delete" else 404
            assert (route, method, answer.status_code) == (route, method, expected)
            path, body = asked_about(route, method, unknown)
            assert getattr(client, method)(path, body).content == answer.content
    assert (Video.objects.values().get(), Job.objects.values().get()) == (video, job)


def test_a_recipe_reaches_nobody_elses_video(film: Video, bob: User) -> None:
    own, client = a_video(bob), client_of(bob)
    Video.objects.update(recipe=[{"operation": "crop", "width": 32, "height": 32}])
    for recipe_of, done_to in ((own, film), (film, own)):
        answer = client.post(f"/api/videos/{recipe_of.pk}/apply-recipe", {"videoId": str(done_to.pk)})
        assert answer.status_code == 404
    assert not Job.objects.filter(kind="video.edit").exists()


def test_lists_hold_only_what_is_mine(film: Video, bob: User) -> None:
    client = client_of(bob)
    for path in ("/api/videos", "/api/jobs", "/api/video/jobs", f"/api/jobs?videoId={film.pk}"):
        assert client.get(path).json()["results"] == [], path
    assert client.post("/api/videos/bulk-delete", {"ids": [str(film.pk)]}).json() == {"deleted": 0}
    rows = client.get("/api/credits/transactions").json()["results"]
    assert [row["reason"] for row in rows] == ["Welcome to Framewright"]


def test_the_owner_gets_in_everywhere(film: Video, alice: User) -> None:
    client = client_of(alice)
    finished(Job.objects.get(pk=client.get(f"/api/videos/{film.pk}/scenes").json()["id"]))
    finished(Job.objects.get(pk=client.post(f"/api/videos/{film.pk}/hls").json()["id"]))
    for route in sorted((OWN | IN_PATH) - MADE_FIRST - AT_GOOGLE):
        if "get" in methods_of(route):
            path, _ = asked_about(route, "get", film)
            answer = client.get(path, QUERIES.get(route))
            assert (route, answer.status_code) == (route, 200)
    clip = finished(
        Job.objects.get(pk=client.post("/api/video/preview-clip", {"videoId": str(film.pk)}).json()["id"])
    )
    assert client.get(clip.outputs[0]["url"]).status_code == 200


def test_a_deactivated_person_gets_in_nowhere(film: Video, alice: User) -> None:
    client = client_of(alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    for route in sorted(OWN | IN_PATH):
        if "get" in methods_of(route):
            path, _ = asked_about(route, "get", film)
            assert (route, client.get(path).status_code) == (route, 401)


def test_a_session_cookie_needs_the_csrf_token_to_write(alice: User, film: Video) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.get("/api/videos").status_code == 200
    assert client.delete(f"/api/videos/{film.pk}").status_code == 403
    assert Video.objects.filter(pk=film.pk).exists()
