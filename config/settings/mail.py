"""How e-mail is sent."""

from config import environment as env
from config.settings.base import PRODUCTION

EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 587, least=1)
EMAIL_HOST_USER = env.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 20
# Sign-ins from a device never seen before are told by e-mail.
NOTIFY_NEW_DEVICE = env.flag("NOTIFY_NEW_DEVICE", default=bool(EMAIL_HOST))
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "Framewright <no-reply@localhost>")
_backend = (
    "smtp.EmailBackend" if EMAIL_HOST else "dummy.EmailBackend" if PRODUCTION else "console.EmailBackend"
)
EMAIL_BACKEND = f"django.core.mail.backends.{_backend}"
