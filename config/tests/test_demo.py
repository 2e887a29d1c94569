import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connections
from pytest_django import Settings

from accounts import services as accounts
from accounts.models import User
from config import demo
from conftest import PASSWORD
from credits import services as credits
from jobs import running
from jobs.models import Job
from videos.media.generate import clip
from videos.models import Video
from videos.services import library

DEMO = {"email": "Demo@example.com", "password": PASSWORD}


@pytest.fixture(autouse=True)
def demo_and_staff(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = DEMO
    monkeypatch.setenv("ADMIN_EMAIL", "admin@example.com")
    monkeypatch.setenv("ADMIN_PASSWORD", PASSWORD)
    monkeypatch.delenv("DEMO_FILM", raising=False)


def prepare() -> str:
    told = io.StringIO()
    call_command("prepare_demo", stdout=told)
    return told.getvalue()


def make_film() -> str:
    told = io.StringIO()
    call_command("make_demo_film", stdout=told)
    return told.getvalue()


def short_film(folder: Path, name: str = "film.mp4") -> Path:
    folder.mkdir(exist_ok=True)
    return clip(folder / name, seconds=0.4, width=160, height=90)


@pytest.mark.django_db
def test_the_accounts_of_the_environment_are_made_once() -> None:
    first = prepare()
    assert "demo@example.com was made" in first
    assert "admin@example.com was made" in first
    assert PASSWORD not in first
    assert "as it should be" in prepare()
    assert User.objects.count() == 2
    person, staff = User.objects.get(email="demo@example.com"), User.objects.get(email="admin@example.com")
    assert (person.is_staff, person.is_superuser) == (False, False)
    assert (staff.is_staff, staff.is_superuser) == (True, True)
    assert credits.balance(user=person).available > 0


@pytest.mark.django_db
def test_a_new_password_in_the_environment_replaces_the_old_one(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare()
    staff = User.objects.get(email="admin@example.com")
    tokens = accounts.open_session(user=staff, client=accounts.Client())
    monkeypatch.setenv("ADMIN_PASSWORD", "another-long-word-7")
    assert "admin@example.com has a new password" in prepare()
    assert accounts.check_credentials(email=staff.email, password="another-long-word-7") == staff
    with pytest.raises(accounts.WrongCredentials):
        accounts.check_credentials(email=staff.email, password=PASSWORD)
    with pytest.raises(accounts.SessionEnded):
        accounts.refresh_session(refresh_token=tokens.refresh_token)


@pytest.mark.django_db
def test_a_staff_account_that_was_a_persons_becomes_staff(bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)
    monkeypatch.setenv("ADMIN_EMAIL", bob.email)
    prepare()
    bob.refresh_from_db()
    assert (bob.is_staff, bob.is_superuser, bob.is_active) == (True, True, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value"), [("ADMIN_PASSWORD", "1234"), ("ADMIN_EMAIL", "not an address"), ("ADMIN_PASSWORD", "")]
)
def test_an_account_that_cannot_be_made_stops_with_a_sentence(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(CommandError, match="ADMIN_EMAIL or its password cannot be used"):
        prepare()
    assert not User.objects.filter(is_staff=True).exists()


@pytest.mark.django_db
def test_the_public_demo_account_never_becomes_staff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_EMAIL", " DEMO@example.com")
    with pytest.raises(CommandError, match="must differ"):
        prepare()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_without_names_in_the_environment_no_account_is_made(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = {}
    monkeypatch.delenv("ADMIN_EMAIL")
    assert "are not set" in prepare()
    assert not User.objects.exists()
    assert "no demo account" in make_film()


@pytest.mark.django_db
def test_demo_film_0_makes_none(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare()
    monkeypatch.setenv("DEMO_FILM", "0")
    assert "DEMO_FILM is 0" in make_film()
    assert not Video.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_film_goes_the_ordinary_way_and_costs_nothing() -> None:
    prepare()
    user = User.objects.get(email="demo@example.com")
    before = credits.balance(user=user)
    assert demo.FILM_TITLE in make_film()
    running.run_job(job_id=Job.objects.get(user=user).pk)
    video = Video.objects.get(owner=user)
    assert (video.title, video.status) == (demo.FILM_TITLE, Video.Status.READY)
    assert video.thumbnail
    assert video.duration > 20
    assert credits.balance(user=user) == before
    assert Job.objects.get(user=user).charged > 0


@pytest.mark.django_db
def test_a_deleted_film_does_not_come_back(tmp_path: Path) -> None:
    prepare()
    user = User.objects.get(email="demo@example.com")
    demo.take_in_film(user=user, film=short_film(tmp_path))
    library.delete(user=user, video_id=Video.objects.get(owner=user).pk)
    assert "before" in make_film()
    assert not Video.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_makers_at_once_give_one_film(tmp_path: Path) -> None:
    prepare()
    user = User.objects.get(email="demo@example.com")
    films = [short_film(tmp_path / str(number)) for number in range(4)]
    before = credits.balance(user=user).available

    def take_in(film: Path) -> str:
        try:
            return demo.take_in_film(user=user, film=film)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as makers:
        told = list(makers.map(take_in, films))
    assert all(user.email in sentence for sentence in told)
    assert Video.objects.filter(owner=user).count() == 1
    assert Job.objects.filter(user=user).count() == 1
    balance = credits.balance(user=user)
    assert balance.available == before
    assert balance.held == Job.objects.get(user=user).quoted


@pytest.mark.django_db(transaction=True)
def test_a_film_that_cannot_be_taken_in_moves_no_credit(tmp_path: Path) -> None:
    prepare()
    user = User.objects.get(email="demo@example.com")
    before = credits.balance(user=user)
    broken = tmp_path / "film.mp4"
    broken.write_bytes(b"not a film")
    with pytest.raises(ValidationError, match="video"):
        demo.take_in_film(user=user, film=broken)
    assert credits.balance(user=user) == before
