"""Which keys the input of function-patch-and-transform may have, at every depth.

The real function decodes strictly: one unknown key anywhere and nothing is rendered.
Source: v0.10.7 `input/v1beta1`.
"""

from typing import Any, Final

from clark.catalog.reading import Broken, BrokenOffering, Part

ANY: Final = None  # a value of any kind, not looked into
TEXT: Final = None  # looked at by whoever reads it

TRANSFORM: Final[dict[str, Any]] = {
    "type": TEXT,
    "map": ANY,
    "match": {
        "patterns": [{"type": TEXT, "literal": TEXT, "regexp": TEXT, "result": ANY}],
        "fallbackValue": ANY,
        "fallbackTo": TEXT,
    },
    "math": dict.fromkeys(("type", "multiply", "clampMin", "clampMax")),
    "string": {
        **dict.fromkeys(("type", "fmt", "convert", "trim")),
        "regexp": {"match": TEXT, "group": TEXT},
        "join": {"separator": TEXT},
        "replace": {"search": TEXT, "replace": TEXT},
    },
    "convert": {"toType": TEXT, "format": TEXT},
}
PATCH: Final[dict[str, Any]] = {
    **dict.fromkeys(("type", "fromFieldPath", "toFieldPath")),
    "combine": {
        "variables": [{"fromFieldPath": TEXT}],
        "strategy": TEXT,
        "string": {"fmt": TEXT},
    },
    "transforms": [TRANSFORM],
    "policy": {"fromFieldPath": TEXT, "toFieldPath": TEXT},
}
RESOURCE: Final[dict[str, Any]] = {
    "name": TEXT,
    "base": ANY,
    "patches": [{**PATCH, "patchSetName": TEXT}],
    "connectionDetails": [
        dict.fromkeys(("name", "type", "fromConnectionSecretKey", "fromFieldPath", "value"))
    ],
    "readinessChecks": [
        {
            **dict.fromkeys(("type", "fieldPath", "matchString", "matchInteger")),
            "matchCondition": {"type": TEXT, "status": TEXT},
        }
    ],
}
INPUT: Final[dict[str, Any]] = {
    **dict.fromkeys(("apiVersion", "kind", "metadata")),
    "patchSets": [{"name": TEXT, "patches": [PATCH]}],
    "environment": {"patches": [PATCH]},
    "resources": [RESOURCE],
    "writeConnectionSecretToRef": {"name": TEXT, "namespace": TEXT, "patches": [PATCH]},
}


def check(part: Part, shape: Any = INPUT) -> None:
    """Raises Broken with every key that the real function would not take."""
    flaws = list(_flaws(part, shape))
    if flaws:
        raise Broken(*flaws)


def _flaws(part: Part, shape: Any) -> list[BrokenOffering]:
    if shape is None:
        return []
    try:
        if isinstance(shape, list):
            return [flaw for item in part.parts() for flaw in _flaws(item, shape[0])]
        part.only(shape)
    except Broken as broken:
        return list(broken.flaws)
    return [flaw for key, member in part.members() for flaw in _flaws(member, shape[key])]
