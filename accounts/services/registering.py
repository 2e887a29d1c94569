"""Sign up."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import AuditEvent, User, normalise_email
from accounts.services import trail
from accounts.services.letters import Letter, post
from accounts.signals import signed_up


def sign_up(*, email: str, password: str, name: str = "") -> User:
    """Makes a user and writes to their address, or raises ValidationError by field.

    Where addresses must be verified a taken one gets the same answer after the same work, a user that is not
    stored; and whoever has the address gets an e-mail instead.
    """
    hides_who_is_here = settings.EMAIL_VERIFICATION == "mandatory"
    user = checked(email=email, password=password, name=name)
    if hides_who_is_here and is_taken(user.email):
        user.password, user.updated_at = make_password(password), timezone.now()
        post(Letter.TAKEN, email=user.email)
        return user
    with transaction.atomic():
        enrol(user=user, password=password)
        address = note_address(user=user, verified=False)
        if settings.EMAIL_VERIFICATION != "none":
            post(Letter.VERIFY, address_id=address.pk)
    return user


def register(*, email: str, password: str, name: str = "", verified: bool = False) -> User:
    """Makes a user and writes to nobody, or raises ValidationError by field (`email`, `password`)."""
    user = checked(email=email, password=password, name=name)
    with transaction.atomic():
        enrol(user=user, password=password)
        note_address(user=user, verified=verified)
    return user


def checked(*, email: str, password: str, name: str) -> User:
    """A user who could be stored; raises ValidationError by field."""
    user = User(email=normalise_email(email), name=name.strip())
    validate_email(user.email)
    check_password_rules(password=password, user=user)
    return user


def check_password_rules(*, password: str, user: User, field: str = "password") -> None:
    try:
        validate_password(password, user=user)
    except ValidationError as error:
        raise ValidationError({field: error.error_list}) from None


def is_taken(email: str) -> bool:
    """Whether somebody has the address, verified or not."""
    named = User.objects.filter(email=email).exists()
    return named or EmailAddress.objects.filter(email=email, verified=True).exists()


def enrol(*, user: User, password: str | None) -> None:
    """Stores a new user, by whichever way they came; without a password they sign in by something else.

    The language in which they came is theirs from now on.
    """
    user.locale = get_language() or settings.LANGUAGE_CODE
    user.set_password(password)
    try:
        with transaction.atomic():
            if EmailAddress.objects.filter(email=user.email, verified=True).exists():
                raise _taken()
            user.save(force_insert=True)
            trail.record(user=user, action=AuditEvent.Action.SIGNED_UP)
            signed_up.send(sender=User, user=user)
    except IntegrityError:
        raise _taken() from None


def note_address(*, user: User, verified: bool) -> EmailAddress:
    """The row that says whether the user's address was verified."""
    return EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)


def _taken() -> ValidationError:
    taken = ValidationError(_("An account with this e-mail address exists already."), code="email_taken")
    return ValidationError({"email": taken})
