"""Fault F6: several people decide at once, from a seed. One decision; the loser is told; the
audit trail shows both. Looked at by an auditor that shares no code with Clark."""

from pathlib import Path
from random import Random

import pytest

from tests.faults.audit_races import Duel, audit_duels
from tests.faults.races import tried
from tests.running_clark import RunningClark, wait_for

CONTROL = "techcorp/clark-platform-control"
TWO = """\
apiVersion: platform.clark.dev/v1alpha1
kind: Approvals
spec:
  rules:
    - {name: two-for-staging, match: {environment: staging}, approvals: 2}
"""
VERBS = ("approve", "approve", "reject", "ask")


def pair(chance: Random) -> tuple[tuple[tuple[str, str], ...], str]:
    """Who decides what about a request of which environment. Ana owns, so she may be in a hurry."""
    owners = chance.choice((*VERBS, "override", "override"))
    whos = [("ravi", chance.choice(VERBS)), ("ana", owners)]
    chance.shuffle(whos)
    return tuple(whos), chance.choice(("dev", "staging"))


def campaign(clark: RunningClark, seed: int, runs: int) -> list[Duel]:
    chance = Random(seed)  # noqa: S311
    plans = [pair(chance) for _ in range(runs)]
    numbers = [
        clark.order("storages", f"duel-{seed}-{index:03d}", environment=environment)
        for index, (_, environment) in enumerate(plans)
    ]
    duels = []
    for number, (whos, environment) in zip(numbers, plans, strict=True):
        clark.until(number, "in review")
        needs = 2 if environment == "staging" else 1
        duels.append(Duel(number, tried(clark, number, chance, *whos), needs))
    for duel in duels:
        clark.until(duel.number, "done", "rejected", "change asked", "in review")
    return duels


def two_for_staging(clark: RunningClark, folder: Path) -> None:
    work = clark.clone(folder / "control", CONTROL)
    if (work.path / "approvals.yaml").read_text() != TWO:
        work.push({"approvals.yaml": TWO}, "Two look at what goes to staging")
    commit = work.git("rev-parse", "HEAD").strip()
    query = "SELECT count(*) FROM store_copy WHERE commit = %s"
    wait_for(lambda: clark.sql(query, commit)[0][0], "the rules are copied")


@pytest.mark.parametrize(
    "runs", [6, pytest.param(100, marks=pytest.mark.slow)], ids=["smoke", "hundred"]
)
def test_several_decide_at_once_and_there_is_one_decision(clark, tmp_path, runs):
    two_for_staging(clark, tmp_path)
    duels = campaign(clark, seed=20261124 + runs, runs=runs)
    assert audit_duels(clark, duels, tmp_path) == []
    refused = sum(bool(each.refused) for duel in duels for each in duel.tries)
    assert refused >= runs // 4  # or they were never at once
