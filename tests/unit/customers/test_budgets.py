"""The budgets of a newcomer's teams are limits in dollars, in a file that Clark reads."""

from dataclasses import replace
from importlib.resources import files

from hypothesis import given
from hypothesis import strategies as st

from clark.customers import sample
from clark.customers.onboarding.content import with_budgets
from clark.customers.onboarding.wish import Team
from clark.policy.limits import LimitSet

SHIPPED = (files("clark") / "blueprints" / "control" / "limits.yaml").read_text(encoding="utf-8")
NAMES = st.from_regex(r"[a-z0-9][a-z0-9-]{0,38}[a-z0-9]", fullmatch=True)


@given(st.dictionaries(NAMES, st.integers(1, 1_000_000), min_size=1, max_size=5))
def test_every_team_s_budget_is_a_limit_of_that_team(budgets: dict[str, int]) -> None:
    teams = tuple(Team(name, budget) for name, budget in budgets.items())
    found = LimitSet.load(with_budgets(SHIPPED, replace(sample.TECHCORP, teams=teams)))
    assert found.broken == ()
    for name, budget in budgets.items():
        (limit,) = [each for each in found.limits if each.name == f"budget-{name}"]
        assert (limit.match["team"], limit.most) == ({name}, {"monthlyUSD": budget})


def test_the_shipped_limits_can_be_read() -> None:
    assert LimitSet.load(SHIPPED).broken == ()
    assert LimitSet.load(SHIPPED).limits
