"""Why a manifest cannot work: schema first, then what AWS is certain to refuse. All at once."""

from collections.abc import Iterator, Mapping
from typing import Any

from clark.kinds.identity import name_problems
from clark.kinds.kind import Kind
from clark.kinds.knowledge import knowledge
from clark.kinds.manifest import block
from clark.kinds.problem import FieldProblem
from clark.kinds.registry import served
from clark.kinds.schema import structural


def problems(document: Mapping[str, Any]) -> tuple[FieldProblem, ...]:
    """Every problem of a manifest; none for a kind that Clark does not know.

    A manifest at a version that is not served is judged by the served version's fields.
    """
    api_version = document.get("apiVersion")
    if not isinstance(api_version, str):
        return ()
    kind = served(api_version.partition("/")[0], str(document.get("kind")))
    return tuple(_problems(kind, document)) if kind else ()


def _problems(kind: Kind, document: Mapping[str, Any]) -> Iterator[FieldProblem]:
    if document["apiVersion"] != kind.api_version:
        yield _not_served(kind, str(document["apiVersion"]))
    yield from structural(kind, document)
    yield from name_problems(document)
    yield from _owned(document)
    yield from knowledge(kind).refusals(document)


def _not_served(kind: Kind, found: str) -> FieldProblem:
    reason = f"{found} does not exist in the provider: {kind.kind} is served at {kind.api_version}."
    return FieldProblem(("apiVersion",), "version-not-served", reason, "Run `clark migrate FILE`.")


def _owned(document: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """Kubernetes deletes an object, and the provider what it stands for, when the owner is gone
    (kubernetes.io/docs/concepts/architecture/garbage-collection)."""
    if block(document, "metadata").get("ownerReferences"):
        reason = "It would be deleted, in AWS too, as soon as its owner in the cluster is gone."
        yield FieldProblem(("metadata", "ownerReferences"), "owner", reason, "Remove it.")
