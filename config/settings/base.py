"""What every other part builds on: mode, addresses, apps, middleware, templates, languages."""

from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext

from config import environment as env

django_stubs_ext.monkeypatch()

VERSION = "0.1.0"
BASE_DIR = Path(__file__).resolve().parents[2]
HOME_DIR = env.home_folder()
MODE = env.text("FRAMEWRIGHT_MODE", "development")
if MODE not in {"development", "production"}:
    raise env.WrongSetting(f"FRAMEWRIGHT_MODE must be development or production, not {MODE!r}.")
PRODUCTION = MODE == "production"
DEBUG = env.flag("DEBUG", default=False)

SECRET_KEY = env.text("FRAMEWRIGHT_SECRET_KEY") or env.text("SECRET_KEY") or "development-only-" + "x" * 40
PUBLIC_URL = env.text("PUBLIC_URL", f"http://localhost:{env.number('PORT', 8000)}").rstrip("/")
# The machine asks itself whether it is well, by 127.0.0.1.
_own_hosts = f"{urlsplit(PUBLIC_URL).hostname or ''},127.0.0.1"
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", _own_hosts if PRODUCTION else "*")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

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
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "accounts",
    "credits",
    "jobs",
    "videos",
    "ai",
    "projects",
    "youtube_integration",
]

MIDDLEWARE = [
    "config.api.middleware.RequestIdMiddleware",
    "accounts.middleware.ClientMiddleware",
    "accounts.throttling.RateHeaders",
    "accounts.known_devices.KnownDevices",
    "django.middleware.security.SecurityMiddleware",
    "config.headers.PageHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "config.api.middleware.TrailingSlashMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SessionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
APPEND_SLASH = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

# While developing, a changed template is seen at the next request.
LOADERS = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": LOADERS if DEBUG else [("django.template.loaders.cached.Loader", LOADERS)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.pages.platform",
            ],
        },
    },
]

LANGUAGE_CODE = "en"
# Words are translated in <app>/locale (config/languages tells how); each language is called by its own name.
LANGUAGES = [("en", "English"), ("vi", "Tiếng Việt")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
FORMAT_MODULE_PATH = "config.formats"
# Named here they win over what Django's administration calls the same thing.
LOCALE_PATHS = [path.parent for path in sorted(BASE_DIR.glob("*/locale/vi"))]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
