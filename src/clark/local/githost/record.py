"""What a repository remembers of its pull requests, beside its Git objects: one file each.

`<repository>/clark/pulls/<number>.json`, `<repository>/clark/checks/<commit>.json`, and whose it is
in `<repository>/clark/repository.json`.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clark.errors import NotFound
from clark.local import atomic
from clark.ports.githost import Check, PullState


@dataclass(frozen=True)
class Record:
    """One pull request. `head`, `base_tip` and `fork` (their merge base) are as last seen."""

    number: int
    branch: str
    base: str
    title: str
    body: str
    author: str
    opened_at: str
    head: str
    base_tip: str
    fork: str
    state: PullState = "open"
    merging: str | None = None  # the merge commit about to become the base: see merge.adopt
    merge_commit: str | None = None
    ended_at: str | None = None
    comments: dict[str, dict[str, str]] = field(default_factory=dict)  # key -> {body, at}


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Records:
    """All of a repository's. The one process that writes them keeps them in memory, too."""

    def __init__(self, repository: Path) -> None:
        self._pulls = _folder(repository / "clark" / "pulls")
        self._checks = _folder(repository / "clark" / "checks")
        self._about = repository / "clark" / "repository.json"
        self._all = {record.number: record for record in self._read()}
        self._by_branch = {record.branch: record.number for record in self._all.values()}

    def __iter__(self) -> Iterator[Record]:
        return iter([self._all[number] for number in sorted(self._all)])

    def get(self, number: int) -> Record:
        """Raises `NotFound`."""
        if number not in self._all:
            raise NotFound(f"There is no pull request {number}.")
        return self._all[number]

    def of_branch(self, branch: str) -> Record | None:
        number = self._by_branch.get(branch)
        return None if number is None else self._all[number]

    def next_number(self) -> int:
        return max(self._all, default=0) + 1

    def save(self, record: Record) -> Record:
        _write(self._pulls / f"{record.number}.json", asdict(record))
        self._all[record.number] = record
        self._by_branch[record.branch] = record.number
        return record

    def change(self, record: Record, **changes: Any) -> Record:
        """Save it with some fields changed, if any really is."""
        changed = replace(record, **changes)
        return record if changed == record else self.save(changed)

    def checks(self, commit: str) -> dict[str, Check]:
        """The checks of a commit by name."""
        path = self._checks / f"{commit}.json"
        if not path.exists():
            return {}
        return {
            name: Check(name=name, **rest) for name, rest in json.loads(path.read_text()).items()
        }

    def set_checks(self, commit: str, checks: dict[str, Check]) -> None:
        known = {**self.checks(commit), **checks}
        _write(
            self._checks / f"{commit}.json",
            {n: {"conclusion": c.conclusion, "summary": c.summary} for n, c in known.items()},
        )

    def about(self) -> tuple[str, tuple[str, ...]]:
        """What the repository is for, and who may write to it besides its owner."""
        if not self._about.exists():
            return "", ()
        said = json.loads(self._about.read_text())
        return said["about"], tuple(said["collaborators"])

    def remove(self, collaborator: str) -> None:
        about, collaborators = self.about()
        left = [each for each in collaborators if each != collaborator]
        write_about(self._about.parent.parent, about, left)

    def _read(self) -> Iterator[Record]:
        for path in self._pulls.glob("[0-9]*.json"):
            yield Record(**json.loads(path.read_text()))


def write_about(repository: Path, about: str, collaborators: Sequence[str]) -> None:
    said = {"about": about, "collaborators": list(collaborators)}
    _write(_folder(repository / "clark") / "repository.json", said)


def _folder(path: Path) -> Path:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _write(path: Path, value: Any) -> None:
    atomic.write(path, json.dumps(value, indent=1, sort_keys=True).encode())
