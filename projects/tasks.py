import uuid
from smtplib import SMTPException
from typing import Any

from celery import shared_task

from projects import mailing
from projects.services import inviting
from projects.services.exchange import packaging
from projects.services.render import beside
from projects.services.review import reviewing

# An e-mail server that is away for a while comes back.
NOT_SENT = (SMTPException, OSError)


@shared_task(name="projects.post_invitation", autoretry_for=NOT_SENT, retry_backoff=10, max_retries=6)
def post_invitation(invitation_id: str, **_: Any) -> None:
    mailing.write_invitation(invitation_id=uuid.UUID(invitation_id))


@shared_task(name="projects.forget_invitations")
def forget_invitations(**_: Any) -> None:
    inviting.sweep()


@shared_task(name="projects.forget_reviews")
def forget_reviews(**_: Any) -> None:
    reviewing.sweep()


@shared_task(name="projects.sweep_beside")
def sweep_beside(**_: Any) -> None:
    beside.sweep()


@shared_task(name="projects.sweep_packages")
def sweep_packages(**_: Any) -> None:
    packaging.sweep()
