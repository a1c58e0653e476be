"""The functions that Kubernetes has and the engine lacks, one table.

Source: k8s.io/apiserver/pkg/cel/library and pkg/cel/environment/base.go, as of Kubernetes 1.35.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from clark.policy.cel import addresses, formats, lists, patterns, quantity, urls, versions
from clark.policy.cel.opaque import CIDR, FORMAT, IP, QUANTITY, SEMVER, URL

# Names that the engine has already, for other types: policies say indexOf, the engine is told this.
OWN: Final = "clark_"
RENAMED: Final = frozenset(("matches", "indexOf", "lastIndexOf"))
# What gives an optional in Kubernetes gives a list of none or one from Python.
OPTIONAL: Final = frozenset(("validate", "format.named"))
_COMPARED: Final = ("int", "uint", "double", "bool", "string", "bytes")
_SUMMED: Final = ("int", "uint", "double")
_ANY: Final = (*_COMPARED, "null_type", "list(dyn)", "map(dyn, dyn)")


@dataclass(frozen=True)
class Function:
    """One overload: `takes` and `gives` are types as they are written in CEL."""

    name: str
    takes: tuple[str, ...]
    gives: str
    does: Callable[..., Any]
    member: bool = True

    @property
    def id(self) -> str:
        return "_".join((OWN + self.name, *self.takes, "member" if self.member else "global"))


def _members(kind: str, **functions: tuple[str, Callable[..., Any]]) -> list[Function]:
    return [Function(name, (kind,), gives, does) for name, (gives, does) in functions.items()]


def _globals(takes: str, **functions: tuple[str, Callable[..., Any]]) -> list[Function]:
    return [
        Function(name, (takes,), gives, does, member=False)
        for name, (gives, does) in functions.items()
    ]


def _compared(kind: str, module: Any) -> list[Function]:
    return [
        Function("isLessThan", (kind, kind), "bool", module.is_less),
        Function("isGreaterThan", (kind, kind), "bool", module.is_greater),
        Function("compareTo", (kind, kind), "int", module.compare),
    ]


def _quantities() -> list[Function]:
    return [
        *_globals(
            "string",
            quantity=(QUANTITY, quantity.quantity),
            isQuantity=("bool", quantity.is_quantity),
        ),
        # `sign(q)` and `q.sign()`: Kubernetes declares the first, and documents the second.
        *_globals(QUANTITY, sign=("int", quantity.sign)),
        *_members(
            QUANTITY,
            sign=("int", quantity.sign),
            isInteger=("bool", quantity.is_integer),
            asInteger=("int", quantity.as_integer),
            asApproximateFloat=("double", quantity.as_float),
        ),
        *_compared(QUANTITY, quantity),
        *(
            Function("add", (QUANTITY, other), QUANTITY, quantity.add)
            for other in (QUANTITY, "int")
        ),
        *(
            Function("sub", (QUANTITY, other), QUANTITY, quantity.sub)
            for other in (QUANTITY, "int")
        ),
    ]


def _addresses() -> list[Function]:
    return [
        *_globals("string", ip=(IP, addresses.ip), isIP=("bool", addresses.is_ip)),
        *_globals("string", cidr=(CIDR, addresses.cidr), isCIDR=("bool", addresses.is_cidr)),
        Function("ip.isCanonical", ("string",), "bool", addresses.is_canonical, member=False),
        *_members(
            IP,
            family=("int", addresses.family),
            isUnspecified=("bool", addresses.is_unspecified),
            isLoopback=("bool", addresses.is_loopback),
            isLinkLocalMulticast=("bool", addresses.is_link_local_multicast),
            isLinkLocalUnicast=("bool", addresses.is_link_local_unicast),
            isGlobalUnicast=("bool", addresses.is_global_unicast),
        ),
        *_members(
            CIDR,
            ip=(IP, addresses.address),
            prefixLength=("int", addresses.prefix_length),
            masked=(CIDR, addresses.masked),
        ),
        *(
            Function("containsIP", (CIDR, of), "bool", addresses.contains_ip)
            for of in (IP, "string")
        ),
        *(
            Function("containsCIDR", (CIDR, of), "bool", addresses.contains_cidr)
            for of in (CIDR, "string")
        ),
    ]


def _urls() -> list[Function]:
    return [
        *_globals("string", url=(URL, urls.url), isURL=("bool", urls.is_url)),
        *_members(
            URL,
            getScheme=("string", urls.scheme),
            getHost=("string", urls.host),
            getHostname=("string", urls.hostname),
            getPort=("string", urls.port),
            getEscapedPath=("string", urls.escaped_path),
            getQuery=("map(string, list(string))", urls.query),
        ),
    ]


def _versions() -> list[Function]:
    return [
        *(
            Function(name, takes, gives, does, member=False)
            for name, gives, does in (
                ("semver", SEMVER, versions.semver),
                ("isSemver", "bool", versions.is_semver),
            )
            for takes in (("string",), ("string", "bool"))
        ),
        *_members(
            SEMVER,
            major=("int", versions.major),
            minor=("int", versions.minor),
            patch=("int", versions.patch),
        ),
        *_compared(SEMVER, versions),
    ]


def _formats() -> list[Function]:
    def constant(name: str) -> Function:
        made = formats.named(name)[0]
        return Function(f"format.{name}", (), FORMAT, lambda: made, member=False)

    return [
        Function("format.named", ("string",), f"list({FORMAT})", formats.named, member=False),
        Function("validate", (FORMAT, "string"), "list(list(string))", formats.validate),
        *(constant(name) for name in formats.FORMATS),
    ]


def _patterns() -> list[Function]:
    both, text = ("string", "string"), "string"
    return [
        Function(OWN + "matches", both, "bool", patterns.matches),
        Function(OWN + "matches", both, "bool", patterns.matches, member=False),
        Function("find", both, text, patterns.find),
        Function("findAll", both, "list(string)", patterns.find_all),
        Function("findAll", (*both, "int"), "list(string)", patterns.find_all),
    ]


def _lists() -> list[Function]:
    found = []
    for kind in _COMPARED:
        of = f"list({kind})"
        found += _members(of, isSorted=("bool", lists.is_sorted))
        found += _members(of, min=(kind, lists.least), max=(kind, lists.most))
    for kind in _SUMMED:
        found += _members(f"list({kind})", sum=(kind, lists.total))
    for name, in_list, in_text in (
        ("indexOf", lists.index_of, lists.index_in_text),
        ("lastIndexOf", lists.last_index_of, lists.last_index_in_text),
    ):
        found += (Function(OWN + name, ("list(dyn)", kind), "int", in_list) for kind in _ANY)
        found.append(Function(OWN + name, ("string", "string"), "int", in_text))
        found.append(Function(OWN + name, ("string", "string", "int"), "int", in_text))
    return found


FUNCTIONS: Final[Sequence[Function]] = (
    *_quantities(),
    *_addresses(),
    *_urls(),
    *_versions(),
    *_formats(),
    *_patterns(),
    *_lists(),
)
