"""Ends what a deactivated person has running: jobs, and the plan that is paid each month."""

import uuid
from contextlib import suppress

from accounts.models import User
from credits.models import Subscription
from credits.payments import buying
from credits.plans import NothingToEnd
from jobs import services as jobs
from jobs.models import Job


def let_go(*, user_id: uuid.UUID) -> None:
    """Cancels the jobs and ends the plan of somebody who is deactivated; nothing when they are back.

    Raises PaymentRefused when the payment service does not answer; then it is to be called again.
    """
    user = User.objects.filter(pk=user_id, is_active=False).first()
    if user is None:
        return
    for job in Job.objects.for_user(user).active().filter(parent__isnull=True):
        with suppress(jobs.WrongState):  # it has ended in the meantime
            jobs.cancel_job(job)
    running = Subscription.objects.filter(user=user, cancel_at_period_end=False).exclude(
        provider=Subscription.Provider.NONE
    )
    if running.exists():
        with suppress(NothingToEnd):
            buying.end_plan(user=user)
