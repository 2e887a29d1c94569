"""The letters that carry a secret: made where they are sent, so that it lies nowhere else."""

from collections.abc import Callable
from email.utils import parseaddr
from urllib.parse import urlsplit

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.language import language_of
from accounts.models import User
from accounts.services import leaving
from accounts.services.letters import Letter


def write(*, letter: str, **facts: str | int) -> None:
    """Writes one letter of the table; whoever it was meant for may be gone by now."""
    LETTERS[Letter(letter)](**facts)


def send(*, template: str, to: str, context: dict[str, object]) -> None:
    """Sends what `rendered` makes; raises what SMTP raises."""
    subject, text = rendered(template=template, to=to, context=context)
    send_mail(subject, text, None, [to])


def rendered(*, template: str, to: str, context: dict[str, object]) -> tuple[str, str]:
    """Subject and text of `<template>_subject.txt` and `<template>_message.txt`, as the receiver speaks."""
    with translation.override(_language(to, context)):
        return _written(template, to, context)


def _language(to: str, context: dict[str, object]) -> str:
    """The receiver's own; of somebody unknown, that of whoever has the letter written."""
    user = context.get("user") or User.objects.filter(email=to).first()
    return (
        language_of(user) if isinstance(user, User) else translation.get_language() or settings.LANGUAGE_CODE
    )


def _written(template: str, to: str, context: dict[str, object]) -> tuple[str, str]:
    place = urlsplit(settings.PUBLIC_URL)
    site = {"name": parseaddr(settings.DEFAULT_FROM_EMAIL)[0] or place.netloc, "domain": place.netloc}
    facts = {"email": to, "current_site": site, "public_url": settings.PUBLIC_URL, **context}
    subject = " ".join(render_to_string(f"{template}_subject.txt", facts).split())
    return subject, render_to_string(f"{template}_message.txt", facts).strip() + "\n"


def page(name: str, *args: str) -> str:
    """A page's address as it stands in a letter: PUBLIC_URL's, whatever Host header was sent to us."""
    return settings.PUBLIC_URL + reverse(name, args=args)


def _verify(*, address_id: int) -> None:
    address = EmailAddress.objects.select_related("user").filter(pk=address_id, verified=False).first()
    if address is not None:
        _write_key(address)


def _again(*, email: str) -> None:
    """Accounts that are older than the rows of addresses get theirs."""
    for user in User.objects.filter(email=email, is_active=True):
        EmailAddress.objects.get_or_create(user=user, email=email, defaults={"primary": True})
    waiting = EmailAddress.objects.select_related("user").filter(email=email, user__is_active=True)
    for address in waiting.filter(verified=False):
        _write_key(address)


def _write_key(address: EmailAddress) -> None:
    key = EmailConfirmationHMAC.create(address).key
    url = page("account_confirm_email", key)
    context = {"user": address.user, "key": key, "activate_url": url}
    send(template="account/email/email_confirmation", to=address.email, context=context)


def _taken(*, email: str) -> None:
    context: dict[str, object] = {"password_reset_url": page("account_reset_password")}
    send(template="account/email/account_already_exists", to=email, context=context)


def _reset(*, email: str) -> None:
    _write_with_token("account/email/password_reset_key", email)


def _claimed(*, email: str) -> None:
    _write_with_token("account/email/claimed", email)


def _write_with_token(template: str, email: str) -> None:
    """Goes to the address that the account has, not to what somebody typed."""
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        return
    uid, token = user_pk_to_url_str(user), default_token_generator.make_token(user)
    url = page("account_reset_password_from_key", uid, token)
    context = {"user": user, "uid": uid, "token": token, "password_reset_url": url}
    send(template=template, to=user.email, context=context)


def _proof(*, user_id: str) -> None:
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is not None:
        context: dict[str, object] = {"user": user, "code": leaving.fresh_code(user=user)}
        send(template="accounts/email/proof", to=user.email, context=context)


def _leaving(*, user_id: str) -> None:
    user = User.objects.filter(pk=user_id, is_active=True, erase_after__isnull=False).first()
    if user is not None:
        context: dict[str, object] = {"user": user, "url": page("account-data")}
        send(template="accounts/email/leaving", to=user.email, context=context)


LETTERS: dict[Letter, Callable[..., None]] = {
    Letter.VERIFY: _verify,
    Letter.AGAIN: _again,
    Letter.TAKEN: _taken,
    Letter.RESET: _reset,
    Letter.CLAIMED: _claimed,
    Letter.PROOF: _proof,
    Letter.LEAVING: _leaving,
}
