"""What follows when somebody signs in or out, fails to, or when who they are to us changes."""

from typing import Any, cast

from django.contrib.auth.models import Group, Permission
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.sessions.backends.base import SessionBase
from django.db.models.signals import m2m_changed, post_save, pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import services
from accounts.models import User
from accounts.services import changes


@receiver(user_logged_in)
def begin_browser(sender: type[User], *, request: HttpRequest, user: User, **_: Any) -> None:
    if isinstance(getattr(request, "session", None), SessionBase):
        services.open_browser(user=user, store=request.session)


@receiver(user_logged_out)
def end_browser(sender: type[User], *, request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None and isinstance(getattr(request, "session", None), SessionBase):
        services.close_browser(user=user, store=request.session)


@receiver(user_login_failed)
def note_failure(sender: object, *, credentials: dict[str, Any], **_: Any) -> None:
    email = credentials.get("email") or credentials.get("username")
    if isinstance(email, str):
        changes.note_failed_sign_in(email=email)


@receiver(pre_save, sender=User)
def look_before(sender: type[User], *, instance: User, **_: Any) -> None:
    vars(instance)["before"] = changes.standing_of(user=instance)


@receiver(post_save, sender=User)
def compare(sender: type[User], *, instance: User, **_: Any) -> None:
    changes.follow(user=instance, before=vars(instance)["before"])


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
def powers_changed(
    sender: object,
    *,
    instance: User | Group | Permission,
    action: str,
    model: type[User | Group | Permission],
    pk_set: set[Any] | None,
    **_: Any,
) -> None:
    """Both ways round: the groups of a person, and the people of a group."""
    if action in {"pre_remove", "pre_clear"}:
        held = changes.powers_of(instance, model=model)
        pk_set = held if pk_set is None else held & pk_set
    elif action != "post_add":
        return
    if not pk_set:
        return
    given = action == "post_add"
    if isinstance(instance, User):
        powers = cast(list[changes.Power], list(model._default_manager.filter(pk__in=pk_set)))  # noqa: SLF001
        changes.powers_changed(user=instance, powers=powers, given=given)
    else:
        for user in User.objects.filter(pk__in=pk_set):
            changes.powers_changed(user=user, powers=[instance], given=given)
