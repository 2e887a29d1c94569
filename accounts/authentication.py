"""How a request says who it is: a bearer token of a live session, or the dashboard's cookie with CSRF."""

from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed
from rest_framework_simplejwt.tokens import Token

from accounts import services
from accounts.context import speak_for
from accounts.models import User


class AccessTokenAuthentication(JWTAuthentication):
    """`Authorization: Bearer`. The token's session is looked up, so that signing out works at once."""

    def get_user(self, validated_token: Token) -> User:  # type: ignore[override]
        try:
            session = services.live_session(session_id=validated_token["sid"])
        except (services.SessionEnded, KeyError) as error:
            raise AuthenticationFailed(
                "This session is over. Sign in again.", code="session_ended"
            ) from error
        services.saw(session)
        speak_for(session.user, session_id=session.pk)
        return session.user


class DashboardSessionAuthentication(SessionAuthentication):
    """The dashboard's session cookie; writes need the CSRF token."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"
