"""Connection details: which of them a resource gives, and the Secret that holds them.

Source: function-patch-and-transform v0.10.7 `connection.go`. Only composites with spec.crossplane
(Crossplane 2) get a Secret this way; those before have their own connection details.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from clark.catalog.fieldpath import ABSENT, lookup
from clark.catalog.gojson import dumps
from clark.catalog.numbers import to_bytes
from clark.catalog.patches import SECRET_TYPES, Absent, Patch, field_path, read_patch
from clark.catalog.reading import Broken, Part, gather
from clark.errors import Refused

# The detail of an observed resource, or None where it has none (yet).
Detail = Callable[[Any], bytes | None]
CONNECTION: Final = "connection.crossplane.io/v1alpha1"


@dataclass(frozen=True)
class SecretRef:
    """Where the Secret is to be, as the composition says it."""

    name: str = ""
    namespace: str = ""
    patches: tuple[Patch, ...] = field(default=(), repr=False)


def read_detail(part: Part) -> tuple[str, Detail]:
    kind = part.choice("type", READERS)
    name = part.text("name")
    if not name:
        raise part.at("name").broken("The name may not be empty.")
    return name, READERS[kind](part)


def _read_value(part: Part) -> Detail:
    return partial(_always, to_bytes(part.text("value")))


def _read_key(part: Part) -> Detail:
    """A render has no connection Secrets, neither Clark's nor Crossplane's own."""
    part.text("fromConnectionSecretKey")
    return partial(_always, None)


def _always(value: bytes | None, _resource: Any) -> bytes | None:
    return value


def _read_path(part: Part) -> Detail:
    path = field_path(part.at("fromFieldPath"))

    def detail(resource: Any) -> bytes | None:
        try:
            value = lookup(resource, path)
            if value is ABSENT:
                return None
            return to_bytes(value if isinstance(value, str) else dumps(value))
        except Refused:
            return None  # the real function passes over it too: it may be there later

    return detail


def read_secret_ref(part: Part | None) -> SecretRef:
    if part is None:
        return SecretRef()
    patches = gather(part.parts("patches"), lambda patch: read_patch(patch, SECRET_TYPES))
    return SecretRef(part.text("name", default=""), part.text("namespace", default=""), patches)


def secret(
    composite: Mapping[str, Any], details: Mapping[str, bytes], wanted: SecretRef
) -> dict[str, Any] | None:
    """The Secret with these details, or None where there is none to be. Raises Broken."""
    if not details or lookup(composite, ("spec", "crossplane")) is ABSENT:
        return None
    said = _place(composite, wanted)
    place = dict(said)
    for patch in wanted.patches:
        _patch(patch, composite, place)
    found = {
        key: place.get(key) if isinstance(place.get(key), str) else said[key]
        for key in ("name", "namespace")
    }
    metadata = {key: value for key, value in found.items() if value}
    data = {key: base64.b64encode(value).decode() for key, value in details.items()}
    made = {"apiVersion": "v1", "kind": "Secret", "metadata": metadata}
    return {**made, "type": CONNECTION, "data": data}


def _place(composite: Mapping[str, Any], wanted: SecretRef) -> dict[str, Any]:
    own = composite["spec"].get("writeConnectionSecretToRef", ABSENT)
    texts = isinstance(own, dict) and all(
        isinstance(own.get(key, ""), str | None) for key in ("name", "namespace")
    )
    if own is None or texts:
        said = own or {}
        name, namespace = said.get("name") or "", said.get("namespace") or ""
    elif wanted.name or wanted.namespace:
        name, namespace = wanted.name, wanted.namespace
    else:
        metadata = composite["metadata"]
        name, namespace = f"{metadata['name']}-connection", metadata.get("namespace", "")
    fake = {"apiVersion": "v1", "kind": "SecretReference"}  # as the real function has it
    return {**fake, "name": name, "namespace": namespace}


def _patch(patch: Patch, composite: Any, place: dict[str, Any]) -> None:
    """An optional patch that fails is passed over, whatever the reason; a combining one is not."""
    try:
        patch.apply(composite, place)
    except (Absent, Broken) as reason:
        if patch.form is None and not patch.required:
            return
        if isinstance(reason, Broken):
            raise
        raise patch.part.broken("A field that the Secret's place needs has no value.") from None


READERS: Final[Mapping[str, Callable[[Part], Detail]]] = {
    "FromValue": _read_value,
    "FromConnectionSecretKey": _read_key,
    "FromFieldPath": _read_path,
}
