"""What lies anywhere of a person: it is told to them, and forgotten when they go, but for the books."""

import io
import json
import signal
import subprocess
import sys
import threading
import uuid
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings as conf
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts import services as accounts
from accounts.models import AuditEvent, Session, User
from accounts.services import keys, leaving
from ai.capabilities import Segment
from ai.models import ChatMessage, Conversation, SavedRecipe, Transcript
from ai.services.transcripts import writing
from config.privacy import closing, erasing, exporting, forgetting
from config.privacy.subjects import SUBJECTS, UNTOLD
from conftest import PASSWORD, client_of
from credits import plans
from credits import services as credits
from credits.auditing import audit
from credits.models import Plan, Subscription, Transaction
from credits.pricing import to_micro
from jobs.models import Job, OutboxMessage
from jobs.tests.workers import environment
from videos.models import Video
from videos.tests.films import a_video, finished, stored

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "Sunset at Uncle Bartholomew's"
ERASE = "import django; django.setup(); from config.privacy.erasing import erase_due; print(erase_due())"


def people_below(model: type[models.Model]) -> list[models.Field[object, object]]:
    """The foreign keys of a model by which a way leads to a person."""
    keys_of = [field for field in model._meta.concrete_fields if field.is_relation]
    return [
        field
        for field in keys_of
        if field.related_model is User
        or (field.related_model is not model and people_below(field.related_model))  # type: ignore[arg-type]
    ]


def test_every_model_of_which_a_way_leads_to_a_person_is_in_the_table() -> None:
    personal = {model._meta.label for model in apps.get_models() if people_below(model)} | {"accounts.User"}
    told = {subject.model for subject in SUBJECTS}
    assert personal == told | set(UNTOLD)
    assert not told & set(UNTOLD)
    assert len({subject.name for subject in SUBJECTS}) == len(SUBJECTS)


def test_what_is_not_told_hangs_by_something_that_is_forgotten() -> None:
    gone = {subject.model for subject in SUBJECTS if subject.forget is not forgetting.nothing}
    for label in UNTOLD:
        parents = [field for field in people_below(apps.get_model(label)) if is_in_cascade(field)]
        assert {field.related_model._meta.label for field in parents} & gone, label  # type: ignore[union-attr]


def is_in_cascade(field: models.Field[object, object]) -> bool:
    return getattr(field.remote_field, "on_delete", None) is models.CASCADE


def test_what_is_kept_says_why() -> None:
    together = {"accounts.User", "accounts.AuditEvent"}  # the last step
    for subject in SUBJECTS:
        assert bool(subject.kept) or subject.forget is not forgetting.nothing or subject.model in together


def fill(user: User, title: str = TITLE) -> Video:
    """Something of nearly everything, made by the platform itself where that is quick."""
    film = a_video(user, title=title)
    said = [Segment(start=0.0, end=1.0, text=title)]
    writing.publish(video=film, language="en", origin=Transcript.Origin.IMPORTED, segments=said, words=())
    talk = Conversation.objects.create(user=user, title=title, video=film)
    ChatMessage.objects.create(conversation=talk, number=1, role="user", text=f"Cut {title}")
    SavedRecipe.objects.create(user=user, name=title, operations=[])
    keys.make_key(user=user, name=title, scopes=["jobs:read"], budget=None)
    client_of(user).post("/api/projects", {"name": title})
    EmailAddress.objects.get_or_create(user=user, email=user.email)
    hold = credits.hold(user=user, micro=to_micro(3), reference=f"test:{user.pk}")
    assert hold
    credits.capture(hold_id=hold.pk, micro=to_micro(2), reason="Trial")
    return film


def the_export(user: User) -> tuple[Job, zipfile.ZipFile]:
    job = finished(exporting.order_export(user=user))
    assert job.status == "completed", job.error_message
    path = Path(conf.MEDIA_ROOT) / exporting.fetchable(user=user, job_id=job.pk)
    return job, zipfile.ZipFile(io.BytesIO(path.read_bytes()))


def test_the_export_holds_all_that_is_mine_and_nothing_else(alice: User, bob: User) -> None:
    film, _ = fill(alice), fill(bob, title="Robert's own")
    job, archive = the_export(alice)
    assert archive.testzip() is None
    told = {name: archive.read(name) for name in archive.namelist()}
    assert {f"{subject.name}.json" for subject in SUBJECTS} < set(told)
    assert told[f"files/{film.pk}.mp4"] == (Path(conf.MEDIA_ROOT) / film.file).read_bytes()
    for name in (
        "videos",
        "transcripts",
        "chat-messages",
        "conversations",
        "recipes",
        "api-keys",
        "projects",
    ):
        assert TITLE in json.dumps(json.loads(told[f"{name}.json"]), ensure_ascii=False), name
    assert json.loads(told["profile.json"])[0]["email"] == alice.email
    everything = b"".join(content for name, content in told.items() if name.endswith(".json")).decode()
    for secret in (alice.password, Session.objects.filter(user=alice).first().refresh_hash):  # type: ignore[union-attr]
        assert secret not in everything
    assert "Robert" not in everything
    assert str(bob.pk) not in everything
    assert AuditEvent.objects.filter(user=alice, action=AuditEvent.Action.DATA_EXPORTED).count() == 1
    assert job.charged == 0


def test_an_export_is_fetched_by_its_owner_until_its_time_is_over(
    api: APIClient, alice: User, bob: User
) -> None:
    first = api.post("/api/user/export")
    assert first.status_code == 202
    assert api.post("/api/user/export").json()["id"] == first.json()["id"]
    finished(Job.objects.get(pk=first.json()["id"]))
    newest, _ = the_export(alice)
    url = api.get("/api/user/export").json()["url"]
    answer = api.get(url)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    assert api.get(f"/api/user/export/{first.json()['id']}").status_code == 404  # the newest is the only one
    assert len([path for path in stored(user=alice) if path.endswith(".zip")]) == 1
    assert client_of(bob).get(url).status_code == 404
    Job.objects.filter(pk=newest.pk).update(finished_at=timezone.now() - timedelta(days=7, seconds=1))
    assert api.get(url).status_code == 404
    assert exporting.sweep() == 1
    assert [path for path in stored(user=alice) if path.endswith(".zip")] == []
    assert api.get("/api/user/export").json()["url"] is None


def overdue(user: User) -> None:
    User.objects.filter(pk=user.pk).update(erase_after=timezone.now() - timedelta(seconds=1))


def rows_with(*words: str) -> dict[str, int]:
    """In which tables any of these words stand."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            said = " OR ".join(["t::text ILIKE %s"] * len(words))
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE {said}', [f"%{word}%" for word in words])  # noqa: S608
            if number := cursor.fetchone()[0]:
                found[table] = number
    return found


def remains(user: User) -> dict[str, int]:
    counts = {
        subject.name: apps.get_model(subject.model)._default_manager.filter(**{subject.mine: user.pk}).count()
        for subject in SUBJECTS
        if not subject.kept
    }
    return {name: number for name, number in counts.items() if number}


def test_after_the_erasure_only_books_without_a_name_are_left(alice: User, bob: User) -> None:
    fill(alice), fill(bob, title="Robert's own")
    the_export(alice)
    others = remains(bob), stored(user=bob)
    overdue(alice)
    OutboxMessage.objects.all().delete()
    assert erasing.erase_due() == 1
    assert remains(alice) == {"profile": 1, "activity": 1}
    assert rows_with(alice.email, "Bartholomew") == {}
    assert stored(user=alice) == []
    alice.refresh_from_db()
    assert (alice.email, alice.name, alice.has_usable_password(), alice.is_active) == (
        f"erased-{alice.pk}@erased.invalid", "", False, False
    )  # fmt: skip
    assert AuditEvent.objects.get(user=alice).action == AuditEvent.Action.ERASED
    assert audit().passed
    with pytest.raises(IntegrityError):  # only words may go, and only then
        Transaction.objects.filter(account__user=bob).update(reason="")
    assert (remains(bob), stored(user=bob)) == others
    assert erasing.erase_due() == 0
    with pytest.raises(leaving.Erased):
        leaving.restore(user=alice)


@pytest.mark.parametrize("place", ["erased-subject", "erased-files"])
def test_an_erasure_that_was_killed_is_done_to_its_end_the_next_time(alice: User, place: str) -> None:
    fill(alice)
    overdue(alice)
    killed = subprocess.run(
        [sys.executable, "-c", ERASE], env=environment() | {"FRAMEWRIGHT_FAILPOINT": place}, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    alice.refresh_from_db()
    assert (alice.is_active, alice.email) == (False, "alice@example.com")
    assert erasing.erase_due() == 1
    assert remains(alice) == {"profile": 1, "activity": 1}
    assert stored(user=alice) == []
    assert audit().passed


def test_nobody_is_erased_before_their_time_or_after_they_called_it_off(alice: User) -> None:
    leaving.ask_deletion(user=alice, password=PASSWORD)
    assert erasing.erase_due() == 0
    client = APIClient()
    login = {"email": alice.email, "password": PASSWORD}
    tokens = client.post("/api/auth/login", login).json()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['accessToken']}")
    assert client.delete("/api/user/deletion").status_code == 204
    assert erasing.erase(user_id=alice.pk) is False
    assert User.objects.get(pk=alice.pk).erase_after is None


def test_of_an_erasure_and_its_calling_off_one_wins() -> None:
    for trial in range(8):
        user = accounts.register(email=f"torn-{trial}@example.com", password=PASSWORD)
        overdue(user)
        done: dict[str, bool] = {}

        def erase(user: User = user, done: dict[str, bool] = done) -> None:
            done["erased"] = erasing.erase(user_id=user.pk)
            connection.close()

        def keep(user: User = user, done: dict[str, bool] = done) -> None:
            done["kept"] = leaving.call_off_deletion(user=user)
            connection.close()

        threads = [threading.Thread(target=each) for each in ((erase, keep) if trial % 2 else (keep, erase))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        user.refresh_from_db()
        assert done["erased"] is not done["kept"]
        assert (user.is_active, user.erase_after) == (done["kept"], None)


def test_an_erasure_waits_for_work_that_has_not_stopped(alice: User) -> None:
    film = fill(alice)
    busy = Job.objects.get(video_id=film.pk)
    Job.objects.filter(pk=busy.pk).update(status="processing", lease_token=uuid.uuid4(), finished_at=None)
    overdue(alice)
    assert erasing.erase_due() == 0
    assert Video.objects.filter(owner=alice).exists()
    Job.objects.filter(pk=busy.pk).update(status="cancelled", lease_token=None)
    assert erasing.erase_due() == 1


def test_who_is_deactivated_has_nothing_running_and_nothing_to_pay(alice: User, settings: Settings) -> None:
    settings.PAYMENTS = "manual"
    plans.begin_plan(
        user=alice,
        plan=Plan.objects.exclude(price=0).earliest("price"),
        provider=Subscription.Provider.MANUAL,
    )
    film = a_video(alice, ready=False)
    with transaction.atomic():
        leaving.deactivate(user=alice, password=PASSWORD)
        (promise,) = OutboxMessage.objects.filter(task="config.let_go")
    closing.let_go(user_id=uuid.UUID(promise.arguments["user_id"]))
    assert Job.objects.get(video_id=film.pk).status == "cancelled"
    assert Subscription.objects.get(user=alice).cancel_at_period_end
    closing.let_go(user_id=alice.pk)  # the message may come twice


def test_staff_let_somebody_in_again_but_nobody_who_was_erased(alice: User, bob: User) -> None:
    staff = User.objects.create_superuser("staff@example.com", PASSWORD)
    leaving.deactivate(user=alice, password=PASSWORD)
    overdue(bob)
    erasing.erase_due()
    browser = Client()
    browser.force_login(staff)
    chosen = {"action": "restore", "_selected_action": [str(alice.pk), str(bob.pk)]}
    told = browser.post("/admin/accounts/user/", chosen, follow=True).content.decode()
    assert "Restored 1 of the selected accounts" in told
    assert [User.objects.get(pk=user.pk).is_active for user in (alice, bob)] == [True, False]
    restored = AuditEvent.objects.get(user=alice, action=AuditEvent.Action.RESTORED)
    assert restored.actor == staff


def test_the_page_takes_data_along_and_lets_people_go(alice: User) -> None:
    browser = Client()
    browser.force_login(alice)
    assert Client().get("/account/data/").status_code == 302
    browser.post("/account/data/export/")
    page = browser.get("/account/data/").content.decode()
    assert "It is being made" in page
    finished(Job.objects.get(kind="account.export"))
    assert "/api/user/export/" in browser.get("/account/data/").content.decode()
    wrong = browser.post("/account/data/delete/", {"delete-password": "not-it"})
    assert (wrong.status_code, "This is not your password" in wrong.content.decode()) == (422, True)
    assert browser.post("/account/data/delete/", {"delete-password": PASSWORD}).status_code == 302
    assert "Keep my account" in browser.get("/account/data/").content.decode()
    browser.post("/account/data/keep/")
    alice.refresh_from_db()
    assert alice.erase_after is None
    assert browser.post("/account/data/deactivate/", {"deactivate-password": PASSWORD}).status_code == 302
    assert browser.get("/account/data/").status_code == 302
    alice.refresh_from_db()
    assert not alice.is_active
