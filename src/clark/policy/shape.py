"""Which fields of a ValidatingAdmissionPolicy and its binding Clark evaluates, as JSON Schema.

Source: k8s.io/api/admissionregistration/v1/types.go. A field that is not here is refused by name:
a rule that Clark would skip in silence is a hole in every review.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import jsonschema_rs

from clark.errors import sentence
from clark.manifests import Document, Path, show_path
from clark.policy.findings import Unread

API_VERSION: Final = "admissionregistration.k8s.io/v1"
POLICY: Final = "ValidatingAdmissionPolicy"
BINDING: Final = "ValidatingAdmissionPolicyBinding"

_OF_THE_CLUSTER = "it depends on the cluster, and a review sees files only"
_NOT_EVALUATED: Final[Mapping[str, str]] = {
    "paramKind": _OF_THE_CLUSTER,
    "paramRef": _OF_THE_CLUSTER,
    "namespaceSelector": _OF_THE_CLUSTER,
    "matchResources": "select with matchConstraints and matchConditions of the policy instead",
    "objectSelector": "write it as a matchCondition",
    "scope": "name the resources instead",
    "auditAnnotations": "a review writes no audit log of the cluster",
}


def _fields(required: str = "", **fields: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": fields,
        "required": required.split(),
        "additionalProperties": False,
    }


def _list(items: Any, least: int = 0, most: int = 64) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


def _one_of(*values: Any) -> dict[str, Any]:
    return {"enum": list(values)}


_TEXT = {"type": "string", "minLength": 1}
_NAME = {"type": "string", "pattern": r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", "maxLength": 253}
_VARIABLE = {"type": "string", "pattern": r"^[A-Za-z_][A-Za-z0-9_]*$"}
_TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}
_METADATA = {
    "type": "object",
    "properties": {"name": _NAME, "annotations": _TEXTS, "labels": _TEXTS},
    "required": ["name"],
}
_OPERATIONS = _one_of("CREATE", "UPDATE", "DELETE", "CONNECT", "*")
_RULE = _fields(
    "apiGroups apiVersions operations resources",
    apiGroups=_list({"type": "string"}, 1),
    apiVersions=_list(_TEXT, 1),
    operations=_list(_OPERATIONS, 1),
    resources=_list(_TEXT, 1),
    resourceNames=_list(_TEXT),
    scope=_one_of("*"),
)
_CONSTRAINTS = _fields(
    "resourceRules",
    resourceRules=_list(_RULE, 1),
    excludeResourceRules=_list(_RULE),
    matchPolicy=_one_of("Exact", "Equivalent"),
    namespaceSelector=_one_of({}),
    objectSelector=_one_of({}),
)
_VALIDATION = _fields(
    "expression",
    expression=_TEXT,
    message=_TEXT,
    messageExpression=_TEXT,
    reason=_one_of("Unauthorized", "Forbidden", "Invalid", "RequestEntityTooLarge"),
)
_POLICY_SPEC = _fields(
    "matchConstraints validations",
    matchConstraints=_CONSTRAINTS,
    matchConditions=_list(_fields("name expression", name=_TEXT, expression=_TEXT)),
    variables=_list(_fields("name expression", name=_VARIABLE, expression=_TEXT)),
    validations=_list(_VALIDATION, 1),
    failurePolicy=_one_of("Fail", "Ignore"),
)
_BINDING_SPEC = _fields(
    "policyName validationActions",
    policyName=_NAME,
    validationActions={
        **_list(_one_of("Deny", "Warn", "Audit"), 1),
        "uniqueItems": True,
        "not": {"allOf": [{"contains": _one_of("Deny")}, {"contains": _one_of("Warn")}]},
    },
)


def _validator(spec: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    whole = _fields(
        "apiVersion kind metadata spec",
        apiVersion=_one_of(API_VERSION),
        kind=_TEXT,
        metadata=_METADATA,
        spec=spec,
        status={},
    )
    return jsonschema_rs.Draft202012Validator(whole)


_VALIDATORS: Final = {POLICY: _validator(_POLICY_SPEC), BINDING: _validator(_BINDING_SPEC)}


def faults(file: str, document: Document) -> tuple[Unread, ...]:
    """Everything in a document that Clark would not evaluate, by name and line."""
    validator = _VALIDATORS.get(document.kind)
    if validator is None:
        reason = (
            f"{document.kind or 'An object without a kind'} is not evaluated: a policy is a "
            f"{POLICY} with a {BINDING}, {API_VERSION}."
        )
        return (Unread(file, document.line_of(("kind",)), 1, "unknown-kind", reason),)
    return tuple(
        Unread(file, document.line_of(path), 1, rule, reason)
        for error in validator.iter_errors(document.value)
        for path, rule, reason in _told(error)
    )


def _told(error: jsonschema_rs.ValidationError) -> Iterator[tuple[Path, str, str]]:
    path = tuple(error.instance_path)
    unexpected = getattr(error.kind, "unexpected", None)
    if unexpected is not None:
        for name in unexpected:
            yield (*path, name), "not-evaluated", _unevaluated(name)
        return
    name = str(path[-1]) if path else ""
    if name in _NOT_EVALUATED:
        yield path, "not-evaluated", _unevaluated(name)
    else:
        yield path, "wrong-value", _wrong(path, error)


def _wrong(path: Path, error: jsonschema_rs.ValidationError) -> str:
    where = show_path(path)
    missing = getattr(error.kind, "property", None)
    if missing is not None:
        return f"{missing} is missing{f' in {where}' if where else ''}."
    return sentence(f"{where}: {error.message}" if where else error.message)


def _unevaluated(name: str) -> str:
    why = _NOT_EVALUATED.get(name, "the field does not exist")
    return f"{name} is not evaluated: {why}."
