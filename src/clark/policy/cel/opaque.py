"""Values of the types that Kubernetes adds to CEL: quantities, addresses, URLs, versions, formats.

The engine takes no types of its own from Python, so such a value is a map when it is evaluated:
its type and one canonical text. Maps are equal exactly where Kubernetes says the values are.
While an expression is checked the types are real, so nobody can mistake one for the other.
"""

from typing import Any, Final

QUANTITY: Final = "kubernetes.Quantity"
IP: Final = "net.IP"
CIDR: Final = "net.CIDR"
URL: Final = "kubernetes.URL"
SEMVER: Final = "kubernetes.Semver"
FORMAT: Final = "kubernetes.NamedFormat"
TYPES: Final = (QUANTITY, IP, CIDR, URL, SEMVER, FORMAT)

_TYPE: Final = "@type"
_TEXT: Final = "@text"


def opaque(kind: str, text: str) -> dict[str, Any]:
    """A value of a type, by its canonical text."""
    return {_TYPE: kind, _TEXT: text}


def kind_of(value: object) -> str:
    """The type that a value was made with, empty for one that is no value of these types."""
    return str(value.get(_TYPE, "")) if isinstance(value, dict) else ""


def text_of(value: dict[str, Any]) -> str:
    """The canonical text of a value."""
    return str(value[_TEXT])
