"""The page of jobs: what is found, what it asks of the database, and what it makes of odd addresses."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from jobs.models import Job

pytestmark = pytest.mark.django_db
QUERIES = 9


@pytest.fixture
def browser(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def made(user: User, title: str, kind: str = "video.edit", status: str = "completed") -> Job:
    now = timezone.now()
    return Job(
        user=user,
        title=title,
        kind=kind,
        category="video",
        work="videos.edit",
        queue="media",
        status=status,
        charged=2_500_000 if status == "completed" else 0,
        started_at=now - timedelta(seconds=185),
        finished_at=now,
    )


def titles(page: object) -> list[str]:
    return [job.title for job in page.context["jobs"]]  # type: ignore[attr-defined]


def test_jobs_are_found_by_state_kind_and_words(browser: Client, alice: User, bob: User) -> None:
    Job.objects.bulk_create(
        [
            made(alice, "Harbour by night"),
            made(alice, "Harbour by day", status="failed"),
            made(alice, "Market", kind="video.ingest"),
            made(bob, "Harbour of Bob"),
        ]
    )
    assert sorted(titles(browser.get("/jobs/?q=harbour"))) == ["Harbour by day", "Harbour by night"]
    assert titles(browser.get("/jobs/?q=harbour&show=failed")) == ["Harbour by day"]
    assert titles(browser.get("/jobs/?kind=video.ingest")) == ["Market"]
    page = browser.get("/jobs/?show=completed&q=night").content.decode()
    assert "took 3 min 5 s" in page
    assert "2.5 credits" in page
    assert "Harbour of Bob" not in browser.get("/jobs/").content.decode()


def test_the_page_asks_as_much_for_many_jobs_and_turns_pages(
    browser: Client, alice: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Job.objects.bulk_create([made(alice, f"Edit {number}") for number in range(120)])
    browser.get("/jobs/")
    with django_assert_max_num_queries(QUERIES):
        page = browser.get("/jobs/?q=Edit&page=3")
    assert len(titles(page)) == 20
    assert "?q=Edit&amp;page=2" in page.content.decode()


@pytest.mark.parametrize("address", ["?show=odd", "?kind=%00", "?q=%00", "?page=x", "?page=999999999999999"])
def test_odd_addresses_are_answered(browser: Client, address: str) -> None:
    assert browser.get(f"/jobs/{address}").status_code == 200
