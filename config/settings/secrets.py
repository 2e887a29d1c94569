"""The keys that secrets in the database are encrypted with (accounts/secrets)."""

from config import environment as env
from config.local.home import Home
from config.local.secrets import known_encryption_key
from config.settings.base import PRODUCTION

SHORTEST_KEY = 32
# The newest first. Without the variable, the one that `make run` keeps in this home.
ENCRYPTION_KEYS = env.words("FRAMEWRIGHT_ENCRYPTION_KEYS") or known_encryption_key(
    Home.from_environment().secrets
)
if not ENCRYPTION_KEYS:
    if PRODUCTION:
        raise env.WrongSetting("Set FRAMEWRIGHT_ENCRYPTION_KEYS to 32 or more random characters.")
    ENCRYPTION_KEYS = ["development-only-" + "x" * SHORTEST_KEY]
if any(len(key) < SHORTEST_KEY for key in ENCRYPTION_KEYS):
    raise env.WrongSetting(
        f"Each key in FRAMEWRIGHT_ENCRYPTION_KEYS needs {SHORTEST_KEY} or more random characters."
    )
