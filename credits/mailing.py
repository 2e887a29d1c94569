"""The e-mails of credits. What is to be sent are rows, so that nothing is lost and nothing is sent twice."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.language import language_of
from credits import limits
from credits.models import Feature, LimitWarning

A_ROUND = 100


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
    LimitWarning.objects.filter(pk=warning.pk).update(mailed_at=Now())
    with translation.override(language_of(warning.user)):
        send_mail(_("Little is left of your plan"), _text(warning), None, [warning.user.email])
    return True


def _text(warning: LimitWarning) -> str:
    used, limit = _amounts(warning)
    lines = (
        _("Hello %(name)s,") % {"name": warning.user.get_short_name()},
        _("you have used %(used)s of %(limit)s.") % {"used": used, "limit": limit},
        _("See what is left, or choose another plan: %(address)s")
        % {"address": f"{settings.PUBLIC_URL}/credits/"},
        "Framewright",
    )
    return "\n\n".join(lines)


def _amounts(warning: LimitWarning) -> tuple[str, str]:
    """How much is used, and the limit in words."""
    if warning.feature not in Feature:
        return str(warning.used), _("%(amount)s credits of this month") % {"amount": warning.allowed}
    feature = Feature(warning.feature)
    return limits.shown(feature, warning.used), limits.told(feature, warning.allowed)
