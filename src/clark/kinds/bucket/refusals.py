"""What Amazon S3 is certain to refuse (bucket naming rules, CreateBucket)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from clark.kinds.identity import name_path
from clark.kinds.manifest import block, external_name, settings
from clark.kinds.problem import FieldProblem
from clark.kinds.region import region_problems

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+")
_TAKEN_STARTS = ("xn--", "sthree-", "amzn-s3-demo-")
_TAKEN_ENDS = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")
_PUBLIC = ("public-read", "public-read-write", "authenticated-read")


def refusals(document: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """Every reason for which AWS would refuse this bucket."""
    asked = settings(document)
    yield from _name(document)
    if asked.get("locationConstraint") is not None:
        yield from region_problems(asked, "locationConstraint")
    yield from _ages(asked)
    if asked.get("objectOwnership") == "BucketOwnerEnforced" and asked.get("acl") in _PUBLIC:
        reason = "Access lists are off with BucketOwnerEnforced: AWS refuses this one."
        yield FieldProblem(("spec", "forProvider", "acl"), "acl", reason, "Remove acl.")


def _ages(asked: Mapping[str, Any]) -> Iterator[FieldProblem]:
    rules = block(asked, "lifecycleConfiguration").get("rules")
    for index, rule in enumerate(rules if isinstance(rules, list) else ()):
        days = block(rule, "expiration").get("days")
        if isinstance(days, int) and days < 1:
            path = ("spec", "forProvider", "lifecycleConfiguration", "rules", index)
            reason = f"Objects cannot expire after {days} days."
            yield FieldProblem((*path, "expiration", "days"), "range", reason, "Write 1 or more.")


def _name(document: Mapping[str, Any]) -> Iterator[FieldProblem]:
    name = external_name(document)
    if not name:
        return
    path = name_path(document)
    if not _NAME.fullmatch(name) or ".." in name or _ADDRESS.fullmatch(name):
        reason = f"{name!r} cannot name a bucket."
        fix = (
            "Take 3 to 63 small letters, digits, hyphens and dots; a letter or digit first and "
            "last; no two dots in a row; not an IP address."
        )
        yield FieldProblem(path, "bucket-name", reason, fix)
    elif name.startswith(_TAKEN_STARTS) or name.endswith(_TAKEN_ENDS):
        reason = f"{name!r} starts or ends as only AWS may name a bucket."
        yield FieldProblem(path, "bucket-name", reason, "Take another name.")
