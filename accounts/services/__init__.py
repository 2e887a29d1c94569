"""What a person can ask of their account: sign up, prove who they are, hold sessions, change it."""

from accounts.context import Client
from accounts.services.profile import update_profile
from accounts.services.registering import register
from accounts.services.sessions import (
    SessionEnded,
    Tokens,
    close_session,
    end_all_sessions,
    end_session,
    open_session,
    refresh_session,
    user_of_access_token,
    user_of_session,
)
from accounts.services.signing_in import WrongCredentials, check_credentials
from accounts.services.tickets import TICKET_SECONDS, issue_socket_ticket, redeem_socket_ticket

__all__ = [
    "TICKET_SECONDS",
    "Client",
    "SessionEnded",
    "Tokens",
    "WrongCredentials",
    "check_credentials",
    "close_session",
    "end_all_sessions",
    "end_session",
    "issue_socket_ticket",
    "open_session",
    "redeem_socket_ticket",
    "refresh_session",
    "register",
    "update_profile",
    "user_of_access_token",
    "user_of_session",
]
