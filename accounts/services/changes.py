"""What follows when who a person is to us changes, by whatever code: sessions end, the trail tells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from accounts.context import current_person, current_session
from accounts.models import AuditEvent, User, normalise_email
from accounts.services import leaving, trail
from accounts.services.sessions import end_all_sessions

Action = AuditEvent.Action
Power = Group | Permission
ROLES = ("is_staff", "is_superuser")
WATCHED = frozenset({"password", "is_active", *ROLES})


@dataclass(frozen=True)
class Standing:
    """What a person was to us before they are saved."""

    is_active: bool
    is_staff: bool
    is_superuser: bool
    password: str

    @property
    def roles(self) -> set[str]:
        return {role for role in ROLES if getattr(self, role)}


def standing_of(*, user: User) -> Standing | None:
    """As the database has it; None for a new person."""
    fields = ("is_active", "is_staff", "is_superuser", "password")
    stored = User.objects.filter(pk=user.pk).values(*fields).first()
    return Standing(**stored) if stored else None


@transaction.atomic
def follow(*, user: User, before: Standing | None) -> None:
    """Ends what a new password, a lost role or a deactivation ends. A new hash of the old one is none."""
    if before is None:
        return
    roles = {role for role in ROLES if getattr(user, role)}
    if roles != before.roles:
        _role_changed(user, given=roles - before.roles, taken=before.roles - roles)
    if user.is_active != before.is_active:
        _by_staff(user, Action.RESTORED if user.is_active else Action.DEACTIVATED)
    if before.is_active and not user.is_active:
        leaving.let_go(user=user)
    if _has_new_password(user, before):
        if current_person() is not None:
            _by_staff(user, Action.PASSWORD_CHANGED)
        end_all_sessions(user=user, but=current_session())
    if before.roles - roles or not user.is_active:
        end_all_sessions(user=user)


@transaction.atomic
def powers_changed(*, user: User, powers: Iterable[Power], given: bool) -> None:
    """Groups or permissions were given to a person, or taken from them, which ends their sessions too."""
    names = sorted(str(power) for power in powers)
    if given:
        _role_changed(user, given=names, taken=())
        return
    _role_changed(user, given=(), taken=names)
    end_all_sessions(user=user)


def powers_of(holder: User | Power, *, model: type[User | Group | Permission]) -> set[object]:
    """The ids of a person's own groups or permissions; of a group or permission, those of its people."""
    if not isinstance(holder, User):
        return set(holder.user_set.values_list("pk", flat=True))
    if model is Group:
        return set(holder.groups.values_list("pk", flat=True))
    return set(holder.user_permissions.values_list("pk", flat=True))


def note_failed_sign_in(*, email: str) -> None:
    """Somebody failed to sign in as a person whom we know; an unknown address leaves no trace."""
    user = User.objects.filter(email=normalise_email(email)).first() if "\0" not in email else None
    if user is not None:
        trail.record(user=user, action=Action.SIGN_IN_FAILED, actor=trail.NOBODY)


def _role_changed(user: User, *, given: Iterable[str], taken: Iterable[str]) -> None:
    details: dict[str, Sequence[str]] = {"given": sorted(given), "taken": sorted(taken)}
    trail.record(user=user, action=Action.ROLE_CHANGED, actor=_actor(), details=details)


def _by_staff(user: User, action: AuditEvent.Action) -> None:
    """What people do to their own account is told by the service that does it."""
    if _actor() != user:
        trail.record(user=user, action=action, actor=_actor())


def _actor() -> User | trail.Nobody:
    return current_person() or trail.NOBODY


def _has_new_password(user: User, before: Standing) -> bool:
    """Django keeps the new password until it is saved, and not when it only makes a better hash of it."""
    is_new = vars(user).get("_password") is not None or not user.has_usable_password()
    return user.password != before.password and is_new
