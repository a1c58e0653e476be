"""Names: what Kubernetes and AWS accept as one."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from clark.kinds.manifest import EXTERNAL_NAME, block, external_name, name
from clark.kinds.problem import FieldProblem
from clark.manifests import Path

_KUBERNETES = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_IDENTIFIER = re.compile(r"[A-Za-z](-?[A-Za-z0-9])*")


def name_problems(document: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """metadata.name as a DNS subdomain (RFC 1123), as the API server demands."""
    written = name(document)
    if written and (len(written) > 253 or not _KUBERNETES.fullmatch(written)):
        reason = f"{written!r} cannot be a name in Kubernetes."
        fix = "Take small letters, digits and hyphens; a letter or digit first and last."
        yield FieldProblem(("metadata", "name"), "name", reason, fix)


def identifier_problems(
    document: Mapping[str, Any], word: str, longest: int
) -> Iterator[FieldProblem]:
    """The rules that RDS (63 characters) and ElastiCache (40) share."""
    written = external_name(document)
    if not written:
        return
    if len(written) > longest:
        reason = f"{written!r} has {len(written)} characters; AWS takes {longest} for a {word}."
        fix = f"Shorten it to {longest}, or set the annotation {EXTERNAL_NAME} to a shorter name."
        yield FieldProblem(name_path(document), "identifier", reason, fix)
    if not _IDENTIFIER.fullmatch(written):
        reason = f"{written!r} cannot name a {word} in AWS."
        fix = "Start with a letter; letters, digits, single hyphens; no hyphen at the end."
        yield FieldProblem(name_path(document), "identifier", reason, fix)


def name_path(document: Mapping[str, Any]) -> Path:
    """The field that the name in AWS comes from."""
    if EXTERNAL_NAME in block(document, "metadata", "annotations"):
        return ("metadata", "annotations", EXTERNAL_NAME)
    return ("metadata", "name")
