"""However a job at a vendor ends, it ends once, with the right charge, and nothing is left at work there.

The oracle is the emulator: what it billed, and which predictions it has not ended.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from ai.emulator import replicate
from ai.emulator.world import World
from ai.models import Errand, ModelSpec
from ai.services import errands
from ai.tests.doomed import Doomed
from ai.tests.vendors import BODY, CREATE, ended, films_billed, in_order, looked_after, ordered
from credits.tests.ledger import ledger_of
from jobs import services, settling
from jobs.models import Job
from jobs.tests.workers import sweep_until, worker
from videos.models import Video
from videos.services import library

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vendors")]
SMALL = {**BODY, "size": "854x480"}
AGAIN = (
    "claimed", "before-submit", "submitted", "remembered", "before-store", "stored", "worked",
    "settle-after-state", "settle-after-publish",
)  # fmt: skip
PLACES = (*((place, 2) for place in AGAIN), ("settled", 1))


def die_at(job: Job, place: str, killer: Doomed) -> None:
    """Has the job looked after by processes until one dies at the place; then its lease is over."""
    for _ in range(60):
        Job.objects.filter(pk=job.pk).active().update(not_before=Now())
        if killer.run(place=place, job=str(job.pk)):
            break
    else:
        raise AssertionError(f"Nothing died at {place!r}.")
    Job.objects.filter(pk=job.pk, lease_token__isnull=False).update(lease_expires_at=Now())


def run_errands() -> None:
    Errand.objects.filter(end="").update(not_before=Now())
    errands.run_due()


def ends() -> list[str]:
    return list(Errand.objects.order_by("pk").values_list("end", flat=True))


@pytest.mark.parametrize(("place", "attempts"), PLACES)
def test_a_killed_worker_costs_nobody_anything(
    api: APIClient, alice: User, world: World, killer: Doomed, place: str, attempts: int
) -> None:
    world.script({"settings": {"takes": 0}})
    job = ordered(api, SMALL)
    die_at(job, place, killer)
    settling.reap()
    ended(job)
    assert (job.status, job.attempt, job.charged) == ("completed", attempts, 30_000_000), job.error_message
    assert len(films_billed(world)) == 1
    assert Video.objects.count() == 1
    assert (ends(), replicate.at_work(world)) == ([], [])
    assert in_order(alice)


@pytest.mark.parametrize("place", ["submitted", "remembered"])
def test_cancelled_while_its_worker_is_dead_it_is_stopped_at_the_vendor(
    api: APIClient, alice: User, world: World, killer: Doomed, place: str
) -> None:
    world.script({"settings": {"takes": 600}})
    job = ordered(api, SMALL)
    die_at(job, place, killer)
    services.cancel(user=alice, job_id=job.pk)
    settling.reap()
    job.refresh_from_db()
    assert (job.status, job.charged, len(replicate.at_work(world))) == ("cancelled", 0, 1)
    assert ends() == [""]
    run_errands()
    assert (ends(), replicate.at_work(world), len(films_billed(world))) == (["told"], [], 1)
    assert in_order(alice)


def test_a_submit_that_arrives_after_its_worker_was_killed_is_found_and_stopped(
    api: APIClient, alice: User, world: World, vendors: dict[str, str], tmp_path: Path
) -> None:
    """kill -9 of a real worker while its request is on the way: the vendor begins when nobody is there."""
    world.script({"settings": {"takes": 600}, "rules": [{"match": CREATE, "delay": 3.0}]})
    job = ordered(api, SMALL)
    with worker(queue="ai", log=tmp_path / "doomed.log", **vendors) as doomed:
        sweep_until(lambda: not world.rules, what="The submit", by=doomed)
        doomed.kill()
    services.cancel(user=alice, job_id=job.pk)
    Job.objects.filter(pk=job.pk).update(lease_expires_at=Now())
    settling.reap()
    run_errands()
    sweep_until(lambda: bool(films_billed(world)), what="The submit's arrival")
    run_errands()
    job.refresh_from_db()
    assert (job.status, job.charged, ledger_of(alice).available) == ("cancelled", 0, 100)
    assert (ends(), replicate.at_work(world), len(films_billed(world))) == (["told"], [], 1)
    assert in_order(alice)


def test_what_the_reaper_gives_up_is_stopped_at_the_vendor(
    api: APIClient, alice: User, world: World, killer: Doomed
) -> None:
    """Three processes die over it; the vendor was asked once, and is told to stop."""
    world.script({"settings": {"takes": 600}})
    job = ordered(api, SMALL)
    for _ in range(3):
        die_at(job, "submitted", killer)
        settling.reap()
    job.refresh_from_db()
    assert (job.status, job.error_code, job.attempt) == ("failed", "worker_lost", 3)
    run_errands()
    assert (ends(), replicate.at_work(world), len(films_billed(world))) == (["told"], [], 1)
    assert (job.charged, ledger_of(alice).available) == (0, 100)
    assert in_order(alice)


def test_a_vendor_that_takes_too_long_is_stopped_and_another_does_it(
    api: APIClient, alice: User, world: World
) -> None:
    world.script({"settings": {"takes": 600}})
    job = looked_after(ordered(api, {**SMALL, "seconds": 6}))
    first = job.model
    Job.objects.update(memory={**job.memory, "since": 0.0})
    looked_after(job)
    run_errands()
    world.script({"settings": {"takes": 0}})
    ended(job)
    assert (job.status, job.result["fellOver"][0]["code"]) == ("completed", "too_slow")
    assert job.model != first
    assert (ends(), replicate.at_work(world)) == (["told"], [])
    cancels = [row["path"] for row in world.log if row["path"].endswith("/cancel")]
    assert len(cancels) == 1
    assert in_order(alice)


def test_a_vendor_that_is_away_is_told_later_and_a_second_time_harms_nothing(
    api: APIClient, alice: User, world: World, killer: Doomed
) -> None:
    world.script({"settings": {"takes": 600}, "rules": [{"match": "POST .*/cancel", "status": 503}]})
    job = looked_after(ordered(api, SMALL))
    services.cancel(user=alice, job_id=job.pk)
    assert looked_after(job).status == "cancelled"
    errands.run_due()
    errand = Errand.objects.get()
    assert (errand.end, errand.tries, len(replicate.at_work(world))) == ("", 1, 1)
    assert "trouble" in errand.trouble
    errands.run_due()
    assert Errand.objects.get().tries == 1, "not before its time"
    Errand.objects.update(not_before=Now())
    assert killer.run(place="told-vendor", errand=errand.pk)
    assert (ends(), replicate.at_work(world)) == ([""], [])
    run_errands()
    assert ends() == ["told"]
    assert errands.run(errand_id=errand.pk) is False
    assert in_order(alice)


def test_a_vendor_that_never_answers_is_given_up_and_what_never_reached_it_is_not_looked_for_for_ever(
    api: APIClient, alice: User, world: World, killer: Doomed
) -> None:
    lost = ordered(api, SMALL)
    die_at(lost, "before-submit", killer)
    services.cancel(user=alice, job_id=lost.pk)
    settling.reap()
    for looks in range(1, errands.LOOKS + 1):
        assert ends() == [""]
        run_errands()
        assert Errand.objects.get().tries == looks
    assert (ends(), films_billed(world)) == (["unknown"], [])
    world.script({"settings": {"takes": 600}})
    job = looked_after(ordered(api, SMALL))
    services.cancel(user=alice, job_id=job.pk)
    looked_after(job)
    world.script({"rules": [{"match": "POST .*/cancel", "status": 401}]})
    Errand.objects.filter(end="").update(tries=errands.MOST_TRIES - 1)
    run_errands()
    assert ends() == ["unknown", "given up"]
    assert "token" in Errand.objects.first().trouble  # type: ignore[union-attr]


def test_an_errand_that_breaks_is_tried_as_rarely_as_any_other_and_given_up() -> None:
    """A vendor that cannot be told so at all: its provider knows no such message."""
    errand = Errand.objects.create(
        kind=Errand.Kind.FORGET, provider="replicate", job_id=uuid4(), remote_id="p1", made_at=Now()
    )
    for tries in range(1, errands.MOST_TRIES + 1):
        assert ends() == [""]
        run_errands()
        errand.refresh_from_db()
        assert errand.tries == tries
        wait = errands.FIRST_WAIT * 2 ** (tries - 1)
        due = timezone.now() + timedelta(seconds=min(wait, errands.LONGEST_WAIT))
        assert tries == errands.MOST_TRIES or abs(errand.not_before - due) < timedelta(seconds=wait)
    assert ends() == ["given up"]
    assert "AttributeError" in errand.trouble
    Errand.objects.update(end="", tries=errands.MOST_TRIES)
    run_errands()
    assert ends() == ["given up"], "its worker died over the last try"


@pytest.mark.parametrize(
    ("rules", "moment"),
    [
        ([{"match": "{create}", "status": 404, "body": {"detail": "not found"}}], "before"),
        ([{"match": "{create}", "status": 410, "body": {"detail": "gone"}}], "before"),
        ([], "while it works"),
        ([{"match": "GET /replicate/v1/predictions/p.*", "status": 404}], "while it works"),
    ],
    ids=["404 at the submit", "410 at the submit", "while it works", "and its work is forgotten"],
)
def test_a_default_that_is_retired_in_mid_run_ends_every_job_once(
    api: APIClient, alice: User, world: World, rules: list[dict[str, Any]], moment: str
) -> None:
    world.script({"settings": {"takes": 0}})
    default = ModelSpec.objects.get(capability="text-to-video", is_default=True)
    job = ordered(api, {**SMALL, "seconds": 6})
    create = f"POST /replicate/v1/models/{default.model_id}/predictions"
    if moment != "before":
        looked_after(job)
        world.script({"settings": {"retired": [default.model_id]}})
    world.script({"rules": [{**rule, "match": rule["match"].format(create=create)} for rule in rules]})
    ended(job)
    assert job.status == "completed", job.error_message
    assert (job.model == default.model_id) is (not rules)
    assert 0 < job.charged <= job.quoted
    default.refresh_from_db()
    assert (default.ends_on is not None) is (moment == "before"), "a lost work says nothing of its model"
    assert len(films_billed(world)) == (2 if moment != "before" and rules else 1)
    assert in_order(alice)


def test_what_is_deleted_here_is_removed_where_the_vendor_keeps_it(
    api: APIClient, alice: User, world: World, settings: Settings
) -> None:
    settings.OPENAI_VIDEOS = True
    ModelSpec.objects.filter(provider="openai", model_id="sora-2").update(is_enabled=True, ends_on=None)
    voice = {"text": "Hello there.", "voice": "voice-anna", "model": "elevenlabs/eleven_multilingual_v2"}
    made = [
        ended(ordered(api, {**SMALL, "model": "openai/sora-2", "seconds": 4})),
        ended(ordered(api, voice, "/api/ai/voice-generation")),
        ended(ordered(api, {**SMALL, "model": "replicate/bytedance/seedance-1-pro"})),
    ]
    assert [job.provider for job in made] == ["openai", "elevenlabs", "replicate"], made[0].evidence
    world.script({"rules": [{"match": "DELETE .*", "status": 500, "times": 2}]})
    for job in made:
        library.delete(user=alice, video_id=job.outputs[0]["id"])
    assert Video.objects.count() == 0
    errands.run_due()
    assert (ends(), len(world.drawer("videos")), len(world.drawer("history"))) == (["", ""], 1, 1)
    run_errands()
    assert (ends(), world.drawer("videos"), world.drawer("history")) == (["told", "told"], {}, {})
    Errand.objects.update(end="")
    run_errands()
    assert ends() == ["told", "told"], "what is gone there is no trouble"
