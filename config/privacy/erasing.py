"""Erases accounts whose time to think is over, in steps that can be interrupted anywhere and begun again."""

import logging
import uuid
from contextlib import suppress

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.context import Client
from accounts.models import AuditEvent, User
from accounts.services import leaving, trail
from accounts.services.sessions import end_all_sessions
from config.privacy.subjects import SUBJECTS
from jobs import services as jobs
from jobs.failpoints import failpoint
from jobs.models import Job
from videos import files

log = logging.getLogger(__name__)


class StillBusy(Exception):
    """Work of the person has not stopped yet."""


def erase_due() -> int:
    """Erases everybody whose time has come; how many. Who cannot be erased now is tried again next time."""
    due = User.objects.filter(erase_after__lte=timezone.now()).order_by("erase_after")
    erased = 0
    for user_id in due.values_list("pk", flat=True):
        try:
            erased += erase(user_id=user_id)
        except StillBusy as busy:
            log.info("Account %s is erased later: %s", user_id, busy)
    return erased


def erase(*, user_id: uuid.UUID) -> bool:
    """Forgets everything of a person but the books; False when their time has not come.

    Raises StillBusy while a worker is at something of theirs.
    """
    user = User.objects.filter(pk=user_id, erase_after__lte=timezone.now()).first()
    if user is None or not _shut(user):
        return False
    _stop_work(user)
    for subject in SUBJECTS:
        subject.forget(subject.model, subject.mine, user)
        failpoint("erased-subject")
    files.delete_folder(f"users/{user.pk}")
    failpoint("erased-files")
    _sign_off(user)
    log.info("Account %s was erased.", user.pk)
    return True


@transaction.atomic
def _shut(user: User) -> bool:
    """From here on nobody can call it off; False when somebody just did."""
    if not User.objects.filter(pk=user.pk, erase_after__lte=timezone.now()).update(is_active=False):
        return False
    if user.is_active:
        end_all_sessions(user=user)
        leaving.let_go(user=user)
    return True


def _stop_work(user: User) -> None:
    for job in Job.objects.for_user(user).active().filter(parent__isnull=True):
        with suppress(jobs.WrongState):  # it has ended in the meantime
            jobs.cancel_job(job)
    busy = Job.objects.filter(user=user).active().count()
    if busy:
        raise StillBusy(f"{busy} jobs have not stopped yet.")


@transaction.atomic
def _sign_off(user: User) -> None:
    """The last step: the trail and the name go together; what is left is an account that is nobody's."""
    for powers in (User.groups, User.user_permissions):
        powers.through.objects.filter(user=user).delete()
    trail.forget_person(user=user)
    User.objects.filter(pk=user.pk).update(
        email=f"erased-{user.pk}@{leaving.ERASED_DOMAIN}",
        name="",
        locale="en",
        auto_transcribe=False,
        avatar="",
        password=make_password(None),
        last_login=None,
        is_staff=False,
        is_superuser=False,
        erase_after=None,
    )
    nobody = User.objects.get(pk=user.pk)
    trail.record(user=nobody, action=AuditEvent.Action.ERASED, actor=trail.NOBODY, client=Client())
