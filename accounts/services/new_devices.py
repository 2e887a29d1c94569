"""E-mails about sign-ins from a device never seen before. What is to be sent is said by the session's row."""

import logging
import uuid
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.devices import device_name
from accounts.language import language_of
from accounts.models import Session, User

log = logging.getLogger(__name__)

A_ROUND = 100
NEW_ACCOUNT = timedelta(days=1)
TOO_LATE = timedelta(days=1)
TEXT = gettext_lazy("""Hello {name},

somebody has signed in to your account:

  {device}
  from the address {address}
  on {time} UTC

If it was you, there is nothing to do. If not, end the session and change your password:
{url}/account/sessions/

Framewright
""")


def is_news(*, user: User, device: str) -> bool:
    """Whether a person should be told that they have signed in from this device.

    Browsers tell their version, which changes by itself: a device is known by its name, `Firefox on Linux`.
    """
    if not settings.NOTIFY_NEW_DEVICE:
        return False
    own = Session.objects.for_user(user).order_by()
    if own.filter(device=device).exists():
        return False
    seen = {device_name(each) for each in own.values_list("device", flat=True).distinct()}
    if not seen:
        return user.date_joined < timezone.now() - NEW_ACCOUNT
    return device_name(device) not in seen


def mail_new_devices() -> int:
    """Sends the e-mails that are due; how many. One that cannot be sent is tried again for a day."""
    since = timezone.now() - TOO_LATE
    due = Session.objects.filter(mail_due=True, created_at__gt=since).order_by("created_at")
    return sum(_mail(pk) for pk in due.values_list("pk", flat=True)[:A_ROUND])


@transaction.atomic
def _mail(session_id: uuid.UUID) -> bool:
    """The row is locked while its e-mail goes out: of two workers one sends it."""
    rows = Session.objects.select_for_update(skip_locked=True, of=("self",)).select_related("user")
    session = rows.filter(pk=session_id, mail_due=True).first()
    if session is None:
        return False
    subject, text = _written(session)
    try:
        send_mail(subject, text, None, [session.user.email])
    except (SMTPException, OSError) as error:
        log.warning("An e-mail about a new device could not be sent: %s", error)
        return False
    Session.objects.filter(pk=session.pk).update(mail_due=False)
    return True


def _written(session: Session) -> tuple[str, str]:
    """The subject and the text, as the person speaks."""
    with override(language_of(session.user)):
        text = str(TEXT).format(
            name=session.user.get_short_name(),
            device=device_name(session.device),
            address=session.address or _("unknown"),
            time=date_format(session.created_at, "DATETIME_FORMAT"),
            url=settings.PUBLIC_URL,
        )
        return _("A new device has signed in to your account"), text
