"""URLs: `url('https://example.com/path')` and what is asked of it.

Kubernetes reads them with Go's net/url (ParseRequestURI, pkg.go.dev/net/url), which is neither
urllib.parse nor the browsers' rules: only absolute paths and absolute URLs, an odd host is refused.
"""

import json
import re
from typing import Any, Final, NamedTuple
from urllib.parse import quote_from_bytes, unquote, unquote_to_bytes

from clark.policy.cel.opaque import URL, opaque, text_of

_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_BAD_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_USER: Final = re.compile(r"[A-Za-z0-9._:~!$&'()*+,;=%@-]*")
_HOST: Final = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:\[\]<>\"%\x80-\U0010ffff-]*")
_PORT: Final = re.compile(r"(?::[0-9]*)?")
_PATH: Final = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@\[\]/%-]*")
_UNESCAPED: Final = "$&+,/:;=@-_.~"


class _Parts(NamedTuple):
    scheme: str = ""
    host: str = ""
    path: str = ""
    query: str = ""


def url(text: str) -> dict[str, Any]:
    """Raises ValueError for what is neither an absolute URL nor an absolute path."""
    _parsed(text)
    return opaque(URL, json.dumps(_parsed(text.partition("#")[0])))


def is_url(text: str) -> bool:
    try:
        _parsed(text)
    except ValueError:
        return False
    return True


def scheme(value: dict[str, Any]) -> str:
    return _of(value).scheme


def host(value: dict[str, Any]) -> str:
    return _of(value).host


def hostname(value: dict[str, Any]) -> str:
    """The host without its port, and without the brackets of an IPv6 address."""
    found = _of(value).host
    if found.startswith("["):
        return found[1:].partition("]")[0]
    return found.rpartition(":")[0] if ":" in found else found


def port(value: dict[str, Any]) -> str:
    _, colon, found = _of(value).host.rpartition("]")[2].rpartition(":")
    return found if colon else ""


def escaped_path(value: dict[str, Any]) -> str:
    path = _of(value).path
    if _PATH.fullmatch(path):
        return path
    return quote_from_bytes(unquote_to_bytes(path), safe=_UNESCAPED)


def query(value: dict[str, Any]) -> dict[str, list[str]]:
    """Every value of each key, unescaped; parts that cannot be read are left out."""
    found: dict[str, list[str]] = {}
    for part in _of(value).query.split("&"):
        if part and ";" not in part and not _BAD_ESCAPE.search(part):
            key, _, said = part.replace("+", " ").partition("=")
            found.setdefault(unquote(key), []).append(unquote(said))
    return found


# Private functions


def _of(value: dict[str, Any]) -> _Parts:
    return _Parts(*json.loads(text_of(value)))


def _parsed(text: str) -> _Parts:
    if not text or _CONTROL.search(text):
        raise ValueError("URL parse error during conversion from string: it is empty or unreadable")
    named = _SCHEME.fullmatch(text)
    scheme, rest = (named[1].lower(), named[2]) if named else ("", text)
    rest, _, asked = rest.partition("?")
    if not rest.startswith("/"):
        if not scheme and rest != "*":
            raise ValueError(f"URL parse error during conversion from string: {text[:200]!r}")
        return _Parts(scheme, "", rest if rest == "*" else "", asked)
    found = ""
    if rest.startswith("//"):
        authority, slash, path = rest[2:].partition("/")
        found, rest = _host(authority), slash + path
    if _BAD_ESCAPE.search(rest):
        raise ValueError("URL parse error during conversion from string: invalid URL escape")
    return _Parts(scheme, found, rest, asked)


def _host(authority: str) -> str:
    """The host with its port. Raises ValueError where Go refuses it."""
    user, at, found = authority.rpartition("@")
    end = found.rfind("]") + 1 if found.startswith("[") else found.rfind(":")
    port = found[end:] if end >= 0 else ""
    unclosed = found.startswith("[") and end == 0
    if (at and not _USER.fullmatch(user)) or unclosed or not _PORT.fullmatch(port):
        raise ValueError(f"URL parse error during conversion from string: host {found[:200]!r}")
    if not _HOST.fullmatch(found) or _BAD_ESCAPE.search(found):
        raise ValueError(f"URL parse error during conversion from string: host {found[:200]!r}")
    return unquote(found)
