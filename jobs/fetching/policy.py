"""What an operator allows the fetcher beyond the public internet on the usual ports."""

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network

from jobs.fetching.addresses import is_public, parsed
from jobs.fetching.errors import NotThere
from jobs.fetching.words import gettext_noop

Network = IPv4Network | IPv6Network
# The addresses of a host as text; NotThere when it has none.
Resolve = Callable[[str], list[str]]
USUAL_PORTS = frozenset({80, 443})


def system_addresses(host: str) -> list[str]:
    """What this machine's own resolver says; it reads odd spellings of addresses (0x7f.1) as well."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotThere(gettext_noop("There is no server of this name.")) from None
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True, kw_only=True)
class Policy:
    """`hosts` and `networks` may be private; `ports` are allowed besides 80 and 443."""

    networks: tuple[Network, ...] = ()
    hosts: frozenset[str] = field(default_factory=frozenset)
    ports: frozenset[int] = field(default_factory=frozenset)
    resolve: Resolve = system_addresses

    def allows_port(self, port: int) -> bool:
        return port in USUAL_PORTS or port in self.ports

    def allows_address(self, *, host: str, address: str) -> bool:
        if host.lower().rstrip(".") in self.hosts or is_public(address):
            return True
        return any(parsed(address) in network for network in self.networks)


class _Source:
    """Where the policy in force comes from. The fetcher is free of Django, the settings are not."""

    policy: Callable[[], Policy] = Policy


def use(source: Callable[[], Policy]) -> None:
    """Has every fetch ask this for its policy; until then only the public internet is allowed."""
    _Source.policy = staticmethod(source)


def in_force() -> Policy:
    return _Source.policy()
