"""Talking to the assistant: what is proposed, what is done of it, and what it costs."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from ai.models import ChatMessage, Conversation, Plan, Transcript
from ai.providers import samples
from ai.services.chatting import applying, conversations, following, plans, proposing
from ai.services.chatting.proposing import Wanted
from ai.services.chatting.tools import CallRefused
from ai.services.transcripts import writing
from conftest import client_of
from credits.auditing import audit
from credits.models import Plan as Tariff
from credits.models import Subscription
from credits.tests.ledger import ledger_of
from jobs.models import Job
from videos.models import Video
from videos.tests.films import a_clip, a_video, finished, stored

pytestmark = pytest.mark.django_db(transaction=True)

WISH = "cut the first 2 seconds and make it black and white, then add the text 'Hello' at the top"


@pytest.fixture(autouse=True)
def no_rates(settings: Settings) -> None:
    settings.RATELIMIT_ENABLE = False


@pytest.fixture
def film(alice: User) -> Video:
    return a_video(alice)


def said(api: APIClient, message: str, **more: Any) -> dict[str, Any]:
    answer = api.post("/api/ai/chat", {"message": message, **more})
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def applied(api: APIClient, plan: dict[str, Any], **more: Any) -> Any:
    return api.post(f"/api/ai/actions/{plan['id']}/apply", {"hash": plan["hash"], **more})


def carried_on(job: Job) -> Plan:
    """What a worker does when a job of a plan has ended, until the result was looked at."""
    finished(job)
    following.carry_on(job_id=job.pk)
    for check in Job.objects.filter(kind="ai.verify"):
        finished(check)
    return Plan.objects.get()


def test_a_wish_becomes_a_plan_and_the_plan_a_film_that_is_checked(
    api: APIClient, alice: User, film: Video
) -> None:
    told = said(api, WISH, videoId=str(film.pk), context={"currentTime": 2.5})
    plan = told["plan"]
    assert [step["operation"] for step in told["actions"]] == ["trim", "apply-filter", "add-text"]
    assert (plan["state"], plan["steps"]) == ("proposed", told["actions"])
    assert told["metadata"]["provider"] == "local"
    assert len(told["suggestions"]) == 3
    assert (ledger_of(alice).spent, ledger_of(alice).held) == (5 + 2, 0)
    assert not Job.objects.filter(kind="video.edit").exists()
    for side in ("before", "after"):
        shown = api.get(plan["steps"][1]["preview"][side])
        assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")

    assert applied(api, {**plan, "hash": "0" * 64}).json()["errors"][0]["code"] == "plan_changed"
    answers = [applied(api, plan) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json()["jobs"][0]["id"] == answers[1].json()["jobs"][0]["id"]
    job = Job.objects.get(kind="video.edit")
    assert [step["operation"] for step in job.params["operations"]] == ["trim", "apply-filter", "add-text"]
    assert job.quoted <= Plan.objects.get().quoted

    done = carried_on(job)
    kept = {row["promise"]: row for row in done.verified}
    assert [row for row in done.verified if row["isKept"] is not True] == [], done.verified
    assert {"1.00 seconds long", "No colours", "“Hello” can be seen"} <= set(kept)
    made = Video.objects.get(source="edit")
    assert made.duration == pytest.approx(1.0, abs=0.05)
    last = ChatMessage.objects.get(job_id=Job.objects.get(kind="ai.verify").pk)
    assert last.text.startswith("Done: Trim")
    assert "promises are kept" in last.text
    assert audit().faults == {}


def test_a_film_that_is_not_what_was_promised_is_told(api: APIClient, alice: User, film: Video) -> None:
    plan = said(api, WISH, videoId=str(film.pk))["plan"]
    applied(api, plan)
    job = finished(Job.objects.get(kind="video.edit"))
    # The same film without any of it, as if the engine had done nothing.
    Video.objects.filter(pk=job.result["videoId"]).update(file=film.file, info=film.info)
    done = carried_on(job)
    broken = {row["promise"] for row in done.verified if row["isKept"] is False}
    assert {"1.00 seconds long", "No colours", "“Hello” can be seen"} <= broken
    last = ChatMessage.objects.order_by("-number")[0]
    assert "Not as promised: No colours" in last.text


def test_some_steps_can_be_chosen_but_never_for_more_than_was_shown(
    api: APIClient, alice: User, film: Video
) -> None:
    plan = said(api, WISH, videoId=str(film.pk))["plan"]
    _, grey, text = plan["steps"]
    Plan.objects.update(quoted=0)
    assert applied(api, plan, steps=[grey["id"]]).json()["errors"][0]["code"] == "quote_exceeded"
    assert not Job.objects.filter(kind="video.edit").exists()
    only = api.patch(f"/api/ai/actions/{plan['id']}", {"steps": [grey["id"], text["id"]]}).json()
    assert [step["id"] for step in only["steps"]] == [grey["id"], text["id"]]
    assert only["hash"] != plan["hash"]
    words = api.patch(f"/api/ai/actions/{text['id']}", {"params": {"text": "Bye", "anchor": "bottom"}}).json()
    assert words["steps"][1]["params"]["text"] == "Bye"
    wrong = api.patch(f"/api/ai/actions/{text['id']}", {"params": {"text": ""}})
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (400, "invalid_step")
    assert applied(api, only).json()["errors"][0]["code"] == "plan_changed"
    answer = api.post(f"/api/ai/actions/{grey['id']}/apply", {"hash": words["hash"]})
    assert answer.status_code == 202, answer.content
    (job,) = answer.json()["jobs"]
    assert [step["operation"] for step in job["params"]["operations"]] == ["apply-filter"]
    assert applied(api, words).json()["errors"][0]["code"] == "plan_over"
    assert api.post(f"/api/ai/actions/{plan['id']}/dismiss").status_code == 409


def test_a_stale_or_dismissed_plan_does_nothing(api: APIClient, alice: User, film: Video) -> None:
    first = said(api, WISH, videoId=str(film.pk))["plan"]
    second = said(api, "make it vertical", videoId=str(film.pk))["plan"]
    assert api.post(f"/api/ai/actions/{first['id']}/dismiss").json()["state"] == "dismissed"
    assert applied(api, first).json()["errors"][0]["code"] == "plan_over"
    assert api.delete(f"/api/videos/{film.pk}").status_code == 204
    assert applied(api, second).json()["errors"][0]["code"] == "plan_stale"
    assert api.get(f"/api/ai/actions/{second['id']}").json()["state"] == "stale"
    assert not Job.objects.filter(kind="video.edit").exists()


def test_one_message_is_charged_once_and_counted_by_the_plan(
    api: APIClient, alice: User, film: Video
) -> None:
    Subscription.objects.filter(user=alice).update(plan="free")
    Tariff.objects.filter(code="free").update(chat_messages=2)
    body = {"message": "make it vertical", "videoId": str(film.pk)}
    dry = api.post("/api/ai/chat?dryRun=true", body).json()
    assert (dry["quote"]["credits"], dry["job"]) == (2, None)
    answers = [api.post("/api/ai/chat", body, headers={"Idempotency-Key": "one"}) for _ in range(2)]
    assert answers[0].json()["messageId"] == answers[1].json()["messageId"]
    other = api.post("/api/ai/chat", {**body, "message": "other"}, headers={"Idempotency-Key": "one"})
    assert (other.status_code, Conversation.objects.count(), ChatMessage.objects.count()) == (409, 1, 2)
    assert ledger_of(alice).spent == 5 + 2
    refused = api.post("/api/ai/chat", {"message": "kill all the children with a knife"})
    wrong = refused.json()["errors"][0]
    assert (wrong["code"], wrong["attr"], "knife" in wrong["detail"]) == ("content_refused", "message", False)
    assert api.post("/api/ai/chat", {"message": "what can you do?"}).status_code == 200
    assert api.post("/api/ai/chat", {"message": "more"}).json()["errors"][0]["code"] == "limit_reached"
    assert ledger_of(alice).spent == 5 + 4
    assert Conversation.objects.count() == 2


def test_who_asks_too_often_is_told_when_to_ask_again(api: APIClient, settings: Settings) -> None:
    settings.RATELIMIT_ENABLE, settings.RATES = True, {**settings.RATES, "chat": "2/h"}
    asked = [api.post("/api/ai/chat?dryRun=true", {"message": "hello"}) for _ in range(3)]
    assert [answer.status_code for answer in asked] == [200, 200, 200]
    answers = [api.post("/api/ai/chat", {"message": "hello"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert int(answers[2].headers["Retry-After"]) > 0
    assert answers[2].json()["errors"][0]["code"] == "throttled"
    assert api.get("/api/ai/conversations").status_code == 200


def test_conversations_go_on_and_belong_to_one_person(
    api: APIClient, alice: User, bob: User, film: Video
) -> None:
    first = said(api, "make it vertical", videoId=str(film.pk))
    talk = first["conversationId"]
    second = said(api, "rotate it by 90 degrees to the right", conversationId=talk)
    assert (second["conversationId"], second["plan"]["videoId"]) == (talk, str(film.pk))
    shown = api.get(f"/api/ai/conversations/{talk}").json()
    assert [each["role"] for each in shown["messages"]] == ["user", "assistant"] * 2
    assert shown["messages"][1]["plan"] == first["plan"]
    assert shown["messages"][3]["metadata"]["tokens"]["input"] > 0
    assert api.patch(f"/api/ai/conversations/{talk}", {"title": "Tall"}).json()["title"] == "Tall"
    listed = api.get(f"/api/ai/conversations?videoId={film.pk}").json()["results"]
    assert [each["title"] for each in listed] == ["Tall"]
    stranger, plan = client_of(bob), first["plan"]
    assert stranger.post("/api/ai/chat", {"message": "hi", "conversationId": talk}).status_code == 404
    for method, path in [
        ("get", f"conversations/{talk}"),
        ("delete", f"conversations/{talk}"),
        ("get", f"actions/{plan['id']}"),
        ("post", f"actions/{plan['id']}/dismiss"),
        ("get", f"actions/{plan['steps'][0]['id']}/preview"),
    ]:
        assert getattr(stranger, method)(f"/api/ai/{path}").status_code == 404
    assert applied(stranger, plan).status_code == 404
    assert stranger.post("/api/ai/recipes", {"planId": plan["id"], "name": "x"}).status_code == 404
    assert api.delete(f"/api/ai/conversations/{talk}").status_code == 204
    assert not Plan.objects.exists()


def test_pictures_and_sounds_are_understood(api: APIClient, alice: User, tmp_path: Path) -> None:
    picture = samples.picture(tmp_path / "picture.png", width=320, height=180)
    sent = {"message": "what is this?", "messageType": "image", "image": upload_of(picture)}
    looked = api.post("/api/ai/chat", sent, format="multipart")
    assert looked.status_code == 200, looked.content
    asked = ChatMessage.objects.get(role="user")
    assert (asked.kind, bool(asked.heard)) == ("image", True)
    assert ledger_of(alice).spent == 3 + 2
    spoken = api.post("/api/ai/text-to-speech", {"text": "What can you do for me today?"})
    speech = Path(settings.MEDIA_ROOT) / Video.objects.get(pk=_made(spoken)).file
    sent = {"messageType": "audio", "audio": upload_of(speech), "context": '{"emotion": "curious"}'}
    heard = api.post("/api/ai/chat", sent, format="multipart")
    assert heard.status_code == 200, heard.content
    assert ChatMessage.objects.get(role="user", kind="audio").heard
    assert ledger_of(alice).spent == 3 + 2 + 1 + 1 + 2
    for wrong in ({"message": "x", "messageType": "image"}, {"message": "x", "context": "{"}):
        assert api.post("/api/ai/chat", wrong, format="multipart").status_code == 400
    assert not [name for name in stored() if "questions" in name]


def test_a_recipe_runs_on_many_films_with_other_values_and_one_price(
    api: APIClient, alice: User, film: Video
) -> None:
    second = a_video(alice, source=a_clip(2.0))
    plan = said(api, WISH, videoId=str(film.pk))["plan"]
    kept = api.post("/api/ai/recipes", {"planId": plan["id"], "name": "Greeting"}).json()
    fields = {field["name"]: field for field in kept["fieldsToChange"]}
    assert fields["2.text"]["value"] == "Hello"
    path = f"/api/ai/recipes/{kept['id']}/run"
    values = {"2.text": "Bye", "0.startTime": 0.5, "0.endTime": 1.5}
    body = {"videoIds": [str(film.pk), str(second.pk)], "values": values}
    quote = api.post(f"{path}?dryRun=true", body).json()["quote"]
    assert (quote["credits"], quote["seconds"]) == (2, pytest.approx(2, abs=0.1))
    job = api.post(path, body).json()
    assert (job["kind"], job["parts"]) == ("video.batch", 2)
    parts = Job.objects.filter(parent_id=job["id"])
    assert {part.params["operations"][2]["text"] for part in parts} == {"Bye"}
    wrong = api.post(path, {**body, "values": {"9.text": "x"}}).json()["errors"][0]
    assert wrong["code"] == "unknown_field"
    assert [each["name"] for each in api.get("/api/ai/recipes").json()["results"]] == ["Greeting"]
    assert api.delete(f"/api/ai/recipes/{kept['id']}").status_code == 204


def test_a_small_screen_gets_a_short_answer(api: APIClient, film: Video) -> None:
    body, key = {"message": "what can you do?", "videoId": str(film.pk)}, {"Idempotency-Key": "one"}
    told = api.post("/api/mobile/chat", body, headers=key).json()
    assert set(told) == {"conversationId", "message", "suggestions", "plan"}
    assert told["message"].startswith("Hello!")
    ChatMessage.objects.filter(role="assistant").update(text="word " * 100, suggestions=["a", "b", "c", "d"])
    again = api.post("/api/mobile/chat", body, headers=key).json()
    assert again["message"].startswith("word word")
    assert 290 < len(again["message"]) <= 301
    assert again["suggestions"] == ["a", "b", "c"]


def upload_of(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


def _made(spoken: Any) -> str:
    return str(Job.objects.get(pk=spoken.headers["X-Job-Id"]).outputs[0]["id"])


@pytest.mark.parametrize(
    ("steps", "promises"),
    [
        ([("crop", {"width": 160, "height": 90, "x": 0, "y": 0}), ("volume", {"gain": -6})],
         {"160x90 pixels", "Crop as previewed", "-6.0 dB"}),
        ([("adjust", {"brightness": 0.3}), ("normalize-audio", {"target": "podcast"})],
         {"The picture is adjusted", "-16 LUFS"}),
        ([("speed", {"factor": 2})], {"2 times as fast", "1.50 seconds long"}),
    ],
)  # fmt: skip
def test_what_can_be_measured_of_a_step_is_measured(
    alice: User, film: Video, steps: list[tuple[str, dict[str, Any]]], promises: set[str]
) -> None:
    plan = proposed(alice, film, steps)
    applying.apply(user=alice, action_id=plan.pk, digest=plan.digest)
    done = carried_on(Job.objects.get(kind="video.edit"))
    assert [row for row in done.verified if row["isKept"] is not True] == []
    assert promises <= {row["promise"] for row in done.verified}, done.verified


def proposed(user: User, film: Video, steps: list[tuple[str, dict[str, Any]]]) -> Plan:
    """A plan of these steps, as the model could have asked for them."""
    talk = Conversation.objects.create(user=user, title="x")
    message = conversations.write(conversation=talk, role="assistant", text="x")
    wanted = [Wanted(name, params) for name, params in steps]
    checked = proposing.checked(user=user, video=film, wanted=wanted)
    return plans.write(user=user, conversation=talk, message=message, video=film, steps=checked)


def test_what_comes_after_an_edit_is_about_the_edited_film(api: APIClient, alice: User, film: Video) -> None:
    steps = [("flip", {}), ("generate-image", {"prompt": "a beach"}), ("transcribe", {})]
    plan = proposed(alice, film, steps)
    answer = api.post(f"/api/ai/actions/{plan.pk}/apply", {"hash": plan.digest}).json()
    assert [job["kind"] for job in answer["jobs"]] == ["video.edit", "ai.text-to-image"]
    edit, picture = (Job.objects.get(pk=job["id"]) for job in answer["jobs"])
    finished(edit)
    assert following.sweep() == 0, "its message may still be on the way"
    Plan.objects.update(applied_at=Now() - following.PATIENCE)
    assert following.sweep() == 1
    following.carry_on(job_id=edit.pk)  # a message that comes late begins nothing twice
    later = Job.objects.get(kind="ai.transcribe")
    assert str(later.video_id) == edit.result["videoId"]
    assert not Job.objects.filter(kind="ai.verify").exists()
    for job in (picture, later):
        finished(job)
        following.carry_on(job_id=job.pk)
    finished(Job.objects.get(kind="ai.verify"))
    told = ChatMessage.objects.order_by("-number")[0].text
    assert told.startswith("Done: Flip; Picture: “a beach”; Write down what is said.")
    assert following.sweep() == 0


def test_edits_by_what_is_said_follow_the_film_through_the_steps_before(alice: User, film: Video) -> None:
    said_words = ("so", "um", "hello", "again", "friends")
    words = [{"text": word, "start": at * 0.5, "end": at * 0.5 + 0.4} for at, word in enumerate(said_words)]
    lines = [
        {"text": "so um", "start": 0.0, "end": 0.9},
        {"text": "hello again friends", "start": 1.0, "end": 2.4},
    ]
    writing.publish(video=film, language="en", origin=Transcript.Origin.IMPORTED, segments=lines, words=words)

    def added(name: str, **arguments: Any) -> dict[str, Any]:
        before = [Wanted("trim", {"startTime": 0.4, "endTime": 3.0}), Wanted("speed", {"factor": 2})]
        steps = proposing.with_call(user=alice, video=film, wanted=before, name=name, arguments=arguments)
        return dict(steps[-1].params)

    cues = added("burn-captions")["cues"]
    assert [(cue["start"], cue["end"], cue["text"]) for cue in cues] == [
        (0.0, pytest.approx(0.25, abs=0.005), "so um"),
        (pytest.approx(0.3, abs=0.005), pytest.approx(1.0, abs=0.005), "hello again friends"),
    ]
    for arguments in ({"phrase": "Hello, again!"}, {"fillers": True}):
        (part,) = added("cut-words", **arguments)["parts"]
        begin, end = (1.0, 1.9) if "phrase" in arguments else (0.5, 0.9)
        assert part["startTime"] <= (begin - 0.4) / 2 + 0.005
        assert part["endTime"] >= (end - 0.4) / 2 - 0.005
        assert part["endTime"] - part["startTime"] < 0.6
    for arguments, why in (({"phrase": "good bye"}, "is not said"), ({}, "say what is to be cut out")):
        with pytest.raises(CallRefused, match=why):
            added("cut-words", **arguments)
    joined = [Wanted("concat", {"videoIds": [str(film.pk)]})]
    after = proposing.with_call(user=alice, video=film, wanted=joined, name="burn-captions", arguments={})
    assert [cue["text"] for cue in after[-1].params["cues"]] == ["so um", "hello again friends"]
    with pytest.raises(CallRefused, match="still to listen"):
        proposing.with_call(
            user=alice, video=film, wanted=[Wanted("remove-silence", {})], name="burn-captions", arguments={}
        )
