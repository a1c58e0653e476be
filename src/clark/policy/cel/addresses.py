"""Addresses and networks: `ip('10.0.0.1')`, `cidr('10.0.0.0/8')` and what is asked of them."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Final

from clark.policy.cel.opaque import CIDR, IP, kind_of, opaque, text_of

_BITS: Final = re.compile(r"0|[1-9][0-9]{0,2}")
_BROADCAST: Final = IPv4Address("255.255.255.255")

Address = IPv4Address | IPv6Address


def ip(text: str) -> dict[str, Any]:
    """Raises ValueError for what is no address, has a zone, or is IPv4 written as IPv6."""
    return opaque(IP, str(_address(text)))


def is_ip(text: str) -> bool:
    return _reads(ip, text)


def is_canonical(text: str) -> bool:
    return str(_address(text)) == text


def family(value: dict[str, Any]) -> int:
    return _of(value).version


def is_unspecified(value: dict[str, Any]) -> bool:
    return _of(value).is_unspecified


def is_loopback(value: dict[str, Any]) -> bool:
    return _of(value).is_loopback


def is_link_local_multicast(value: dict[str, Any]) -> bool:
    network = "224.0.0.0/24" if _of(value).version == 4 else "ff02::/16"
    return _of(value) in ip_network(network)


def is_link_local_unicast(value: dict[str, Any]) -> bool:
    return _of(value).is_link_local


def is_global_unicast(value: dict[str, Any]) -> bool:
    """All that is not for one machine, one link, many or nobody: private addresses too."""
    at = _of(value)
    special = at.is_unspecified or at.is_loopback or at.is_multicast or at.is_link_local
    return not special and at != _BROADCAST


def cidr(text: str) -> dict[str, Any]:
    """A network with the address as it was written. Raises ValueError for what is none."""
    written, slash, bits = text.partition("/")
    address = _address(written)
    if not slash or not _BITS.fullmatch(bits) or int(bits) > address.max_prefixlen:
        raise ValueError(f"{text!r} is no network: it must end with a slash and a prefix length")
    return opaque(CIDR, f"{address}/{bits}")


def is_cidr(text: str) -> bool:
    return _reads(cidr, text)


def contains_ip(value: dict[str, Any], other: dict[str, Any] | str) -> bool:
    at = _address(other) if isinstance(other, str) else _of(other)
    return at in _network(value)


def contains_cidr(value: dict[str, Any], other: dict[str, Any] | str) -> bool:
    inner = _network(cidr(other) if isinstance(other, str) else other)
    outer = _network(value)
    same_family = inner.version == outer.version
    return same_family and inner.network_address in outer and inner.prefixlen >= outer.prefixlen


def address(value: dict[str, Any]) -> dict[str, Any]:
    return opaque(IP, text_of(value).partition("/")[0])


def prefix_length(value: dict[str, Any]) -> int:
    return int(_network(value).prefixlen)


def masked(value: dict[str, Any]) -> dict[str, Any]:
    return opaque(CIDR, str(_network(value)))


def text(value: dict[str, Any]) -> str:
    """`string(…)` of an address or a network."""
    if kind_of(value) not in (IP, CIDR):
        raise ValueError("only addresses and networks become text")
    return text_of(value)


# Private functions


def _address(text: str) -> Address:
    found = ip_address(text)
    if isinstance(found, IPv6Address) and found.scope_id is not None:
        raise ValueError(f"the address {text!r} has a zone, which is not allowed")
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        raise ValueError(f"{text!r} is an IPv4 address written as IPv6, which is not allowed")
    return found


def _of(value: dict[str, Any]) -> Address:
    return ip_address(text_of(value))


def _network(value: dict[str, Any]) -> Any:
    return ip_network(text_of(value), strict=False)


def _reads(reading: Any, text: str) -> bool:
    try:
        reading(text)
    except ValueError:
        return False
    return True
