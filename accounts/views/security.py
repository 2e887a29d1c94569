"""How somebody signs in, and what guards their account: one page with what can be done about it."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.services import google
from accounts.views.guard import person, signed_in


@dataclass(frozen=True)
class Guards:
    """What the page shows."""

    verified: bool
    changing_to: str
    app: Authenticator | None
    passkeys: list[Authenticator]
    codes_left: int
    has_codes: bool
    identities: list[SocialAccount]


@signed_in
@require_GET
def security(request: HttpRequest) -> HttpResponse:
    context = {
        "guards": guards_of(person(request)),
        "google_on": google.is_on(),
        "letters": settings.EMAIL_VERIFICATION != "none",
    }
    return render(request, "accounts/security.html", context)


def guards_of(user: User) -> Guards:
    addresses = list(EmailAddress.objects.filter(user=user))
    factors = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    kinds = Authenticator.Type
    codes = next((each for each in factors if each.type == kinds.RECOVERY_CODES), None)
    return Guards(
        verified=any(each.verified and each.email == user.email for each in addresses),
        changing_to=next((each.email for each in addresses if each.email != user.email), ""),
        app=next((each for each in factors if each.type == kinds.TOTP), None),
        passkeys=[each for each in factors if each.type == kinds.WEBAUTHN],
        codes_left=len(RecoveryCodes(codes).get_unused_codes()) if codes else 0,
        has_codes=codes is not None,
        identities=list(SocialAccount.objects.filter(user=user)),
    )
