"""The fetcher: only the public internet is reached, and no server decides how much comes or for how long."""

import ipaddress
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pytest_django import Settings

from jobs.fetching import (
    AddressRefused,
    FetchFailed,
    NotThere,
    Reach,
    TooLarge,
    TooSlow,
    WrongKind,
    fetch,
    fetch_bytes,
    getting,
    wire,
)
from jobs.fetching.addresses import is_public
from jobs.fetching.policy import system_addresses
from jobs.tests.canary import FILM, Canary, Names, Site, drip, listening, naming, send, serving

# ruff: noqa: RUF001 - the odd letters are the point
# Ways to write an address of this machine; {port} is where the canary listens.
LOCAL = """
http://127.0.0.1:{port}/            http://127.0.0.1:{port}/film.mp4       http://127.0.0.1:{port}?x=1
http://127.1:{port}/                http://127.0.1:{port}/                 http://127.000.000.001:{port}/
http://2130706433:{port}/           http://0x7f000001:{port}/              http://0x7F.0x0.0x0.0x1:{port}/
http://0x7f.1:{port}/               http://017700000001:{port}/            http://0177.0.0.1:{port}/
http://0177.0000.0000.0001:{port}/  http://0x7f.0.1:{port}/                http://127.0x0.1:{port}/
http://127.0.0.1.:{port}/           http://localhost:{port}/               http://LOCALHOST:{port}/
http://localhost.:{port}/           http://LocalHost:{port}/x              http://127。0。0。1:{port}/
http://127．0．0．1:{port}/          http://127｡0｡0｡1:{port}/               http://①②⑦.⓪.⓪.①:{port}/
http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{port}/           http://１２７.0.0.1:{port}/              http://0.0.0.0:{port}/
http://0:{port}/                    http://0x0:{port}/                     http://00.00.00.00:{port}/
http://[::1]:{port}/                http://[0:0:0:0:0:0:0:1]:{port}/       http://[::0001]:{port}/
http://[::]:{port}/                 http://[::ffff:127.0.0.1]:{port}/      http://[::ffff:7f00:1]:{port}/
http://[0:0:0:0:0:ffff:127.0.0.1]:{port}/    http://[::FFFF:7F00:0001]:{port}/   http://[::127.0.0.1]:{port}/
http://[64:ff9b::127.0.0.1]:{port}/ http://[64:ff9b::7f00:1]:{port}/       http://[2002:7f00:1::]:{port}/
http://[2002:7f00:1::1]:{port}/     http://[::ffff:0:127.0.0.1]:{port}/    http://[64:ff9b:1::7f00:1]:{port}/
http://example.com@127.0.0.1:{port}/         http://user:pass@127.0.0.1:{port}/
http://127.0.0.1:{port}@example.com/         http://example.com:80@127.0.0.1:{port}/
http://example.com%40127.0.0.1:{port}/       http://127.0.0.1:{port}#@example.com/
http://127.0.0.1:{port}?@example.com/        http://127.0.0.1:{port}/@example.com
http://example.com\\@127.0.0.1:{port}/       http://127.0.0.1:{port}\\@example.com/
http://example.com/\\..\\@127.0.0.1:{port}/  http:127.0.0.1:{port}/             http:/127.0.0.1:{port}/
http:///127.0.0.1:{port}/                    http:\\\\127.0.0.1:{port}/         //127.0.0.1:{port}/
127.0.0.1:{port}/                            localhost:{port}                   HTTP://127.0.0.1:{port}/
hTTp://127.0.0.1:{port}/                     https://127.0.0.1:{port}/          https://localhost:{port}/
http://127.127.127.127:{port}/               http://127.255.255.254:{port}/     http://%6c%6f%63%61%6c%68%6f%73%74:{port}/
http://%31%32%37.0.0.1:{port}/               http://127.0.0.1%00.example.com:{port}/  http://127.0.0.1%2eexample.com:{port}/
http://localtest\u200b.:{port}/              http://loc\u00adalhost:{port}/     http://127.0.0.1\u2060:{port}/
"""
# Nobody of ours listens there; the answer must be a refusal, and no attempt.
PRIVATE = """
http://10.0.0.1/         http://10.255.255.255/    http://172.16.0.1/       http://172.31.255.255/
http://192.168.0.1/      http://192.168.255.255/   http://100.64.0.1/       http://100.127.255.255/
http://100.100.100.200/latest/meta-data/           http://169.254.169.254/latest/meta-data/iam/
http://169.254.170.2/v2/credentials                http://0xA9FEA9FE/       http://2852039166/
http://169.254.43518/    http://0251.0376.0251.0376/   http://192.0.0.192/   http://168.63.129.16/
http://198.18.0.1/       http://198.19.255.255/    http://192.0.2.1/        http://198.51.100.1/
http://203.0.113.1/      http://224.0.0.1/         http://239.255.255.250/  http://240.0.0.1/
http://255.255.255.255/  http://0.1.2.3/           http://192.88.99.1/      http://[fe80::1]/
http://[fc00::1]/         http://[fd00:ec2::254]/latest/meta-data/
http://[fd20:ce::254]/computeMetadata/v1/          http://[ff02::1]/        http://[fec0::1]/
http://[2001:db8::1]/    http://[2001::1]/         http://[2002:a00:1::1]/  http://[64:ff9b::10.0.0.1]/
http://[64:ff9b::a9fe:a9fe]/  http://[::ffff:169.254.169.254]/   http://[::ffff:10.0.0.1]/
http://[100::1]/         http://[3fff::1]/         http://[5f00::1]/        http://[2001:2::1]/
"""
# Refused for their form.
ODD = """
ftp://example.com/film.mp4    file:///etc/passwd        gopher://127.0.0.1:{port}/_x   dict://127.0.0.1:{port}/
data:video/mp4;base64,AAAA    javascript:alert(1)       ws://127.0.0.1:{port}/         unix:///run/docker.sock
http://example.com:22/        http://example.com:25/    https://example.com:6379/      http://example.com:65536/
http://example.com:-1/        http://user@example.com/  https://user:pw@example.com/   http://
https:///film.mp4             about:blank               blob:https://example.com/1     view-source:http://a.b/
"""


def spaced(text: str) -> list[str]:
    return text.split()


@pytest.fixture(autouse=True)
def no_answers_from_outside(settings: Settings) -> None:
    """Names of the outside world are not asked for: they could only slow the trials down."""
    settings.FETCH_RESOLVER = "jobs.tests.test_fetching.resolved"


def resolved(host: str) -> list[str]:
    return ["93.184.216.34"] if host.endswith("example.com") else system_addresses(host)


@pytest.fixture
def canary(settings: Settings) -> Iterator[Canary]:
    with listening() as listener:
        # The port is allowed, so that nothing but the address can be the reason.
        settings.FETCH_PORTS = [listener.port]
        yield listener


def attempt(url: str, tmp_path: Path, **more: Any) -> Any:
    return fetch(url=url, into=tmp_path / "got", most_bytes=10**6, seconds=5, **more)


def test_no_way_to_write_this_machine_reaches_it(
    canary: Canary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "CONNECT_SECONDS", 0.05)
    urls = [url.replace("{port}", str(canary.port)) for url in spaced(LOCAL)]
    reached = []
    for url in urls:
        try:
            attempt(url, tmp_path)
            reached.append(url)
        except FetchFailed:
            pass
    assert (reached, canary.visits) == ([], 0)
    assert len(urls) > 65
    assert not (tmp_path / "got").exists()


def test_without_the_guard_the_same_addresses_reach_it(
    canary: Canary, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The trial above can fail: with every network allowed, the canary hears most of them."""
    monkeypatch.setattr(wire, "CONNECT_SECONDS", 0.05)
    settings.FETCH_NETWORKS = [ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0")]
    for url in spaced(LOCAL):
        with suppress(FetchFailed):
            attempt(url.replace("{port}", str(canary.port)), tmp_path)
    assert canary.visits > 30


@pytest.mark.parametrize("url", spaced(PRIVATE))
def test_private_and_metadata_addresses_are_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(AddressRefused):
        attempt(url, tmp_path)


@pytest.mark.parametrize(
    "url", [*spaced(ODD), "http://a b.example.com/", "http://a.example.com/\r\nX: 1", ""]
)
def test_what_is_no_plain_web_address_is_refused(url: str, canary: Canary, tmp_path: Path) -> None:
    with pytest.raises(AddressRefused):
        attempt(url.replace("{port}", str(canary.port)), tmp_path)
    assert canary.visits == 0


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "64:ff9b::1.1.1.1"])
def test_the_public_internet_is_public(address: str) -> None:
    assert is_public(address)


# -- what a server may do ----------------------------------------------------------------------------------


def forever(handler: BaseHTTPRequestHandler) -> None:
    send(handler, b"", Content_Length="", Connection="close")
    drip(handler, b"x" * 300_000)


def slowly(handler: BaseHTTPRequestHandler) -> None:
    send(handler, b"", Content_Length="100000")
    drip(handler, b"x")


MANNERS: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {
    "/to": lambda asked: send(asked, b"", 302, Location=asked.path.partition("?")[2]),
    "/around": lambda asked: send(asked, b"", 307, Location="/around"),
    "/nowhere": lambda asked: send(asked, b"", 302),
    "/page": lambda asked: send(asked, b"<html>", Content_Type="text/html; charset=utf-8"),
    "/packed": lambda asked: send(asked, b"\x1f\x8b", Content_Encoding="gzip"),
    "/gone": lambda asked: send(asked, b"no", 404),
    "/huge": lambda asked: send(asked, b"", Content_Length=str(10**12)),
    "/short": lambda asked: send(asked, b"half", Content_Length="8"),
    "/cookie": lambda asked: send(asked, b"", 302, Location="/film.mp4", Set_Cookie="a=1"),
    "/endless": forever,
    "/slow": slowly,
    "/slow-head": lambda asked: drip(asked, b"X"),
    "/silent": lambda asked: time.sleep(3),
    "/hundred": lambda asked: drip(asked, b"HTTP/1.1 100 Continue\r\n\r\n" * 5_000),
}


def answers(handler: BaseHTTPRequestHandler) -> None:
    """A site with every kind of good and bad manners."""
    MANNERS.get(handler.path.partition("?")[0], send)(handler)


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    """A site that stands for the public internet: 127.0.0.2 is allowed, 127.0.0.1 is not."""
    settings.FETCH_NETWORKS = [ipaddress.ip_network("127.0.0.2/32")]
    with serving(answers) as started:
        settings.FETCH_PORTS = [started.port]
        yield started


def test_a_file_is_fetched_and_progress_is_told(site: Site, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    got = attempt(
        site.url("/film.mp4"), tmp_path, on_progress=lambda *now: told.append(now), accept=["video/"]
    )
    assert got.path.read_bytes() == FILM
    assert (got.size, got.content_type, got.final_url) == (len(FILM), "video/mp4", site.url("/film.mp4"))
    assert told[0] == (0, len(FILM))
    assert told[-1] == (len(FILM), len(FILM))
    assert fetch_bytes(url=site.url("/x"), most_bytes=len(FILM), seconds=5).content == FILM


def test_redirects_are_followed_without_cookies_and_without_given_headers(
    site: Site, tmp_path: Path, settings: Settings
) -> None:
    with serving(answers) as other:
        settings.FETCH_PORTS = [site.port, other.port]
        got = attempt(site.url(f"/to?{other.url('/film.mp4')}"), tmp_path, headers={"Authorization": "mine"})
        assert got.final_url == other.url("/film.mp4")
        assert site.requests[0][1]["Authorization"] == "mine"
        assert "Authorization" not in other.requests[0][1]
        assert other.requests[0][1]["Host"] == f"127.0.0.2:{other.port}"
    attempt(site.url("/cookie"), tmp_path)
    assert "Cookie" not in site.requests[-1][1]


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:{port}/", "http://[::1]:{port}/", "//localhost:{port}/"]
)
def test_a_redirect_inwards_is_refused(
    target: str, canary: Canary, site: Site, tmp_path: Path, settings: Settings
) -> None:
    settings.FETCH_PORTS = [site.port, canary.port]
    with pytest.raises(AddressRefused):
        attempt(site.url("/to?" + target.replace("{port}", str(canary.port))), tmp_path)
    assert canary.visits == 0


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/to?file:///etc/passwd", AddressRefused),
        ("/to?http://user:pw@127.0.0.2/", AddressRefused),
        ("/to?http://127.0.0.2:22/", AddressRefused),
        ("/around", NotThere),
        ("/nowhere", NotThere),
        ("/gone", NotThere),
        ("/short", NotThere),
        ("/packed", WrongKind),
        ("/page", WrongKind),
        ("/huge", TooLarge),
        ("/endless", TooLarge),
    ],
)
def test_bad_manners_end_a_fetch(path: str, error: type[FetchFailed], site: Site, tmp_path: Path) -> None:
    with pytest.raises(error):
        attempt(site.url(path), tmp_path, accept=["video/"])
    assert not (tmp_path / "got").exists()
    assert len(site.requests) <= 6


def test_endless_headers_end_a_fetch(site: Site) -> None:
    with pytest.raises(TooLarge):
        fetch_bytes(url=site.url("/hundred"), most_bytes=1000, seconds=5)


def test_huge_files_are_refused_before_a_byte(site: Site, tmp_path: Path) -> None:
    told: list[int] = []
    with pytest.raises(TooLarge, match="1 MB"):
        fetch(
            url=site.url("/huge"),
            into=tmp_path / "got",
            most_bytes=2**20,
            seconds=5,
            on_progress=lambda done, _: told.append(done),
        )
    assert told == []


@pytest.mark.parametrize("path", ["/slow", "/slow-head", "/silent"])
def test_slow_servers_are_left_in_time(
    path: str, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each by the limit of the whole, and by that of the least that must come."""
    with pytest.raises(TooSlow):
        fetch(url=site.url(path), into=tmp_path / "got", most_bytes=10**6, seconds=0.3)
    monkeypatch.setattr(wire, "WINDOW_SECONDS", 0.3)
    with pytest.raises(TooSlow):
        fetch(url=site.url(path), into=tmp_path / "got", most_bytes=10**6, seconds=60)


def test_whoever_watches_can_end_a_fetch_while_nothing_comes(site: Site, tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    def watch(done: int, total: int | None) -> None:
        raise Enough

    with pytest.raises(Enough):
        attempt(site.url("/silent"), tmp_path, on_progress=watch)
    assert not (tmp_path / "got").exists()


def test_a_host_may_be_allowed_by_its_name_only(canary: Canary, tmp_path: Path, settings: Settings) -> None:
    settings.FETCH_HOSTS = ["localhost"]
    assert attempt(f"http://localhost:{canary.port}/", tmp_path).path.read_bytes() == b"secret"
    with pytest.raises(AddressRefused):
        attempt(f"http://127.0.0.1:{canary.port}/", tmp_path)
    assert canary.visits == 1


def test_an_address_of_the_operators_own_is_trusted_and_no_other(
    canary: Canary, site: Site, tmp_path: Path, settings: Settings
) -> None:
    settings.FETCH_NETWORKS, settings.FETCH_PORTS = [], []
    got = attempt(
        site.url("/film.mp4"), tmp_path, reach=Reach(trusted=(site.url("/v1"),), schemes=("https",))
    )
    assert got.size == len(FILM)
    with pytest.raises(AddressRefused):
        attempt(f"http://127.0.0.1:{canary.port}/", tmp_path, reach=Reach(trusted=(site.url("/v1"),)))
    with pytest.raises(AddressRefused):
        attempt(
            site.url(f"/to?http://127.0.0.1:{canary.port}/"), tmp_path, reach=Reach(trusted=(site.url("/"),))
        )
    assert canary.visits == 0


# -- names -------------------------------------------------------------------------------------------------

NAMES: list[Names] = []


def asked_by_udp(host: str) -> list[str]:
    return NAMES[-1].resolve(host)


@pytest.fixture
def rebinding(settings: Settings) -> Iterator[Names]:
    with naming("127.0.0.2", "127.0.0.1") as names:
        NAMES.append(names)
        settings.FETCH_RESOLVER = "jobs.tests.test_fetching.asked_by_udp"
        yield names
        NAMES.pop()


def test_a_name_that_changes_its_address_is_asked_once_for_each_hop(
    rebinding: Names, settings: Settings, tmp_path: Path
) -> None:
    """127.0.0.2 stands for the public address; at the same port of 127.0.0.1 the canary sits."""
    settings.FETCH_NETWORKS = [ipaddress.ip_network("127.0.0.2/32")]
    with listening() as canary, serving(answers, port=canary.port) as site:
        settings.FETCH_PORTS = [site.port]
        first = attempt(f"http://films.test:{site.port}/film.mp4", tmp_path)
        assert (first.size, rebinding.asked, canary.visits) == (len(FILM), 1, 0)
        assert site.requests[0][1]["Host"] == f"films.test:{site.port}"
        with pytest.raises(AddressRefused):
            attempt(f"http://films.test:{site.port}/film.mp4", tmp_path)
        rebinding.asked = 0
        with pytest.raises(AddressRefused):
            attempt(f"http://films.test:{site.port}/to?/film.mp4", tmp_path)
        assert (rebinding.asked, canary.visits, len(site.requests)) == (2, 0, 2)


def both(host: str) -> list[str]:
    return ["127.0.0.2", "127.0.0.1"]


def test_a_name_with_one_private_address_among_others_is_refused(
    site: Site, settings: Settings, tmp_path: Path
) -> None:
    settings.FETCH_RESOLVER = "jobs.tests.test_fetching.both"
    with pytest.raises(AddressRefused):
        attempt(f"http://films.test:{site.port}/film.mp4", tmp_path)
    assert site.requests == []


def test_proxies_of_the_environment_are_not_asked(
    canary: Canary, site: Site, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FETCH_PORTS = [site.port]
    for name in ("http_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{canary.port}")
    assert attempt(site.url("/film.mp4"), tmp_path).size == len(FILM)
    assert canary.visits == 0


# -- TLS ---------------------------------------------------------------------------------------------------


def at_site(host: str) -> list[str]:
    return ["127.0.0.2"]


@pytest.fixture
def certificate(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A certificate of films.example.com, which the fetcher is made to believe."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "t")]),
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("films.example.com")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(file)
    believed = ssl.create_default_context(cafile=str(file))
    monkeypatch.setattr(getting, "_tls", lambda: believed)
    return served


def test_the_name_and_not_the_address_is_what_tls_proves(
    certificate: ssl.SSLContext, settings: Settings, tmp_path: Path
) -> None:
    settings.FETCH_NETWORKS = [ipaddress.ip_network("127.0.0.2/32")]
    settings.FETCH_RESOLVER = "jobs.tests.test_fetching.at_site"
    with serving(answers, tls=certificate) as site:
        settings.FETCH_PORTS = [site.port]
        assert attempt(f"https://films.example.com:{site.port}/film.mp4", tmp_path).size == len(FILM)
        with pytest.raises(NotThere, match="certificate"):
            attempt(f"https://other.example.com:{site.port}/film.mp4", tmp_path)
        with pytest.raises(AddressRefused, match="unsafe"):
            attempt(
                f"https://films.example.com:{site.port}/to?http://films.example.com:{site.port}/", tmp_path
            )
        with pytest.raises(AddressRefused, match="https"):
            attempt(
                f"http://films.example.com:{site.port}/film.mp4", tmp_path, reach=Reach(schemes=("https",))
            )
    assert len(site.requests) == 2
