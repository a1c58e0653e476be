"""Policies: what each says, about whom, and what it would say today; also of a branch."""

from clark.flow.policies.queries import policies, what_changes

__all__ = ["policies", "what_changes"]
