"""What a review says: findings, unreadable files, and the verdict over both."""

from dataclasses import dataclass, fields
from typing import Literal

from clark.errors import sentence
from clark.manifests import keepable

Level = Literal["deny", "warn"]


@dataclass(frozen=True, order=True)
class Finding:
    """One reason against a file. `line` counts from 1; of a deleted object, in the old text.

    `document` is KIND/NAME, empty where the file as a whole is meant. `fix` is a sentence, empty
    where nobody knows one. Where a `limit` is in the way, `wants` is what it would have to allow,
    as a form sends it: “services=21”.
    """

    file: str
    document: str
    level: Level
    policy: str
    field: str
    line: int
    reason: str
    fix: str
    limit: str = ""
    wants: str = ""

    def __post_init__(self) -> None:
        _keep(self)


@dataclass(frozen=True, order=True)
class Unread:
    """One place in a text that Clark does not read; `rule` is a short kebab-case name."""

    file: str
    line: int
    column: int
    rule: str
    reason: str

    def __post_init__(self) -> None:
        _keep(self)


def closed(at: Unread, policy: str, why: str) -> Finding:
    """A file of rules that cannot be read is no permission: it denies until it is mended."""
    reason = f"{why}: {sentence(at.reason)}"
    fix = f"Repair {at.file}, line {at.line}, in the control repository."
    return Finding(at.file, "", "deny", policy, "", at.line, reason, fix)


@dataclass(frozen=True)
class Verdict:
    """Everything a review found, in the order of files and lines."""

    findings: tuple[Finding, ...]
    refused: tuple[Unread, ...]

    @property
    def allowed(self) -> bool:
        return not self.refused and not self.messages

    @property
    def messages(self) -> tuple[str, ...]:
        """Why it is denied."""
        return tuple(finding.reason for finding in self.findings if finding.level == "deny")

    @property
    def warnings(self) -> tuple[str, ...]:
        """What does not forbid it, and somebody should know."""
        return tuple(finding.reason for finding in self.findings if finding.level == "warn")


# Private functions


def _keep(said: Finding | Unread) -> None:
    """Reasons quote values as they stand in files: whatever is in them, it can be kept."""
    for each in fields(said):
        value = getattr(said, each.name)
        if isinstance(value, str) and (kept := keepable(value)) != value:
            object.__setattr__(said, each.name, kept)
