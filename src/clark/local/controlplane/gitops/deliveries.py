"""What of PushSecret and ExternalSecret the local cluster carries out, as JSON Schema.

Source: external-secrets v2.9, config/crds/bases. The API server refuses wrong types. Fields that
exist there and not here are refused by name: passed over in silence, they would deliver something
else than the file says.
"""

from collections.abc import Iterator
from typing import Any, Final

import jsonschema_rs

from clark.manifests import Path

_TEXT: Final = {"type": "string", "minLength": 1}


def _fields(required: str, **fields: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": fields,
        "required": required.split(),
        "additionalProperties": False,
    }


def _list(items: Any, least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least}


def _one_of(*values: str) -> dict[str, Any]:
    return {"enum": list(values)}


_STORE: Final = _fields("name", name=_TEXT, kind=_TEXT)
_PUSH: Final = _fields(
    "secretStoreRefs selector",
    refreshInterval=_TEXT,
    secretStoreRefs=_list(_STORE, 1),
    selector=_fields("secret", secret=_fields("name", name=_TEXT)),
    updatePolicy=_one_of("Replace", "IfNotExists"),
    deletionPolicy=_one_of("None", "Delete"),
    data=_list(
        _fields(
            "match",
            match=_fields(
                "remoteRef",
                secretKey=_TEXT,
                remoteRef=_fields("remoteKey", remoteKey=_TEXT, property=_TEXT),
            ),
            metadata=_fields(
                "",
                apiVersion=_TEXT,
                kind=_TEXT,
                spec=_fields("", secretPushFormat=_one_of("string", "binary")),
            ),
        )
    ),
)
_REMOTE: Final = _fields(
    "key",
    key=_TEXT,
    property=_TEXT,
    version=_TEXT,
    conversionStrategy=_one_of("Default"),
    decodingStrategy=_one_of("None"),
    metadataPolicy=_one_of("None"),
)
_PULL: Final = _fields(
    "secretStoreRef",
    refreshInterval=_TEXT,
    refreshPolicy=_one_of("Periodic"),
    secretStoreRef=_STORE,
    target=_fields(
        "",
        name=_TEXT,
        creationPolicy=_one_of("Owner"),
        deletionPolicy=_one_of("Retain"),
    ),
    data=_list(_fields("secretKey remoteRef", secretKey=_TEXT, remoteRef=_REMOTE)),
    dataFrom=_list(_fields("extract", extract=_REMOTE)),
)
_VALIDATORS: Final = {
    kind: jsonschema_rs.Draft202012Validator(spec)
    for kind, spec in (("PushSecret", _PUSH), ("ExternalSecret", _PULL))
}


def faults(kind: str, spec: object) -> Iterator[tuple[Path, str]]:
    """Every part of a spec that cannot be carried out: its path in the manifest, and why."""
    for error in _VALIDATORS[kind].iter_errors(spec if spec is not None else {}):
        path: Path = ("spec", *error.instance_path)
        unexpected = getattr(error.kind, "unexpected", None)
        if unexpected is None:
            yield path, f"{path[-1]}: {error.message}"
        else:
            for name in unexpected:
                yield (*path, name), f"{name} is not carried out by the local cluster."
