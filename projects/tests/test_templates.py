"""Templates and duplicates of projects, and which files of one are used for what."""

import uuid
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from conftest import client_of
from projects.models import Comment, Film, Project, ProjectTemplate, Role, Shot
from projects.services import timelines
from projects.services.film.parts import board_of, layout_address, stale_parts, timeline_address
from projects.services.reuse import templating
from projects.services.reuse.filling import TooLong, merged
from projects.tests.people import a_project, let_in
from projects.tests.test_film_board import laid, made
from projects.tests.timelines import a_clip as on_line
from projects.tests.timelines import a_text, a_track, raw
from videos.models import Video
from videos.tests.films import a_clip, a_video

pytestmark = pytest.mark.django_db


def bare(owner: User, title: str = "Film", **fields: Any) -> Video:
    """A video that nobody will look into."""
    told = {"source": "upload", "file": "none.mp4", "size": 1, "duration": 9.0, **fields}
    return Video.objects.create(owner=owner, title=title, **told)


def greeting(owner: User, film: Video) -> str:
    """A project whose timeline has a text field and a film to be chosen; its id."""
    project = a_project(owner, film)
    shown = {"videoId": str(film.pk)}
    stored = raw(
        a_track(
            "video",
            on_line("opener", 0, 2, sourceIn=1, speed=1.5, meta={"slot": "intro"}, **shown),
            on_line("rest", 2, 3, **shown),
        ),
        a_track("text", {**a_text("hello", 0, 2), "text": "Hello {{ first_name }}!"}),
    )
    timelines.save(user=owner, project_id=project.pk, timeline=stored)
    return str(project.pk)


def test_values_are_data_and_are_filled_in_once() -> None:
    values = {"a": "{{b}} <b>", "b": "never"}
    assert merged("{{a}} and {{ c }}", values, 500) == "{{b}} <b> and {{ c }}"
    with pytest.raises(TooLong) as refused:
        merged("{{a}}!", {"a": "x" * 10}, 10)
    assert refused.value.names == ["a"]


def test_a_template_is_filled_in_and_all_that_is_wrong_is_told_at_once(
    api: APIClient, alice: User, bob: User
) -> None:
    film, other, hers = bare(alice), bare(alice, "Beach"), bare(bob)
    wish = {"projectId": greeting(alice, film), "name": "Greeting"}
    fields = [{"name": "first_name", "label": "Whom"}, {"name": "intro", "required": True}]
    answer = api.post("/api/projects/templates", {**wish, "fields": fields})
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert [(each["name"], each["kind"], each["label"], each["clips"]) for each in told["fields"]] == [
        ("first_name", "text", "Whom", []),
        ("intro", "picture", "Intro", ["opener"]),
    ]
    path = f"/api/projects/templates/{told['id']}/use"
    wrong = api.post(path, {"name": "New", "values": {"intro": str(hers.pk), "nobody": "x"}})
    assert {(each["attr"], each["code"]) for each in wrong.json()["errors"]} == {
        ("values.first_name", "required"),
        ("values.intro", "not_found"),
        ("values.nobody", "unknown_field"),
    }
    values = {"first_name": "{{intro}} <i>", "intro": str(other.pk)}
    used = api.post(path, {"name": "New", "values": values})
    assert used.status_code == 201, used.content
    video, text = used.json()["timeline"]["tracks"]
    opener, rest = video["clips"]
    place = (opener["start"], opener["duration"], opener["sourceIn"], opener["speed"])
    assert (opener["videoId"], place) == (str(other.pk), (0, 2, 0, 1))
    assert (rest["videoId"], text["clips"][0]["text"]) == (str(film.pk), "Hello {{intro}} <i>!")


def test_a_sound_is_no_picture_and_an_empty_text_leaves_no_clip(api: APIClient, alice: User) -> None:
    film, sound = bare(alice), bare(alice, "Rain", media_type="audio")
    template = templating.create(user=alice, project_id=uuid.UUID(greeting(alice, film)), name="Greeting")
    path = f"/api/projects/templates/{template.pk}"
    refused = api.post(f"{path}/use", {"name": "New", "values": {"first_name": "A", "intro": str(sound.pk)}})
    assert [each["attr"] for each in refused.json()["errors"]] == ["values.intro"]
    template.timeline["tracks"][1]["clips"][0]["text"] = "{{first_name}}"
    template.save()
    fields = [{"name": "first_name", "required": False}]
    assert api.patch(path, {"fields": fields}).status_code == 200
    made_of_it = api.post(f"{path}/use", {"name": "New"}).json()
    assert [len(track["clips"]) for track in made_of_it["timeline"]["tracks"]] == [2, 0]


def test_a_template_is_its_makers_until_the_staff_offers_it_to_all(
    api: APIClient, alice: User, bob: User
) -> None:
    template = templating.create(
        user=alice, project_id=uuid.UUID(greeting(alice, bare(alice))), name="Greeting"
    )
    path, stranger = f"/api/projects/templates/{template.pk}", client_of(bob)
    assert stranger.get(path).status_code == stranger.post(f"{path}/use", {"name": "x"}).status_code == 404
    with pytest.raises(Exception, match="rest"):
        templating.offer_to_all(template=template)
    template.timeline["tracks"][0]["clips"].pop()
    templating.offer_to_all(template=template)
    assert [each["isMine"] for each in stranger.get("/api/projects/templates").json()["results"]] == [False]
    used = stranger.post(f"{path}/use", {"name": "Mine", "values": {"first_name": "Bob"}})
    assert used.status_code == 201, used.content
    assert [len(track["clips"]) for track in used.json()["timeline"]["tracks"]] == [0, 1]
    assert stranger.delete(path).status_code == api.delete(path).status_code == 404


def test_a_films_words_are_fields_and_its_shots_are_laid_again(api: APIClient, alice: User) -> None:
    path = laid(api, alice)
    Shot.objects.filter(position=0).update(text="The sea by {{ town }}.")
    kept = api.post("/api/projects/templates", {"projectId": path.rpartition("/")[2], "name": "Sea"}).json()
    assert (kept["kind"], [each["name"] for each in kept["fields"]]) == ("film", ["town"])
    use = {"name": "New", "values": {"town": "Bergen"}}
    used = api.post(f"/api/projects/templates/{kept['id']}/use", use).json()
    film = api.get(f"/api/projects/{used['id']}/film").json()
    assert [shot["text"] for shot in film["shots"]] == ["The sea by Bergen.", ""]
    assert "script" not in film["stale"]


def test_an_empty_project_is_no_template(api: APIClient, alice: User) -> None:
    wish = {"projectId": str(a_project(alice).pk), "name": "Nothing"}
    assert api.post("/api/projects/templates", wish).json()["errors"][0]["code"] == "empty_project"
    assert not ProjectTemplate.objects.exists()


def test_a_duplicate_shares_what_was_made_and_nothing_of_it_is_stale(api: APIClient, alice: User) -> None:
    path = laid(api, alice)
    film = made(path, alice)
    shot = film.shots.first()
    assert shot is not None
    assert shot.video_id
    clip_id = f"shot-{shot.pk.hex[:16]}-0"
    meta = {"part": "shot", "shotId": str(shot.pk)}
    line = a_track("video", on_line(clip_id, 0, 2, videoId=str(shot.video_id), meta=meta))
    timelines.save(user=alice, project_id=film.pk, timeline=raw(line))
    film = Film.objects.select_related("project").get(pk=film.pk)
    film.layout, film.layout_address = film.project.timeline, layout_address(board_of(film))
    film.video, film.video_address = shot.video, timeline_address(film)
    film.save()
    Comment.objects.create(project=film.project, author=alice, text="Too dark")
    answer = api.post(f"{path}/duplicate", {})
    assert (answer.status_code, answer.json()["name"]) == (201, "Harbour (copy)"), answer.content
    twin = Film.objects.select_related("project").get(pk=answer.json()["id"])
    assert stale_parts(board_of(film)) == stale_parts(board_of(twin)) == []
    assert not twin.shots.filter(pk__in=film.shots.values("pk")).exists()
    assert twin.shots.filter(video=F("video")).first().video_id == shot.video_id  # type: ignore[union-attr]
    assert (Comment.objects.filter(project=twin.project).count(), twin.project.memberships.count()) == (0, 0)
    assert str(shot.pk) not in str(twin.project.timeline)


def test_only_editors_duplicate_and_others_films_stay_theirs(alice: User, bob: User) -> None:
    film = bare(alice)
    project_id = greeting(alice, film)
    path = f"/api/projects/{project_id}/duplicate"
    guest = client_of(bob)
    assert guest.post(path, {}).status_code == 404
    project = Project.objects.get(pk=project_id)
    let_in(project, bob, Role.VIEWER)
    assert guest.post(path, {}).status_code == 403
    let_in(project, bob, Role.EDITOR)
    twin = guest.post(path, {"name": "Mine"}).json()
    assert (twin["owner"]["id"], twin["videoCount"], len(twin["timeline"]["tracks"])) == (str(bob.pk), 0, 2)


def test_files_are_told_with_their_uses_and_used_ones_stay_unless_forced(api: APIClient, alice: User) -> None:
    film, spare = bare(alice), bare(alice, "Spare")
    project_id = greeting(alice, film)
    path = f"/api/projects/{project_id}"
    assert api.post(f"{path}/videos", {"videoIds": [str(spare.pk)]}).json() == {"added": 1}
    told = api.get(f"{path}/files").json()["files"]
    assert [(each["title"], [use["id"] for use in each["uses"]]) for each in told] == [
        (film.title, ["opener", "rest"]),
        ("Spare", []),
    ]
    refused = api.delete(f"{path}/videos/{film.pk}")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "video_in_use")
    assert [each["id"] for each in refused.json()["clips"]] == ["opener", "rest"]
    assert api.delete(f"{path}/videos/{spare.pk}").status_code == 204
    assert api.delete(f"{path}/videos/{film.pk}?force=true").status_code == 204


def test_the_pages_save_use_and_duplicate_and_say_what_is_wrong(alice: User, client: Client) -> None:
    film = bare(alice)
    path = f"/projects/{greeting(alice, film)}"
    client.force_login(alice)
    assert client.get(f"{path}/template/").status_code == 200
    assert client.post(f"{path}/template/", {"name": ""}).status_code == 422
    saved = client.post(f"{path}/template/", {"name": "Greeting", "slots": ["rest"]})
    template = ProjectTemplate.objects.get()
    assert (saved.status_code, saved["Location"]) == (302, f"/projects/templates/{template.pk}/")
    wrong = client.post(saved["Location"], {"name": "New", "values.file1": str(uuid.uuid4())})
    assert wrong.status_code == 422
    assert {"values.first_name", "values.intro"} & set(wrong.context["form"].errors) == {"values.first_name"}
    filled = {"name": "New", "values.first_name": "<b>Bo</b>", "values.file1": str(film.pk)}
    used = client.post(saved["Location"], filled)
    assert client.get(used["Location"]).status_code == 200
    assert "Greeting" in client.get("/projects/templates/").content.decode()
    assert client.post(f"{path}/duplicate/").status_code == 302
    kept = client.post(f"{path}/videos/{film.pk}/take/")
    assert (kept.status_code, "“opener”" in kept.content.decode()) == (409, True)
    assert client.post(f"{path}/videos/{film.pk}/take/", {"force": "1"}).status_code == 302


def test_the_page_of_variants_prices_and_makes_them_once(alice: User, client: Client) -> None:
    project_id = greeting(alice, a_video(alice, source=a_clip(4.0, width=160)))
    client.force_login(alice)
    path = f"/projects/{project_id}/variants/"
    key = str(client.get(path).context["form"].initial["key"])
    assert client.post(path, {"key": key}).status_code == 422
    ticked = {"key": key, "aspects": ["9:16", "1:1"]}
    priced = client.post(path, {**ticked, "what": "price"})
    assert (priced.status_code, len(priced.context["cells"]), Project.objects.count()) == (200, 2, 1)
    shown = priced.context["priced"]
    more = client.post(path, {**ticked, "lengths": ["30.0"], "what": "make", "priced": shown})
    assert (more.status_code, Project.objects.count()) == (422, 1)  # of another grid than was priced
    for _ in range(2):
        assert client.post(path, {**ticked, "what": "make", "priced": shown})["Location"] == "/jobs/"
    assert Project.objects.count() == 3
