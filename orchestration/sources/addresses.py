"""Which addresses may be talked to: those of the public internet, and what a setting allows beside them.

Belongs here: judging a resolved address. Does not belong here: connecting.
"""

import socket
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from orchestration.sources.problems import FetchError, PassingError

Network = IPv4Network | IPv6Network
# IPv4 behind a translator: whoever may send there may reach any IPv4 address.
_TRANSLATED = ip_network("64:ff9b::/96")


def resolve(host: str, port: int, private: Iterable[Network]) -> list[str]:
    """The addresses of a host, all of them judged; FetchError where one of them may not be talked to.

    What is returned is what has to be connected to: asking the name a second time might give another answer.
    """
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise PassingError(f"the name {host} cannot be resolved: {error}") from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not may_reach(address, private):
            raise FetchError(f"{host} is at {address}, which is no public address")
    return addresses


def may_reach(address: str, private: Iterable[Network] = ()) -> bool:
    """Whether this address is public, also in what it stands for, or lies in one of the private networks that are allowed."""
    parsed = ip_address(address.partition("%")[0])
    return all(_is_public(each) or any(each in network for network in private) for each in _meant(parsed))


def _meant(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address | IPv6Address]:
    """The address that packets end up at: some of IPv6 carry one of IPv4."""
    if isinstance(address, IPv4Address):
        yield address
    elif address.ipv4_mapped:
        yield address.ipv4_mapped
    elif address in _TRANSLATED:
        yield IPv4Address(int(address) & 0xFFFFFFFF)
    else:
        yield address
        yield from (each for each in (address.sixtofour, *(address.teredo or ())) if each)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not (address.is_multicast or address.is_reserved)
