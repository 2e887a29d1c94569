"""How people sign in: django-allauth for the pages, and the same rules for programs (docs/accounts.md)."""

from config import environment as env
from config.settings.base import PRODUCTION
from config.settings.mail import EMAIL_HOST
from config.settings.security import HTTPS

# mandatory: nobody gets in before their address is verified; optional: they are asked to; none: not even so.
# Without a way to send letters nobody is told that one was sent.
EMAIL_VERIFICATION = env.text("EMAIL_VERIFICATION") or (
    "none" if not EMAIL_HOST else "mandatory" if PRODUCTION else "optional"
)
if EMAIL_VERIFICATION not in {"mandatory", "optional", "none"}:
    raise env.WrongSetting(
        f"EMAIL_VERIFICATION must be mandatory, optional or none, not {EMAIL_VERIFICATION!r}."
    )
if EMAIL_VERIFICATION == "mandatory" and PRODUCTION and not EMAIL_HOST:
    raise env.WrongSetting("EMAIL_VERIFICATION=mandatory needs EMAIL_HOST: nobody would ever get in.")

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "library"
LOGOUT_REDIRECT_URL = "home"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "signup": "accounts.forms.SignUpForm",
    "add_email": "accounts.forms.ChangeEmailForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = EMAIL_VERIFICATION
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL = "/account/security/"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# How long after a proof of who they are somebody may change what guards the account, in seconds.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# What our own counts do already (accounts/services/guarding.py); the others of allauth's stay.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "signup": None, "reauthenticate": None}
# How long the link that verifies an address works, and the one that resets a password.
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
PASSWORD_RESET_TIMEOUT = 3600

MFA_ADAPTER = "accounts.adapters.FactorAdapter"
MFA_FORMS = {
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "authenticate": "accounts.forms.AuthenticateForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Framewright"
MFA_TOTP_TOLERANCE = 1  # time steps: telephones' clocks differ
# Only a browser's own exception for localhost is wider than HTTPS.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# Where no e-mail is sent nobody could verify an address, and so nobody could have a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = not EMAIL_HOST
# Staff need a second factor for the administration.
ADMIN_SECOND_FACTOR = env.flag("ADMIN_SECOND_FACTOR", default=PRODUCTION)

GOOGLE_CLIENT_ID = env.text("GOOGLE_CLIENT_ID")
GOOGLE_CLIENT_SECRET = env.text("GOOGLE_CLIENT_SECRET")
if bool(GOOGLE_CLIENT_ID) != bool(GOOGLE_CLIENT_SECRET):
    raise env.WrongSetting("GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET are needed together.")
if GOOGLE_CLIENT_ID and PRODUCTION and not EMAIL_HOST:
    raise env.WrongSetting("GOOGLE_CLIENT_ID needs EMAIL_HOST: whose address it is is settled by e-mail.")
# https://developers.google.com/identity/openid-connect/openid-connect#discovery
GOOGLE_KEYS_URL = "https://www.googleapis.com/oauth2/v3/certs"
GOOGLE_ISSUERS = ["https://accounts.google.com", "accounts.google.com"]
SOCIALACCOUNT_ADAPTER = "accounts.adapters.IdentityAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "google": {
        "APPS": [{"client_id": GOOGLE_CLIENT_ID, "secret": GOOGLE_CLIENT_SECRET}] if GOOGLE_CLIENT_ID else [],
        "SCOPE": ["openid", "email", "profile"],
        "OAUTH_PKCE_ENABLED": True,
    }
}
SOCIALACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL = "/account/security/"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
