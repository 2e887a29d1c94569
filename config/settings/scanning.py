"""Where clamd listens, if uploads are to be looked through for viruses (videos/services/scanning.py)."""

from urllib.parse import urlsplit

from config import environment as env

CLAMD_URL = env.text("CLAMD_URL")
_url = urlsplit(CLAMD_URL)
_is_good = (_url.scheme == "tcp" and _url.hostname) or (
    _url.scheme == "unix" and _url.path and not _url.netloc
)
if CLAMD_URL and not _is_good:
    raise env.WrongSetting("CLAMD_URL must be tcp://host:port or unix:///path/of/clamd.sock.")
