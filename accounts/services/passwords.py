"""Change a password, or set a new one by a letter's link. Whoever was signed in by the old one is out."""

import uuid

from allauth.account.forms import default_token_generator
from allauth.account.utils import url_str_to_user_pk
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.context import current_session
from accounts.models import AuditEvent, User, normalise_email
from accounts.services import emails, guarding, trail
from accounts.services.emails import BadLink
from accounts.services.letters import Letter, post
from accounts.services.registering import check_password_rules
from accounts.services.sessions import end_all_sessions


def change_password(*, user: User, current_password: str, new_password: str) -> None:
    """Raises ValidationError by field, and TooMany when somebody guesses the current one."""
    guarding.count_proof(user=user)
    if not user.check_password(current_password):
        wrong = ValidationError(_("This is not your current password."), code="wrong_password")
        raise ValidationError({"current_password": wrong})
    check_password_rules(password=new_password, user=user, field="new_password")
    replace_password(user=user, password=new_password)


def replace_password(*, user: User, password: str) -> None:
    """Stores a password that was checked; every session of the user ends but the one that asks."""
    _store(user, password, action=AuditEvent.Action.PASSWORD_CHANGED, keep=current_session())


def ask_for_reset(*, email: str) -> None:
    """Has a link written to the address, if it is somebody's: a worker looks, so that no answer tells."""
    post(Letter.RESET, email=normalise_email(email))


def reset_password(*, uid: str, token: str, new_password: str) -> None:
    """Sets the password of whoever got this link; raises BadLink, or ValidationError by field."""
    user = _owner_of(uid=uid, token=token)
    check_password_rules(password=new_password, user=user, field="new_password")
    finish_reset(user=user, password=new_password)


def finish_reset(*, user: User, password: str) -> None:
    """Stores the password of somebody whose link was good, and who has the address therefore."""
    _store(user, password, action=AuditEvent.Action.PASSWORD_RESET, keep=None)
    emails.mark_verified(user=user)
    guarding.forgive(user=user)


def _owner_of(*, uid: str, token: str) -> User:
    try:
        user = User.objects.filter(pk=url_str_to_user_pk(uid), is_active=True).first()
    except (ValueError, ValidationError):
        user = None
    if user is None or not default_token_generator.check_token(user, token):
        raise BadLink(_("This link is wrong, too old or was used before."))
    return user


@transaction.atomic
def _store(user: User, password: str, *, action: AuditEvent.Action, keep: uuid.UUID | None) -> None:
    user.set_password(password)
    User.objects.filter(pk=user.pk).update(password=user.password, updated_at=timezone.now())
    trail.record(user=user, action=action)
    end_all_sessions(user=user, but=keep)
