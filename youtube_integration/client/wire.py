"""One way to speak to Google: a token on every call, renewed once when it is refused, refusals in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self

import httpx

from youtube_integration.client.errors import error_of, unreachable

PATIENCE = httpx.Timeout(30.0, connect=10.0)
# A piece of an upload over a slow line.
PIECE_PATIENCE = httpx.Timeout(300.0, connect=10.0)


@dataclass(frozen=True)
class Places:
    """Where Google is."""

    authorize: str
    token: str
    revoke: str
    data: str
    upload: str

    @classmethod
    def of(cls, base: str) -> Self:
        """Google's own addresses, or those of another place that speaks as Google does."""
        if not base:
            return cls(
                authorize="https://accounts.google.com/o/oauth2/v2/auth",
                token="https://oauth2.googleapis.com/token",  # noqa: S106 - an address
                revoke="https://oauth2.googleapis.com/revoke",
                data="https://www.googleapis.com/youtube/v3",
                upload="https://www.googleapis.com/upload/youtube/v3",
            )
        base = base.rstrip("/")
        return cls(
            authorize=f"{base}/o/oauth2/v2/auth",
            token=f"{base}/token",
            revoke=f"{base}/revoke",
            data=f"{base}/youtube/v3",
            upload=f"{base}/upload/youtube/v3",
        )


class Access(Protocol):
    """Gives the access token of one channel; of another than `refused`, which Google has just refused."""

    def __call__(self, *, refused: str = "") -> str: ...


class Google:
    """YouTube's Data API in the name of one channel."""

    def __init__(self, *, places: Places, access: Access) -> None:
        self.places = places
        self._access = access
        self._http = httpx.Client(timeout=PATIENCE, follow_redirects=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def send(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        json: Mapping[str, Any] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        patience: httpx.Timeout = PATIENCE,
    ) -> httpx.Response:
        """The answer, whatever it is, except 401: then a new token is tried once. Raises GoogleError."""
        wish = {"params": params, "json": json, "content": content, "timeout": patience}
        token = self._access()
        answer = self._send(method, url, token, headers, wish)
        if answer.status_code == 401:
            answer = self._send(method, url, self._access(refused=token), headers, wish)
        if answer.status_code == 401:
            raise error_of(answer)
        return answer

    def _send(
        self, method: str, url: str, token: str, headers: Mapping[str, str] | None, wish: dict[str, Any]
    ) -> httpx.Response:
        held = {**(headers or {}), "Authorization": f"Bearer {token}"}
        try:
            return self._http.request(method, url, headers=held, **wish)
        except httpx.HTTPError as error:
            raise unreachable(error) from error

    def ask(self, method: str, name: str, **options: Any) -> dict[str, Any]:
        """The JSON that the Data API answers; raises GoogleError for every refusal."""
        return read(self.send(method, f"{self.places.data}/{name}", **options))


def read(answer: httpx.Response) -> dict[str, Any]:
    """The JSON of a success; raises GoogleError for a refusal."""
    if not answer.is_success:
        raise error_of(answer)
    if not answer.content:
        return {}
    try:
        found = answer.json()
    except ValueError as error:
        raise unreachable(error) from error
    return found if isinstance(found, dict) else {}
