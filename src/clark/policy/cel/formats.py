"""Named formats: `format.dns1123Label().validate(name)`, with the reasons that Kubernetes gives.

Source of the rules: k8s.io/apimachinery/pkg/util/validation and kube-openapi's strfmt.
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from clark.policy.cel import urls
from clark.policy.cel.opaque import FORMAT, opaque, text_of

_LABEL: Final = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN: Final = _LABEL + r"(\." + _LABEL + ")*"
_DNS1035: Final = "[a-z]([-a-z0-9]*[a-z0-9])?"
_NAME: Final = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_LABEL_VALUE: Final = f"({_NAME})?"
_UUID: Final = re.compile("(?i)[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}")
_DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME: Final = re.compile(
    rf"({_DAY})[Tt]([0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}})(\.[0-9]+)?([Zz]|[+-][0-9]{{2}}:?[0-9]{{2}})"
)


def named(name: str) -> list[dict[str, Any]]:
    """The format of a name, in a list; an empty one where there is none."""
    return [opaque(FORMAT, name)] if name in FORMATS else []


def validate(value: dict[str, Any], text: str) -> list[list[str]]:
    """What is wrong with a text, as one entry; no entry where nothing is."""
    wrong = FORMATS[text_of(value)](text)
    return [wrong] if wrong else []


# Private functions


def _matching(
    text: str, pattern: str, longest: int, said: str, examples: tuple[str, ...]
) -> list[str]:
    wrong = [f"must be no more than {longest} characters"] if len(text) > longest else []
    if not re.fullmatch(pattern, text):
        shown = " or ".join(f"'{example}', " for example in examples)
        wrong.append(f"{said} (e.g. {shown}regex used for validation is '{pattern}')")
    return wrong


def _label(text: str) -> list[str]:
    said = (
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
        "and must start and end with an alphanumeric character"
    )
    return _matching(text, _LABEL, 63, said, ("my-name", "123-abc"))


def _subdomain(text: str) -> list[str]:
    said = (
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' "
        "or '.', and must start and end with an alphanumeric character"
    )
    return _matching(text, _SUBDOMAIN, 253, said, ("example.com",))


def _dns1035(text: str) -> list[str]:
    said = (
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with "
        "an alphabetic character, and end with an alphanumeric character"
    )
    return _matching(text, _DNS1035, 63, said, ("my-name", "abc-123"))


def _qualified(text: str) -> list[str]:
    *before, name = text.split("/")
    if len(before) > 1:
        return [
            "a qualified name must consist of alphanumeric characters, '-', '_' or '.', with an "
            "optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
        ]
    wrong = []
    if before:
        wrong += ["prefix part " + said for said in _subdomain(before[0])]
    said = (
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with "
        "an alphanumeric character"
    )
    examples = ("MyName", "my.name", "123-abc")
    return wrong + ["name part " + each for each in _matching(name, _NAME, 63, said, examples)]


def _label_value(text: str) -> list[str]:
    said = (
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' "
        "or '.', and must start and end with an alphanumeric character"
    )
    return _matching(text, _LABEL_VALUE, 63, said, ("MyValue", "my_value", "12345"))


def _prefix(check: Callable[[str], list[str]]) -> Callable[[str], list[str]]:
    """The beginning of a name, to which a generated end is added: it may end with a hyphen."""
    return lambda text: check(text[:-1] + "a" if len(text) > 1 and text.endswith("-") else text)


def _uri(text: str) -> list[str]:
    return [] if urls.is_url(text) else [f"parse {text!r}: invalid URI for request"]


def _uuid(text: str) -> list[str]:
    return [] if _UUID.fullmatch(text) else ["does not match the UUID format"]


def _byte(text: str) -> list[str]:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return ["invalid base64"]
    return []


def _date(text: str) -> list[str]:
    return [] if _is_day(text) else ["invalid date"]


def _datetime(text: str) -> list[str]:
    found = _TIME.fullmatch(text)
    try:
        if found and datetime.strptime(f"{found[1]} {found[2]}", "%Y-%m-%d %H:%M:%S"):  # noqa: DTZ007 - only read
            return []
    except ValueError:
        pass
    return ["invalid datetime"]


def _is_day(text: str) -> bool:
    try:
        return bool(re.fullmatch(_DAY, text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


FORMATS: Final[Mapping[str, Callable[[str], list[str]]]] = {
    "dns1123Label": _label,
    "dns1123Subdomain": _subdomain,
    "dns1035Label": _dns1035,
    "qualifiedName": _qualified,
    "dns1123LabelPrefix": _prefix(_label),
    "dns1123SubdomainPrefix": _prefix(_subdomain),
    "dns1035LabelPrefix": _prefix(_dns1035),
    "labelValue": _label_value,
    "uri": _uri,
    "uuid": _uuid,
    "byte": _byte,
    "date": _date,
    "datetime": _datetime,
}
