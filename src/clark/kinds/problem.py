"""One reason why a manifest cannot work, as this package tells it."""

from dataclasses import dataclass

from clark.manifests import Path


@dataclass(frozen=True)
class FieldProblem:
    """`rule` is a short id, `reason` says what is wrong, `fix` what to write instead."""

    path: Path
    rule: str
    reason: str
    fix: str
