"""The policies of one customer, compiled once and asked many times."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self

from clark.manifests import Document
from clark.policy.admission import Policy
from clark.policy.change import Change
from clark.policy.findings import Unread
from clark.policy.fixes import Fix
from clark.policy.identity import claim
from clark.policy.judgement import Admission, Objection, by_binding, objections, unmet
from clark.policy.matching import Target
from clark.policy.reading import Rejected, library
from clark.policy.shape import POLICY
from clark.policy.together import Asked


@dataclass(frozen=True)
class PolicySet:
    """Policies that have a binding, and what is broken. Threads may share it.

    A broken policy is no permission: while `broken` is not empty, every review denies.
    """

    policies: tuple[Policy, ...] = ()
    broken: tuple[Unread, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    _of_target: dict[Target, Asked] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def load(cls, files: Mapping[str, str], unread: Iterable[Unread] = ()) -> Self:
        """Compile path → text of ValidatingAdmissionPolicies and bindings. Never raises.

        `unread` are files beside them that hold no text: what they say nobody knows.
        """
        found = library(files)
        return cls(found.bound(), (*unread, *found.broken), tuple(found.rejected))

    def stored_by_a_cluster(self) -> Self:
        """Without the policies and bindings that an API server would not store."""
        gone = {each.name for each in self.rejected if each.by_cluster and each.kind == POLICY}
        return type(self)(tuple(policy for policy in self.policies if policy.name not in gone))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(policy.name for policy in self.policies)

    @property
    def titles(self) -> Mapping[str, str]:
        return {policy.name: policy.title for policy in self.policies}

    @property
    def fixes(self) -> Mapping[str, Fix]:
        """What to do about a finding of a policy, as a sentence, an edit and form parameters."""
        return {policy.name: policy.fix for policy in self.policies}

    def applying(self, document: Document) -> tuple[str, ...]:
        """The names of the policies that look at an object when it is created."""
        return self._applying(_created(document))

    def today(self, document: Document) -> tuple[tuple[str, ...], list[Objection]]:
        """The same, and what they would have against it, were it created now."""
        admission = _created(document)
        return self._applying(admission), self.objections(admission)

    def objections(self, admission: Admission) -> list[Objection]:
        """What all policies have against a request, in the order of the policies' files."""
        asked = self._matching(admission.target)
        return [
            objection
            for policy in _meant(asked.unsettled(admission), admission)
            for objection in objections(policy, admission)
        ]

    def by_binding(self, admission: Admission) -> list[Objection]:
        """The same, each binding of a policy for itself."""
        return [
            objection
            for policy in self._asked(admission)
            for objection in by_binding(policy, admission)
        ]

    def _applying(self, admission: Admission) -> tuple[str, ...]:
        return tuple(
            policy.name for policy in self._asked(admission) if unmet(policy, admission) is None
        )

    def _asked(self, admission: Admission) -> Iterator[Policy]:
        return _meant(self._matching(admission.target).policies, admission)

    def _matching(self, target: Target) -> Asked:
        """Policies that may speak of a target. Two threads may both work it out: same answer."""
        known = self._of_target.get(target)
        if known is None:
            may = (p for p in self.policies if p.within.by_name or p.matches(target, ""))
            known = self._of_target[target] = Asked(tuple(may))
        return known


def _meant(policies: Iterable[Policy], admission: Admission) -> Iterator[Policy]:
    for policy in policies:
        if not policy.within.by_name or policy.matches(admission.target, admission.name):
            yield policy


def _created(document: Document) -> Admission:
    return Change(claim("", document, ""), document, None, document).admission()
