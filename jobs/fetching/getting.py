"""Fetches what an address holds: checks each hop, follows redirects itself, keeps to size and time."""

import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import httpcore
import httpx

from jobs.fetching import policy as policies
from jobs.fetching.errors import AddressRefused, NotThere, TooLarge, WrongKind
from jobs.fetching.policy import Policy
from jobs.fetching.wire import GuardedNetwork, Watch
from jobs.fetching.words import gettext_noop

MOST_REDIRECTS = 5
LONGEST_URL = 4096
REDIRECTS = {301, 302, 303, 307, 308}
PORTS = {"http": 80, "https": 443}
MEGABYTE = 1024 * 1024
# Compressed answers are not asked for and not taken: what they unpack to is known by nobody before.
OWN_HEADERS = {"User-Agent": "Framewright", "Accept": "*/*", "Accept-Encoding": "identity"}

# Told how many bytes have arrived, and of how many if the server says so; what it raises ends the fetch.
OnProgress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Fetched:
    """A file that was fetched. `content_type` is what the server says: in lower case, without parameters."""

    path: Path
    size: int
    content_type: str
    final_url: str


@dataclass(frozen=True)
class FetchedBytes:
    content: bytes
    content_type: str
    final_url: str


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Where a fetch may go.

    `trusted` are addresses that an operator wrote down: what has the same scheme, host and port as one of
    them is not asked where it leads.
    """

    schemes: tuple[str, ...] = ("https", "http")
    trusted: tuple[str, ...] = ()


THE_WEB = Reach()


@dataclass(kw_only=True)
class _Errand:
    """What is fetched, and how far it is."""

    most_bytes: int
    accept: Sequence[str]
    headers: Mapping[str, str]
    reach: Reach = THE_WEB
    on_progress: OnProgress | None = None
    policy: Policy = field(default_factory=policies.in_force)
    done: int = 0
    total: int | None = None

    def trusts(self, url: httpx.URL) -> bool:
        return _origin(url) in {_origin(httpx.URL(each)) for each in self.reach.trusted}

    def tell(self) -> None:
        if self.on_progress:
            self.on_progress(self.done, self.total)


@dataclass(frozen=True)
class _Answer:
    content_type: str
    url: httpx.URL


def check_form(url: str) -> None:
    """Raises AddressRefused when the address could not be fetched whatever is there; asks nobody."""
    _must_be_allowed(_Errand(most_bytes=0, accept=(), headers={}), _parsed(url))


def fetch(
    *,
    url: str,
    into: Path,
    most_bytes: int,
    seconds: float,
    accept: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
    reach: Reach = THE_WEB,
    on_progress: OnProgress | None = None,
) -> Fetched:
    """Writes what is at `url` to the file `into`; raises FetchFailed, after which there is no such file.

    `accept` names beginnings of content types ("video/"); what has none is taken. `headers` go to the server
    of the first address only, not to where it redirects. `on_progress` is called twice a second at least,
    also while nothing comes.
    """
    errand = _Errand(
        most_bytes=most_bytes,
        accept=accept,
        headers=headers or {},
        reach=reach,
        on_progress=on_progress,
    )
    try:
        with into.open("wb") as file:
            answer = _get(errand, url, file, seconds)
    except BaseException:
        into.unlink(missing_ok=True)
        raise
    return Fetched(into, errand.done, answer.content_type, str(answer.url))


def fetch_bytes(
    *,
    url: str,
    most_bytes: int,
    seconds: float,
    accept: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
) -> FetchedBytes:
    """What is at `url`, in memory; as `fetch`."""
    errand = _Errand(most_bytes=most_bytes, accept=accept, headers=headers or {})
    content = BytesIO()
    answer = _get(errand, url, content, seconds)
    return FetchedBytes(content.getvalue(), answer.content_type, str(answer.url))


def _get(errand: _Errand, text: str, sink: BinaryIO, seconds: float) -> _Answer:
    watch = Watch(seconds=seconds, most_bytes=errand.most_bytes, on_tick=errand.tell)
    url = first = _parsed(text)
    for _ in range(MOST_REDIRECTS + 1):
        _must_be_allowed(errand, url)
        with _answered(errand, watch, url, is_first=_origin(url) == _origin(first)) as answer:
            if answer.status_code not in REDIRECTS:
                return _taken(errand, watch, url, answer, sink)
            url = _next(url, answer)
    raise NotThere(gettext_noop("This address only leads from one address to the next."))


@contextmanager
def _answered(errand: _Errand, watch: Watch, url: httpx.URL, *, is_first: bool) -> Iterator[httpx.Response]:
    """One request over one connection of its own: nothing is shared between hops, cookies least of all."""
    given = errand.headers if is_first else {}
    request = httpx.Request("GET", url, headers={**OWN_HEADERS, **given})
    network = GuardedNetwork(policy=errand.policy, watch=watch, is_trusted=errand.trusts(url))
    try:
        with (
            httpcore.ConnectionPool(ssl_context=_tls(), network_backend=network) as pool,
            pool.stream(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
            ) as raw,
        ):
            yield httpx.Response(raw.status, headers=raw.headers, stream=_Body(raw))
    except httpcore.ConnectError:
        raise NotThere(
            gettext_noop("The server cannot be reached safely: its certificate or its TLS is wrong.")
        ) from None
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException):
        raise NotThere(gettext_noop("The connection broke off. Try again later.")) from None


class _Body(httpx.SyncByteStream):
    def __init__(self, raw: httpcore.Response) -> None:
        self._raw = raw

    def __iter__(self) -> Iterator[bytes]:
        yield from self._raw.iter_stream()


def _taken(errand: _Errand, watch: Watch, url: httpx.URL, answer: httpx.Response, sink: BinaryIO) -> _Answer:
    content_type = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    _must_suit(errand, answer, content_type)
    errand.tell()
    for piece in answer.iter_raw():
        watch.remaining()
        errand.done += len(piece)
        if errand.done > errand.most_bytes:
            raise _too_large(errand)
        sink.write(piece)
    errand.tell()
    return _Answer(content_type, url)


def _must_suit(errand: _Errand, answer: httpx.Response, content_type: str) -> None:
    """Everything that is known before the first byte."""
    if answer.status_code != HTTPStatus.OK:
        raise NotThere(
            gettext_noop("The server answers %(status)d instead of the file."), status=answer.status_code
        )
    if answer.headers.get("Content-Encoding", "identity").strip().lower() not in {"", "identity"}:
        raise WrongKind(gettext_noop("The server sends the file compressed, though that was not asked for."))
    if errand.accept and content_type and not content_type.startswith(tuple(errand.accept)):
        raise WrongKind(
            gettext_noop("The server calls this %(kind)s: it is not the file itself."), kind=content_type[:60]
        )
    length = answer.headers.get("Content-Length", "")
    errand.total = int(length) if length.isdecimal() else None
    if errand.total is not None and errand.total > errand.most_bytes:
        raise _too_large(errand)


def _too_large(errand: _Errand) -> TooLarge:
    return TooLarge(
        gettext_noop("The file is larger than the %(megabytes)d MB that are allowed."),
        megabytes=max(errand.most_bytes // MEGABYTE, 1),
    )


def _parsed(text: str) -> httpx.URL:
    if len(text) > LONGEST_URL or not text.isprintable() or "\\" in text or " " in text:
        raise AddressRefused(gettext_noop("This is not a web address."))
    try:
        return httpx.URL(text)
    except httpx.InvalidURL:
        raise AddressRefused(gettext_noop("This is not a web address.")) from None


def _must_be_allowed(errand: _Errand, url: httpx.URL) -> None:
    if errand.trusts(url):
        return
    if url.scheme not in PORTS or not url.host:
        raise AddressRefused(gettext_noop("Give an address that begins with https:// or http://."))
    if url.scheme not in errand.reach.schemes:
        raise AddressRefused(gettext_noop("Only addresses that begin with https:// are fetched here."))
    if url.userinfo:
        raise AddressRefused(gettext_noop("An address with a name or password in it is not fetched."))
    if not errand.policy.allows_port(url.port or PORTS[url.scheme]):
        raise AddressRefused(gettext_noop("Only the usual ports of the web are fetched from."))


def _next(url: httpx.URL, answer: httpx.Response) -> httpx.URL:
    location = answer.headers.get("Location", "")
    if not location:
        raise NotThere(gettext_noop("The server leads nowhere."))
    following = url.join(_parsed(location))
    if url.scheme == "https" and following.scheme == "http":
        raise AddressRefused(gettext_noop("The server leads from a safe address to an unsafe one."))
    return following


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.host}:{url.port or PORTS.get(url.scheme)}"


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()
