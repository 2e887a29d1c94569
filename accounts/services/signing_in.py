"""Prove who one is."""

from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.utils.translation import gettext as _

from accounts.models import User, normalise_email
from accounts.services import emails, factors, guarding


class WrongCredentials(Exception):
    """The e-mail address and the password do not belong together."""


class AccountInactive(WrongCredentials):
    """Who it is was shown, but the account was deactivated."""


def sign_in(*, email: str, password: str, code: str = "") -> User:
    """Whoever may now have a session; raises what `check_credentials` and `admit` raise."""
    return admit(user=check_credentials(email=email, password=password), code=code)


def admit(*, user: User, code: str = "") -> User:
    """What lies between a proof of who somebody is and a session.

    Raises AccountInactive, EmailUnverified, SecondFactorRequired, WrongCode, TooMany.
    """
    if not user.is_active:
        raise AccountInactive(_("This account was deactivated."))
    emails.must_be_verified(user=user)
    factors.must_pass(user=user, code=code)
    return user


def check_credentials(*, email: str, password: str) -> User:
    """The user with this address and password; the same error and the same work for an unknown address.

    Only who knows the password is told that an account was deactivated. Raises WrongCredentials, TooMany.
    """
    email = normalise_email(email)
    attempt = guarding.begin_attempt(email=email)
    user = User.objects.filter(email=email).first()
    if user is None:
        User().set_password(password)
    elif user.check_password(password):
        guarding.succeeded(attempt)
        if not user.is_active:
            raise AccountInactive(_("This account was deactivated."))
        return user
    user_login_failed.send(sender=__name__, credentials={"email": email}, request=None)
    raise WrongCredentials(_("The e-mail address or the password is wrong."))


def demo_account() -> User:
    """The account that everybody may try; nobody guesses here, so nothing is counted. Or WrongCredentials."""
    user = User.objects.filter(email=normalise_email(settings.DEMO["email"]), is_active=True).first()
    if user is None or not user.check_password(settings.DEMO["password"]):
        raise WrongCredentials(_("There is no demo account here."))
    return user
