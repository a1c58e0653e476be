"""Asking many policies at once: where all agree, as nearly always, one evaluation says so.

Crossing into the engine and back costs more than a usual rule does. A conjunction is true exactly
where each of its parts is: no error and no other value hides in it. Where it is anything else,
each policy is asked for itself, and gives its reasons.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from cel_expr_python import cel

from clark.policy import engine
from clark.policy.admission import Policy
from clark.policy.cel.cost import is_dear
from clark.policy.cel.tree import Node
from clark.policy.judgement import Admission, unmet

# Compiling a conjunction costs what a few requests save; and rules may split in many ways.
_OFTEN: Final = 3
_MOST: Final = 64
_COUNTED: Final = 1024


@dataclass(frozen=True)
class Asked:
    """The policies that may speak of a target: `together` those that can be asked at once, by
    their conditions, `policies` all of them in the order of their files."""

    policies: tuple[Policy, ...]
    _counts: dict[tuple[int, ...], int] = field(default_factory=dict, compare=False)
    _programs: dict[tuple[int, ...], "cel.Expression | None"] = field(
        default_factory=dict, compare=False
    )

    @cached_property
    def together(self) -> tuple[tuple[Policy, ...], ...]:
        found: dict[str, list[Policy]] = {}
        for policy in self.policies:
            if _is_simple(policy):
                found.setdefault(policy.conditions_key, []).append(policy)
        return tuple(map(tuple, found.values()))

    @cached_property
    def apart(self) -> tuple[Policy, ...]:
        return tuple(policy for policy in self.policies if not _is_simple(policy))

    def unsettled(self, admission: Admission) -> tuple[Policy, ...]:
        """The policies that have to be asked one by one. Threads may share it: of two that both
        compile a conjunction, either is as good."""
        if not admission.is_light:
            return self.policies
        applying = []
        for index, alike in enumerate(self.together):
            instead = unmet(alike[0], admission)
            if instead:  # nobody can tell whether they apply
                return self.policies
            if instead is None:
                applying.append(index)
        return self.apart if self._agree(tuple(applying), admission) else self.policies

    def _agree(self, applying: tuple[int, ...], admission: Admission) -> bool:
        if not applying:
            return True
        if applying not in self._programs:
            if len(self._programs) >= _MOST or self._count(applying) < _OFTEN:
                return False
            self._counts.pop(applying, None)
            chosen = (policy for index in applying for policy in self.together[index])
            self._programs[applying] = _conjunction(chosen)
        program = self._programs[applying]
        return program is not None and engine.outcome(program, admission.activation) is True

    def _count(self, applying: tuple[int, ...]) -> int:
        """How often these were asked. Of rules that split in very many ways none comes often."""
        if len(self._counts) >= _COUNTED:
            self._counts.clear()
        times = self._counts[applying] = self._counts.get(applying, 0) + 1
        return times


# Private functions


def _is_simple(policy: Policy) -> bool:
    """Whether it sees the request alone, and every rule of it is cheap."""
    return policy.plain and all(each.condition.cheap for each in policy.validations)


def _conjunction(policies: Iterable[Policy]) -> cel.Expression | None:
    """One program for all validations; None where they would be dear together."""
    rules = {each.condition.told: each.condition for one in policies for each in one.validations}
    parts = tuple(each.tree for each in rules.values())
    if is_dear(Node("call", "bool", 0, "_&&_", parts), {}, engine.LIGHT):
        return None
    try:
        return engine.program(" && ".join(f"({told}\n)" for told in rules))
    except RuntimeError:  # more than the engine takes in one expression
        return None
