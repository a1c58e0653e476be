"""The audit trail."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from clark.flow.audit import Act, AuditRowCard, Standing
from tests.unit.web.samples.ground import NASTY, before

ROW: Final = AuditRowCard(
    sequence=1204,
    at=before(minutes=2),
    name="Ravi Patel",
    email="ravi@techcorp.example",
    role="reviewer",
    on_behalf_of="",
    act=Act.REQUEST_APPROVED,
    about="request 483",
    subject="Resize orders-db-prod",
    why=NASTY,
    details={"head": "a41f9c2d31be77b0" * 2, "diff hash": "5e" * 32, "through": NASTY},
    previous="0c" * 32,
    hash="7f" * 32,
    request=483,
    plan=None,
)
MERGED: Final = replace(
    ROW,
    sequence=1205,
    name="Clark",
    email="",
    role="",
    on_behalf_of="Ravi Patel <ravi@techcorp.example>",
    act=Act.REQUEST_MERGED,
    why="",
)
APPLIED: Final = replace(
    MERGED, act=Act.PLAN_APPLIED, about="plan 7", subject=NASTY, request=None, plan=7
)
BEGUN: Final = replace(ROW, act=Act.EXIT_BEGUN, about="exit", subject="", request=None, details={})
STANDING: Final = Standing(1205, "7f" * 32, before(minutes=20), 1203, "")
TAMPERED: Final = replace(STANDING, trouble=f"Row 1204 is gone. {NASTY}")
FILTERS: Final = {
    "people": (("ravi@techcorp.example", "Ravi Patel"), ("Clark", "Clark")),
    "acts": tuple(Act),
    "q": NASTY,
    "act": "request approved",
    "person": "Clark",
    "about": "request 483",
}


def _context(*rows: AuditRowCard, standing: Standing = STANDING, **more: Any) -> dict[str, Any]:
    last = rows[-1].sequence if rows else 0
    return {"rows": rows, "last": last, "standing": standing, **FILTERS, **more}


PAGES: Final[Mapping[str, tuple[str, dict[str, Any]]]] = {
    "audit": ("page", _context(MERGED, APPLIED, BEGUN, ROW, next=1155, before=1206)),
    "audit-tampered": ("page", _context(ROW, standing=TAMPERED)),
    "audit-filtered": ("rows", _context(filtered=True)),
    "audit-none": ("page", _context(standing=Standing(0, "", None, 0, ""))),
}
