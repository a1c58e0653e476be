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
    scope=_one_of("Cluster", "Namespaced", "*"),
)
_REQUIREMENT = _fields(
    "key operator",
    key=_TEXT,
    operator=_one_of("In", "NotIn", "Exists", "DoesNotExist"),
    values=_list({"type": "string"}),
)
_SELECTOR = _fields(matchLabels=_TEXTS, matchExpressions=_list(_REQUIREMENT))


def _matching(required: str) -> dict[str, Any]:
    return _fields(
        required,
        resourceRules=_list(_RULE, 1 if required else 0),
        excludeResourceRules=_list(_RULE),
        matchPolicy=_one_of("Exact", "Equivalent"),
        namespaceSelector=_SELECTOR,
        objectSelector=_SELECTOR,
    )


_VALIDATION = _fields(
    "expression",
    expression=_TEXT,
    message=_TEXT,
    messageExpression=_TEXT,
    reason=_one_of("Unauthorized", "Forbidden", "Invalid", "RequestEntityTooLarge"),
)
_POLICY_FIELDS: Final = {
    "paramKind": _fields("apiVersion kind", apiVersion=_TEXT, kind=_TEXT),
    "matchConstraints": _matching("resourceRules"),
    "matchConditions": _list(_fields("name expression", name=_TEXT, expression=_TEXT)),
    "variables": _list(_fields("name expression", name=_VARIABLE, expression=_TEXT)),
    "auditAnnotations": _list(
        _fields("key valueExpression", key=_TEXT, valueExpression=_TEXT), most=20
    ),
    "failurePolicy": _one_of("Fail", "Ignore"),
}
_PARAM_REF = {
    **_fields(
        "parameterNotFoundAction",
        name=_TEXT,
        selector=_SELECTOR,
        namespace=_TEXT,
        parameterNotFoundAction=_one_of("Allow", "Deny"),
    ),
    "oneOf": [{"required": ["name"]}, {"required": ["selector"]}],
}
_BINDING_SPEC = _fields(
    "policyName validationActions",
    policyName=_NAME,
    paramRef=_PARAM_REF,
    matchResources=_matching(""),
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


# With audit annotations a policy needs no validation.
_AUDITS: Final = "auditAnnotations"
_VALIDATORS: Final = {
    POLICY: _validator(
        _fields("matchConstraints validations", **_POLICY_FIELDS, validations=_list(_VALIDATION, 1))
    ),
    _AUDITS: _validator(
        _fields("matchConstraints", **_POLICY_FIELDS, validations=_list(_VALIDATION))
    ),
    BINDING: _validator(_BINDING_SPEC),
}


def faults(file: str, document: Document) -> tuple[Unread, ...]:
    """Everything in a document that Clark would not evaluate, by name and line."""
    spec = document.value.get("spec")
    audits = document.kind == POLICY and isinstance(spec, Mapping) and spec.get(_AUDITS)
    validator = _VALIDATORS.get(_AUDITS if audits else document.kind)
    if validator is None:
        reason = (
            f"{document.kind or 'An object without a kind'} is not evaluated: a policy is a "
            f"{POLICY} with a {BINDING}, {API_VERSION}, and a parameter is of the paramKind of one."
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
    yield path, "wrong-value", _wrong(path, error)


def _wrong(path: Path, error: jsonschema_rs.ValidationError) -> str:
    where = show_path(path)
    missing = getattr(error.kind, "property", None)
    if missing is not None:
        return f"{missing} is missing{f' in {where}' if where else ''}."
    return sentence(f"{where}: {error.message}" if where else error.message)


def _unevaluated(name: str) -> str:
    return f"{name} is not evaluated: the field does not exist."
