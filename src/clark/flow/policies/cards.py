"""What pages, API and CLI are given of policies. Frozen."""

from dataclasses import dataclass

from clark.flow.cards import BrokenFileCard, CopyAge


@dataclass(frozen=True)
class Spoken:
    """A running service that a policy would speak about, were it ordered today."""

    region: str
    name: str
    reason: str


@dataclass(frozen=True)
class PolicyRow:
    """One policy. `does` is denies, warns or audits; `about` names what it looks at.

    Of `asked` running services it would speak about `spoken`, of which `examples` are the first.
    On main it speaks about `before`, where a branch is looked at; `change` is then new, changed or
    removed, or "".
    """

    name: str
    title: str
    does: str
    about: str
    says: tuple[str, ...]
    file: str
    asked: int
    spoken: int
    before: int
    change: str
    examples: tuple[Spoken, ...]


@dataclass(frozen=True)
class PolicyPage:
    """`branch` is the one that is looked at, "" for main; `branches` all that change policies.

    `services` of `in_all` on main were asked about, fewer where it took too long; of these
    `denied` would be denied by some policy.
    """

    rows: tuple[PolicyRow, ...]
    total: int
    services: int
    in_all: int
    denied: int
    branch: str
    branches: tuple[str, ...]
    broken: tuple[BrokenFileCard, ...]
    repository: str
    copy: CopyAge | None
