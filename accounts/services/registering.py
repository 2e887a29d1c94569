"""Sign up."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent, User, normalise_email
from accounts.services import trail
from accounts.signals import signed_up


def register(*, email: str, password: str, name: str = "") -> User:
    """Makes a user, or raises ValidationError by field (`email`, `password`)."""
    email = normalise_email(email)
    validate_email(email)
    user = User(email=email, name=name.strip())
    try:
        validate_password(password, user=user)
    except ValidationError as error:
        raise ValidationError({"password": error.error_list}) from None
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            trail.record(user=user, action=AuditEvent.Action.SIGNED_UP)
            signed_up.send(sender=User, user=user)
    except IntegrityError:
        taken = ValidationError("An account with this e-mail address exists already.", code="email_taken")
        raise ValidationError({"email": taken}) from None
    return user
