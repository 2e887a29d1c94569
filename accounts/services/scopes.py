"""What an API key may do: one table of routes, and one scope for each family of them to read or to change.

The authenticator asks it for every request, so no view can forget it; a route that is not here is refused.
"""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

READING = frozenset({"GET", "HEAD", "OPTIONS"})
# What a person is told that they give away, by scope.
SCOPES = {
    "videos:read": _("See and download the films and pictures of the library"),
    "videos:write": _("Upload, rename and delete them"),
    "editing:read": _("See the operations, and frames of an edit"),
    "editing:write": _("Edit films, which costs credits"),
    "ai:read": _("See transcripts, summaries, chats and models"),
    "ai:write": _("Generate, transcribe, summarise and chat, which costs credits"),
    "projects:read": _("See projects"),
    "projects:write": _("Make, change and share projects"),
    "youtube:read": _("See the connected channels and what was published"),
    "youtube:write": _("Connect channels and publish films"),
    "jobs:read": _("See jobs and how far they are, also over the socket"),
    "jobs:write": _("Cancel jobs and do them again"),
    "credits:read": _("See the balance, the statement and the plans"),
    "credits:write": _("Buy credits and change the plan"),
    "account:read": _("See the profile, the quota and the usage"),
}
# Anybody may ask, so nobody is asked for a key.
OPEN = "open"
# Only somebody who is signed in: passwords, sessions, second factors, keys, one's own data, the end of it.
PERSON = "person"
# By the beginning of a route below /api/; the longest one counts.
FAMILIES = {
    "health": OPEN,
    "schema": OPEN,
    "asyncapi": OPEN,
    "docs": OPEN,
    "redoc": OPEN,
    "admin": PERSON,
    "auth": PERSON,
    "auth/me": "account",
    "auth/profile": "account",
    "auth/ws-ticket": "jobs",
    "user": PERSON,
    "user/profile": "account",
    "user/avatar": "account",
    "user/quota": "account",
    "user/usage-stats": "account",
    "users": PERSON,
    "users/profile": "account",
    "videos": "videos",
    "videos/create": "ai",
    "videos/remix": "ai",
    "videos/youtube": "youtube",
    "videos/<uuid:video_id>/remix": "ai",
    "videos/<uuid:video_id>/extend": "ai",
    "videos/<uuid:video_id>/transcripts": "ai",
    "videos/<uuid:video_id>/apply-recipe": "editing",
    "uploads": "videos",
    "mobile/videos": "videos",
    "mobile/chat": "ai",
    "video": "editing",
    "video/upload": "videos",
    "video/jobs": "jobs",
    "ai": "ai",
    "ai/jobs": "jobs",
    "embeddings": "ai",
    "projects": "projects",
    "projects/<uuid:project_id>/generate": "ai",
    "projects/<uuid:project_id>/continue": "ai",
    "projects/<uuid:project_id>/regenerate": "ai",
    "projects/<uuid:project_id>/variants": "ai",
    "projects/<uuid:project_id>/render": "editing",
    "youtube": "youtube",
    "jobs": "jobs",
    "credits": "credits",
    "plans": "credits",
    "subscription": "credits",
}
# POSTs that change nothing and cost nothing.
ASKING = frozenset(
    {"auth/ws-ticket", "embeddings/search", "video/preview", "projects/<uuid:project_id>/frame"}
)
# What a client may say over the socket, and enter there.
FRAMES = {"chat_message": "ai:write", "video_process": "editing:write"}
ROOMS = {"video": "videos:read", "project": "projects:read"}


class Refused(Exception):
    """A key may not do that."""

    code = "key_not_allowed"

    def __init__(self) -> None:
        super().__init__("API keys may not do this. Sign in to do it.")


class ScopeMissing(Refused):
    """The key could do that, if it had the scope."""

    code = "scope_missing"

    def __init__(self, scope: str) -> None:
        Exception.__init__(self, f"This API key lacks the scope {scope}.")
        self.facts = {"scope": scope}


class Place(NamedTuple):
    """A route, and the entry of FAMILIES that counts for it."""

    begins: str
    family: str


def place_of(route: str) -> Place:
    """Where a route (`api/videos/<uuid:video_id>`) belongs; LookupError when the table does not know it."""
    parts = route.removeprefix("api/").rstrip("/").split("/")
    for length in range(len(parts), 0, -1):
        begins = "/".join(parts[:length])
        if begins in FAMILIES:
            return Place(begins, FAMILIES[begins])
    raise LookupError(f"No family of scopes has the route {route!r}: add it to accounts/services/scopes.py.")


def scope_for(*, route: str, method: str) -> str:
    """The scope that a request needs; raises Refused for what only a person may do."""
    place = place_of(route)
    is_asking = method in READING or route.removeprefix("api/") in ASKING
    scope = f"{place.family}:{'read' if is_asking else 'write'}"
    if scope not in SCOPES:
        raise Refused
    return scope


def must_have(*, scopes: list[str], needed: str) -> None:
    """Raises ScopeMissing."""
    if needed not in scopes:
        raise ScopeMissing(needed)
