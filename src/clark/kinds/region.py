"""The region that every managed resource needs, though the schema lets it be left out."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from clark.kinds.problem import FieldProblem

_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")


def region_problems(asked: Mapping[str, Any], field: str = "region") -> Iterator[FieldProblem]:
    """The provider sets the region even when it is empty (pkg/utils/connect/aws/config.go)."""
    region = asked.get(field)
    path = ("spec", "forProvider", field)
    fix = "Write the AWS region of the cluster, for example us-east-1."
    if not region:
        reason = "Without a region the provider does not know where in AWS to look."
        yield FieldProblem(path, "region-missing", reason, fix)
    elif isinstance(region, str) and not _REGION.fullmatch(region):
        yield FieldProblem(path, "region", f"{region!r} is not an AWS region.", fix)
