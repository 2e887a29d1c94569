"""What a new installation starts with: a demo account, a staff account and one film, all made on the spot."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import services as accounts
from accounts.models import User, normalise_email
from config import environment as env
from credits import services as credits
from jobs.models import Job
from jobs.services import IdempotencyConflict
from videos.media.generate import demo_film
from videos.services import uploading

FILM_KEY = "demo-film"
FILM_TITLE = "Welcome to Framewright"
FILM_DESCRIPTION = (
    "The platform made this film itself, on this machine, a moment ago: FFmpeg computed every picture and "
    "every note. It came in like any upload, so try everything on it: trim it, crop it, give it words."
)


def prepare_accounts() -> list[str]:
    """Makes the accounts that the environment names, and gives them its passwords; a sentence for each.

    A password that changed in the environment is changed here, and whoever was signed in with the old one is
    out. Raises WrongSetting.
    """
    demo = normalise_email(settings.DEMO.get("email", ""))
    staff = normalise_email(env.text("ADMIN_EMAIL"))
    if demo and demo == staff:
        raise env.WrongSetting(
            "DEMO_EMAIL and ADMIN_EMAIL must differ: the demo password is shown to everybody."
        )
    told = []
    if demo:
        told.append(_prepare("Demo", demo, settings.DEMO["password"])[1])
    if staff:
        user, sentence = _prepare("Admin", staff, env.text("ADMIN_PASSWORD"))
        User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True, is_active=True)
        told.append(sentence)
    return told or ["No demo account and no staff account: DEMO_EMAIL and ADMIN_EMAIL are not set."]


def make_film() -> str:
    """Makes the demo account's film, once in its life, even if the person deletes it; says what it did."""
    user = User.objects.filter(email=normalise_email(settings.DEMO.get("email", ""))).first()
    if user is None:
        return "There is no demo account, so there is no demo film."
    if not env.flag("DEMO_FILM", default=True):
        return "No demo film: DEMO_FILM is 0."
    if Job.objects.for_user(user).filter(idempotency_key=FILM_KEY).exists():
        return f"{user.email} has received the demo film before."
    with tempfile.TemporaryDirectory(prefix="demo-film-") as folder:
        film = demo_film(Path(folder), Path(folder) / "welcome.mp4")
        return take_in_film(user=user, film=film)


def take_in_film(*, user: User, film: Path) -> str:
    """Takes the file in as an upload free of charge; of two at once the second changes nothing."""
    incoming = uploading.Incoming(
        path=film, name="welcome.mp4", title=FILM_TITLE, description=FILM_DESCRIPTION
    )
    try:
        with transaction.atomic():
            _pay_for_film(user)
            uploading.upload(user=user, incoming=incoming, idempotency_key=FILM_KEY)
    except IdempotencyConflict:
        return f"{user.email} has just received another demo film."
    return f"{user.email} has the film “{FILM_TITLE}”."


def _pay_for_film(user: User) -> None:
    cost = uploading.quote().micro
    if cost:
        credits.grant(user=user, micro=cost, key=FILM_KEY, reason="The demo film is a present")


def _prepare(account: str, email: str, password: str) -> tuple[User, str]:
    """The user with this address and password, and what had to be done for that; raises WrongSetting.

    The operator says whose the address is, so it counts as verified.
    """
    user = User.objects.filter(email=email).first()
    if user:
        accounts.mark_verified(user=user)
    if user and user.check_password(password):
        return user, f"{account} account: {email} is as it should be."
    try:
        if user is None:
            made = accounts.register(email=email, password=password, verified=True)
            return made, f"{account} account: {email} was made."
        validate_password(password, user=user)
    except ValidationError as error:
        reasons = " ".join(error.messages)
        raise env.WrongSetting(f"{account.upper()}_EMAIL or its password cannot be used: {reasons}") from None
    user.set_password(password)
    user.save(update_fields=["password", "updated_at"])
    accounts.end_all_sessions(user=user)
    return user, f"{account} account: {email} has a new password."
