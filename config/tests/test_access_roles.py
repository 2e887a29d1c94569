"""The access matrix for those who were let in, or have a title: viewers, editors, staff, API keys."""

from collections.abc import Iterable

import pytest
from django.contrib import admin
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from accounts.services import keys
from config.tests.test_access import (
    AI_JOBS,
    IN_BODY,
    IN_PATH,
    OPEN,
    OWN,
    PEOPLE,
    PROJECT,
    ROUTES,
    asked_about,
    film,
    methods_of,
)
from conftest import client_of
from credits.models import Account
from jobs.models import Job
from projects.models import Project, Role
from projects.tests.people import let_in
from videos.models import Video, VideoQuerySet
from videos.tests.films import a_video, finished

__all__ = ["film"]
pytestmark = pytest.mark.django_db(transaction=True)

OF_FILMS = sorted(IN_PATH | IN_BODY | AI_JOBS | set(PEOPLE))
JOBS_OF_OTHERS = {route for route in OF_FILMS if "<uuid:job_id>" in route}
# What an editor may do besides looking: make something new of the film, and change the project.
EDITS = {
    *(route for route in IN_BODY if route.startswith("api/video/") and route != "api/video/batch"),
    "api/video/batch",
    "api/videos/<uuid:video_id>/apply-recipe",
    PROJECT,
    f"{PROJECT}/videos/<uuid:video_id>",
    f"{PROJECT}/timeline",
    f"{PROJECT}/comments",
    f"{PROJECT}/export",
    f"{PROJECT}/generate",
    f"{PROJECT}/script",
    f"{PROJECT}/storyboard",
    f"{PROJECT}/duplicate",
    f"{PROJECT}/variants",
}
# Who may look may speak about it, and changes nothing of the project by that.
SPOKEN = {f"{PROJECT}/comments"}
# Asks for nothing and changes nothing that is somebody else's: the answer says that it did nothing.
DOES_NOTHING = {"api/videos/bulk-delete"}


def state() -> list[object]:
    """All that a person who may only look must leave as it is."""
    return [
        list(Video.objects.order_by("pk").values()),
        list(Project.objects.order_by("pk").values()),
        list(Account.objects.order_by("pk").values_list("available", "held")),
    ]


def asks(client: APIClient, route: str, method: str, video: Video) -> int:
    path, body = asked_about(route, method, video)
    return int(getattr(client, method)(path, body).status_code)


def got_in(client: APIClient, video: Video, routes: Iterable[str] = OF_FILMS) -> list[str]:
    """The routes and methods that do not turn a stranger away."""
    return [
        f"{method} {route}"
        for route in routes
        for method in methods_of(route)
        if asks(client, route, method, video) not in {401, 404} and route not in DOES_NOTHING
    ]


def test_a_viewer_reads_what_the_owner_reads_and_changes_nothing(film: Video, alice: User, bob: User) -> None:
    let_in(Project.objects.get(), bob, Role.VIEWER)
    owner, viewer = client_of(alice), client_of(bob)
    finished(Job.objects.get(pk=owner.get(f"/api/videos/{film.pk}/scenes").json()["id"]))
    before, jobs = state(), Job.objects.filter(user=bob).count()
    for route in OF_FILMS:
        for method in methods_of(route):
            status = asks(viewer, route, method, film)
            if route in JOBS_OF_OTHERS:
                assert (method, route, status) == (method, route, 404)
            elif method == "get":
                assert (route, status) == (route, asks(owner, route, "get", film))
            elif route not in DOES_NOTHING | SPOKEN:
                assert status in {400, 403, 404, 409}, (method, route, status)
    assert (state(), Job.objects.filter(user=bob).count()) == (before, jobs)


def test_an_editor_makes_new_things_only_and_pays_for_them(film: Video, alice: User, bob: User) -> None:
    let_in(Project.objects.get(), bob, Role.EDITOR)
    editor = client_of(bob)
    before = (list(Video.objects.values()), Job.objects.filter(user=alice).count())
    balance = Account.objects.get(user=alice).available
    for route in OF_FILMS:
        for method in methods_of(route):
            if method == "get" or route in DOES_NOTHING or route in EDITS:
                continue
            assert asks(editor, route, method, film) in {400, 403, 404, 409}, (method, route)
    wish = {"videoId": str(film.pk), "startTime": 0, "endTime": 1}
    assert editor.post("/api/video/trim", wish).status_code == 202
    assert (list(Video.objects.values()), Job.objects.filter(user=alice).count()) == before
    assert Account.objects.get(user=alice).available == balance
    assert editor.delete(f"/api/projects/{film.pk}").status_code == 403


def test_staff_without_rights_are_strangers(film: Video, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    bob.refresh_from_db()
    assert got_in(client_of(bob), film) == []
    browser = Client()
    browser.force_login(bob)
    for model, page in admin.site._registry.items():
        path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        assert browser.get(path).status_code == 403, page


def test_a_key_without_the_scope_gets_in_nowhere(film: Video, alice: User) -> None:
    _, key = keys.make_key(user=alice, name="narrow", scopes=["account:read"])
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Api-Key {key}")
    before = state()
    assert client.get("/api/user/quota").status_code == 200
    for route in sorted(set(ROUTES) - OPEN):
        if route.startswith(("api/user/", "api/users/profile", "api/auth/")):
            continue
        for method in methods_of(route):
            assert asks(client, route, method, film) == 403, (method, route)
    assert state() == before


@pytest.mark.parametrize("opened", ["for_user", "visible_to", "usable_by"])
def test_the_matrix_sees_a_query_that_forgets_whose_it_is(
    film: Video, bob: User, monkeypatch: pytest.MonkeyPatch, opened: str
) -> None:
    stranger, one = client_of(bob), ["api/videos/<uuid:video_id>", "api/videos/<uuid:video_id>/recipe"]
    assert got_in(stranger, film, one) == []
    monkeypatch.setattr(VideoQuerySet, opened, lambda queryset, user: queryset.all())
    if opened == "visible_to":
        assert f"get {one[1]}" in got_in(stranger, film, one)
    elif opened == "usable_by":
        # What one may use one must be able to see: only a viewer tells the difference.
        let_in(Project.objects.get(), bob, Role.VIEWER)
        wish = {"videoId": str(film.pk), "startTime": 0, "endTime": 1}
        assert stranger.post("/api/video/trim", wish).status_code == 202
    else:
        listed = stranger.get("/api/videos").json()["results"]
        assert [row["id"] for row in listed] == [str(film.pk)]


def test_whoever_owns_nothing_finds_nothing_in_any_list(film: Video, bob: User, settings: Settings) -> None:
    stranger = client_of(bob)
    # What is not set up here, such as YouTube, says so by a 503.
    stranger.raise_request_exception = False
    own = a_video(bob)
    for route in sorted(OWN):
        if "get" in methods_of(route):
            answer = stranger.get(f"/{route}", {"q": "harbour", "projectId": "", "videoId": ""})
            told = answer.content.decode()
            assert str(film.pk) not in told, route
    assert [row["id"] for row in stranger.get("/api/videos").json()["results"]] == [str(own.pk)]
