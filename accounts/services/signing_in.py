"""Prove who one is."""

from django.contrib.auth import authenticate

from accounts.models import User, normalise_email


class WrongCredentials(Exception):
    """The e-mail address and the password do not belong together."""


def check_credentials(*, email: str, password: str) -> User:
    """The user with this address and password; the same error and the same work for an unknown address."""
    user = authenticate(username=normalise_email(email), password=password)
    if not isinstance(user, User):
        raise WrongCredentials("The e-mail address or the password is wrong.")
    return user
