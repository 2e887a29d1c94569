"""What the audit trail holds, in plain sentences."""

from accounts.models import AuditEvent, User

Action = AuditEvent.Action
# {by} says who did it, where it was somebody else.
SENTENCES: dict[AuditEvent.Action, str] = {
    Action.SIGNED_UP: "The account was made.",
    Action.SIGNED_IN: "Signed in{how}.",
    Action.SIGN_IN_FAILED: "Somebody tried to sign in and failed.",
    Action.SIGNED_OUT: "Signed out.",
    Action.SESSION_ENDED: "{sessions} ended{by}.",
    Action.TOKEN_REUSED: "A token came that had been used before, so the session of {session} was ended.",
    Action.PASSWORD_CHANGED: "The password was changed{by}.",
    Action.PASSWORD_RESET: "The password was reset by a link sent by e-mail.",
    Action.EMAIL_VERIFIED: "The e-mail address was verified.",
    Action.EMAIL_CHANGED: "The e-mail address was changed{by}.",
    Action.FACTOR_ADDED: "A second factor was added{named}.",
    Action.FACTOR_REMOVED: "A second factor was removed{by}{named}.",
    Action.CODES_MADE: "New recovery codes were made.",
    Action.CODE_USED: "A recovery code was used.",
    Action.IDENTITY_LINKED: "Signing in with {service} was linked.",
    Action.IDENTITY_UNLINKED: "Signing in with {service} was unlinked.",
    Action.KEY_MADE: "The API key {name} was made.",
    Action.KEY_CHANGED: "The API key {name} was changed.",
    Action.KEY_REVOKED: "The API key {name} was revoked{by}.",
    Action.KEY_USED: "The API key {name} was used from an address for the first time.",
    Action.ROLE_CHANGED: "Roles or permissions were changed{by}{powers}.",
    Action.CREDITS_CHANGED: "{credits} credits were booked{by}: {reason}",
    Action.MEMBER_CHANGED: "Who shares a project was changed{by}.",
    Action.DATA_EXPORTED: "The account's data was exported.",
    Action.DEACTIVATED: "The account was deactivated{by}.",
    Action.RESTORED: "The account was restored{by}.",
    Action.DELETION_ASKED: "The deletion of the account was asked for{by}.",
    Action.DELETION_CALLED_OFF: "The deletion of the account was called off{by}.",
    Action.ERASED: "The account was erased.",
    Action.CHANNEL_CONNECTED: "A channel was connected.",
    Action.CHANNEL_DISCONNECTED: "A channel was disconnected.",
    Action.PUBLISHED: "A film was published.",
}
POWERS = {"is_staff": "staff", "is_superuser": "superuser"}
WAYS = {"password": "the password", "passkey": "a passkey", "google": "Google", "code": "a code"}


def sentence(event: AuditEvent) -> str:
    """One event as its owner reads it; names in it are text that people wrote."""
    told = event.details
    facts = {
        "by": _by(event.actor, event.user_id),
        "how": _how(told),
        "sessions": _sessions(told),
        "session": told.get("session", "a program"),
        "name": told.get("name", ""),
        "named": f": {told['name']}" if told.get("name") else "",
        "service": str(told.get("service", "another service")).capitalize(),
        "powers": _powers(told),
        "credits": told.get("credits", ""),
        "reason": told.get("reason", ""),
    }
    action = AuditEvent.Action(event.action)
    return SENTENCES.get(action, f"{action.label}.").format(**facts)


def _how(told: dict[str, object]) -> str:
    ways = [WAYS[step] for step in str(told.get("method", "")).split() if step in WAYS]
    who = " by a program" if told.get("kind") == "program" else ""
    return f"{who} with {' and '.join(ways)}" if ways else who


def _by(actor: User | None, owner: object) -> str:
    if actor is None or actor.pk == owner:
        return ""
    return " by our staff" if actor.is_staff else f" by {actor.get_short_name()}"


def _sessions(told: dict[str, object]) -> str:
    if "session" in told:
        return f"The session of {told['session']} was"
    return "One session was" if told.get("sessions") == 1 else f"{told.get('sessions', 'All')} sessions were"


def _powers(told: dict[str, object]) -> str:
    parts = []
    for key, words in (("given", "given"), ("taken", "taken")):
        names = told.get(key)
        if isinstance(names, list) and names:
            parts.append(f"{words} {', '.join(POWERS.get(name, str(name)) for name in names)}")
    return f" ({'; '.join(parts)})" if parts else ""
