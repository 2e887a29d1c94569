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
    "accounts.middleware.ClientMiddleware",
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

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
