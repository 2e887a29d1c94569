"""What the audit trail holds, in plain sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import AuditEvent, User

Action = AuditEvent.Action
# {by} says who did it, where it was somebody else; what stands for {by}, {how}, {named} and {powers} begins
# with its own blank, or is nothing.
SENTENCES = {
    Action.SIGNED_UP: gettext_lazy("The account was made."),
    Action.SIGNED_IN: gettext_lazy("Signed in{how}."),
    Action.SIGN_IN_FAILED: gettext_lazy("Somebody tried to sign in and failed."),
    Action.SIGNED_OUT: gettext_lazy("Signed out."),
    Action.SESSION_ENDED: gettext_lazy("{sessions} ended{by}."),
    Action.TOKEN_REUSED: gettext_lazy(
        "A token came that had been used before, so the session of {session} was ended."
    ),
    Action.PASSWORD_CHANGED: gettext_lazy("The password was changed{by}."),
    Action.PASSWORD_RESET: gettext_lazy("The password was reset by a link sent by e-mail."),
    Action.EMAIL_VERIFIED: gettext_lazy("The e-mail address was verified."),
    Action.EMAIL_CHANGED: gettext_lazy("The e-mail address was changed{by}."),
    Action.FACTOR_ADDED: gettext_lazy("A second factor was added{named}."),
    Action.FACTOR_REMOVED: gettext_lazy("A second factor was removed{by}{named}."),
    Action.CODES_MADE: gettext_lazy("New recovery codes were made."),
    Action.CODE_USED: gettext_lazy("A recovery code was used."),
    Action.IDENTITY_LINKED: gettext_lazy("Signing in with {service} was linked."),
    Action.IDENTITY_UNLINKED: gettext_lazy("Signing in with {service} was unlinked."),
    Action.KEY_MADE: gettext_lazy("The API key {name} was made."),
    Action.KEY_CHANGED: gettext_lazy("The API key {name} was changed."),
    Action.KEY_REVOKED: gettext_lazy("The API key {name} was revoked{by}."),
    Action.KEY_USED: gettext_lazy("The API key {name} was used from an address for the first time."),
    Action.ROLE_CHANGED: gettext_lazy("Roles or permissions were changed{by}{powers}."),
    Action.CREDITS_CHANGED: gettext_lazy("{credits} credits were booked{by}: {reason}"),
    Action.MEMBER_CHANGED: gettext_lazy("Who shares a project was changed{by}."),
    Action.DATA_EXPORTED: gettext_lazy("The account's data was exported."),
    Action.DEACTIVATED: gettext_lazy("The account was deactivated{by}."),
    Action.RESTORED: gettext_lazy("The account was restored{by}."),
    Action.DELETION_ASKED: gettext_lazy("The deletion of the account was asked for{by}."),
    Action.DELETION_CALLED_OFF: gettext_lazy("The deletion of the account was called off{by}."),
    Action.ERASED: gettext_lazy("The account was erased."),
    Action.CHANNEL_CONNECTED: gettext_lazy("A channel was connected."),
    Action.CHANNEL_DISCONNECTED: gettext_lazy("A channel was disconnected."),
    Action.PUBLISHED: gettext_lazy("A film was published."),
    Action.UPLOAD_INFECTED: gettext_lazy("Infected upload refused."),
}
POWERS = {"is_staff": gettext_lazy("staff"), "is_superuser": gettext_lazy("superuser")}
WAYS = {
    "password": gettext_lazy("the password"),
    "passkey": gettext_lazy("a passkey"),
    "google": "Google",
    "code": gettext_lazy("a code"),
}


def sentence(event: AuditEvent) -> str:
    """One event as its owner reads it; names in it are text that people wrote."""
    told = event.details
    facts = {
        "by": _by(event.actor, event.user_id),
        "how": _how(told),
        "sessions": _sessions(told),
        "session": told.get("session", _("a program")),
        "name": told.get("name", ""),
        "named": f": {told['name']}" if told.get("name") else "",
        "service": str(told.get("service", _("another service"))).capitalize(),
        "powers": _powers(told),
        "credits": told.get("credits", ""),
        "reason": told.get("reason", ""),
    }
    action = AuditEvent.Action(event.action)
    return str(SENTENCES.get(action, f"{action.label}.")).format(**facts)


def _how(told: dict[str, object]) -> str:
    ways = [str(WAYS[step]) for step in str(told.get("method", "")).split() if step in WAYS]
    who = _(" by a program") if told.get("kind") == "program" else ""
    with_ = _(" with {ways}").format(ways=_(" and ").join(ways)) if ways else ""
    return f"{who}{with_}"


def _by(actor: User | None, owner: object) -> str:
    if actor is None or actor.pk == owner:
        return ""
    return _(" by our staff") if actor.is_staff else _(" by {name}").format(name=actor.get_short_name())


def _sessions(told: dict[str, object]) -> str:
    if "session" in told:
        return _("The session of {session} was").format(session=told["session"])
    count = told.get("sessions")
    if not isinstance(count, int):
        return _("All sessions were")
    return ngettext("One session was", "{count} sessions were", count).format(count=count)


def _powers(told: dict[str, object]) -> str:
    parts = []
    for key, words in (("given", _("given {names}")), ("taken", _("taken {names}"))):
        names = told.get(key)
        if isinstance(names, list) and names:
            parts.append(words.format(names=", ".join(str(POWERS.get(name, name)) for name in names)))
    return f" ({'; '.join(parts)})" if parts else ""
