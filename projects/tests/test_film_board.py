"""A film in parts: what is stale after a change, what making it would cost, and who may change it."""

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from ai.tests.test_searching import bare_video, said, work_through
from conftest import client_of
from credits import services as credits
from jobs.models import Job
from projects.models import Film, Role, Shot
from projects.services.film import keeping, matching
from projects.services.film.parts import board_of, stale_parts
from projects.tests.people import a_project, let_in
from videos.tests.films import a_video

pytestmark = pytest.mark.django_db
PROMPT = "A lighthouse keeper's last night before the storm"
SHOTS = [
    {"text": "The sea was calm that evening.", "picture": "a lighthouse by a calm sea", "seconds": 4},
    {"text": "", "picture": "dark clouds over the sea", "camera": "push-in", "seconds": 3},
]


def laid(api: APIClient, owner: User, **wish: Any) -> str:
    """A storyboard by hand; the address of its project."""
    project = a_project(owner)
    path = f"/api/projects/{project.pk}"
    answer = api.put(f"{path}/storyboard", {"shots": SHOTS})
    assert answer.status_code == 200, answer.content
    return path


def made(path: str, owner: User) -> Film:
    """The film with every part made of the inputs of now, as its job writes it down."""
    film = Film.objects.get(pk=uuid.UUID(path.rpartition("/")[2]))
    board, item = board_of(film), a_video(owner)
    for part in stale_parts(board):
        if part.shot:
            setattr(part.shot, part.kind.value, item)
            setattr(part.shot, f"{part.kind.value}_address", part.address)
            part.shot.save()
    return film


def test_a_film_that_nobody_began_is_empty(api: APIClient, alice: User) -> None:
    told = api.get(f"/api/projects/{a_project(alice).pk}/film").json()
    assert (told["state"], told["shots"], told["stale"], told["wish"]) == ("empty", [], [], None)
    assert told["quote"] == {"credits": 0, "lines": []}


def test_a_storyboard_by_hand_is_told_with_what_is_missing(api: APIClient, alice: User) -> None:
    path = laid(api, alice)
    told = api.get(f"{path}/film").json()
    first, second = told["shots"]
    assert (first["status"], first["stale"], second["stale"]) == ("missing", ["video", "speech"], ["video"])
    assert told["stale"] == [f"shot:{first['id']}", f"speech:{first['id']}", f"shot:{second['id']}", "render"]
    labels = [line["label"].split(" by ")[0] for line in told["quote"]["lines"]]
    assert labels == ["Shot 1: film", "Shot 1: narration", "Shot 2: film", "Rendering"]
    assert told["quote"]["credits"] == sum(line["credits"] for line in told["quote"]["lines"])


def test_only_what_depends_on_a_change_is_stale(api: APIClient, alice: User) -> None:
    path = laid(api, alice)
    made(path, alice)
    told = api.get(f"{path}/film").json()
    assert told["stale"] == ["render"]
    shots = told["shots"]
    other = api.put(
        f"{path}/script",
        {"shots": [{"id": shots[0]["id"], "text": "New words."}, {"id": shots[1]["id"], "text": ""}]},
    ).json()
    assert [shot["stale"] for shot in other["shots"]] == [["speech"], []]
    shots[0]["text"] = "The sea was calm that evening."
    shots[1]["picture"] = "rain over the sea"
    changed = api.put(f"{path}/storyboard", {"shots": shots}).json()
    assert [shot["stale"] for shot in changed["shots"]] == [[], ["video"]]
    turned = api.put(f"{path}/storyboard", {"shots": shots[::-1]}).json()
    assert [shot["stale"] for shot in turned["shots"]] == [["video"], []]


def test_a_part_made_again_costs_its_own_price_and_that_of_the_film(api: APIClient, alice: User) -> None:
    path = laid(api, alice)
    made(path, alice)
    shot = str(Shot.objects.first().pk)  # type: ignore[union-attr]

    def lines(scope: str, **more: str) -> list[str]:
        answer = api.post(f"{path}/regenerate?dryRun=true", {"scope": scope, **more})
        assert answer.status_code == 200, answer.content
        return [line["label"].split(" by ")[0] for line in answer.json()["quote"]["lines"]]

    assert lines("shot", shotId=shot) == ["Shot 1: film", "Rendering"]
    assert lines("narration") == ["Shot 1: narration", "Rendering"]
    assert lines("music") == ["Rendering"]  # there is none
    refused = api.post(f"{path}/regenerate?dryRun=true", {"scope": "script"})
    assert refused.json()["errors"][0]["code"] == "no_prompt"
    assert Film.objects.get().narration_take == 0


def test_the_price_of_a_whole_film_is_told_before_its_script_is_written(api: APIClient, alice: User) -> None:
    path = f"/api/projects/{a_project(alice).pk}"
    answer = api.post(
        f"{path}/generate?dryRun=true", {"prompt": PROMPT, "seconds": 20, "gates": ["storyboard"]}
    )
    quote = answer.json()["quote"]
    labels = [line["label"].split(" by ")[0] for line in quote["lines"]]
    assert labels.count("Shot 4: film") == labels.count("Shot 4: picture") == 1
    assert {"Screenplay", "Music", "Rendering", "Shot 1: narration"} <= set(labels)
    assert quote["credits"] == sum(line["credits"] for line in quote["lines"]) > 0
    assert not Film.objects.exists()


def test_what_all_parts_cost_must_be_there_before_the_first(api: APIClient, alice: User) -> None:
    path = f"/api/projects/{a_project(alice).pk}"
    credits.hold(user=alice, micro=98_000_000, reference="elsewhere")
    answer = api.post(f"{path}/generate", {"prompt": PROMPT})
    assert (answer.status_code, answer.json()["available"]) == (402, 2)
    assert not Job.objects.exists()
    assert not Film.objects.exists()


@pytest.mark.parametrize(
    ("body", "attr", "code"),
    [
        ({"prompt": "how to make a pipe bomb"}, "prompt", "content_refused"),
        ({"prompt": "x", "aspect": "3:1"}, "aspect", "invalid_choice"),
        ({"prompt": "x", "seconds": 5}, "seconds", "min_value"),
        ({"prompt": "x", "models": {"video": "nobody/x"}}, "models.video", "unknown_model"),
        ({"prompt": "x", "voice": "nobody"}, "voice", "unknown_voice"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_by_field(
    api: APIClient, alice: User, body: dict[str, Any], attr: str, code: str
) -> None:
    answer = api.post(f"/api/projects/{a_project(alice).pk}/generate", body)
    errors = {(each["attr"], each["code"]) for each in answer.json()["errors"]}
    assert (answer.status_code, errors) == (400, {(attr, code)})


def test_a_shot_shows_only_what_its_editor_may_use(api: APIClient, alice: User, bob: User) -> None:
    path, hers, his = laid(api, alice), a_video(alice), a_video(bob)
    for video_id, status in ((his.pk, 400), (uuid.uuid4(), 400), (hers.pk, 200)):
        shots = [{"source": "own", "videoId": str(video_id)}]
        assert api.put(f"{path}/storyboard", {"shots": shots}).status_code == status
    told = api.get(f"{path}/film").json()
    assert (told["shots"][0]["stale"], told["quote"]["credits"] > 0) == ([], True)
    hers.delete()
    gone = api.post(f"{path}/continue").json()["errors"][0]
    assert (gone["attr"], gone["code"]) == ("shots.0.videoId", "not_found")


def test_viewers_look_and_editors_change_unless_it_is_being_made(
    api: APIClient, alice: User, bob: User
) -> None:
    path = laid(api, alice)
    his, project = client_of(bob), Film.objects.get().project
    assert his.get(f"{path}/film").status_code == 404
    let_in(project, bob, Role.VIEWER)
    assert his.get(f"{path}/film").status_code == 200
    assert his.put(f"{path}/storyboard", {"shots": []}).status_code == 403
    assert his.post(f"{path}/generate", {"prompt": "x"}).status_code == 403
    let_in(project, bob, Role.EDITOR)
    read = his.get(f"{path}/film")
    assert api.put(f"{path}/storyboard", {"shots": SHOTS}).status_code == 200
    old = his.put(f"{path}/storyboard", {"shots": []}, HTTP_IF_MATCH=read.headers["ETag"])
    assert old.status_code == 412
    Film.objects.update(state="working", job_id=uuid.uuid4())
    busy = his.put(f"{path}/script", {"shots": []})
    assert (busy.status_code, busy.json()["errors"][0]["code"]) == (409, "film_busy")
    assert keeping.get(user=bob, project_id=project.pk).film.state == "working"


def test_shots_are_found_among_ones_own_films_by_what_they_are_about(
    api: APIClient, alice: User, bob: User
) -> None:
    ocean, his = bare_video(alice, "Ocean"), bare_video(bob, "Whales")
    for film in (ocean, his):
        said(film, (0, 6, "Good morning to everybody."), (40, 48, "Humpback whales sing long songs."))
    work_through()
    path = f"/api/projects/{a_project(alice).pk}"
    shots = [
        {"text": "The whales sing their songs.", "picture": "whales sing long songs", "seconds": 4},
        {"text": "", "picture": "a robot in a city of glass", "seconds": 4},
    ]
    api.put(f"{path}/storyboard", {"shots": shots})
    matching.match(user=alice, board=board_of(Film.objects.get()))
    found, other = Shot.objects.all()
    assert (found.source, found.video, found.begin) == ("library", ocean, 40)
    assert (other.source, other.video) == ("generated", None)
    assert api.get(f"{path}/film").json()["shots"][0]["stale"] == ["speech"]


def test_the_same_request_under_one_key_is_one_film(api: APIClient, alice: User) -> None:
    path = f"/api/projects/{a_project(alice).pk}"

    def asked_by_key(prompt: str) -> Any:
        return api.post(f"{path}/generate", {"prompt": prompt}, HTTP_IDEMPOTENCY_KEY="k")

    first, second = asked_by_key(PROMPT), asked_by_key(PROMPT)
    assert (first.status_code, first.json()["id"]) == (202, second.json()["id"])
    other = asked_by_key("Another")
    assert (other.status_code, other.json()["errors"][0]["code"]) == (409, "idempotency_conflict")
    busy = api.post(f"{path}/generate", {"prompt": "Another"})
    assert (busy.status_code, busy.json()["errors"][0]["code"]) == (409, "film_busy")
    assert Job.objects.count() == 1


def test_a_budget_of_the_project_counts_for_the_whole_film(api: APIClient, alice: User) -> None:
    path = f"/api/projects/{a_project(alice).pk}"
    assert api.patch(path, {"budget": 3}).status_code == 200
    answer = api.post(f"{path}/generate", {"prompt": PROMPT})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (402, "budget_reached")
    assert not Job.objects.exists()
