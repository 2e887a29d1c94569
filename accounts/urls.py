from django.urls import path

from accounts import api
from accounts.api import passwords
from accounts.api.activity import ActivityView
from accounts.api.avatar import AvatarView, PictureView
from accounts.api.google import GoogleView
from accounts.api.keys import ApiKeyListView, ApiKeyView
from accounts.api.leaving import DeactivateView, DeletionView, ProofCodeView
from accounts.api.sessions import SessionListView, SessionView

urlpatterns = [
    path("auth/register", api.RegisterView.as_view(), name="api-register"),
    path("auth/login", api.LoginView.as_view(), name="api-login"),
    path("auth/google", GoogleView.as_view(), name="api-google"),
    path("auth/password/change", passwords.ChangePasswordView.as_view(), name="api-change-password"),
    path("auth/password/reset", passwords.AskForResetView.as_view(), name="api-ask-for-reset"),
    path("auth/password/reset/confirm", passwords.ResetPasswordView.as_view(), name="api-reset-password"),
    path("auth/email/verify", passwords.VerifyEmailView.as_view(), name="api-verify-email"),
    path("auth/email/resend", passwords.ResendEmailView.as_view(), name="api-resend-email"),
    path("auth/refresh", api.RefreshView.as_view(), name="api-refresh"),
    path("auth/logout", api.LogoutView.as_view(), name="api-logout"),
    path("auth/logout-all", api.LogoutAllView.as_view(), name="api-logout-all"),
    path("auth/sessions", SessionListView.as_view(), name="api-sessions"),
    path("auth/sessions/<uuid:session_id>", SessionView.as_view(), name="api-session"),
    path("auth/me", api.MeView.as_view(), name="api-me"),
    path("auth/ws-ticket", api.SocketTicketView.as_view(), name="api-socket-ticket"),
    path("user/api-keys", ApiKeyListView.as_view(), name="api-keys"),
    path("user/api-keys/<uuid:key_id>", ApiKeyView.as_view(), name="api-key"),
    path("user/avatar", AvatarView.as_view(), name="api-avatar"),
    path("user/avatar/<uuid:user_id>/<uuid:picture_id>", PictureView.as_view(), name="api-picture"),
    path("user/activity", ActivityView.as_view(), name="api-activity"),
    path("user/proof-code", ProofCodeView.as_view(), name="api-proof-code"),
    path("user/deactivate", DeactivateView.as_view(), name="api-deactivate"),
    path("user/deletion", DeletionView.as_view(), name="api-deletion"),
    path("user/profile", api.ProfileView.as_view(), name="api-profile"),
]
