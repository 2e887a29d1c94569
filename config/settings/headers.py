"""What browsers may do with our pages: the content policy and its few exceptions."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE

from config import environment as env
from config.settings.accounts import GOOGLE_CLIENT_ID
from config.settings.base import PUBLIC_URL
from config.settings.payments import PAYMENTS, STRIPE_API_BASE
from config.settings.storage import BUCKET_ORIGINS

_own = urlsplit(PUBLIC_URL)
# Older browsers do not count a socket of the page's own host as 'self'.
_socket = f"{'wss' if _own.scheme == 'https' else 'ws'}://{_own.netloc}"
# A bucket's films are sent by the bucket, and uploads go straight to it: its origins, when it has any.
_bucket = [*env.words("MEDIA_ORIGINS"), *BUCKET_ORIGINS]
# Forms lead on to these: a redirect counts as the form's action.
_forms = [
    *(["https://accounts.google.com"] if GOOGLE_CLIENT_ID else []),
    *(["https://checkout.stripe.com", "https://billing.stripe.com"] if PAYMENTS == "stripe" else []),
    *([STRIPE_API_BASE.rstrip("/")] if PAYMENTS == "stripe" and STRIPE_API_BASE else []),
]
CSP_REPORT_PATH = "/csp-report"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *_bucket],
        "media-src": [SELF, "blob:", *_bucket],
        "connect-src": [SELF, _socket, *_bucket],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF, *_forms],
        "report-uri": [CSP_REPORT_PATH],
    }
}
# Others' pages that cannot do without more, by their path: staff's own, and a document that shows nothing of
# anybody's. The path stands for all below it where it ends with a slash.
CONTENT_POLICY_EXCEPTIONS = {
    # django-unfold is built on Alpine.js, which makes functions of attributes, and on style attributes.
    "/admin/": {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]},
    # Redoc writes <style> elements.
    "/api/redoc": {"style-src": [SELF, UNSAFE_INLINE]},
}
PERMISSIONS_POLICY = (
    "accelerometer=(), autoplay=(self), camera=(), display-capture=(), encrypted-media=(), "
    "fullscreen=(self), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(self), midi=(), "
    "payment=(), picture-in-picture=(self), publickey-credentials-create=(self), "
    "publickey-credentials-get=(self), serial=(), usb=(), xr-spatial-tracking=()"
)
