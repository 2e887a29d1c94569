from django.urls import path

from accounts import api

urlpatterns = [
    path("auth/register", api.RegisterView.as_view(), name="api-register"),
    path("auth/login", api.LoginView.as_view(), name="api-login"),
    path("auth/refresh", api.RefreshView.as_view(), name="api-refresh"),
    path("auth/logout", api.LogoutView.as_view(), name="api-logout"),
    path("auth/logout-all", api.LogoutAllView.as_view(), name="api-logout-all"),
    path("auth/me", api.MeView.as_view(), name="api-me"),
    path("auth/ws-ticket", api.SocketTicketView.as_view(), name="api-socket-ticket"),
    path("user/profile", api.ProfileView.as_view(), name="api-profile"),
]
