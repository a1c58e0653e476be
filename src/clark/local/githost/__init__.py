"""A Git host on this machine: bare repositories over smart HTTP, and pull requests."""

from clark.local.githost.client import LocalGitHost

__all__ = ["LocalGitHost"]
