"""How jobs are written for people."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credits.pricing import to_credits
from jobs import kinds
from jobs.models import Job

register = template.Library()


@register.filter
def kind_name(kind: str) -> str:
    return kinds.name_of(kind)


@register.filter
def cost(job: Job) -> str:
    """What a job has cost, or what is set aside for it."""
    if job.is_active:
        return _("%(credits)s set aside") % {"credits": credits_of(job.quoted)}
    return credits_of(job.charged) if job.status == Job.Status.COMPLETED else _("nothing charged")


@register.filter
def credits_of(micro: int) -> str:
    """Micro-credits as “1 credit” or “2.5 credits”."""
    amount = round(to_credits(micro), 2)
    digits = next(each for each in (0, 1, 2) if round(amount, each) == amount)
    written = number_format(amount, digits)
    return ngettext("%(amount)s credit", "%(amount)s credits", 1 if amount == 1 else 2) % {"amount": written}


@register.filter
def took(job: Job) -> str:
    """From its first start to its end: “0.4 s”, “12 s”, “3 min 5 s”, “2 h 10 min”; nothing while it runs."""
    if not (job.started_at and job.finished_at):
        return ""
    seconds = max((job.finished_at - job.started_at).total_seconds(), 0)
    minutes, hours = divmod(round(seconds), 60), divmod(round(seconds / 60), 60)
    if seconds < 10:
        return _("%(seconds)s s") % {"seconds": number_format(seconds, 1)}
    if not minutes[0]:
        return _("%(seconds)s s") % {"seconds": minutes[1]}
    if not hours[0]:
        return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes[0], "seconds": minutes[1]}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours[0], "minutes": hours[1]}
