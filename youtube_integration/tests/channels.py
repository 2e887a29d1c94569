"""Connects channels as a browser does."""

from typing import Any

import httpx
from rest_framework.test import APIClient

from accounts.models import User
from youtube_integration.models import Channel
from youtube_integration.services import connecting


def agreed(address: str) -> dict[str, str]:
    """What Google sends back with the browser when somebody agrees at the address."""
    there = httpx.get(address).headers["Location"]
    return dict(httpx.URL(there).params)


def connected(user: User, *, manage: bool = False) -> Channel:
    back = agreed(connecting.begin(user=user, manage=manage))
    return connecting.finish(user=user, state=back["state"], code=back["code"])[0]


def code_of(answer: Any) -> str:
    return str(answer.json()["errors"][0]["code"])


def in_browser(user: User) -> APIClient:
    """A client with the dashboard's session, as the way back from Google needs it."""
    client = APIClient()
    client.force_login(user)
    return client
