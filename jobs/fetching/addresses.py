"""Which addresses belong to the public internet.

The tables are IANA's registries of special-purpose addresses
(https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry, 2026-10), written
out: `ipaddress.is_global` differs between releases of Python (CVE-2024-4032) and knows nothing of clouds.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address

NOT_PUBLIC_V4 = [
    ip_network(each)
    for each in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",
        "100.64.0.0/10",  # carriers' NAT; Alibaba's metadata is here
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's platform services
        "169.254.0.0/16",  # link-local; most clouds' metadata is here
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocols; Oracle's metadata is here
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
]
# Everything else of IPv6 is local, reserved, or a way to write an IPv4 address.
PUBLIC_V6 = ip_network("2000::/3")
NOT_PUBLIC_V6 = [
    ip_network(each)
    for each in (
        "2001::/23",  # protocols: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
]
# Networks with IPv6 only reach IPv4 by this prefix (RFC 6052).
NAT64 = ip_network("64:ff9b::/96")
LAST_32_BITS = 0xFFFFFFFF


def parsed(text: str) -> Address:
    """The address as what it reaches: IPv4 inside of IPv6 is IPv4. Raises ValueError when it is none."""
    address = ip_address(text)
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address in NAT64:
            return IPv4Address(int(address) & LAST_32_BITS)
    return address


def is_public(text: str) -> bool:
    """Whether strangers may be sent there."""
    address = parsed(text)
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in NOT_PUBLIC_V4)
    in_public = address in PUBLIC_V6 and address.scope_id is None
    return in_public and address.is_global and not any(address in network for network in NOT_PUBLIC_V6)
