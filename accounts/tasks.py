from smtplib import SMTPException
from typing import Any

from celery import shared_task
from django.core.mail import send_mail

from accounts import mailing
from accounts.services import new_devices, sessions, trail

# An e-mail server that is away for a while comes back.
NOT_SENT = (SMTPException, OSError)


@shared_task(name="accounts.mail_new_devices")
def mail_new_devices(**_: Any) -> None:
    new_devices.mail_new_devices()


@shared_task(name="accounts.forget_old")
def forget_old(**_: Any) -> None:
    trail.forget_old()


@shared_task(name="accounts.forget_sessions")
def forget_sessions(**_: Any) -> None:
    sessions.forget_sessions()


@shared_task(name="accounts.post_letter", autoretry_for=NOT_SENT, retry_backoff=10, max_retries=6)
def post_letter(letter: str, **facts: Any) -> None:
    mailing.write(letter=letter, **facts)


@shared_task(name="accounts.post_notice", autoretry_for=NOT_SENT, retry_backoff=10, max_retries=6)
def post_notice(to: str, subject: str, text: str, **_: Any) -> None:
    send_mail(subject, text, None, [to])
