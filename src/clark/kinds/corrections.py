"""The single corrections of one manifest: the edits, and what is said about each."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from clark.kinds import bucket, rds_instance, replication_group
from clark.kinds.correction import Correction, shown
from clark.kinds.kind import Kind
from clark.kinds.manifest import settings
from clark.kinds.rds_instance.refusals import refusals as rds_refusals
from clark.manifests import Delete, Document, Set, get, show_path

Edits = list[Set | Delete]

_GROUP_ID = re.compile(r"sg-([0-9a-f]{8}|[0-9a-f]{17})")
USER_NAME = "dbadmin"


class _Step(NamedTuple):
    edits: Edits
    correction: Correction


def corrections(kind: Kind, document: Document, region: str) -> tuple[Edits, list[Correction]]:
    """What has to change in this manifest; no edits where all is well."""
    steps = list(_version(kind, document))
    for rule in _RULES.get(kind.kind, ()):
        steps += rule(document, region)
    return [change for step in steps for change in step.edits], [step.correction for step in steps]


def _version(kind: Kind, document: Document) -> Iterator[_Step]:
    if document.api_version != kind.api_version:
        reason = (
            f"The provider serves {kind.kind} only at {kind.version}: the API server would not "
            f"know {document.api_version}."
        )
        yield _set(document, ("apiVersion",), kind.api_version, reason)


def _user_name(document: Document, region: str) -> Iterator[_Step]:  # noqa: ARG001
    if any(problem.rule == "reserved-user" for problem in rds_refusals(document.value)):
        user = settings(document.value)["masterUsername"]
        reason = (
            f"AWS refuses {user!r} for PostgreSQL: it is a reserved word of the engine. The "
            "connection Secret tells the application the new name."
        )
        yield _set(document, _at("masterUsername"), USER_NAME, reason)


def _region(document: Document, region: str) -> Iterator[_Step]:
    if not settings(document.value).get("region"):
        reason = (
            f"Without a region the provider does not know where in AWS to look. {region} is "
            "assumed: change it if it belongs elsewhere."
        )
        yield _set(document, _at("region"), region, reason)


def _node_type(document: Document, region: str) -> Iterator[_Step]:  # noqa: ARG001
    asked = settings(document.value)
    if "nodeType" not in asked:
        return
    reason = (
        "The community provider calls this field cacheNodeType and refuses nodeType, which is the "
        "Upjet provider's name."
    )
    edits: Edits = [Delete(_at("nodeType"))]
    kept = asked.get("cacheNodeType")
    if kept is None:
        kept = asked["nodeType"]
        edits.append(Set(_at("cacheNodeType"), kept))
    elif kept != asked["nodeType"]:
        reason += " cacheNodeType is there already, and what it says is kept."
    before, after = f"nodeType: {shown(asked['nodeType'])}", f"cacheNodeType: {shown(kept)}"
    field = show_path(_at("nodeType"))
    yield _Step(edits, Correction(document.label, field, before, after, reason))


def _timing(document: Document, region: str) -> Iterator[_Step]:  # noqa: ARG001
    if settings(document.value).get("applyModificationsImmediately") is None:
        reason = (
            "The schema requires it. false is the careful choice: changes wait for the "
            "maintenance window until somebody asks for them at once."
        )
        yield _set(document, _at("applyModificationsImmediately"), False, reason)


def _groups(field: str) -> Callable[[Document, str], Iterator[_Step]]:
    def advice(document: Document, region: str) -> Iterator[_Step]:  # noqa: ARG001
        listed = settings(document.value).get(field)
        for index, group in enumerate(listed if isinstance(listed, list) else ()):
            if not _GROUP_ID.fullmatch(str(group)):
                reason = (
                    "Kept, but it is not the id of a security group, and AWS will refuse it: put "
                    "the real one in its place before this is merged."
                )
                where = show_path((*_at(field), index))
                kept = shown(group)
                yield _Step([], Correction(document.label, where, kept, kept, reason))

    return advice


_RULES: dict[str, tuple[Callable[[Document, str], Iterator[_Step]], ...]] = {
    rds_instance.KIND.kind: (_user_name, _region, _groups("vpcSecurityGroupIds")),
    replication_group.KIND.kind: (_node_type, _timing, _region, _groups("securityGroupIds")),
    bucket.KIND.kind: (),
}


def _at(field: str) -> tuple[str, ...]:
    return ("spec", "forProvider", field)


def _set(document: Document, path: tuple[str, ...], value: Any, reason: str) -> _Step:
    before = shown(get(document.value, path))
    said = Correction(document.label, show_path(path), before, shown(value), reason)
    return _Step([Set(path, value)], said)
