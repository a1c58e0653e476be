"""AWS answers in the provider's shape: camelCase, zero values left out (Go's `omitempty`)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any


def pick(source: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Take the named values: `names` is AWS name → provider name. Zero values are left out."""
    found = {to: plain(source.get(name)) for name, to in names.items()}
    return without_zeroes(found)


def without_zeroes(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", 0, [], {})}


def plain(value: Any) -> Any:
    """A value that JSON has."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else value


def capitalised(value: Any, special: Mapping[str, str]) -> Any:
    """The provider's keys as AWS writes them, all the way down."""
    if isinstance(value, Mapping):
        return {
            special.get(name, name[:1].upper() + name[1:]): capitalised(inner, special)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [capitalised(inner, special) for inner in value]
    return value


def uncapitalised(value: Any, special: Mapping[str, str]) -> Any:
    """The reverse of `capitalised`."""
    names = {aws: provider for provider, aws in special.items()}
    if isinstance(value, Mapping):
        return {
            names.get(name, name[:1].lower() + name[1:]): uncapitalised(inner, special)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [uncapitalised(inner, special) for inner in value]
    return plain(value)


def contains(present: Any, wanted: Any) -> bool:
    """Whether everything wanted is present; AWS may add values of its own."""
    if isinstance(wanted, Mapping):
        return isinstance(present, Mapping) and all(
            contains(present.get(name), value) for name, value in wanted.items()
        )
    if isinstance(wanted, list):
        return (
            isinstance(present, list)
            and len(present) == len(wanted)
            and all(map(contains, present, wanted))
        )
    return bool(plain(present) == wanted)
