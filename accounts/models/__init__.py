from accounts.models.keys import ApiKey
from accounts.models.people import User, UserManager, normalise_email
from accounts.models.sessions import Session
from accounts.models.trail import AuditEvent

__all__ = ["ApiKey", "AuditEvent", "Session", "User", "UserManager", "normalise_email"]
