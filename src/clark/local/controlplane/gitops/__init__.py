"""The GitOps engine: a repository's files become objects."""

from clark.local.controlplane.gitops.engine import Engine, broken_files
from clark.local.controlplane.gitops.mirror import Mirror

__all__ = ["Engine", "Mirror", "broken_files"]
