"""What a vendor's HTTP answer means for us. The table of states is each vendor's own."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from ai.capabilities import ProviderError, Refused
from videos.media.said import gettext as _

# Of the 4xx only these may go well later: https://www.rfc-editor.org/rfc/rfc9110#section-15.5
TEMPORARY = frozenset({408, 409, 425, 429})
# What a vendor answers of something that it does not have, or that has ended.
NOT_THERE = frozenset({"model_gone", "work_lost", "request_refused"})
LONGEST_WAIT = 3600.0  # seconds; a vendor that asks for more is as good as gone
MESSAGE_LENGTH = 300
# Vendors repeat a wrong key in their message, and some a part of a right one.
SECRET = re.compile(r"\b(sk|r8|xi|key|Bearer)[-_ ][A-Za-z0-9*_-]{4,}")

States = Mapping[int, tuple[str, str]]  # status -> our code and a sentence for the person


def failure(*, vendor: str, status: int, said: str, retry_after: str | None, states: States) -> ProviderError:
    """The error that an answer with this status means; `said` is the vendor's own message."""
    code, words = states.get(status) or _by_class(vendor, status)
    sentence = _(words)
    permanent = 400 <= status < 500 and status not in TEMPORARY
    told = (
        f"{sentence} {_('%(vendor)s said: %(said)s') % {'vendor': vendor, 'said': clean(said)}}"
        if said
        else sentence
    )
    return ProviderError(
        code,
        told,
        permanent=permanent,
        retry_after=None if permanent else seconds_of(retry_after),
        model_gone=code == "model_gone",
    )


def _by_class(vendor: str, status: int) -> tuple[str, str]:
    if status >= 500:
        return "vendor_failed", _("%(vendor)s has trouble at the moment.") % {"vendor": vendor}
    if status in TEMPORARY:
        return "busy", _("%(vendor)s is busy at the moment.") % {"vendor": vendor}
    return "request_refused", _("%(vendor)s does not accept this request.") % {"vendor": vendor}


def refusal(*, vendor: str, said: str) -> Refused:
    words = _("%(vendor)s refuses to make this because of its content rules.") % {"vendor": vendor}
    if not said:
        return Refused(words)
    told = _("%(vendor)s said: %(said)s") % {"vendor": vendor, "said": clean(said)}
    return Refused(f"{words} {told}")


def unreachable(vendor: str) -> ProviderError:
    """Nothing was sent: trying again costs nothing."""
    return ProviderError(
        "unreachable", _("%(vendor)s cannot be reached at the moment.") % {"vendor": vendor}, permanent=False
    )


def unanswered(vendor: str) -> ProviderError:
    """It was sent, and no answer came: the vendor may be working on it."""
    return ProviderError("unanswered", _("%(vendor)s did not answer.") % {"vendor": vendor}, permanent=False)


def malformed(vendor: str, what: str) -> ProviderError:
    return ProviderError(
        "malformed_answer",
        _("%(vendor)s gave an answer without %(what)s.") % {"vendor": vendor, "what": what},
        permanent=False,
    )


def seconds_of(header: str | None) -> float | None:
    """Seconds that a Retry-After header asks for (a number, or an HTTP date); None when it says nothing."""
    if not header:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            at = parsedate_to_datetime(header)
        except ValueError:
            return None
        if at.tzinfo is None:
            at = at.replace(tzinfo=UTC)
        seconds = (at - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), LONGEST_WAIT) if seconds == seconds else None  # noqa: PLR0124 - not NaN


def clean(said: str) -> str:
    """A vendor's message as people may read it: one line, not too long, no key in it."""
    return SECRET.sub("[key]", " ".join(said.split()))[:MESSAGE_LENGTH]
