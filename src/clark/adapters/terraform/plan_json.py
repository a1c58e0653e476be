"""`terraform show -json` of a plan → `Plan`, with every secret value hidden. Pure.

https://developer.hashicorp.com/terraform/internals/json-format
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from clark.adapters.terraform.redaction import Redaction, redaction
from clark.adapters.terraform.variables import Variables
from clark.ports.terraform import HIDDEN, UNKNOWN, Action, Attribute, Plan, ResourceChange, Stack

Steps = tuple[str | int, ...]
Json = Mapping[str, Any]
Difference = tuple[Steps, Any, Any]

ACTIONS: Final[Mapping[tuple[str, ...], Action]] = {
    ("create",): "create",
    ("update",): "update",
    ("delete",): "delete",
    ("delete", "create"): "replace",
    ("create", "delete"): "replace",
    ("read",): "read",
    ("no-op",): "no-op",
    ("forget",): "no-op",
}
REASONS: Final = {
    "replace_because_tainted": "it was left half made by an earlier apply",
    "replace_because_cannot_update": "",
    "replace_by_triggers": "another resource that it depends on changes",
    "delete_because_no_resource_config": "the code no longer has it",
    "delete_because_no_module": "the code no longer has its module",
    "delete_because_each_key": "for_each no longer has its key",
    "delete_because_count_index": "count no longer reaches it",
}
# What the cloud calls a resource, the most telling first.
NAMES: Final = (
    "bucket",
    "cluster_identifier",
    "identifier",
    "replication_group_id",
    "cluster_name",
    "name",
    "function_name",
)
LAST: Final = re.compile(r".*\.(?=[^.\]]+(\[[^\]]*\])?$)")  # all of an address but its last part
FORGOTTEN: Final = "Terraform no longer manages it; in the cloud it stays as it is"


def plan(shown: Json, stack: Stack, commit: str, digest: str) -> Plan:
    """Raises KeyError where this is not the JSON of a plan."""
    hide, variables = redaction(shown), Variables(shown)
    changes = (_change(each, hide, variables) for each in shown.get("resource_changes", ()))
    drift = (_change(each, hide, variables) for each in shown.get("resource_drift", ()))
    return Plan(
        stack=stack,
        commit=commit,
        digest=digest,
        changes=tuple(each for each in changes if each.action != "no-op" or each.note),
        drifted=tuple(
            each
            for each in drift
            if each.action == "delete" or (each.action == "update" and each.attributes)
        ),
        terraform=str(shown["terraform_version"]),
        outputs=tuple(
            sorted(
                name
                for name, change in shown.get("output_changes", {}).items()
                if change["actions"] != ["no-op"]
            )
        ),
    )


# Private functions


def _change(found: Json, hide: Redaction, variables: Variables) -> ResourceChange:
    change, address = found["change"], str(found["address"])
    attributes = tuple(_attributes(found, hide, variables))
    return ResourceChange(
        address=address,
        type=str(found["type"]),
        action=ACTIONS[tuple(change["actions"])],
        attributes=attributes,
        name=_name(change, address, hide),
        note=_note(found),
    )


def _attributes(found: Json, hide: Redaction, variables: Variables) -> Iterator[Attribute]:
    change = found["change"]
    before, after = (
        change.get("before"),
        _with_unknown(change.get("after"), change.get("after_unknown", False)),
    )
    forcing = [tuple(path) for path in change.get("replace_paths", ())]
    marks = (change.get("before_sensitive", False), change.get("after_sensitive", False))
    for path, old, new in _told_once(_differences(before or {}, after or {}, ())):
        forces = any(path[: len(each)] == each or each[: len(path)] == path for each in forcing)
        if new is _UNKNOWN and not forces and "create" in change["actions"]:
            continue  # of a new resource: what AWS will say about it
        secret = hide.secret(str(found["type"]), path, marks)
        said = UNKNOWN if new is _UNKNOWN else hide.text(new, secret=secret)
        whole = not secret and said != HIDDEN and not (said or "").endswith("…")
        yield Attribute(
            path=_shown(path),
            before=hide.text(old, secret=secret),
            after=said,
            sensitive=secret,
            replaces=forces,
            variable=variables.of(str(found["address"]), path, (old, new)) if whole else "",
        )


def _told_once(found: Iterator[Difference]) -> Iterator[Difference]:
    """The provider repeats every tag in tags_all, with those that it adds itself."""
    seen = list(found)
    tags = {path[1:] for path, *_ in seen if path[0] == "tags"}
    return (each for each in seen if each[0][0] != "tags_all" or each[0][1:] not in tags)


class _Unknown:
    """Stands for a value that only the apply will know."""


_UNKNOWN: Final = _Unknown()


def _with_unknown(after: Any, unknown: Any) -> Any:
    """`after` with a mark wherever `after_unknown` says so."""
    if unknown is True:
        return _UNKNOWN
    if isinstance(unknown, Mapping) and isinstance(after, Mapping):
        return {
            key: _with_unknown(after.get(key), unknown.get(key)) for key in {**after, **unknown}
        }
    if isinstance(unknown, list) and isinstance(after, list):
        padded = [*unknown, *[False] * (len(after) - len(unknown))]
        return [_with_unknown(each, padded[at]) for at, each in enumerate(after)]
    return after


def _differences(old: Any, new: Any, path: Steps) -> Iterator[tuple[Steps, Any, Any]]:
    """Every path at which the two differ; what is absent and what is null are the same."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted({*old, *new}):
            yield from _differences(old.get(key), new.get(key), (*path, key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for at, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _differences(one, other, (*path, at))
    elif old != new and not (_void(old) and _void(new)):
        yield path, old, new


def _void(value: Any) -> bool:
    return value is None or value in ([], {}, "")


def _shown(path: Steps) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _name(change: Json, address: str, hide: Redaction) -> str:
    """What the cloud calls it; where it has no name yet, the end of its address in the code."""
    value = change.get("before") or change.get("after") or {}
    tags = value.get("tags")
    known = [value.get(key) for key in NAMES]
    known.append(tags.get("Name") if isinstance(tags, Mapping) else None)
    known.append(value.get("id"))
    for each in known:
        if isinstance(each, str) and each:
            return (hide.text(each, secret=False) or "").strip('"')
    return LAST.sub("", address)


def _note(found: Json) -> str:
    change = found["change"]
    if change["actions"] == ["forget"]:
        return FORGOTTEN
    if change.get("importing"):
        return "Terraform takes it over as it is in the cloud"
    if found.get("previous_address"):
        return f"the code called it {found['previous_address']} before"
    return REASONS.get(str(found.get("action_reason", "")), "")
