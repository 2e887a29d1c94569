"""The grid of variants: one project in other shapes, languages and lengths, at one price."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from credits import services as credits
from jobs.models import Job
from projects.models import Film, Project, Role
from projects.services import timelines
from projects.services.film.parts import board_of, stale_parts
from projects.services.film.telling import names_of
from projects.services.reuse.reshaping import in_aspect, shortened
from projects.tests import renders
from projects.tests.people import a_project, let_in
from projects.tests.test_film_board import PROMPT, laid, made
from projects.tests.timelines import a_clip as on_line
from projects.tests.timelines import a_text, a_timeline, a_track, raw
from videos.models import Video
from videos.tests.films import a_clip, a_video

pytestmark = pytest.mark.django_db


def cut(owner: User) -> str:
    """The address of a project with twelve seconds on its timeline."""
    film = a_video(owner, source=a_clip(2.0, width=160))
    project = a_project(owner, film)
    clips = (on_line(name, at, 4, videoId=str(film.pk)) for name, at in (("a", 0), ("b", 4), ("c", 8)))
    stored = raw(
        a_track("video", *clips),
        a_track("text", {**a_text("t", 0, 12), "text": "The sea is calm and the sky is blue tonight"}),
        width=160,
        height=90,
    )
    timelines.save(user=owner, project_id=project.pk, timeline=stored)
    return f"/api/projects/{project.pk}"


def test_a_shorter_timeline_ends_with_a_clip_and_its_sound_dies_away() -> None:
    long = a_timeline(
        a_track(
            "video",
            on_line("a", 0, 4),
            on_line("b", 4, 4),
            on_line("c", 7, 4, transition={"kind": "dissolve", "duration": 1}),
        ),
        a_track("audio", on_line("music", 0, 11)),
        a_track("text", a_text("late", 9, 2)),
        markers=[{"id": "end", "time": 10}],
    )
    short = shortened(long, 8.4)
    video, audio, text = short.tracks
    assert ([clip.id for clip in video.clips], text.clips, short.markers) == (["a", "b"], [], [])
    assert (short.duration, audio.clips[0].duration, audio.clips[0].fade_out) == (8, 8, 1)


def test_another_shape_fills_the_frame_and_keeps_what_lies_over_it_within() -> None:
    place = {"x": 0.8, "y": 0.05, "width": 0.15, "height": 0.15}
    wide = a_timeline(
        a_track("video", on_line("a", 0, 4)),
        a_track("overlay", on_line("logo", 0, 4, place=place)),
        width=1920,
        height=1080,
    )
    tall = in_aspect(wide, "9:16")
    logo = tall.tracks[1].clips[0].place  # type: ignore[union-attr]
    assert (tall.width, tall.height, tall.tracks[0].clips[0].fit) == (1080, 1920, "cover")  # type: ignore[union-attr]
    assert (round(logo.width * 1080), round(logo.height * 1920)) == (288, 162)
    assert logo.x >= 0
    assert logo.x + logo.width <= 1


def test_a_grid_is_quoted_as_a_whole_and_nothing_is_kept(api: APIClient, alice: User) -> None:
    path = cut(alice)
    grid = {"aspects": ["9:16", "1:1"], "lengths": [10, 11]}
    answer = api.post(f"{path}/variants?dryRun=true", grid)
    assert answer.status_code == 200, answer.content
    quote = answer.json()["quote"]
    assert [(cell["aspect"], cell["seconds"], cell["length"]) for cell in quote["cells"]] == [
        ("9:16", 10, 8),
        ("9:16", 11, 12),
        ("1:1", 10, 8),
        ("1:1", 11, 12),
    ]
    assert quote["credits"] == pytest.approx(sum(cell["credits"] for cell in quote["cells"])) != 0
    assert "ends with a clip" in quote["notes"][0]
    assert (Project.objects.count(), Job.objects.filter(kind__startswith="project").count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_a_grid_makes_projects_and_one_job_and_is_asked_for_once(api: APIClient, alice: User) -> None:
    path = cut(alice)
    grid = {"aspects": ["9:16", "1:1"]}
    cost = api.post(f"{path}/variants?dryRun=true", grid).json()["quote"]["credits"]
    before = credits.balance(user=alice).available
    first, again = (api.post(f"{path}/variants", grid, HTTP_IDEMPOTENCY_KEY="one") for _ in range(2))
    assert (first.status_code, again.json()["id"]) == (202, first.json()["id"]), first.content
    whole = Job.objects.get(pk=first.json()["id"])
    made_of_it = Project.objects.exclude(pk=path.rpartition("/")[2])
    assert {each["projectId"] for each in whole.params["variants"]} == {str(each.pk) for each in made_of_it}
    assert {each.project_id for each in whole.children.all()} == {each.pk for each in made_of_it}
    assert {(each.timeline["width"], each.timeline["height"]) for each in made_of_it} == {(90, 160), (90, 90)}
    assert (before - credits.balance(user=alice).available) / 1_000_000 == pytest.approx(cost)
    for child in whole.children.all():
        ended = renders.done(child)
        assert ended.status == "completed", ended.error_message
    whole.refresh_from_db()
    films = Video.objects.filter(pk__in=[output["id"] for output in whole.outputs])
    assert (whole.status, {(film.width, film.height) for film in films}) == (
        "completed",
        {(90, 160), (90, 90)},
    )
    other = api.post(f"{path}/variants", {"aspects": ["4:5"]}, HTTP_IDEMPOTENCY_KEY="one")
    assert (other.status_code, made_of_it.count()) == (409, 2)


@pytest.mark.parametrize(
    ("grid", "field", "code"),
    [
        ({}, "aspects", "nothing_varied"),
        ({"lengths": [30]}, "lengths", "not_shorter"),
        ({"languages": ["de"]}, "languages", "not_translated"),
        ({"languages": ["?"]}, "languages", "unknown_language"),
        ({"aspects": ["16:9", "9:16", "1:1"], "lengths": list(range(10, 19))}, "aspects", "too_many"),
    ],
)
def test_what_cannot_be_varied_is_refused_by_name(
    api: APIClient, alice: User, grid: dict[str, Any], field: str, code: str
) -> None:
    answer = api.post(f"{cut(alice)}/variants", grid)
    assert answer.status_code == 400
    assert [(each["attr"], each["code"]) for each in answer.json()["errors"]] == [(field, code)]
    assert Project.objects.count() == 1


def test_a_films_variant_makes_again_what_its_shape_or_language_changes(api: APIClient, alice: User) -> None:
    path = laid(api, alice)
    film = made(path, alice)
    wish = {"prompt": PROMPT, "seconds": 20.0, "language": "en", "music": "none"}
    Film.objects.filter(pk=film.pk).update(wish=wish, title="The keeper")
    assert api.put(f"{path}/script", {"title": "The keeper", "shots": [
        {"id": str(shot.pk), "text": shot.text} for shot in film.shots.all()
    ]}).status_code == 200  # fmt: skip
    grid = {"aspects": ["16:9", "9:16"], "languages": ["en", "de"]}
    answer = api.post(f"{path}/variants", grid)
    assert answer.status_code == 202, answer.content
    whole = Job.objects.get(pk=answer.json()["id"])
    stale = {}
    for each in whole.params["variants"]:
        twin = Film.objects.select_related("project").get(pk=each["projectId"])
        assert (twin.state, str(twin.job_id)) == ("working", str(whole.children.get(project_id=twin.pk).pk))
        kinds = {name.partition(":")[0] for name in names_of(stale_parts(board_of(twin)))}
        stale[each["aspect"], each["language"]] = kinds
    assert "shot" in stale["9:16", "en"]
    assert "script" not in stale["9:16", "en"]
    assert "speech" not in stale["9:16", "en"]
    assert "script" in stale["16:9", "de"]
    assert "script" in stale["9:16", "de"]


def test_viewers_vary_nothing(api: APIClient, alice: User, bob: User) -> None:
    project = a_project(bob)
    path = f"/api/projects/{project.pk}/variants"
    assert api.post(path, {"aspects": ["1:1"]}).status_code == 404
    let_in(project, alice, Role.VIEWER)
    assert api.post(path, {"aspects": ["1:1"]}).status_code == 403
