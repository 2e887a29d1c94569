from accounts.models.keys import ApiKey
from accounts.models.people import User, UserManager, normalise_email
from accounts.models.sessions import Session, SessionQuerySet
from accounts.models.trail import AuditEvent, AuditEventQuerySet

__all__ = [
    "ApiKey",
    "AuditEvent",
    "AuditEventQuerySet",
    "Session",
    "SessionQuerySet",
    "User",
    "UserManager",
    "normalise_email",
]
