"""A best practice: what a service's definition should say, why, and what one click writes."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from clark.kinds.manifest import is_production
from clark.manifests import Path, Set, get, show_path

Manifest = Mapping[str, Any]
PROVIDER: Final = ("spec", "forProvider")
HUB: Final = "AWS Security Hub User Guide"
RDS_HUB: Final = f"{HUB}, rds-controls"
DELETION: Final[Path] = ("metadata", "annotations", "clark.dev/deletion")


@dataclass(frozen=True)
class Definition:
    """A managed resource in a service's file; `index` is its document's."""

    index: int
    kind: str
    value: Manifest

    @property
    def name(self) -> str:
        return str(get(self.value, ("metadata", "name"), ""))

    def says(self, path: Path) -> Any:
        """What stands at a path; None where nothing does."""
        return get(self.value, path, None)


@dataclass(frozen=True)
class Subject:
    """A service as its file has it, on a day, by which AWS may have ended a version's support."""

    main: Definition
    parts: tuple[Definition, ...]
    today: date

    def of(self, part: str) -> tuple[Definition, ...]:
        """The definitions of a kind of part; the main one for ""."""
        return tuple(each for each in self.parts if each.kind == part) if part else (self.main,)


@dataclass(frozen=True)
class Setting:
    """A field that should say something, on the main object or on every part of a kind.

    `value` is what a fix writes where `good` does not hold, or what makes it of the definition.
    `parameter` is the offering's parameter that has the same effect, and `chosen` what it would be
    where that is not the value itself. `fits` is what must hold beside the other fields.
    """

    path: Path
    good: Callable[[Any], bool]
    value: Any = None
    part: str = ""
    parameter: str = ""
    chosen: Any = None
    fits: Callable[[Definition], bool] = lambda _: True

    def amiss(self, subject: Subject) -> tuple[Definition, ...]:
        """The definitions that say something else."""
        return tuple(each for each in subject.of(self.part) if not self._holds(each))

    def step(self, found: Definition) -> Set:
        return Set(self.path, self.value(found) if callable(self.value) else self.value)

    def said(self, found: Definition) -> str:
        """What stands there, in words: `backupRetentionPeriod is 1`."""
        name = show_path(self.path[len(PROVIDER) :])
        return f"{f'{found.name}: ' if self.part else ''}{name} {_now(found.says(self.path))}"

    def _holds(self, found: Definition) -> bool:
        return self.good(found.says(self.path)) and self.fits(found)


Asks = Callable[[Subject], str]


def nothing(_: Subject) -> str:
    return ""


@dataclass(frozen=True)
class Practice:
    """One row of a kind's checklist. `weight` is 1 (good to have) to 5 (data or safety hang on it).

    `amiss` says what is wrong that no single field shows, "" for nothing. `waived` says why it is
    not asked of a service, "" where it is. `by_hand` says what to do where
    no click can, because AWS fixes a field at creation or because people have to decide; "" where
    one can. `costs` says what a fix may cost that no price list shows, "" for nothing.
    """

    id: str
    kind: str
    title: str
    reason: str
    weight: int
    source: str
    settings: tuple[Setting, ...] = ()
    amiss: Asks = nothing
    waived: Asks = nothing
    by_hand: Asks = nothing
    costs: str = ""


def _now(value: Any) -> str:
    if isinstance(value, Mapping | list):
        return "says something else"
    return "is not set" if value is None else f"is {json.dumps(value, default=str)}"


def wants(
    name: str,
    good: Callable[[Any], bool],
    value: Any = None,
    *,
    part: str = "",
    parameter: tuple[str, Any] = ("", None),
) -> Setting:
    """A field below spec.forProvider, `versioningConfiguration.status`."""
    return Setting((*PROVIDER, *name.split(".")), good, value, part, *parameter)


def on(value: Any) -> bool:
    return value is True


def off(value: Any) -> bool:
    """False, and said so."""
    return value is False


def not_on(value: Any) -> bool:
    return value is not True


def not_off(value: Any) -> bool:
    """True, or left to AWS, whose default it is."""
    return value is not False


def at_least(least: int) -> Callable[[Any], bool]:
    return lambda value: whole(value) and value >= least


def whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def always(said: str) -> Asks:
    return lambda _: said


def outside_production(subject: Subject) -> str:
    """Why what costs is not asked of every service."""
    return "" if is_production(subject.main.value) else "Asked in production only."


def unless_it_goes(subject: Subject) -> str:
    """Protection that a deletion under way has turned off is not missed."""
    if subject.main.says(DELETION) == "requested":
        return "Its deletion is under way."
    return outside_production(subject)
