"""How a person leaves: at once and for a while (deactivated), or for good after a time to think (deleted)."""

import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AuditEvent, User
from accounts.services import guarding, keys, trail
from accounts.services.letters import Letter, post
from accounts.services.sessions import digest, end_all_sessions
from accounts.signals import deactivated

Action = AuditEvent.Action
CODE_SECONDS = 600
CODE_DIGITS = 8
ERASED_DOMAIN = "erased.invalid"


class Erased(Exception):
    """There is nothing left of the account that could be restored."""


def must_prove(*, user: User, password: str = "", code: str = "") -> None:
    """The user's password, or, of somebody without one, the code that `send_code` has sent.

    Raises ValidationError by field (`password`, `code`), and TooMany when somebody guesses.
    """
    guarding.count_proof(user=user)
    if user.has_usable_password():
        if not user.check_password(password):
            wrong = ValidationError(_("This is not your password."), code="wrong_password")
            raise ValidationError({"password": wrong})
        return
    known = cache.get(_code_key(user))
    if known is None or not hmac.compare_digest(known, digest(f"{user.pk}:{code}")):
        wrong = ValidationError(_("This code is wrong, too old or was used before."), code="wrong_code")
        raise ValidationError({"code": wrong})
    cache.delete(_code_key(user))


def send_code(*, user: User) -> None:
    """Writes a code to somebody's address, by which they show who they are without a password."""
    guarding.count_proof(user=user)
    post(Letter.PROOF, user_id=str(user.pk))


def fresh_code(*, user: User) -> str:
    """A code that works once, for CODE_SECONDS; only the letter that is written with it tells it."""
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    cache.set(_code_key(user), digest(f"{user.pk}:{code}"), CODE_SECONDS)
    return code


def deactivate(*, user: User, password: str = "", code: str = "") -> None:
    """Closes the account at once, until staff restore it. Raises what `must_prove` raises."""
    must_prove(user=user, password=password, code=code)
    with transaction.atomic():
        if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
            trail.record(user=user, action=Action.DEACTIVATED)
            end_all_sessions(user=user)
            let_go(user=user)
    user.is_active = False


def let_go(*, user: User) -> None:
    """What follows, whoever deactivated the person: nothing of theirs works, runs or is paid any longer."""
    keys.revoke_all_keys(user=user)
    deactivated.send(sender=User, user=user)


def restore(*, user: User) -> None:
    """Lets a deactivated person in again; their keys and their plan stay ended. Staff only; raises Erased."""
    if is_erased(user):
        raise Erased("This account was erased; nothing of it is left.")
    user.is_active, user.erase_after = True, None
    user.save(update_fields=["is_active", "erase_after", "updated_at"])


def ask_deletion(*, user: User, password: str = "", code: str = "") -> datetime:
    """Has the account erased after ERASURE_GRACE_DAYS; when that will be. Asked again, the day stays.

    Raises what `must_prove` raises.
    """
    must_prove(user=user, password=password, code=code)
    due = timezone.now() + timedelta(days=settings.ERASURE_GRACE_DAYS)
    with transaction.atomic():
        if User.objects.filter(pk=user.pk, erase_after__isnull=True).update(erase_after=due):
            trail.record(user=user, action=Action.DELETION_ASKED, details={"due": due.isoformat()})
            post(Letter.LEAVING, user_id=str(user.pk))
    user.refresh_from_db(fields=["erase_after"])
    return user.erase_after or due


@transaction.atomic
def call_off_deletion(*, user: User) -> bool:
    """Keeps the account after all; False when nobody asked for its deletion, or it has begun."""
    asked = User.objects.filter(pk=user.pk, is_active=True, erase_after__isnull=False)
    if not asked.update(erase_after=None):
        return False
    trail.record(user=user, action=Action.DELETION_CALLED_OFF)
    return True


def is_erased(user: User) -> bool:
    return user.email.endswith(f"@{ERASED_DOMAIN}")


def _code_key(user: User) -> str:
    return f"proof-code:{user.pk}"
