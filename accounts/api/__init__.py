from accounts.api.base import OpenView, current_user, parsed
from accounts.api.entering import (
    LoginView,
    LogoutAllView,
    LogoutView,
    RefreshView,
    RegisterView,
    SocketTicketView,
)
from accounts.api.profile import MeView, ProfileView

__all__ = [
    "LoginView",
    "LogoutAllView",
    "LogoutView",
    "MeView",
    "OpenView",
    "ProfileView",
    "RefreshView",
    "RegisterView",
    "SocketTicketView",
    "current_user",
    "parsed",
]
