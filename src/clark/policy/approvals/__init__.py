"""Who has to approve what: rules of the customer, one file."""

from clark.policy.approvals.reading import FILE, ApprovalSet, broken_findings
from clark.policy.approvals.rule import ANYBODY, Approver, Case, Need, Risk, Rule, risk, unmet

__all__ = [
    "ANYBODY",
    "FILE",
    "ApprovalSet",
    "Approver",
    "Case",
    "Need",
    "Risk",
    "Rule",
    "broken_findings",
    "risk",
    "unmet",
]
