"""Second factors: codes of an authenticator app, recovery codes, passkeys."""

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AuditEvent, User
from accounts.secrets import keyring
from accounts.services import guarding, trail
from accounts.services.sessions import end_all_sessions

Kind = Authenticator.Type
FACTORS = (Kind.TOTP, Kind.WEBAUTHN)


class SecondFactorRequired(Exception):
    """The password is right; now a code of the authenticator app, or a recovery code, is needed."""


class WrongCode(Exception):
    """The code is wrong, or it was used before."""


def has_second_factor(*, user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def may_administer(*, user: User) -> bool:
    """Staff, with a second factor where the operator wants one: whoever has one was asked for it."""
    return (
        user.is_active
        and user.is_staff
        and (not settings.ADMIN_SECOND_FACTOR or has_second_factor(user=user))
    )


def must_pass(*, user: User, code: str) -> None:
    """Lets pass who has no second factor, or brings a code; raises SecondFactorRequired or WrongCode."""
    if not has_second_factor(user=user):
        return
    if not code:
        raise SecondFactorRequired(_("Give a code of your authenticator app, or a recovery code."))
    use_code(user=user, code=code)


@transaction.atomic
def remove_factors(*, user: User, actor: User) -> int:
    """Takes all second factors of somebody who has lost them, which ends their sessions; how many."""
    factors = list(Authenticator.objects.select_for_update().filter(user=user))
    Authenticator.objects.filter(user=user).delete()
    for factor in factors:
        details = {"factor": factor.type, "name": str(factor)}
        trail.record(user=user, action=AuditEvent.Action.FACTOR_REMOVED, actor=actor, details=details)
    if factors:
        end_all_sessions(user=user)
    return len(factors)


def use_code(*, user: User, code: str) -> Authenticator:
    """Uses up a code; raises WrongCode, and TooMany when somebody guesses.

    The row is locked: of two requests with one code the second finds it used.
    """
    guarding.count_proof(user=user)
    with transaction.atomic():
        kinds = (Kind.TOTP, Kind.RECOVERY_CODES)
        rows = Authenticator.objects.select_for_update().filter(user=user, type__in=kinds)
        for row in rows.order_by("-type"):
            if _accepts(row, code):
                return row
    failed = AuditEvent.Action.SIGN_IN_FAILED
    trail.record(user=user, action=failed, actor=trail.NOBODY, details={"step": "code"})
    raise WrongCode(_("The code is wrong, or it was used before."))


def _accepts(row: Authenticator, code: str) -> bool:
    return _accepts_time(row, code) if row.type == Kind.TOTP else _accepts_recovery(row, code)


def _accepts_time(row: Authenticator, code: str) -> bool:
    """Each time step counts once, as RFC 6238 section 5.2 asks, however long its code is still let in."""
    secret = keyring.decrypt(row.data["secret"])
    for counter in yield_hotp_counters_from_time():
        expected = format_hotp_value(hotp_value(secret, counter))
        if counter > row.data.get("last_counter", 0) and compare_user_code(actual=code, expected=expected):
            row.data["last_counter"] = counter
            row.last_used_at = timezone.now()
            row.save(update_fields=["data", "last_used_at"])
            return True
    return False


def _accepts_recovery(row: Authenticator, code: str) -> bool:
    codes = RecoveryCodes(row)
    if not codes.validate_code(code):
        return False
    details = {"left": len(codes.get_unused_codes())}
    trail.record(user=row.user, action=AuditEvent.Action.CODE_USED, details=details)
    return True


def begin_counting(*, authenticator: Authenticator) -> None:
    """Uses up the code by which an authenticator app was set up."""
    _, now, _ = yield_hotp_counters_from_time()
    authenticator.data["last_counter"] = now
    authenticator.save(update_fields=["data"])
