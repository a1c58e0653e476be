"""Limits: how much of what a customer, a team, an environment or a region may have."""

from clark.policy.limits.counting import Counts, Held, Key, Usage, added, counted, usage
from clark.policy.limits.holding import Holding, holding
from clark.policy.limits.limit import MEASURES, MONEY, Amount, Amounts, Limit, written
from clark.policy.limits.raising import SIZES, Raise, raise_verdict, raised, unfit
from clark.policy.limits.reading import FILE, MOST, LimitSet
from clark.policy.limits.review import RULE, limit_findings

__all__ = [
    "FILE",
    "MEASURES",
    "MONEY",
    "MOST",
    "RULE",
    "SIZES",
    "Amount",
    "Amounts",
    "Counts",
    "Held",
    "Holding",
    "Key",
    "Limit",
    "LimitSet",
    "Raise",
    "Usage",
    "added",
    "counted",
    "holding",
    "limit_findings",
    "raise_verdict",
    "raised",
    "unfit",
    "usage",
    "written",
]
