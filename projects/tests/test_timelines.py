"""A project's timeline over the API: saved, merged, undone, and its history."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from conftest import client_of
from credits.tests.racing import at_once, errors
from projects.models import Project, ProjectVideo, Role, TimelineRevision
from projects.services import timelines
from projects.tests.people import a_project, let_in
from projects.tests.timelines import a_clip, a_text, a_track, raw
from projects.timeline.schema import Timeline
from videos.models import Video
from videos.tests.films import a_clip as a_file
from videos.tests.films import a_video

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def project(alice: User) -> Project:
    return a_project(alice)


@pytest.fixture
def path(project: Project) -> str:
    return f"/api/projects/{project.pk}/timeline"


def titles(*names: str, **fields: Any) -> dict[str, Any]:
    """A timeline of texts, one after the other."""
    return raw(a_track("text", *(a_text(name, number, 1) for number, name in enumerate(names))), **fields)


def names_in(answer: Any) -> list[str]:
    return [clip["id"] for track in answer.json()["timeline"]["tracks"] for clip in track["clips"]]


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


def test_a_timeline_is_saved_undone_done_again_and_branched(
    api: APIClient, path: str, project: Project, alice: User
) -> None:
    empty = api.get(path)
    assert (empty.json()["revision"], empty.json()["canUndo"], empty.headers["ETag"]) == (0, False, '"0"')
    assert empty.json()["timeline"] == Timeline().to_json()
    first = api.put(path, {"timeline": titles("a"), "baseRevision": 0, "summary": "A title"})
    assert (first.status_code, first.json()["revision"], first.json()["merged"]) == (200, 1, False)
    assert (first.json()["duration"], first.json()["problems"]) == (1, [])
    same = api.put(path, {"timeline": first.json()["timeline"], "baseRevision": 1})
    assert same.json()["revision"] == 1
    two = api.put(path, {"timeline": titles("a", "b"), "summary": "A second title"})
    assert (two.json()["undoes"], two.json()["redoes"]) == ("A second title", "")
    undone = api.post(f"{path}/undo")
    assert (undone.json()["undoes"], undone.json()["redoes"]) == ("A title", "A second title")
    assert (names_in(undone), undone.json()["revision"], undone.json()["canRedo"]) == (["a"], 1, True)
    # Another person, in another session, goes on where this one stopped.
    editor = User.objects.create(email="carol@example.com", name="Carol")
    let_in(project, editor, Role.EDITOR)
    others = client_of(editor)
    assert names_in(others.post(f"{path}/redo")) == ["a", "b"]
    assert code_of(others.post(f"{path}/redo")) == (409, "nothing_to_redo")
    others.post(f"{path}/undo")
    branch = others.put(path, {"timeline": titles("a", "c")})
    assert (branch.json()["revision"], branch.json()["canRedo"]) == (3, False)
    for expected in (["a"], []):
        assert names_in(others.post(f"{path}/undo")) == expected
    assert code_of(others.post(f"{path}/undo")) == (409, "nothing_to_undo")
    for expected in (["a"], ["a", "c"]):
        assert names_in(others.post(f"{path}/redo")) == expected
    listed = api.get(f"{path}/revisions").json()["results"]
    assert [(row["number"], row["parent"], row["current"]) for row in listed] == [
        (3, 1, True), (2, 1, False), (1, 0, False), (0, None, False)
    ]  # fmt: skip
    assert (listed[0]["author"]["name"], listed[2]["summary"]) == ("Carol", "A title")
    assert listed[0]["author"].keys() == {"id", "name"}
    assert api.get(f"/api/projects/{project.pk}").json()["timeline"] == branch.json()["timeline"]


def test_a_named_revision_is_kept_and_restored(
    api: APIClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timelines, "MOST_UNNAMED", 3)
    api.put(path, {"timeline": titles("first")})
    named = api.patch(f"{path}/revisions/1", {"name": "Rough cut"})
    assert (named.json()["name"], named.json()["timeline"]["tracks"][0]["clips"][0]["id"]) == (
        "Rough cut", "first"
    )  # fmt: skip
    for number in range(6):
        api.put(path, {"timeline": titles(f"later{number}")})
    kept = [row["number"] for row in api.get(f"{path}/revisions").json()["results"]]
    assert kept == [7, 6, 5, 4, 1]
    restored = api.post(f"{path}/revisions/1/restore", headers={"If-Match": '"7"'})
    assert (names_in(restored), restored.json()["revision"]) == (["first"], 8)
    assert api.get(f"{path}/revisions/8").json()["summary"] == "Back to Rough cut"
    assert api.get(f"{path}/revisions/2").status_code == 404
    assert code_of(api.put(path, {"timeline": titles("x"), "baseRevision": 2})) == (409, "timeline_conflict")


def test_changes_side_by_side_are_merged_and_the_same_clip_is_a_conflict(api: APIClient, path: str) -> None:
    base = api.put(path, {"timeline": titles("a", "b")}).json()["timeline"]
    theirs = titles("a", "b", "c")
    api.put(path, {"timeline": theirs, "baseRevision": 1})
    base["tracks"][0]["clips"][0]["text"] = "Mine"
    merged = api.put(path, {"timeline": base, "baseRevision": 1})
    assert (merged.json()["merged"], names_in(merged), merged.json()["revision"]) == (
        True,
        ["a", "b", "c"],
        3,
    )
    base["tracks"][0]["clips"][0]["text"] = "Another"
    clash = api.put(path, {"timeline": base, "baseRevision": 1})
    assert code_of(clash) == (409, "timeline_conflict")
    assert clash.json()["conflicts"] == [{"clipId": "a", "trackId": "text", "kind": "changed", "field": ""}]
    assert (clash.json()["revision"], clash.json()["timeline"]) == (3, merged.json()["timeline"])
    assert api.get(path).json()["revision"] == 3
    for method, address in (
        (api.put, path),
        (api.post, f"{path}/undo"),
        (api.post, f"{path}/revisions/1/restore"),
    ):
        stale = method(address, {"timeline": titles("z")}, headers={"If-Match": '"2"'})
        assert code_of(stale) == (412, "stale_timeline")


def test_what_is_wrong_is_told_by_path_and_nothing_is_saved(
    api: APIClient, path: str, project: Project
) -> None:
    bad = raw(
        a_track("text", a_text("a", 0, 2), a_text("b", 1, 2), a_text("c", 5, 1, position={"x": -1, "y": 0}))
    )
    answer = api.put(path, {"timeline": bad})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == "tracks.0.clips.2.position.x"
    bad["tracks"][0]["clips"].pop()
    assert api.put(path, {"timeline": bad}).json()["errors"][0]["attr"] == "tracks.0.clips.1.start"
    told = api.patch(f"/api/projects/{project.pk}", {"timeline": bad, "name": "Not this"})
    assert (told.status_code, told.json()["errors"][0]["code"]) == (400, "overlap")
    project.refresh_from_db()
    assert (project.revision, project.name, TimelineRevision.objects.count()) == (0, "Harbour", 0)


@pytest.mark.parametrize(
    ("value", "status"), [('"\\u0000"', 400), ("1e400", 400), ("[" * 900 + "]" * 900, 400), ("1e40", 200)]
)
def test_what_cannot_be_stored_is_refused(api: APIClient, path: str, value: str, status: int) -> None:
    clip = '{"id": "a", "start": 0, "duration": 1, "text": "x", "meta": {"free": VALUE}}'
    track = f'{{"kind": "text", "id": "t", "clips": [{clip.replace("VALUE", value)}]}}'
    body = f'{{"timeline": {{"tracks": [{track}]}}}}'
    assert api.put(path, body, content_type="application/json").status_code == status
    assert api.get(path).json()["revision"] == (1 if status == 200 else 0)


def test_files_are_those_that_their_adder_may_use_and_members_see_them(
    api: APIClient, path: str, project: Project, alice: User, bob: User
) -> None:
    film = a_video(alice, source=a_file(1.0, 160), ready=False)
    let_in(project, bob, Role.EDITOR)
    others = client_of(bob)
    clip = a_clip("shot", 0, 0.5, videoId=str(film.pk))
    refused = others.put(path, {"timeline": raw(a_track("text"), a_track("video", clip))})
    assert refused.json()["errors"][0]["attr"] == "tracks.1.clips.0.videoId"
    assert refused.json()["errors"][0]["code"] == "not_found"
    assert api.put(path, {"timeline": raw(a_track("video", clip))}).json()["problems"] == []
    assert ProjectVideo.objects.get().video_id == film.pk
    assert others.get(path).json()["problems"] == []
    # It stays though it is nobody's to see any more, and says what is wrong with it.
    ProjectVideo.objects.all().delete()
    longer = raw(a_track("video", {**clip, "duration": 3}))
    kept = others.put(path, {"timeline": longer})
    assert [(each["clipId"], each["code"], each["blocks"]) for each in kept.json()["problems"]] == [
        ("shot", "media_missing", True)
    ]
    assert [(each["code"], each["blocks"]) for each in api.get(path).json()["problems"]] == [
        ("beyond_end", False)
    ]
    Video.objects.filter(pk=film.pk).delete()
    assert api.get(path).json()["problems"][0]["code"] == "media_missing"


def test_what_older_versions_stored_is_told_and_replaced(api: APIClient, path: str, project: Project) -> None:
    Project.objects.update(timeline=raw(a_track("text", a_text("a", 0, 2), a_text("b", 1, 2))))
    english = api.get(path).json()["problems"][0]
    assert (english["code"], english["message"][:14]) == ("not_a_timeline", "What is stored")
    vietnamese = api.get(path, headers={"Accept-Language": "vi"}).json()["problems"][0]
    assert (vietnamese["code"], vietnamese["message"][:7]) == ("not_a_timeline", "Dữ liệu")
    Project.objects.update(timeline={"someTracks": [1]})
    assert api.get(f"/api/projects/{project.pk}").json()["timeline"] == {"someTracks": [1]}
    told = api.get(path).json()
    assert (told["timeline"], told["problems"][0]["code"]) == (Timeline().to_json(), "not_a_timeline")
    assert names_in(api.put(path, {"timeline": titles("a"), "baseRevision": 0})) == ["a"]
    assert api.get(path).json()["problems"] == []


def test_the_schema_says_what_a_timeline_is(api: APIClient) -> None:
    schema = api.get("/api/projects/timeline-schema").json()
    assert schema == Timeline.model_json_schema()
    assert schema["$defs"]["VideoClip"]["required"] == ["id", "start", "duration", "videoId"]


def test_saves_from_many_connections_are_all_there_in_the_end(project: Project, alice: User) -> None:
    def save(name: str, number: int) -> Any:
        added = raw(a_track("text", a_text(name, number * 2, 1)))
        return timelines.save(user=alice, project_id=project.pk, timeline=added, base=1)

    timelines.save(user=alice, project_id=project.pk, timeline=raw(a_track("text")))
    calls = [lambda number=number: save(f"c{number}", number) for number in range(32)]
    assert errors(at_once(calls)) == []
    project.refresh_from_db()
    assert sorted(clip["id"] for clip in project.timeline["tracks"][0]["clips"]) == sorted(
        f"c{number}" for number in range(32)
    )
    assert project.revision == 33
    line = dict(TimelineRevision.objects.values_list("number", "parent"))
    assert line == {0: None, **{number: number - 1 for number in range(1, 34)}}


def test_of_many_who_change_the_same_clip_one_is_followed_and_the_others_are_told(
    project: Project, alice: User
) -> None:
    timelines.save(user=alice, project_id=project.pk, timeline=titles("a"))

    def save(text: str) -> Any:
        changed = raw(a_track("text", a_text("a", 0, 1, text=text)))
        return timelines.save(user=alice, project_id=project.pk, timeline=changed, base=1)

    told = at_once([lambda number=number: save(f"Text {number}") for number in range(8)])  # type: ignore[misc]
    assert sorted(type(each).__name__ for each in told) == ["State", *["TimelineConflict"] * 7]
    saved = next(each for each in told if isinstance(each, timelines.State))
    project.refresh_from_db()
    assert project.timeline == saved.timeline.to_json()
    assert (project.revision, TimelineRevision.objects.count()) == (2, 3)
