"""The wire shapes of accounts, a module a subject."""

from accounts.serializers.entering import (
    GoogleSerializer,
    LoginSerializer,
    RegisteredSerializer,
    RegisterSerializer,
    SignedInSerializer,
    TokensSerializer,
)
from accounts.serializers.keys import ApiKeyAskedSerializer, ApiKeyMadeSerializer, ApiKeySerializer
from accounts.serializers.passwords import (
    ChangePasswordSerializer,
    EmailKeySerializer,
    EmailSerializer,
    ResetPasswordSerializer,
)
from accounts.serializers.people import UserSerializer
from accounts.serializers.sessions import (
    AuditEventSerializer,
    RefreshSerializer,
    SessionSerializer,
    TicketSerializer,
)

__all__ = [
    "ApiKeyAskedSerializer",
    "ApiKeyMadeSerializer",
    "ApiKeySerializer",
    "AuditEventSerializer",
    "ChangePasswordSerializer",
    "EmailKeySerializer",
    "EmailSerializer",
    "GoogleSerializer",
    "LoginSerializer",
    "RefreshSerializer",
    "RegisterSerializer",
    "RegisteredSerializer",
    "ResetPasswordSerializer",
    "SessionSerializer",
    "SignedInSerializer",
    "TicketSerializer",
    "TokensSerializer",
    "UserSerializer",
]
