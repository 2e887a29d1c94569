"""YouTube: who we are to Google, where Google is, and how much it takes."""

from config import environment as env
from config.settings.accounts import GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET

YOUTUBE_SITE = "https://www.youtube.com"

# The same client as for signing in, unless uploads are to count to a project of their own.
YOUTUBE_CLIENT_ID = env.text("YOUTUBE_CLIENT_ID") or GOOGLE_CLIENT_ID
YOUTUBE_CLIENT_SECRET = env.text("YOUTUBE_CLIENT_SECRET") or GOOGLE_CLIENT_SECRET
if bool(YOUTUBE_CLIENT_ID) != bool(YOUTUBE_CLIENT_SECRET):
    raise env.WrongSetting("YOUTUBE_CLIENT_ID and YOUTUBE_CLIENT_SECRET are needed together.")
YOUTUBE_API_KEY = env.text("YOUTUBE_API_KEY")
# Another place that speaks as Google does, such as our emulator; empty: Google's own addresses.
YOUTUBE_BASE_URL = env.text("YOUTUBE_BASE_URL").rstrip("/")
# Google lets a project begin so many uploads a day, until midnight in California.
YOUTUBE_DAILY_UPLOADS = env.number("YOUTUBE_DAILY_UPLOADS", 100, least=1)
# Uploads of a project that Google has not audited stay private, whatever was asked for.
YOUTUBE_AUDITED = env.flag("YOUTUBE_AUDITED", default=False)
# Pieces of an upload; Google takes multiples of 256 KB only.
YOUTUBE_PIECE_BYTES = env.number("YOUTUBE_PIECE_KB", 8192, least=1) * 1024
# How long a film whose last answer was lost is looked for, before its upload is begun anew.
YOUTUBE_LOOK_SECONDS = env.number("YOUTUBE_LOOK_SECONDS", 300, least=1)

# -- information and import ---------------------------------------------------------------------------------
# Only tests have another: a media server of this machine, whose files then take the way of YouTube's films.
YOUTUBE_SITE_URL = (env.text("YOUTUBE_SITE_URL") or YOUTUBE_SITE).rstrip("/")
# The best picture that is imported, in lines.
YOUTUBE_IMPORT_HEIGHT = env.number("YOUTUBE_IMPORT_HEIGHT", 720, least=144)
# What runs YouTube's JavaScript for yt-dlp: auto, none, or the path of deno, node (22), bun or qjs.
YOUTUBE_JS_RUNTIME = env.text("YOUTUBE_JS_RUNTIME", "auto")
# How long what YouTube says of a film is believed.
YOUTUBE_INFO_SECONDS = env.number("YOUTUBE_INFO_SECONDS", 3600, least=1)
# How long a call that failed waits for its next try, doubled each time.
YOUTUBE_PAUSE_SECONDS = 1.0
