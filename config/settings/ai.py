"""AI: a key switches its vendor on; without any, everything is made here."""

from config import environment as env
from config.settings.base import PRODUCTION, PUBLIC_URL

OPENAI_API_KEY = env.text("OPENAI_API_KEY")
OPENAI_BASE_URL = env.text("OPENAI_BASE_URL")
OPENAI_VIDEOS = env.flag("OPENAI_VIDEOS", default=False)
REPLICATE_API_TOKEN = env.text("REPLICATE_API_TOKEN")
REPLICATE_BASE_URL = env.text("REPLICATE_BASE_URL")
ELEVENLABS_API_KEY = env.text("ELEVENLABS_API_KEY")
ELEVENLABS_BASE_URL = env.text("ELEVENLABS_BASE_URL")
# Folders with better engines for this machine: Piper's voices, one Whisper model in CTranslate2's format.
PIPER_VOICES = env.text("PIPER_VOICES")
WHISPER_MODEL_DIR = env.text("WHISPER_MODEL_DIR")
# Films are made findable by a model that costs nothing; with this, by a vendor's at the operator's expense.
SEARCH_PAID_EMBEDDINGS = env.flag("SEARCH_PAID_EMBEDDINGS", default=False)
# A vendor for trials, which fails when it is told so; never where people work.
AI_FAKE = env.flag("AI_FAKE", default=False)
if AI_FAKE and PRODUCTION:
    raise env.WrongSetting("AI_FAKE must be 0 in production.")
# A model that fails so often within the window rests, and then has one trial.
AI_BREAKER_FAILURES = env.number("AI_BREAKER_FAILURES", 5, least=1)
AI_BREAKER_WINDOW_SECONDS = env.number("AI_BREAKER_WINDOW_SECONDS", 120, least=1)
AI_BREAKER_REST_SECONDS = env.number("AI_BREAKER_REST_SECONDS", 60, least=1)

# How often a vendor is asked how far its work is: first after so long, then more and more seldom.
AI_POLL_SECONDS = env.number("AI_POLL_SECONDS", 5, least=1)
AI_REMOTE_DEADLINE_SECONDS = env.number("AI_REMOTE_DEADLINE_SECONDS", 1800, least=60)
# Whether vendors are asked to call back: they must be able to reach PUBLIC_URL.
AI_WEBHOOKS = env.flag("AI_WEBHOOKS", default=PUBLIC_URL.startswith("https://"))
# Whether uploads are looked at too, before anything is made of them.
AI_MODERATE_UPLOADS = env.flag("AI_MODERATE_UPLOADS", default=False)
# What callbacks are signed with; Replicate's is asked for when it is not given.
REPLICATE_WEBHOOK_SECRET = env.text("REPLICATE_WEBHOOK_SECRET")
OPENAI_WEBHOOK_SECRET = env.text("OPENAI_WEBHOOK_SECRET")
