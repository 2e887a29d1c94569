"""Passwords, cookies and headers."""

from datetime import timedelta

from config import environment as env
from config.settings.base import PRODUCTION, PUBLIC_URL

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
# Pages carry the token themselves; no script needs to read the cookie.
CSRF_COOKIE_HTTPONLY = True
if HTTPS:
    # Browsers take a cookie of such a name from this very host only, never from a neighbour below its domain.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION and HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.flag("HSTS_PRELOAD", default=False)
if SECURE_HSTS_PRELOAD and not SECURE_HSTS_INCLUDE_SUBDOMAINS:
    raise env.WrongSetting("HSTS_PRELOAD=1 needs HSTS_SUBDOMAINS=1: browsers' lists hold whole domains only.")
# Other hosts below the domain may be anybody's: their owner decides about them, not a default.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_SSL_REDIRECT = PRODUCTION and HTTPS
SECURE_REDIRECT_EXEMPT = ["^health$", "^api/health$"]
# For a network of one's own where everybody may read along.
ALLOW_HTTP = env.flag("ALLOW_HTTP", default=False)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# How many of our own proxies stand before the platform: how far X-Forwarded-For is believed.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# A browser in which somebody has signed in is known by a cookie, and not locked out when strangers guess.
KNOWN_DEVICE_COOKIE = "__Host-known_device" if HTTPS else "known_device"
KNOWN_DEVICE_SECONDS = 180 * 24 * 60 * 60
LOGIN_FAILURES = env.number("LOGIN_FAILURES", 10, least=1)

# A program's session ends for good after this long, however often it is refreshed.
SESSION_LIFETIME = timedelta(days=90)
# How often an open socket looks whether what opened it counts still; the event that tells it so may be lost.
SOCKET_CHECK_SECONDS = env.number("SOCKET_CHECK_SECONDS", 30, least=1)
# How long the audit trail and the list of ended sessions are kept.
AUDIT_RETENTION_DAYS = env.number("AUDIT_RETENTION_DAYS", 400, least=1)
