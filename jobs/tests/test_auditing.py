import pytest
from django.db.models import F

from accounts.models import User
from credits import auditing
from credits import services as credits
from credits.pricing import MICRO
from jobs.models import Job

pytestmark = pytest.mark.django_db

NAME = "jobs_were_charged_what_was_captured"


@pytest.mark.parametrize("has_hold", [True, False])
def test_a_job_charged_otherwise_than_its_hold_is_found(alice: User, has_hold: bool) -> None:
    hold = credits.hold(user=alice, micro=9 * MICRO, reference="job:1") if has_hold else None
    if hold:
        credits.capture(hold_id=hold.pk, micro=5 * MICRO)
    job = Job.objects.create(
        user=alice,
        kind="k",
        category="c",
        work="w",
        queue="q",
        status=Job.Status.COMPLETED,
        hold=hold,
        charged=5 * MICRO if has_hold else 0,
    )
    assert auditing.audit().faults == {}
    Job.objects.update(charged=F("charged") + 1)
    (row,) = auditing.audit().faults[NAME]
    assert row["id"] == str(job.pk)
