"""Projects: how videos learn with whom they are shared, and the addresses that carry their own right."""

from config import environment as env
from config.settings.base import SECRET_KEY

# What the apps below projects ask of them; both lie above.
VIDEO_SHARED_BY = "projects.services.sharing"
JOB_PROJECTS_CHECKED_BY = "projects.services.roles.must_edit"
# Of guests who came by an address that shows them a video, and of who is in the socket's rooms of which kind.
MEDIA_GUESTS_LET_IN_BY = "projects.services.review.reviewing.shows"
SOCKET_PRESENCE = {"project": "projects.services.review.presence"}
# The first signs; those after it still open what they have signed.
_given = env.words("MEDIA_SIGNING_KEYS")
MEDIA_SIGNING_KEYS = _given or [f"media:{SECRET_KEY}"]
if any(len(key) < 32 for key in _given):
    raise env.WrongSetting("Each of MEDIA_SIGNING_KEYS must have 32 or more random characters.")
# For how long an address of a film's media is good, unless less or more (up to a day) is asked for.
MEDIA_LINK_SECONDS = env.number("MEDIA_LINK_SECONDS", 3600, least=1)
# The shorter side of films that the film maker makes, pixels.
FILM_SHORT_SIDE = env.number("FILM_SHORT_SIDE", 720, least=64)
