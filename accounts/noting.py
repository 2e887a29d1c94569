"""What django-allauth's pages do, written into the audit trail."""

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import services
from accounts.models import AuditEvent, Session, User
from accounts.services import trail

Action = AuditEvent.Action
METHODS = {"socialaccount": "google", "password": "password", "password_reset": "password"}


@receiver(user_logged_in)
def signed_in(sender: type[User], *, request: HttpRequest, user: User, **_: Any) -> None:
    if hasattr(request, "session"):
        details = {"kind": Session.Kind.BROWSER, "method": method_of(request, user)}
        trail.record(user=user, action=Action.SIGNED_IN, details=details)


@receiver(user_logged_out)
def signed_out(sender: type[User], *, request: HttpRequest, user: User | None, **_: Any) -> None:
    if isinstance(user, User):
        trail.record(user=user, action=Action.SIGNED_OUT, details={"kind": Session.Kind.BROWSER})


def method_of(request: HttpRequest, user: User) -> str:
    """How somebody proved who they are, in one word for each step: `password`, `password code`, `passkey`."""
    return " ".join(_step(record) for record in get_authentication_records(request, user)) or "session"


def _step(record: dict[str, Any]) -> str:
    if record["method"] == "mfa":
        return "passkey" if record.get("type") == Authenticator.Type.WEBAUTHN else "code"
    return METHODS.get(record["method"], str(record["method"]))


@receiver(account.email_confirmed)
def verified(sender: object, *, email_address: EmailAddress, **_: Any) -> None:
    details = {"email": email_address.email}
    trail.record(user=email_address.user, action=Action.EMAIL_VERIFIED, details=details)


@receiver(account.email_changed)
def changed(
    sender: object,
    *,
    user: User,
    from_email_address: EmailAddress | None,
    to_email_address: EmailAddress,
    **_: Any,
) -> None:
    if from_email_address is not None:
        details = {"from": from_email_address.email, "to": to_email_address.email}
        trail.record(user=user, action=Action.EMAIL_CHANGED, details=details)


@receiver(mfa.authenticator_added)
def added(sender: object, *, user: User, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        trail.record(user=user, action=Action.CODES_MADE)
        return
    if authenticator.type == Authenticator.Type.TOTP:
        services.begin_counting(authenticator=authenticator)
    trail.record(user=user, action=Action.FACTOR_ADDED, details=_named(authenticator))


@receiver(mfa.authenticator_reset)
def made_anew(sender: object, *, user: User, **_: Any) -> None:
    trail.record(user=user, action=Action.CODES_MADE)


@receiver(mfa.authenticator_removed)
def removed(sender: object, *, user: User, authenticator: Authenticator, **_: Any) -> None:
    trail.record(user=user, action=Action.FACTOR_REMOVED, details=_named(authenticator))


@receiver(social.social_account_added)
def linked(sender: object, *, sociallogin: SocialLogin, **_: Any) -> None:
    details = {"service": sociallogin.account.provider}
    trail.record(user=sociallogin.user, action=Action.IDENTITY_LINKED, details=details)


@receiver(social.social_account_removed)
def unlinked(sender: object, *, socialaccount: SocialAccount, **_: Any) -> None:
    details = {"service": socialaccount.provider}
    trail.record(user=socialaccount.user, action=Action.IDENTITY_UNLINKED, details=details)


def _named(authenticator: Authenticator) -> dict[str, str]:
    return {"factor": authenticator.type, "name": str(authenticator)}
