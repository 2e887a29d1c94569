"""Addresses, and whether they were verified."""

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.core import context
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User, normalise_email
from accounts.services.letters import Letter, post


class BadLink(Exception):
    """The link of an e-mail, or the key in it, is wrong, too old or was used before."""


class EmailUnverified(Exception):
    """The password is right, but nobody has shown yet that the address is theirs."""


def is_verified(*, user: User) -> bool:
    return bool(EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists())


def must_be_verified(*, user: User) -> None:
    """Raises EmailUnverified, and writes once more, where an unverified address keeps people out."""
    if settings.EMAIL_VERIFICATION == "mandatory" and not is_verified(user=user):
        ask_to_verify(user=user)
        raise EmailUnverified(_("Verify your e-mail address first: we have sent you a link."))


def ask_to_verify(*, user: User) -> None:
    """Writes to the user's address, and to the one they want to change to."""
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True})
    for address in EmailAddress.objects.filter(user=user, verified=False):
        post(Letter.VERIFY, address_id=address.pk)


def ask_by_address(*, email: str) -> None:
    """Writes to the address again, if it waits for that: a worker looks, so that no answer tells."""
    post(Letter.AGAIN, email=normalise_email(email))


@transaction.atomic
def begin_change(*, user: User, email: str) -> EmailAddress:
    """Notes the address that a user wants to change to, and writes there; the old one counts until then."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    address = EmailAddress.objects.create(user=user, email=normalise_email(email))
    post(Letter.VERIFY, address_id=address.pk)
    return address


def verify(*, key: str) -> EmailAddress:
    """Verifies the address that a letter's key stands for; raises BadLink."""
    confirmation = EmailConfirmationHMAC.from_key(key)
    address = confirmation.confirm(context.request) if confirmation else None
    if address is None:
        raise BadLink(_("This link is wrong, too old or was used before."))
    return address


def mark_verified(*, user: User) -> None:
    """Notes that the user's own address is theirs, as something else than a letter's link has shown."""
    EmailAddress.objects.filter(email=user.email).exclude(user=user).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
