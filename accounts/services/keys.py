"""API keys: made by a person for a program of theirs, shown once, known by a hash, bound to scopes."""

import hmac
import secrets
import string
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypedDict, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.context import current_client
from accounts.models import ApiKey, AuditEvent, User
from accounts.services import scopes as table
from accounts.services import trail
from accounts.services.sessions import digest

MOST_KEYS = 50
LETTERS = string.ascii_lowercase + string.digits
PREFIX_LETTERS, SECRET_LETTERS = 10, 44  # 52 and 227 bits
SEEN_EVERY = timedelta(minutes=1)
UNKNOWN = digest("")


class KeyRefused(Exception):
    """The key is unknown, was revoked, has expired, or its owner is not active."""

    code = "key_refused"


class Spending(TypedDict):
    """What a key has cost, in credits; without a budget the last two are None."""

    spent: float
    budget: float | None
    left: float | None


class Changes(TypedDict, total=False):
    name: str
    scopes: list[str]
    expires_at: datetime | None
    budget: Decimal | None


NOTHING = Spending(spent=0, budget=None, left=None)


@transaction.atomic
def make_key(
    *,
    user: User,
    name: str,
    scopes: list[str],
    expires_at: datetime | None = None,
    budget: Decimal | None = None,
) -> tuple[ApiKey, str]:
    """A key, and the secret that is told this once; `budget` is in credits. Raises ValidationError."""
    # The lock makes two requests at once count each other's keys.
    User.objects.select_for_update().get(pk=user.pk)
    if ApiKey.objects.for_user(user).live().count() >= MOST_KEYS:
        raise ValidationError(
            _("You have %(count)s keys. Revoke one first.") % {"count": MOST_KEYS}, code="too_many_keys"
        )
    prefix, secret = _letters(PREFIX_LETTERS), _letters(SECRET_LETTERS)
    key = f"fw_{prefix}_{secret}"
    row = ApiKey(user=user, prefix=prefix, key_hash=digest(key))
    _fill(row, {"name": name, "scopes": scopes, "expires_at": expires_at})
    row.save(force_insert=True)
    set_budget(user=user, key_id=row.pk, credits=budget)
    _write_down(row, AuditEvent.Action.KEY_MADE, scopes=row.scopes)
    return row, key


def get_key(*, user: User, key_id: uuid.UUID) -> ApiKey:
    """A key of the user's that was not revoked, else ApiKey.DoesNotExist."""
    return ApiKey.objects.for_user(user).select_related("user").get(pk=key_id, revoked_at__isnull=True)


@transaction.atomic
def change_key(*, user: User, key_id: uuid.UUID, changes: Changes) -> ApiKey:
    """Changes name, scopes, expiry and budget of a key that was not revoked; ApiKey.DoesNotExist."""
    row = ApiKey.objects.for_user(user).select_for_update().get(pk=key_id, revoked_at__isnull=True)
    _fill(row, {name: value for name, value in changes.items() if name != "budget"})
    row.save(update_fields=["name", "scopes", "expires_at"])
    if "budget" in changes:
        set_budget(user=user, key_id=row.pk, credits=changes["budget"])
    _write_down(row, AuditEvent.Action.KEY_CHANGED, changed=sorted(changes), scopes=row.scopes)
    return row


@transaction.atomic
def revoke_key(*, user: User, key_id: uuid.UUID) -> None:
    """Ends a key at once; ApiKey.DoesNotExist when it is not the user's, or was revoked before."""
    mine = ApiKey.objects.for_user(user)
    row = mine.get(pk=key_id, revoked_at__isnull=True)
    if mine.filter(pk=key_id, revoked_at__isnull=True).update(revoked_at=timezone.now()):
        _write_down(row, AuditEvent.Action.KEY_REVOKED)


@transaction.atomic
def revoke_all_keys(*, user: User) -> None:
    for key_id in ApiKey.objects.for_user(user).filter(revoked_at__isnull=True).values_list("pk", flat=True):
        revoke_key(user=user, key_id=key_id)


def key_for(*, key: str) -> ApiKey:
    """The live key of an active person that this secret is, else KeyRefused. Notes down that it is used."""
    row = _find(key)
    expected = row.key_hash if row else UNKNOWN
    if not hmac.compare_digest(digest(key), expected) or row is None or not row.user.is_active:
        raise KeyRefused("This API key is not valid: it is unknown, was revoked or has expired.")
    _note_use(row)
    return row


def set_budget(*, user: User, key_id: uuid.UUID, credits: Decimal | None) -> None:
    """Caps what the work under a key may cost in all; None takes the cap away."""
    change = cast(Callable[..., None], import_string(settings.API_KEY_BUDGETS["set"]))
    change(user=user, key_id=key_id, credits=credits)


def spending(*, user: User) -> dict[uuid.UUID, Spending]:
    """By key, what its work has cost; a key without work and budget is not among them."""
    told = cast(Callable[..., dict[uuid.UUID, Spending]], import_string(settings.API_KEY_BUDGETS["told"]))
    return told(user=user)


def _letters(count: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(count))


def _find(key: str) -> ApiKey | None:
    parts = key.split("_")
    if len(parts) != 3 or parts[0] != "fw" or not 0 < len(parts[1]) <= PREFIX_LETTERS or "\0" in key:
        return None
    return ApiKey.objects.live().select_related("user").filter(prefix=parts[1]).first()


def _note_use(row: ApiKey) -> None:
    """Once a minute, or when the address is another; the first time from there it goes into the trail."""
    now, address = timezone.now(), current_client().address
    is_stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - SEEN_EVERY)
    moved = ~Q(last_used_address=address) if address else Q(pk__isnull=True)
    if row.last_used_at and row.last_used_at > now - SEEN_EVERY and row.last_used_address == address:
        return
    with transaction.atomic():
        wrote_address = ApiKey.objects.filter(moved, pk=row.pk).update(
            last_used_at=now, last_used_address=address
        )
        if not wrote_address:
            ApiKey.objects.filter(is_stale, pk=row.pk).update(last_used_at=now)
        elif not _was_seen_from(row, address):
            _write_down(row, AuditEvent.Action.KEY_USED)


def _was_seen_from(row: ApiKey, address: str | None) -> bool:
    seen = AuditEvent.objects.for_user(row.user).filter(action=AuditEvent.Action.KEY_USED, address=address)
    return seen.filter(details__keyId=str(row.pk)).exists()


def _fill(row: ApiKey, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.name = row.name.strip()
    row.scopes = sorted(set(row.scopes))
    problems: dict[str, ValidationError] = {}
    if unknown := [scope for scope in row.scopes if scope not in table.SCOPES]:
        problems["scopes"] = ValidationError(
            _("There is no scope %(scope)s.") % {"scope": unknown[0]}, code="invalid_choice"
        )
    elif not row.scopes:
        problems["scopes"] = ValidationError(_("Choose at least one thing that it may do."), code="required")
    if not row.name:
        problems["name"] = ValidationError(_("Give it a name to know it by."), code="blank")
    if fields.get("expires_at") and fields["expires_at"] <= timezone.now():
        problems["expires_at"] = ValidationError(_("This is over already."), code="in_the_past")
    if problems:
        raise ValidationError(problems)
    row.full_clean(validate_unique=False, validate_constraints=False)


def _write_down(row: ApiKey, action: AuditEvent.Action, **more: object) -> None:
    details = {"keyId": str(row.pk), "name": row.name, "prefix": row.prefix, **more}
    trail.record(user=row.user, action=action, details=details)
