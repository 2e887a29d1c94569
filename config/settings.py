"""Every setting of the platform; `.env.example` names and explains each environment variable read here."""

from datetime import timedelta
from pathlib import Path
from typing import TypedDict
from urllib.parse import urlsplit

import dj_database_url
import django_stubs_ext
from celery.schedules import crontab
from django.templatetags.static import static

from config import environment as env
from videos.media.launcher import LAYERS

django_stubs_ext.monkeypatch()

VERSION = "0.1.0"
BASE_DIR = Path(__file__).resolve().parent.parent
HOME_DIR = env.home_folder()
MODE = env.text("FRAMEWRIGHT_MODE", "development")
if MODE not in {"development", "production"}:
    raise env.WrongSetting(f"FRAMEWRIGHT_MODE must be development or production, not {MODE!r}.")
PRODUCTION = MODE == "production"
DEBUG = env.flag("DEBUG", default=False)

SECRET_KEY = env.text("FRAMEWRIGHT_SECRET_KEY") or env.text("SECRET_KEY") or "development-only-" + "x" * 40
PUBLIC_URL = env.text("PUBLIC_URL", f"http://localhost:{env.number('PORT', 8000)}").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "*" if not PRODUCTION else urlsplit(PUBLIC_URL).hostname or "")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

if PRODUCTION:
    if SECRET_KEY.startswith("development-only-") or len(SECRET_KEY) < 40:
        raise env.WrongSetting("Set FRAMEWRIGHT_SECRET_KEY to 40 or more random characters in production.")
    if DEBUG:
        raise env.WrongSetting("DEBUG must be 0 in production.")
    if "*" in ALLOWED_HOSTS:
        raise env.WrongSetting("ALLOWED_HOSTS must name your hosts in production, not *.")

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "django_filters",
    "corsheaders",
    "channels",
    "django_htmx",
    "config.apps.ConfigConfig",
    "accounts",
    "credits",
    "jobs",
    "videos",
    "ai",
]

MIDDLEWARE = [
    "config.api.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "config.api.middleware.TrailingSlashMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
APPEND_SLASH = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "library"
LOGOUT_REDIRECT_URL = "home"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.pages.platform",
            ],
        },
    },
]

# --- services: yours by DATABASE_URL and REDIS_URL, else those that `make run` started ------------------

DATABASE_URL = env.service_url("DATABASE_URL", "database_url")
REDIS_URL = env.service_url("REDIS_URL", "redis_url")

# config.web turns it on: under ASGI every request has a fresh thread context, and only a pool reuses
# connections (1.8 x the requests per second). Everything else keeps its connection for a minute.
DATABASE_POOL = env.flag("DATABASE_POOL", default=False)
DATABASES = {
    "default": dj_database_url.parse(
        DATABASE_URL or "postgres://framewright@127.0.0.1:1/no-database-is-running",
        conn_max_age=0 if DATABASE_POOL else 60,
    )
}
if DATABASE_POOL:
    pool = {"min_size": 1, "max_size": env.number("DATABASE_POOL_SIZE", 10, least=1), "timeout": 10}
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = pool

_redis = REDIS_URL or "redis://127.0.0.1:1/0"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": _redis}}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [_redis]},
    }
}

CELERY_BROKER_URL = env.celery_broker_url(_redis)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
# The reaper owns recovery: Celery requeues a lost worker's task without a cap.
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 24 * 3600}
CELERY_TASK_DEFAULT_QUEUE = "interactive"
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "jobs-sweep": {
        "task": "jobs.sweep",
        "schedule": 2.0,
        # After a long stop the queue must not hold thousands of stale ticks.
        "options": {"expires": 4.0, "queue": "interactive"},
    },
    "videos-sweep-clips": {
        "task": "videos.sweep_clips",
        "schedule": 3600.0,
        "options": {"expires": 3600.0, "queue": "interactive"},
    },
    "videos-sweep-segments": {
        "task": "videos.sweep_segments",
        "schedule": 900.0,
        "options": {"expires": 900.0, "queue": "interactive"},
    },
    "credits-expire-holds": {
        "task": "credits.expire_holds",
        "schedule": 300.0,
        "options": {"expires": 300.0, "queue": "interactive"},
    },
    "credits-lapse-lots": {
        "task": "credits.lapse_lots",
        "schedule": 300.0,
        "options": {"expires": 300.0, "queue": "interactive"},
    },
    "credits-audit": {
        "task": "credits.audit",
        "schedule": crontab(hour="3", minute="17"),
        "options": {"expires": 3600.0, "queue": "interactive"},
    },
    "credits-renew-plans": {
        "task": "credits.renew_plans",
        "schedule": 300.0,
        "options": {"expires": 300.0, "queue": "interactive"},
    },
    "credits-warn": {
        "task": "credits.warn",
        "schedule": 300.0,
        "options": {"expires": 300.0, "queue": "interactive"},
    },
    "credits-sweep-stripe-events": {
        "task": "credits.sweep_stripe_events",
        "schedule": 30.0,
        "options": {"expires": 30.0, "queue": "interactive"},
    },
    "ai-sweep-plans": {
        "task": "ai.sweep_plans",
        "schedule": 60.0,
        "options": {"expires": 60.0, "queue": "interactive"},
    },
    "ai-run-errands": {
        "task": "ai.run_errands",
        "schedule": 30.0,
        "options": {"expires": 30.0, "queue": "interactive"},
    },
    "ai-sweep-index": {
        "task": "ai.sweep_index",
        "schedule": 60.0,
        "options": {"expires": 60.0, "queue": "interactive"},
    },
    "ai-catch-up-index": {
        "task": "ai.catch_up_index",
        "schedule": 300.0,
        "options": {"expires": 300.0, "queue": "interactive"},
    },
    "ai-forget-callbacks": {
        "task": "ai.forget_callbacks",
        "schedule": crontab(hour="4", minute="41"),
        "options": {"expires": 3600.0, "queue": "interactive"},
    },
    "ai-refresh-models": {
        "task": "ai.refresh_models",
        "schedule": crontab(hour="4", minute="23"),
        "options": {"expires": 3600.0, "queue": "interactive"},
    },
}

# --- files ---------------------------------------------------------------------------------------------

MEDIA_ROOT = Path(env.text("MEDIA_ROOT") or HOME_DIR / "media")
STATIC_URL = "/static/"
STATIC_ROOT = HOME_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Beside the media, so that a finished upload is moved, not copied.
FILE_UPLOAD_TEMP_DIR = str(MEDIA_ROOT / "incoming")
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
WORK_DIR = Path(env.text("WORK_DIR") or HOME_DIR / "work")
# The media engine, which is free of Django, reads these two itself; here a wrong value stops the start.
env.number("SANDBOX_LAYERS", 0)
if unknown := set(env.words("SANDBOX_OFF")) - set(LAYERS):
    raise env.WrongSetting(f"SANDBOX_OFF knows {', '.join(LAYERS)}; not {', '.join(sorted(unknown))}.")
MAX_UPLOAD_BYTES = env.number("MAX_UPLOAD_MB", 4096, least=1) * 1024 * 1024
MAX_VIDEO_SECONDS = env.number("MAX_VIDEO_SECONDS", 4 * 3600, least=1)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A stream (HLS) of each new film of at least so many seconds, made in the background at no cost to its owner.
HLS_ON_INGEST = env.flag("HLS_ON_INGEST", default=False)
HLS_ON_INGEST_SECONDS = env.number("HLS_ON_INGEST_SECONDS", 60)
# "self": our own ASGI responder sends the bytes; "nginx": X-Accel-Redirect does.
MEDIA_SENDER = env.text("MEDIA_SENDER", "self")

# --- the API -------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.AccessTokenAuthentication",
        "accounts.authentication.DashboardSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["djangorestframework_camel_case.render.CamelCaseJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "djangorestframework_camel_case.parser.CamelCaseJSONParser",
        "djangorestframework_camel_case.parser.CamelCaseFormParser",
        "djangorestframework_camel_case.parser.CamelCaseMultiPartParser",
    ],
    "DEFAULT_FILTER_BACKENDS": [],
    "DEFAULT_PAGINATION_CLASS": "config.api.pagination.PageLimitPagination",
    "DEFAULT_SCHEMA_CLASS": "config.api.schema.PlatformSchema",
    "EXCEPTION_HANDLER": "config.api.errors.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    # Keys inside free JSON belong to the client and pass through untouched.
    "JSON_UNDERSCOREIZE": {
        "ignore_fields": ("metadata", "settings", "options", "params_schema"),
        "no_underscore_before_number": True,
    },
    "DATETIME_FORMAT": "%Y-%m-%dT%H:%M:%S.%fZ",
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "config.api.errors.PlatformExceptionHandler",
    "EXCEPTION_FORMATTER_CLASS": "config.api.errors.PlatformExceptionFormatter",
    "ENABLE_IN_DEBUG_FOR_UNHANDLED_EXCEPTIONS": True,
    "ALLOWED_ERROR_STATUS_CODES": ["400", "401", "403", "404", "429"],
}
SIMPLE_JWT = {
    "ALGORITHM": "HS256",
    "SIGNING_KEY": SECRET_KEY,
    "AUDIENCE": "framewright",
    "ISSUER": "framewright",
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=15),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=14),
    "USER_ID_CLAIM": "sub",
    "UPDATE_LAST_LOGIN": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Framewright",
    "DESCRIPTION": "Upload, edit, understand, generate and publish video with the help of AI.",
    "VERSION": VERSION,
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api",
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "CAMELIZE_NAMES": False,
    "POSTPROCESSING_HOOKS": [
        "drf_standardized_errors.openapi_hooks.postprocess_schema_enums",
        "drf_spectacular.contrib.djangorestframework_camel_case.camelize_serializer_fields",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ValidationErrorEnum": "drf_standardized_errors.openapi_serializers.ValidationErrorEnum.choices",
        "ClientErrorEnum": "drf_standardized_errors.openapi_serializers.ClientErrorEnum.choices",
        "ServerErrorEnum": "drf_standardized_errors.openapi_serializers.ServerErrorEnum.choices",
        "JobState": "jobs.models.Job.Status",
        "VideoState": "videos.models.Video.Status",
    },
}
# How often one person may ask, as django-ratelimit writes it; RATELIMIT_ENABLE=0 turns all of them off.
RATELIMIT_ENABLE = env.flag("RATELIMIT_ENABLE", default=True)
RATES = {"chat": env.text("RATE_CHAT", "30/m")}
CORS_ALLOWED_ORIGINS = env.words("CORS_ORIGIN")
CORS_EXPOSE_HEADERS = ["Location", "X-Request-Id", "ETag", "Content-Disposition", "X-Preview-Note"]
# What clients may say over the socket, and which rooms there are: functions of the apps above jobs.
SOCKET_FRAMES = {
    "chat_message": "ai.api.sockets.chat_message",
    "video_process": "ai.api.sockets.video_process",
}
SOCKET_ROOMS = {"video": "ai.api.sockets.enter_video"}
SOCKET_REFUSAL = "config.api.errors.as_frame"
SESSION_LIFETIME = timedelta(days=90)

# --- work ----------------------------------------------------------------------------------------------


class JobSettings(TypedDict):
    LEASE_SECONDS: int
    MAX_ATTEMPTS: int
    REQUEUE_AFTER_SECONDS: int
    SEEN_ELSEWHERE: tuple[str, ...]
    WORKS: dict[str, str]


JOBS: JobSettings = {
    "LEASE_SECONDS": env.number("JOB_LEASE_SECONDS", 30, least=2),
    "MAX_ATTEMPTS": env.number("JOB_MAX_ATTEMPTS", 3, least=1),
    # A queued job whose message the broker has lost is sent again after this long.
    "REQUEUE_AFTER_SECONDS": env.number("JOB_REQUEUE_AFTER_SECONDS", 60, least=1),
    # Kinds that the pages with jobs leave out, because people see them where they happen.
    "SEEN_ELSEWHERE": ("ai.chat", "ai.verify"),
    # What a job's `work` name runs: the one place where jobs meet the apps above them.
    "WORKS": {
        "videos.ingest": "videos.pipelines.ingesting.INGEST",
        "videos.edit": "videos.pipelines.editing.EDIT",
        "videos.segment": "videos.pipelines.editing.PART",
        "videos.derive": "videos.pipelines.deriving.DERIVE",
        "videos.frames": "videos.pipelines.deriving.FRAMES",
        "videos.preview_clip": "videos.pipelines.deriving.CLIP",
        "ai.generate": "ai.pipelines.generating.GENERATE",
        "ai.answer": "ai.pipelines.answering.ANSWER",
        "ai.converse": "ai.pipelines.chatting.CONVERSE",
        "ai.verify": "ai.pipelines.verifying.VERIFY",
        "ai.embed": "ai.pipelines.answering.EMBED",
        "ai.transcribe": "ai.pipelines.transcribing.TRANSCRIBE",
        "ai.translate": "ai.pipelines.transcribing.TRANSLATE",
        "ai.summarise": "ai.pipelines.summarising.SUMMARISE",
        "ai.highlight": "ai.pipelines.highlighting.HIGHLIGHT",
        "ai.describe": "ai.pipelines.describing.DESCRIBE",
        "ai.narrate": "ai.pipelines.narrating.NARRATE",
    },
}
# A result of more seconds than this is made in segments of about so many seconds, by all workers at once.
EXPORT_SEGMENT_AFTER = env.number("EXPORT_SEGMENT_AFTER", 1200, least=2)
EXPORT_SEGMENT_SECONDS = env.number("EXPORT_SEGMENT_SECONDS", 300, least=1)
# Finished segments are kept for so long, so that a changed chain encodes only what changed; 0: not at all.
SEGMENT_RETENTION_HOURS = env.number("SEGMENT_RETENTION_HOURS", 24)
# A demo instance shows its demo account on the start page; never on one that is open to strangers.
DEMO = {"email": env.text("DEMO_EMAIL"), "password": env.text("DEMO_PASSWORD")} if not PRODUCTION else {}
WELCOME_CREDITS = env.number("WELCOME_CREDITS", 100)
# A grant or adjustment of more credits than this waits until a second member of staff approves it.
CREDITS_TWO_PERSON_ABOVE = env.number("CREDITS_TWO_PERSON_ABOVE", 10_000)
# The plan of a new account, and of one whose paid plan ends: a row that staff can edit.
DEFAULT_PLAN = env.text("DEFAULT_PLAN", "free")
DEMO_PLAN = "unlimited"
# Who counts what lies in apps above credits: a function of a user.
LIMITS_COUNTED_BY = {
    "videos": "videos.services.library.count_uploads",
    "storage_bytes": "videos.services.library.bytes_stored",
    "concurrent_jobs": "jobs.services.count_active",
}
# What the apps above videos tell of a video: the field's name, and its serializer field.
VIDEO_TOLD_BY = {
    "transcripts": "ai.serializers.transcripts.TranscriptsOfVideo",
    "summary": "ai.serializers.insights.SummaryOfVideo",
    "narrations": "ai.serializers.insights.NarrationsOfVideo",
}
JOB_TIMEOUT_SECONDS = env.number("JOB_TIMEOUT_SECONDS", 6 * 3600, least=10)

# --- payments: docs/payments.md --------------------------------------------------------------------------

STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY")
STRIPE_WEBHOOK_SECRET = env.text("STRIPE_WEBHOOK_SECRET")
STRIPE_API_BASE = env.text("STRIPE_API_BASE")
if STRIPE_SECRET_KEY and not STRIPE_WEBHOOK_SECRET:
    raise env.WrongSetting(
        "STRIPE_SECRET_KEY needs STRIPE_WEBHOOK_SECRET: payments are known by the webhook."
    )
PAYMENTS = env.text("PAYMENTS") or (
    "stripe" if STRIPE_SECRET_KEY else "test" if DEMO.get("email") else "manual"
)
if PAYMENTS not in {"stripe", "manual", "test"}:
    raise env.WrongSetting(f"PAYMENTS must be stripe, manual or test, not {PAYMENTS!r}.")
if PAYMENTS == "test" and not DEMO.get("email"):
    raise env.WrongSetting(
        "PAYMENTS=test gives credits for nothing: only a demo instance (DEMO_EMAIL) has it."
    )
if PAYMENTS == "stripe" and not STRIPE_SECRET_KEY:
    raise env.WrongSetting("PAYMENTS=stripe needs STRIPE_SECRET_KEY.")

# --- e-mail ----------------------------------------------------------------------------------------------

EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 587, least=1)
EMAIL_HOST_USER = env.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "Framewright <no-reply@localhost>")
_backend = (
    "smtp.EmailBackend" if EMAIL_HOST else "dummy.EmailBackend" if PRODUCTION else "console.EmailBackend"
)
EMAIL_BACKEND = f"django.core.mail.backends.{_backend}"

# --- AI: a key switches its vendor on; without any, everything is made here --------------------------------

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

# --- security ------------------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION and HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- language, time, logs ------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "config.api.middleware.RequestIdFilter"}},
    "formatters": {"plain": {"format": "{levelname} {name} [{request_id}] {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["request_id"]}
    },
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "daphne": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.worker.request": {"level": "WARNING"},
        "celery.worker.consumer.mingle": {"level": "WARNING"},
        # A 404 or a 400 is the client's affair; what breaks on our side is an ERROR.
        "django.request": {"level": "ERROR"},
        "httpx": {"level": "WARNING"},
        "httpx2": {"level": "WARNING"},
    },
}

UNFOLD = {
    "SITE_TITLE": "Framewright",
    "SITE_HEADER": "Framewright",
    "SITE_SYMBOL": "movie",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("favicon.svg")},
    ],
    "SITE_URL": "/videos/",
}
