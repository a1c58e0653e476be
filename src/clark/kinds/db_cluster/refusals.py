"""What Amazon Aurora, or the provider before it, is certain to refuse (CreateDBCluster)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeGuard

from clark.kinds.identity import identifier_problems
from clark.kinds.manifest import block, settings
from clark.kinds.problem import FieldProblem
from clark.kinds.rds_instance.refusals import user_name_problems
from clark.kinds.region import region_problems

Settings = Mapping[str, Any]

_ENGINES: Final = ("aurora-postgresql", "aurora-mysql")
_CAPACITY: Final = "serverlessV2ScalingConfiguration"
MOST_CAPACITY: Final = 256  # Aurora capacity units


def refusals(document: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """Every reason for which this cluster would not come into being."""
    asked = settings(document)
    yield from identifier_problems(document, "cluster", 63)
    yield from region_problems(asked)
    for rule in _RULES:
        yield from rule(asked)


def _engine(asked: Settings) -> Iterator[FieldProblem]:
    engine = asked.get("engine")
    if isinstance(engine, str) and engine not in _ENGINES:
        reason = f"{engine!r} is not an engine of Aurora."
        yield _at("engine", "engine", reason, "Write aurora-postgresql.")


def _password(asked: Settings) -> Iterator[FieldProblem]:
    """dbcluster/setup.go, preCreate: one of the three, and the Secret wins."""
    made, given = asked.get("autogeneratePassword") is True, asked.get(_PASSWORD)
    if made and given:
        reason = "A password is given and one is to be made: the provider looks for the given one."
        yield _at("autogeneratePassword", "password", reason, "Remove one of the two.")
    elif not (made or given or asked.get("restoreFrom")):
        reason = "Nothing says where the owner's password comes from: the provider refuses it."
        yield _at("autogeneratePassword", "password", reason, "Set autogeneratePassword to true.")


def _capacity(asked: Settings) -> Iterator[FieldProblem]:
    limits = block(asked, _CAPACITY)
    least, most = limits.get("minCapacity"), limits.get("maxCapacity")
    for name, value, lowest in (("minCapacity", least, 0.0), ("maxCapacity", most, 1.0)):
        if _number(value) and not (lowest <= value <= MOST_CAPACITY and value * 2 % 1 == 0):
            reason = f"{name} is {value}; AWS takes halves from {lowest:g} to {MOST_CAPACITY}."
            path = ("spec", "forProvider", _CAPACITY, name)
            yield FieldProblem(path, "range", reason, f"Write {lowest:g} to {MOST_CAPACITY}.")
    if _number(least) and _number(most) and least > most:
        reason = f"It may not shrink below {least}, and not grow over {most}."
        path = ("spec", "forProvider", _CAPACITY, "maxCapacity")
        yield FieldProblem(path, "range", reason, f"Write {least} or more.")


def _ranges(asked: Settings) -> Iterator[FieldProblem]:
    for name, least, most in (("backupRetentionPeriod", 1, 35), ("port", 1150, 65535)):
        value = asked.get(name)
        if _number(value) and not least <= value <= most:
            reason = f"{name} is {value}; AWS takes {least} to {most}."
            yield _at(name, "range", reason, f"Write {least} to {most}.")


def _final_snapshot(asked: Settings) -> Iterator[FieldProblem]:
    if asked.get("skipFinalSnapshot") is True and asked.get("finalDBSnapshotIdentifier"):
        reason = "A final snapshot is named and skipped at once: none would be taken."
        fix = "Set skipFinalSnapshot to false, or remove the name."
        yield _at("finalDBSnapshotIdentifier", "final-snapshot", reason, fix)


_PASSWORD: Final = "masterUserPasswordSecretRef"  # noqa: S105 (the field's name)
_RULES: Final[tuple[Callable[[Settings], Iterator[FieldProblem]], ...]] = (
    _engine,
    user_name_problems,
    _password,
    _capacity,
    _ranges,
    _final_snapshot,
)


def _number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _at(name: str, rule: str, reason: str, fix: str) -> FieldProblem:
    return FieldProblem(("spec", "forProvider", name), rule, reason, fix)
