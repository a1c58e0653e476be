"""A CompositeResourceDefinition: the questions of an offering as its schema has them.

Clark reads a flat schema of text, whole numbers and switches. Any other rule of the schema is
refused by name, so nothing is offered that the cluster would then reject.
"""

from dataclasses import dataclass
from typing import Any, Final

from clark.catalog.reading import Part, gather, open_file

API_VERSION: Final = "apiextensions.crossplane.io/v2"
KIND: Final = "CompositeResourceDefinition"
FORM: Final = "clark.dev/form"
TYPES: Final = ("string", "integer", "boolean")
KEYS: Final = (
    *("type", "title", "description", "default", "example", "enum", "minimum", "maximum"),
    *("pattern", "maxLength", "not", "x-kubernetes-validations"),
)
# The one rule that the form understands: an answer that stays for good.
STAYS: Final = "self == oldSelf"
# What every offering must ask, because the place in the GitOps repository is made of it.
PLACE: Final = ("service", "environment", "region")


@dataclass(frozen=True)
class Property:
    """One property of the schema, as it is written."""

    part: Part
    name: str
    type: str
    required: bool
    enum: tuple[str, ...]
    forbidden: frozenset[str]
    immutable: bool

    @property
    def default(self) -> Any:
        found = self.part.find("default")
        return None if found is None else found.value


@dataclass(frozen=True)
class Definition:
    root: Part
    group: str
    version: str
    kind: str
    plural: str
    properties: tuple[Property, ...]

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}"


def read_definition(path: str, text: str) -> Definition:
    """Raises Broken with every flaw that was found."""
    root = open_file(path, text, API_VERSION, KIND)
    spec = root.at("spec")
    if spec.text("scope", default="Namespaced") != "Cluster":
        raise (spec.find("scope") or spec).broken(
            "scope must be Cluster: the resources of the cloud are cluster-scoped."
        )
    group, plural = spec.text("group"), spec.text("names", "plural")
    if root.text("metadata", "name") != f"{plural}.{group}":
        raise root.at("metadata", "name").broken(f"It must be {plural}.{group}.")
    version = _version(spec)
    schema = version.at("schema", "openAPIV3Schema", "properties", "spec")
    return Definition(
        root, group, version.text("name"), spec.text("names", "kind"), plural, _properties(schema)
    )


def _version(spec: Part) -> Part:
    """The version that compositions refer to."""
    for version in spec.parts("versions"):
        flag = version.find("referenceable")
        if flag is not None and flag.value is True:
            return version
    raise spec.broken("One version must be referenceable.")


def _properties(schema: Part) -> tuple[Property, ...]:
    schema.only(("type", "description", "required", "properties"))
    required = schema.texts("required")
    members = [part for _, part in schema.at("properties").members()]
    found = gather(members, lambda part: _property(part, required))
    names = {one.name for one in found}
    for name in (*required, *PLACE):
        if name not in names:
            raise schema.broken(f"{name} is required but is not a property.")
    for name in PLACE:
        if name not in required:
            raise schema.broken(f"{name} must be required: the service's folder is named by it.")
    return found


def _property(part: Part, required: tuple[str, ...]) -> Property:
    part.only(KEYS)
    kind = part.text("type")
    if kind not in TYPES:
        raise part.at("type").broken(f"The type {kind} is not supported by Clark yet.")
    if part.name == "crossplane":
        raise part.broken("Crossplane keeps spec.crossplane for itself.")
    forbidden = part.find("not")
    return Property(
        part,
        part.name,
        kind,
        part.name in required,
        part.texts("enum"),
        frozenset(forbidden.only(("enum",)).texts("enum")) if forbidden else frozenset(),
        any(gather(part.parts("x-kubernetes-validations"), _stays)),
    )


def _stays(rule: Part) -> bool:
    rule.only(("rule", "message"))
    if rule.text("rule") != STAYS:
        raise rule.at("rule").broken(f"The only rule that Clark supports yet is {STAYS}.")
    return True
