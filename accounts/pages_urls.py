from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.google import views as google
from django.urls import path, re_path
from django.views.generic import RedirectView

from accounts.views import activity, entering, keys, languages, profile, security, sessions
from accounts.views.entering import google_only, page
from accounts.views.limits import rated

# allauth's views by allauth's names, at our addresses. What is not here, this platform does not have.
ENTERING = [
    path("sign-in/", page(account.login), name="account_login"),
    path("sign-up/", rated("sign_in")(page(account.signup)), name="account_signup"),
    path("sign-out/", account.logout, name="account_logout"),
    path("sign-in/passkey/", page(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("sign-in/code/", page(factors.authenticate), name="mfa_authenticate"),
    path("try-demo/", entering.try_demo, name="try-demo"),
]
EMAIL = [
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/email/", page(account.email), name="account_email"),
    path("account/email/sent/", account.email_verification_sent, name="account_email_verification_sent"),
    path("account/email/confirm/<str:key>/", account.confirm_email, name="account_confirm_email"),
]
PASSWORD = [
    path("account/confirm/", page(account.reauthenticate), name="account_reauthenticate"),
    path("account/password/", page(account.password_change), name="account_change_password"),
    path("account/password/set/", page(account.password_set), name="account_set_password"),
    path("account/password/reset/", page(account.password_reset), name="account_reset_password"),
    path("account/password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "account/password/reset/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^account/password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        page(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
]
FACTORS = [
    path("account/security/", security.security, name="account-security"),
    path("account/factors/", RedirectView.as_view(pattern_name="account-security"), name="mfa_index"),
    path("account/factors/confirm/", page(factors.reauthenticate), name="mfa_reauthenticate"),
    path("account/factors/app/", page(totp.activate_totp), name="mfa_activate_totp"),
    path("account/factors/app/remove/", page(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/factors/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/factors/codes/make/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/factors/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path(
        "account/passkeys/", RedirectView.as_view(pattern_name="account-security"), name="mfa_list_webauthn"
    ),
    path("account/passkeys/add/", page(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "account/passkeys/confirm/",
        page(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/passkeys/<int:pk>/", page(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/remove/", page(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
]
SERVICES = [
    path("account/services/", page(social.connections), name="socialaccount_connections"),
    path("account/services/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("account/services/error/", social.login_error, name="socialaccount_login_error"),
    path("account/services/sign-up/", page(social.signup), name="socialaccount_signup"),
    path("account/google/", google_only(google.oauth2_login), name="google_login"),
    path("account/google/back/", google_only(google.oauth2_callback), name="google_callback"),
]
SESSIONS = [
    path("account/sessions/", sessions.sessions, name="account-sessions"),
    path("account/sessions/end-others/", sessions.end_others, name="account-sessions-end-others"),
    path("account/sessions/<uuid:session_id>/end/", sessions.end_session, name="account-session-end"),
    path("account/activity/", activity.activity, name="account-activity"),
]
PROFILE = [
    path("language/", languages.choose_language, name="choose-language"),
    path("account/profile/", profile.profile, name="account-profile"),
    path("account/profile/picture/", profile.set_picture, name="account-picture"),
    path("account/profile/picture/remove/", profile.remove_picture, name="account-picture-remove"),
    path("account/keys/", keys.keys_page, name="account-keys"),
    path("account/keys/<uuid:key_id>/revoke/", keys.revoke, name="account-key-revoke"),
]
urlpatterns = [
    *PROFILE,
    *SESSIONS,
    *ENTERING,
    *EMAIL,
    *PASSWORD,
    *FACTORS,
    *SERVICES,
]
