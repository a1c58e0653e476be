"""Judging a change: policies in CEL, schema, immutability, names. Pure: texts in, verdict out."""

from clark.policy.findings import Finding, Level, Unread, Verdict
from clark.policy.fixes import Fix
from clark.policy.identity import Claimed, claims
from clark.policy.policyset import PolicySet
from clark.policy.review import Place, review, review_read
from clark.policy.texts import Texts
from clark.policy.verdict import Answer, answer, request

__all__ = [
    "Answer",
    "Claimed",
    "Finding",
    "Fix",
    "Level",
    "Place",
    "PolicySet",
    "Texts",
    "Unread",
    "Verdict",
    "answer",
    "claims",
    "request",
    "review",
    "review_read",
]
