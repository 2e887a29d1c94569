"""The e-mails of credits. What is to be sent are rows, so that nothing is lost and nothing is sent twice."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models.functions import Now

from credits.models import Feature, LimitWarning

A_ROUND = 100
TEXT = """Hello {name},

you have used {used} of {allowed} {what}.

See what is left, or choose another plan: {url}/credits/

Framewright
"""


def mail_warnings() -> int:
    """Sends the warnings that are not sent yet; how many. One that cannot be sent is tried again later."""
    waiting = LimitWarning.objects.filter(mailed_at__isnull=True).order_by("created_at")
    return sum(_mail(pk) for pk in waiting.values_list("pk", flat=True)[:A_ROUND])


@transaction.atomic
def _mail(warning_id: int) -> bool:
    """The row is locked while its e-mail goes out: of two workers one sends it."""
    rows = LimitWarning.objects.select_for_update(skip_locked=True, of=("self",)).select_related("user")
    warning = rows.filter(pk=warning_id, mailed_at__isnull=True).first()
    if warning is None:
        return False
    what = "credits of this month" if warning.feature not in Feature else Feature(warning.feature).label
    text = TEXT.format(
        name=warning.user.get_short_name(),
        used=warning.used,
        allowed=warning.allowed,
        what=what,
        url=settings.PUBLIC_URL,
    )
    LimitWarning.objects.filter(pk=warning.pk).update(mailed_at=Now())
    send_mail("Little is left of your plan", text, None, [warning.user.email])
    return True
