"""Sign in with Google: what an ID token proves, and whose account that opens."""

import re
from dataclasses import dataclass
from typing import Any, cast

import httpx
import jwt
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ApiKey, AuditEvent, User, normalise_email
from accounts.services import emails, registering, trail
from accounts.services.letters import Letter, post
from accounts.services.sessions import end_all_sessions
from accounts.services.signing_in import admit

PROVIDER = "google"
KEYS = "google-keys"
ASKED_AGAIN = "google-keys-asked-again"
ASK_AGAIN_AFTER_SECONDS = 60
SHORTEST_SECONDS, LONGEST_SECONDS = 60, 24 * 3600
MAX_AGE = re.compile(r"max-age=(\d{1,9})")
REQUIRED = ("aud", "email", "exp", "iat", "iss", "sub")


class GoogleOff(Exception):
    """This platform does not have Google's sign-in."""


class GoogleUnavailable(Exception):
    """Google's keys cannot be fetched now."""


class WrongToken(Exception):
    """The ID token is not Google's, not for us, too old, or says nothing of a verified address."""


class AddressUnverified(Exception):
    """Somebody made an account with this address who never showed that it is theirs."""


@dataclass(frozen=True)
class Identity:
    """A person as Google knows them; the address is verified."""

    subject: str
    email: str
    name: str = ""


def sign_in_with_google(*, id_token: str, code: str = "") -> User:
    """Whoever may now have a session; raises what `identity_of`, `enter` and `admit` raise."""
    return admit(user=enter(identity=identity_of(id_token=id_token)), code=code)


def is_on() -> bool:
    return bool(settings.GOOGLE_CLIENT_ID)


def identity_of(*, id_token: str) -> Identity:
    """Checks an ID token here, without asking Google; raises GoogleOff, GoogleUnavailable or WrongToken."""
    if not is_on():
        raise GoogleOff(_("This platform does not have Google's sign-in."))
    try:
        claims: dict[str, Any] = jwt.decode(
            id_token,
            _key_of(id_token).key,
            algorithms=["RS256"],
            audience=settings.GOOGLE_CLIENT_ID,
            issuer=settings.GOOGLE_ISSUERS,
            leeway=10,  # seconds: two machines' clocks
            options={"require": list(REQUIRED), "strict_aud": True},
        )
    except jwt.PyJWTError as error:
        raise WrongToken(_("This ID token is not good here.")) from error
    return identity_from(claims)


def identity_from(claims: dict[str, Any]) -> Identity:
    """The identity in checked claims; raises WrongToken unless Google says that the address is verified."""
    subject, email = claims.get("sub"), claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(subject, str) or not isinstance(email, str):
        raise WrongToken(_("Google has not verified this e-mail address."))
    name = claims.get("name")
    return Identity(subject, normalise_email(email), name.strip()[:150] if isinstance(name, str) else "")


def enter(*, identity: Identity) -> User:
    """Whose account it opens: the one it is linked to, the one with its verified address, or a new one.

    Raises AddressUnverified for an account whose address nobody has verified: it may lie in wait for the
    address's owner. It is not handed over, and whoever made it is locked out of it; a letter tells the
    address how to take it.
    """
    linked = SocialAccount.objects.filter(provider=PROVIDER, uid=identity.subject).select_related("user")
    if row := linked.first():
        return cast(User, row.user)
    verified = EmailAddress.objects.filter(email=identity.email, verified=True).select_related("user")
    if address := verified.first():
        owner = cast(User, address.user)
        link(user=owner, identity=identity)
        return owner
    if waiting := User.objects.filter(email=identity.email).first():
        lock_out(user=waiting)
        raise AddressUnverified(
            _(
                "There is an account with this address which nobody has verified. It is locked now, and a "
                "letter with a link to take it is on its way to you; sign in with Google after that."
            )
        )
    return _make(identity)


@transaction.atomic
def _make(identity: Identity) -> User:
    user = User(email=identity.email, name=identity.name)
    registering.enrol(user=user, password=None)
    emails.mark_verified(user=user)
    link(user=user, identity=identity)
    return user


@transaction.atomic
def lock_out(*, user: User) -> None:
    """Takes every way in from whoever made the account; only a letter to its address leads in again."""
    user.set_unusable_password()
    User.objects.filter(pk=user.pk).update(password=user.password, updated_at=timezone.now())
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    ApiKey.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=timezone.now())
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    end_all_sessions(user=user)
    details = {"reason": "The owner of the address came by Google"}
    trail.record(user=user, action=AuditEvent.Action.SESSION_ENDED, actor=trail.NOBODY, details=details)
    post(Letter.CLAIMED, email=user.email)


@transaction.atomic
def link(*, user: User, identity: Identity) -> None:
    """Lets the identity open the account from now on."""
    _, made = SocialAccount.objects.get_or_create(
        provider=PROVIDER,
        uid=identity.subject,
        defaults={"user": user, "extra_data": {"email": identity.email}},
    )
    if made:
        details = {"service": PROVIDER, "email": identity.email}
        trail.record(user=user, action=AuditEvent.Action.IDENTITY_LINKED, details=details)


def _key_of(id_token: str) -> jwt.PyJWK:
    """Google's key that the token names; raises WrongToken when Google has no such key."""
    kid = str(jwt.get_unverified_header(id_token).get("kid"))
    keys = cache.get(KEYS) or _fetch()
    if kid not in keys and cache.add(ASKED_AGAIN, 1, ASK_AGAIN_AFTER_SECONDS):
        keys = _fetch()
    if kid not in keys:
        raise WrongToken(_("This ID token is not good here."))
    return jwt.PyJWK(keys[kid], algorithm="RS256")


def _fetch() -> dict[str, dict[str, str]]:
    """Google's keys by their ids, kept as long as Google says."""
    try:
        answer = httpx.get(settings.GOOGLE_KEYS_URL, timeout=5, follow_redirects=False)
        answer.raise_for_status()
        keys = {key["kid"]: key for key in answer.json()["keys"] if key.get("kty") == "RSA"}
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        raise GoogleUnavailable(_("Google cannot be reached now. Try again in a moment.")) from error
    told = MAX_AGE.search(answer.headers.get("Cache-Control", ""))
    seconds = int(told[1]) if told else SHORTEST_SECONDS
    cache.set(KEYS, keys, min(max(seconds, SHORTEST_SECONDS), LONGEST_SECONDS))
    return keys
