"""`Authorization: Api-Key`: a program that speaks for a person, within the scopes of its key."""

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.context import speak_for, use_api_key
from accounts.models import ApiKey, User
from accounts.services import keys, scopes

KEYWORD = b"api-key"
LONGEST = 200


class ApiKeyAuthentication(BaseAuthentication):
    """Lets the key's owner in, where the key has the scope that the route and the method need.

    `request.auth` is the key, and services know it by `accounts.context.current_api_key`.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != KEYWORD:
            return None
        if len(parts) != 2 or len(parts[1]) > LONGEST:
            raise AuthenticationFailed("Send it as `Authorization: Api-Key fw_...`.", code="key_refused")
        try:
            key = keys.key_for(key=parts[1].decode("ascii"))
        except (keys.KeyRefused, UnicodeDecodeError):
            raise AuthenticationFailed("This API key is not valid.", code="key_refused") from None
        scopes.must_have(scopes=key.scopes, needed=_needed(request))
        speak_for(key.user, session_id=None)
        use_api_key(key.pk)
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        return "Api-Key"


def _needed(request: Request) -> str:
    match = request.resolver_match
    if match is None:
        raise scopes.Refused
    return scopes.scope_for(route=match.route, method=request.method or "")
