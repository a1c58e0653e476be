"""What an API server would answer to one request, by the policies alone and in its own words.

Its schema speaks before any policy, and says other things: those are the findings of a review.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from clark.manifests import Document
from clark.policy.change import DELETED_AT, Change
from clark.policy.identity import claim
from clark.policy.judgement import Admission, Objection
from clark.policy.policyset import PolicySet

_UID: Final = "00000000-0000-4000-8000-000000000000"
_BUDGET: Final = (
    "validation failed due to running out of cost budget, no further validation rules will be run"
)
# The engine's words for what an API server calls so.
_WORDS: Final = (
    (re.compile(r'NOT_FOUND: Key not found in map : "?(.*?)"?'), r"no such key: \1"),
    (re.compile(r"INVALID_ARGUMENT: Applying SELECT to non-message type"), "no such key"),
    (re.compile(r"INVALID_ARGUMENT: divide by zero"), "division by zero"),
    (re.compile(r"UNKNOWN: Index error: index=(-?\d+) .*"), r"index out of bounds: \1"),
    (re.compile(r"UNKNOWN: No matching overloads found .*"), "no such overload"),
    (re.compile(r"INTERNAL: Iteration budget exceeded.*"), _BUDGET),
    (re.compile(r"it would (?:take longer|need more) than .*"), _BUDGET),
    (re.compile(r"[A-Z_]+: (.*)"), r"\1"),
)


@dataclass(frozen=True)
class Rejection:
    """A policy or binding that would not be stored, or that Clark cannot evaluate, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Answer:
    """Several denials are all there; an API server sends one of them, and which is chance."""

    allowed: bool
    messages: tuple[str, ...]
    warnings: tuple[str, ...]
    rejected: tuple[Rejection, ...]
    not_evaluated: tuple[Rejection, ...]


def answer(policies: PolicySet, requests: Iterable[Admission]) -> Answer:
    """What is said of all requests together. A policy that is not stored says nothing."""
    stored = policies.stored_by_a_cluster()
    said = [each for request in requests for each in stored.by_binding(request)]
    told = [each for each in said if not (each.failed and each.policy.ignores_errors)]
    messages = dict.fromkeys(_denied(each) for each in told if each.level == "deny")
    warnings = dict.fromkeys(_warned(each) for each in told if each.level == "warn")
    beyond = [each for each in policies.rejected if not each.by_cluster]
    return Answer(
        allowed=not messages and not beyond,
        messages=tuple(messages),
        warnings=tuple(warnings),
        rejected=tuple(
            Rejection(each.name, each.reason) for each in policies.rejected if each.by_cluster
        ),
        not_evaluated=tuple(Rejection(each.name, each.reason) for each in beyond),
    )


def request(
    new: Document | None, old: Document | None, user: Mapping[str, Any], at: str
) -> Admission:
    """One request as policies see it: objects with what an API server has added by then."""
    document = new or old
    if document is None:
        raise ValueError("a request has an object or an old one")
    asked = Change(claim("", document, ""), document, old, new).admission()
    changed = old is not None and new is not None and old.value.get("spec") != new.value.get("spec")
    return replace(
        asked,
        object=_stored(asked.object, at, 2 if changed else 1, _deleted_at(old)),
        old_object=_stored(asked.old_object, at, 1, _deleted_at(old)),
        user=user,
    )


# Private functions


def _denied(found: Objection) -> str:
    return (
        f"ValidatingAdmissionPolicy '{found.policy.name}' with binding '{found.binding}' "
        f"denied request: {_worded(found)}"
    )


def _warned(found: Objection) -> str:
    return (
        f"Validation failed for ValidatingAdmissionPolicy '{found.policy.name}' "
        f"with binding '{found.binding}': {_worded(found)}"
    )


def _worded(found: Objection) -> str:
    """The message; of an error its reason in the words of an API server."""
    before, middle, reason = found.words.rpartition("resulted in error: ")
    if not found.failed or not middle:
        return found.words
    for pattern, words in _WORDS:
        if known := pattern.fullmatch(reason):
            said = known.expand(words)
            return said if said == _BUDGET else before + middle + said
    return found.words


def _deleted_at(old: Document | None) -> dict[str, Any]:
    """Whether the object in the cluster is being deleted: what is asked for cannot say it."""
    metadata = old.value.get("metadata") if old else None
    found = metadata.get(DELETED_AT) if isinstance(metadata, Mapping) else None
    return {DELETED_AT: found} if found else {}


def _stored(
    value: Mapping[str, Any] | None, at: str, generation: int, deleted: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """Without nulls and empty labels, and with what every object in a cluster has."""
    if value is None:
        return None
    kept = _without_nulls(value)
    metadata = kept.get("metadata")
    written = dict(metadata) if isinstance(metadata, Mapping) else {}
    for name in ("labels", "annotations"):
        if not written.get(name, True):
            del written[name]
    manager = {
        "manager": "kubectl",
        "operation": "Update",
        "apiVersion": value.get("apiVersion", ""),
        "time": at,
        "fieldsType": "FieldsV1",
        "fieldsV1": {},
    }
    added = {
        "uid": _UID,
        "generation": generation,
        "creationTimestamp": at,
        "managedFields": [manager],
    }
    return {**kept, "metadata": {**added, **written, **deleted}}


def _without_nulls(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_nulls(each) for key, each in value.items() if each is not None}
    return value
