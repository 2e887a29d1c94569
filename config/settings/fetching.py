"""Where the fetcher (jobs/fetching) may go besides ports 80 and 443 of the public internet."""

from ipaddress import IPv4Network, IPv6Network, ip_network

from config import environment as env


def _network(word: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(word.strip("[]"), strict=False)
    except ValueError:
        return None


_allowed = env.words("FETCH_ALLOW_PRIVATE")
FETCH_NETWORKS = [network for network in map(_network, _allowed) if network]
FETCH_HOSTS = [word.lower().rstrip(".") for word in _allowed if not _network(word)]
if _odd := [host for host in FETCH_HOSTS if set("/:@") & set(host)]:
    raise env.WrongSetting(f"FETCH_ALLOW_PRIVATE takes hosts, addresses and networks, not {_odd[0]!r}.")
_ports = env.words("FETCH_PORTS")
if _wrong := [port for port in _ports if not (port.isdecimal() and 0 < int(port) < 65536)]:
    raise env.WrongSetting(f"FETCH_PORTS takes numbers of ports, not {_wrong[0]!r}.")
FETCH_PORTS = [int(port) for port in _ports]
IMPORT_TIMEOUT_SECONDS = env.number("IMPORT_TIMEOUT_SECONDS", 3600, least=1)
# Gives the addresses of a host.
FETCH_RESOLVER = "jobs.fetching.policy.system_addresses"
