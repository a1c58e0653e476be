"""One Application per service directory: what its files ask for, and which of them are broken."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clark import kinds
from clark.local.controlplane.gitops import deliveries
from clark.local.controlplane.objects import Key
from clark.manifests import Document, Unreadable, get, read, show_path
from clark.ports.cluster import BrokenFile

# What runs here besides the managed resources. A SecretStore `aws-sm` is in every namespace.
EXTERNAL_SECRETS = {
    ("external-secrets.io/v1alpha1", "PushSecret"),
    ("external-secrets.io/v1", "ExternalSecret"),
}
# The rules of `clark.kinds.problems` that a CustomResourceDefinition's schema enforces too.
SCHEMA_RULES = {"version-not-served", "unknown-field", "required", "type", "choice"}
NAME = re.compile(r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\Z")  # RFC 1123 subdomain
DEFAULT_NAMESPACE = "default"


@dataclass(frozen=True)
class Wanted:
    """An object as a file describes it. `label` is KIND/NAME."""

    key: Key
    api_version: str
    path: str
    line: int
    spec: Mapping[str, Any]
    labels: Mapping[str, str]
    annotations: Mapping[str, str]

    @property
    def directory(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def label(self) -> str:
        return f"{self.key.kind}/{self.key.name}"

    @property
    def applied(self) -> dict[str, Any]:
        """What is remembered of it, to see later which of its fields went away."""
        said = {"spec": self.spec, "labels": self.labels, "annotations": self.annotations}
        return {name: dict(value) for name, value in said.items()}


@dataclass(frozen=True)
class FileReading:
    """A file that was read: its objects, or why it cannot be applied. Never both."""

    path: str
    wanted: tuple[Wanted, ...] = ()
    broken: BrokenFile | None = None


def read_file(path: str, text: bytes) -> FileReading:
    """Read one file. A file with one bad document is not applied at all."""
    try:
        documents = read(text)
    except Unreadable as error:
        refusal = error.refusals[0]
        return FileReading(path, broken=BrokenFile(path, refusal.line, refusal.reason))
    for document in documents:
        if broken := _refusal(path, document):
            return FileReading(path, broken=broken)
    return FileReading(path, wanted=tuple(_wanted(path, one) for one in documents))


# Private functions


def _refusal(path: str, document: Document) -> BrokenFile | None:
    """Why the API server would not take this document: the first reason."""
    for line, reason in _reasons(document):
        return BrokenFile(path, line, reason)
    return None


def _reasons(document: Document) -> Iterator[tuple[int, str]]:
    if not document.api_version or not document.kind:
        yield document.line_of(()), "apiVersion and kind are required."
        return
    if not NAME.match(document.name):
        yield document.line_of(("metadata", "name")), "metadata.name must be a lower-case DNS name."
    for block in (("spec",), ("metadata", "labels"), ("metadata", "annotations")):
        if not isinstance(get(document.value, block, {}), Mapping):
            yield document.line_of(block), f"{show_path(block)} must be a mapping."
    if (document.api_version, document.kind) in EXTERNAL_SECRETS:
        for path, reason in deliveries.faults(document.kind, document.value.get("spec")):
            yield document.line_of(path), reason
    for problem in kinds.problems(document.value):
        if problem.rule not in SCHEMA_RULES:
            continue  # the API server takes it, AWS will refuse it: that is for AWS to say
        yield document.line_of(problem.path), f"{problem.reason} {problem.fix}".strip()
    if not _served(document):
        yield (
            document.line_of(("apiVersion",)),
            f'no matches for kind "{document.kind}" in version "{document.api_version}"',
        )


def _served(document: Document) -> bool:
    sort = (document.api_version, document.kind)
    return sort in EXTERNAL_SECRETS or kinds.find(*sort) is not None


def _wanted(path: str, document: Document) -> Wanted:
    namespaced = (document.api_version, document.kind) in EXTERNAL_SECRETS
    namespace = (document.namespace or DEFAULT_NAMESPACE) if namespaced else ""
    metadata = document.value["metadata"]
    return Wanted(
        key=Key(document.api_version.rpartition("/")[0], document.kind, namespace, document.name),
        api_version=document.api_version,
        path=path,
        line=document.line_of(()),
        spec=document.value.get("spec") or {},
        labels=metadata.get("labels") or {},
        annotations=metadata.get("annotations") or {},
    )
