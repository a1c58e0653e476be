"""Where a live resource differs from its definition, without the noise that the provider makes.

Not drift: a field that the definition does not mention (the provider fills in what AWS has), and
the tags crossplane-kind, crossplane-name and crossplane-providerconfig.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clark.kinds.kind import Kind
from clark.kinds.knowledge import knowledge
from clark.kinds.manifest import block
from clark.manifests import Path


def drift(kind: Kind, wanted: Mapping[str, Any], spec: Mapping[str, Any]) -> tuple[Path, ...]:
    """The paths at which the live `spec` is not what the manifest `wanted` asks for."""
    defaults = knowledge(kind).defaults
    live = {**defaults, **block(spec, "forProvider")}
    found = list(_objects(("spec", "forProvider"), block(wanted, "spec", "forProvider"), live))
    for name in ("writeConnectionSecretToRef", "deletionPolicy"):
        asked = block(wanted, "spec").get(name)
        found += _values(("spec", name), asked, spec.get(name))
    return tuple(found)


def _objects(path: Path, wanted: Mapping[str, Any], live: Mapping[str, Any]) -> Iterator[Path]:
    for name, value in wanted.items():
        yield from _values((*path, name), value, live.get(name))


def _values(path: Path, wanted: Any, live: Any) -> Iterator[Path]:
    if wanted is None:
        return
    if isinstance(wanted, Mapping) and isinstance(live, Mapping):
        yield from _objects(path, wanted, live)
    elif isinstance(wanted, list) and isinstance(live, list):
        yield from _lists(path, wanted, live)
    elif wanted != live:
        yield path


def _lists(path: Path, wanted: Sequence[Any], live: Sequence[Any]) -> Iterator[Path]:
    if path[-1] in ("tags", "tagSet"):
        if _tags(wanted) != _tags(live):
            yield path
    elif len(wanted) != len(live):
        yield path
    else:
        for index, (asked, has) in enumerate(zip(wanted, live, strict=True)):
            yield from _values((*path, index), asked, has)


def _tags(listed: Sequence[Any]) -> dict[str, Any]:
    pairs = {str(tag.get("key")): tag.get("value") for tag in listed if isinstance(tag, Mapping)}
    return {key: value for key, value in pairs.items() if not key.startswith("crossplane-")}
