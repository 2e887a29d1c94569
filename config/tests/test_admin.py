import re
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import services as accounts
from accounts.models import AuditEvent, Session, User
from ai.models import Errand, Inspection, ModelSpec
from config.tests.admin_rows import fill, film_of, job_of
from conftest import PASSWORD
from credits import services as credits
from credits.models import (
    Account,
    AuditRun,
    Budget,
    Entry,
    Hold,
    LimitWarning,
    Lot,
    Pack,
    Payment,
    PendingChange,
    Plan,
    Price,
    Purchase,
    StripeEvent,
    Subscription,
    Transaction,
)
from credits.pricing import MICRO
from jobs.models import Job, OutboxMessage
from projects.models import Comment, Film, Project, ProjectTemplate, ReviewLink, TimelineRevision
from videos.media.generate import clip
from videos.models import RetentionRule, Video
from videos.services import uploading
from youtube_integration.models import Channel, Import, Publication, UploadDay

pytestmark = pytest.mark.django_db

READ_ONLY = [
    Account,
    AuditEvent,
    AuditRun,
    Entry,
    Hold,
    LimitWarning,
    Lot,
    Payment,
    PendingChange,
    Purchase,
    StripeEvent,
    Subscription,
    Transaction,
    Job,
    OutboxMessage,
    Session,
    LogEntry,
    Errand,
    Inspection,
]
EDITABLE = [Budget, Group, ModelSpec, Pack, Plan, Price, RetentionRule, User, Video]
OURS = [
    *READ_ONLY,
    *EDITABLE,
    Comment,
    Film,
    Project,
    ProjectTemplate,
    ReviewLink,
    TimelineRevision,
    Channel,
    Import,
    Publication,
    UploadDay,
]


@pytest.fixture
def boss(db: None) -> User:
    return User.objects.create_superuser(email="boss@example.com", password=PASSWORD)


@pytest.fixture
def staff(boss: User) -> Client:
    client = Client()
    client.force_login(boss)
    return client


def list_of(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_of(row: Any, page: str = "change") -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=(row.pk,))


def test_every_model_of_ours_has_a_page() -> None:
    assert set(admin.site._registry) == set(OURS)


@pytest.mark.parametrize("model", OURS)
def test_lists_and_pages_open_and_rows_cost_no_queries(staff: Client, model: Any) -> None:
    fill(1)
    staff.get(list_of(model))
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert staff.get(list_of(model)).status_code == 200
    for number in range(2, 6):
        fill(number)
    with CaptureQueriesContext(connection) as many:
        answer = staff.get(list_of(model))
    assert answer.status_code == 200
    assert len(many) <= len(few)
    assert len(answer.context["cl"].result_list) >= 5
    assert staff.get(f"{list_of(model)}?q=person1").status_code == 200
    for row in model.objects.all()[:3]:
        assert staff.get(page_of(row)).status_code == 200


@pytest.mark.parametrize("model", READ_ONLY)
def test_what_the_platform_writes_nobody_adds_changes_or_deletes(staff: Client, model: Any) -> None:
    fill(1)
    row = model.objects.first()
    before = model.objects.filter(pk=row.pk).values().get()
    assert staff.get(reverse(list_of_name(model, "add"))).status_code == 403
    assert staff.post(page_of(row), {"reason": "changed", "available": "1"}).status_code == 403
    assert staff.post(page_of(row, "delete"), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"}
    staff.post(list_of(model), chosen)
    assert model.objects.filter(pk=row.pk).values().get() == before


def list_of_name(model: Any, page: str) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"


@pytest.mark.parametrize("model", OURS)
def test_people_without_staff_rights_are_sent_away(alice: User, model: Any) -> None:
    client = Client()
    assert client.get(list_of(model))["Location"].startswith("/admin/login/")
    client.force_login(alice)
    assert client.get(list_of(model))["Location"].startswith("/admin/login/")
    alice.is_staff = True
    alice.save()
    assert client.get(list_of(model)).status_code == 403


def test_the_front_page_opens(staff: Client) -> None:
    assert staff.get("/admin/").status_code == 200


def token_in(answer: Any) -> str:
    found = re.search(r'name="token" value="([0-9a-f-]{36})"', answer.content.decode())
    assert found
    return found[1]


def test_credits_are_granted_once_with_a_reason_and_a_name(
    staff: Client, boss: User, alice: User, bob: User
) -> None:
    before = credits.balance(user=alice).available
    chosen = {"action": "grant_credits", "_selected_action": [str(alice.pk), str(bob.pk)]}
    form = staff.post(list_of(User), chosen)
    assert "2 people" in form.content.decode()
    sent = {**chosen, "_form_submitted": "True", "token": token_in(form), "amount": "2.5", "reason": "Sorry"}
    for _ in range(2):
        assert staff.post(list_of(User), sent).status_code == 302
    for person in (alice, bob):
        assert credits.balance(user=person).available == before + 2_500_000
        row = Transaction.objects.for_user(person).get(kind="grant", actor=boss)
        assert row.reason == "Sorry"
        assert LogEntry.objects.filter(object_id=str(person.pk), change_message__contains="Sorry").exists()


@pytest.mark.parametrize(
    ("amount", "reason"), [("5", ""), ("5", "   "), ("0", "Why"), ("-1", "Why"), ("NaN", "Why"), ("", "Why")]
)
def test_no_credits_without_a_reason_or_an_amount(
    staff: Client, alice: User, amount: str, reason: str
) -> None:
    before = credits.balance(user=alice)
    fields = {"_form_submitted": "True", "token": str(uuid.uuid4()), "amount": amount, "reason": reason}
    chosen = {"action": "grant_credits", "_selected_action": [str(alice.pk)]}
    assert staff.post(list_of(User), {**chosen, **fields}).context["form"].errors
    assert staff.post(page_of(alice, "grant_credits_here"), fields).status_code == 200
    assert credits.balance(user=alice) == before


def test_credits_are_granted_on_the_persons_page(staff: Client, boss: User, alice: User) -> None:
    address = page_of(alice, "grant_credits_here")
    before = credits.balance(user=alice).available
    form = staff.get(address)
    fields = {"_form_submitted": "True", "token": token_in(form), "amount": "7", "reason": "A gift & more"}
    assert staff.post(address, fields)["HX-Redirect"] == page_of(alice)
    assert credits.balance(user=alice).available == before + 7 * MICRO
    page = staff.get(page_of(alice)).content.decode()
    assert "A gift &amp; more" in page
    assert "+7" in page
    assert boss.email in page


def test_opening_the_dialog_grants_nothing(staff: Client, alice: User) -> None:
    before = credits.balance(user=alice)
    staff.get(f"{page_of(alice, 'grant_credits_here')}?amount=5&reason=x&_form_submitted=True")
    assert credits.balance(user=alice) == before


def test_people_made_by_staff_are_welcomed_like_everybody(staff: Client, alice: User) -> None:
    fields = {"email": "New@Example.com", "name": "New", "password1": PASSWORD, "password2": PASSWORD}
    assert staff.post(reverse("admin:accounts_user_add"), fields).status_code == 302
    person = accounts.check_credentials(email="new@example.com", password=PASSWORD)
    assert credits.balance(user=person) == credits.balance(user=alice)
    taken = staff.post(reverse("admin:accounts_user_add"), {**fields, "email": "NEW@example.com"})
    assert taken.context["adminform"].form.errors["email"]


def test_a_new_password_ends_the_persons_sessions(staff: Client, alice: User) -> None:
    tokens = accounts.open_session(user=alice, client=accounts.Client())
    address = reverse("admin:auth_user_password_change", args=(alice.pk,))
    fresh = {
        "password1": "a-fresh-long-word-3",
        "password2": "a-fresh-long-word-3",
        "usable_password": "true",
    }
    assert staff.post(address, fresh).status_code == 302
    assert accounts.check_credentials(email=alice.email, password="a-fresh-long-word-3") == alice
    with pytest.raises(accounts.SessionEnded):
        accounts.user_of_access_token(token=tokens.access_token)


def test_people_are_changed_but_never_deleted(staff: Client, alice: User) -> None:
    fields = {"email": "Alice2@example.com", "name": "Alice Two", "locale": "en", "is_active": "on"}
    assert staff.post(page_of(alice), fields).status_code == 302
    alice.refresh_from_db()
    assert (alice.email, alice.name) == ("alice2@example.com", "Alice Two")
    assert staff.post(page_of(alice, "delete"), {"post": "yes"}).status_code == 403


def test_staff_who_are_no_superusers_cannot_become_one(boss: User, alice: User, bob: User) -> None:
    alice.is_staff = True
    alice.save()
    alice.user_permissions.set(Permission.objects.filter(codename__in=("change_user", "view_user")))
    client = Client()
    client.force_login(alice)
    mine = {"email": alice.email, "name": "A", "locale": "en", "is_active": "on", "is_superuser": "on"}
    assert client.post(page_of(alice), mine).status_code == 302
    alice.refresh_from_db()
    assert not alice.is_superuser
    password = {"password1": PASSWORD + "x", "password2": PASSWORD + "x", "usable_password": "true"}
    address = reverse("admin:auth_user_password_change", args=(boss.pk,))
    assert client.post(address, password).status_code == 403
    assert client.post(page_of(boss), {**mine, "email": "mine@example.com"}).status_code == 403
    assert client.get(page_of(bob, "grant_credits_here")).status_code == 403
    boss.refresh_from_db()
    assert boss.check_password(PASSWORD)
    assert boss.email == "boss@example.com"


def test_jobs_are_cancelled_and_done_again(staff: Client, alice: User) -> None:
    film = film_of(alice)
    waiting, failed, done = job_of(alice, film), job_of(alice, film), job_of(alice, film)
    assert staff.post(page_of(failed, "cancel_this"), {"_form_submitted": "True"})["HX-Redirect"]
    Job.objects.filter(pk=done.pk).update(status="completed")
    chosen = {"action": "cancel_selected", "_selected_action": [str(waiting.pk), str(done.pk)]}
    told = staff.post(list_of(Job), chosen, follow=True).content.decode()
    assert f"Cancelled: video.edit {waiting.pk}; it is cancelled." in told
    assert f"video.edit {done.pk}: The job is completed;" in told
    assert Job.objects.get(pk=waiting.pk).status == "cancelled"
    film.delete()
    again = {"action": "retry_selected", "_selected_action": [str(failed.pk), str(done.pk)]}
    told = staff.post(list_of(Job), again, follow=True).content.decode()
    assert f"video.edit {failed.pk}: " in told
    assert f"video.edit {done.pk}: The job is completed;" in told
    assert not Job.objects.filter(retry_of__isnull=False).exists()


def test_a_cancelled_job_is_done_again_as_a_new_one(staff: Client, alice: User, tmp_path: Path) -> None:
    path = clip(tmp_path / "film.mp4", seconds=0.4, width=160, height=90)
    job = uploading.upload(user=alice, incoming=uploading.Incoming(path=path, name="film.mp4")).job
    assert staff.post(page_of(job, "cancel_this"), {"_form_submitted": "True"})["HX-Redirect"]
    chosen = {"action": "retry_selected", "_selected_action": [str(job.pk)]}
    told = staff.post(list_of(Job), chosen, follow=True).content.decode()
    again = Job.objects.get(retry_of=job)
    assert f"Done again: video.ingest {job.pk}; the new job is {again.pk}." in told
    assert (again.user, again.status) == (alice, "queued")
    assert LogEntry.objects.filter(object_id=str(job.pk), change_message="Done again.").exists()


def test_opening_a_jobs_dialog_does_nothing(staff: Client, alice: User) -> None:
    job = job_of(alice, film_of(alice))
    assert staff.get(page_of(job, "cancel_this")).status_code == 200
    assert Job.objects.get(pk=job.pk).status == "queued"


def test_a_jobs_page_shows_evidence_and_log_as_text(staff: Client, alice: User) -> None:
    page = staff.get(page_of(job_of(alice, film_of(alice)))).content.decode()
    assert "&lt;b&gt;ffmpeg&lt;/b&gt; says" in page
    assert "&quot;check&quot;: &quot;black&quot;" in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("by_list", [True, False])
def test_a_deleted_video_takes_its_files_along(staff: Client, alice: User, by_list: bool) -> None:
    film = film_of(alice)
    job = job_of(alice, film)
    stored = Path(settings.MEDIA_ROOT) / film.file
    assert stored.exists()
    chosen = {"action": "delete_selected", "_selected_action": [str(film.pk)], "post": "yes"}
    staff.post(list_of(Video) if by_list else page_of(film, "delete"), chosen)
    assert not Video.objects.exists()
    assert not stored.exists()
    assert Job.objects.get(pk=job.pk).status == "cancelled"


def test_sessions_are_ended(staff: Client, alice: User) -> None:
    tokens = accounts.open_session(user=alice, client=accounts.Client())
    session = Session.objects.get(user=alice)
    staff.post(list_of(Session), {"action": "revoke", "_selected_action": [str(session.pk)]})
    with pytest.raises(accounts.SessionEnded):
        accounts.refresh_session(refresh_token=tokens.refresh_token)


def price_fields(**changes: str) -> dict[str, str]:
    fields = {"code": "edit", "name": "Edit", "price": "2.5", "unit": "60", "unit_name": "started minute"}
    return {**fields, "effective_from_0": "", "effective_from_1": "", **changes}


def test_a_new_price_counts_from_now_on(staff: Client) -> None:
    answer = staff.post(reverse("admin:credits_price_add"), price_fields())
    assert answer.status_code == 302
    assert credits.current_rates()["edit"].micro == 2_500_000


def test_a_price_cannot_begin_in_the_past_and_one_that_began_stays(staff: Client) -> None:
    past = price_fields(effective_from_0="2020-01-01", effective_from_1="00:00:00")
    answer = staff.post(reverse("admin:credits_price_add"), past)
    assert "effective_from" in answer.context["adminform"].form.errors
    began = Price.objects.get(code="edit")
    assert staff.post(page_of(began), price_fields(price="9")).status_code == 403
    assert staff.post(page_of(began, "delete"), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [str(began.pk)], "post": "yes"}
    staff.post(list_of(Price), chosen)
    assert Price.objects.get(code="edit").micro == began.micro


def test_a_price_that_has_not_begun_can_still_be_changed(staff: Client) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    price = Price.objects.create(code="edit", name="Edit", micro=5, unit=60, effective_from=tomorrow)
    day, clock = tomorrow.strftime("%Y-%m-%d"), tomorrow.strftime("%H:%M:%S")
    fields = price_fields(effective_from_0=day, effective_from_1=clock, price="3")
    assert staff.get(page_of(price)).status_code == 200
    assert staff.post(page_of(price), fields).status_code == 302
    price.refresh_from_db()
    assert price.micro == 3 * MICRO
    assert credits.current_rates()["edit"].micro == MICRO
    assert staff.post(page_of(price, "delete"), {"post": "yes"}).status_code == 302
