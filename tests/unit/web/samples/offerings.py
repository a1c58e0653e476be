"""Proposed changes of the catalog: new, changed, removed, broken, and nothing at all."""

from dataclasses import replace
from typing import Any, Final

from clark.errors import Refused
from clark.flow.cards import BrokenFileCard
from clark.flow.offerings.cards import (
    ConflictCard,
    PreviewCard,
    ProposalList,
    ProposalPage,
    ProposalRow,
    RevisionPage,
    Sent,
    UpdateCard,
)
from clark.web.pages import listing
from tests.unit.web.samples.forms import DRAFT, RESIZE_DRAFT
from tests.unit.web.samples.ground import COPY, NASTY

CONTROL: Final = "techcorp/clark-platform-control"
HEAD: Final = "9c1d2e3" * 5
SIZES = ProposalRow("feature/sizes", HEAD, ("databases", "caches", "folders"), 1, "")
LINKED = ProposalRow("linked", HEAD, (), 0, NASTY)


def _card(name: str, change: str, **more: Any) -> PreviewCard:
    plain: dict[str, Any] = {
        "title": "PostgreSQL database",
        "summary": NASTY,
        "icon": "database",
        "broken": (),
        "sections": DRAFT.sections,
        "made": DRAFT.files,
        "source": DRAFT.files,
        "same": False,
        "services": 3,
    }
    return PreviewCard(name=name, change=change, **plain | more)


FLAW = BrokenFileCard(CONTROL, "offerings/caches/composition.yaml", 41, NASTY)
PAGE = ProposalPage(
    SIZES,
    (
        _card("databases", "changed"),
        _card("caches", "broken", broken=(FLAW,), made=(), sections=(), services=1),
        _card("folders", "new", services=0),
        _card("buckets", "removed", made=(), sections=()),
        _card("storages", "changed", same=True),
    ),
    CONTROL,
    COPY,
)
CONFLICT = ConflictCard(
    "regions/us-east-1/prod/b-db-prod/service.yaml",
    "RDSInstance/b-db-prod",
    "spec.forProvider.storageType",
    NASTY,
    "gp2",
    "gp3",
)


def _update(name: str, state: str, **more: Any) -> UpdateCard:
    plain: dict[str, Any] = {
        "region": "us-east-1",
        "environment": "prod",
        "team": "orders",
        "revision": "0f3e21ab77c9",
        "commit": HEAD,
        "said": "",
        "request": None,
        "effect": "would restart",
        "impacts": RESIZE_DRAFT.impacts,
        "needs_acceptance": True,
        "conflicts": (),
        "files": DRAFT.files,
    }
    return UpdateCard(name=name, state=state, **plain | more)


REVISIONS = RevisionPage(
    "databases",
    "PostgreSQL database",
    "9c1d2e3f4a5b",
    HEAD,
    "4 services of earlier revisions, 4 in prod: 1 would restart; 1 needs a decision first.",
    1,
    170,
    (
        _update("a-db-prod", "ready"),
        _update("b-db-prod", "conflict", conflicts=(CONFLICT,), files=(), impacts=()),
        _update("c-db-prod", "refused", said=NASTY, files=(), impacts=(), commit=""),
        _update("d-db-prod", "asked", said="Request 7 for it is still open.", request=7, effect=""),
    ),
    COPY,
)
PAGER = listing(170, 2)
SENT = (Sent("us-east-1", "a-db-prod", 8, ""), Sent("us-east-1", "b-db-prod", None, NASTY))
PAGES: Final[dict[str, tuple[str, str, dict[str, Any]]]] = {
    "proposals": (
        "proposals",
        "/catalog/proposed/",
        {"shown": ProposalList((SIZES, LINKED), CONTROL, COPY), "q": NASTY},
    ),
    "proposals-none": (
        "proposals",
        "/catalog/proposed/",
        {"shown": ProposalList((), CONTROL, None), "q": ""},
    ),
    "proposals-filtered": (
        "rows",
        "/catalog/proposed/",
        {"shown": ProposalList((), CONTROL, COPY), "q": NASTY},
    ),
    "proposal": ("proposal", "/catalog/proposed/feature/sizes/", {"shown": PAGE}),
    "proposal-linked": (
        "proposal",
        "/catalog/proposed/linked/",
        {"shown": ProposalPage(LINKED, (), CONTROL, COPY)},
    ),
    "revisions": (
        "revisions",
        "/catalog/databases/revisions/",
        {
            "shown": REVISIONS,
            "q": NASTY,
            "submission": "5e0f",
            "batch": 50,
            "pager": PAGER,
            "reason": NASTY,
            "sent": SENT,
        },
    ),
    "revisions-refused": (
        "revisions",
        "/catalog/databases/revisions/",
        {
            "shown": REVISIONS,
            "submission": "5e0f",
            "batch": 50,
            "pager": PAGER,
            "refusal": Refused(NASTY),
        },
    ),
    "revisions-none": (
        "revisions",
        "/catalog/databases/revisions/",
        {"shown": replace(REVISIONS, rows=(), ready=0, sentence="All are up to date."), "q": ""},
    ),
    "revisions-filtered": (
        "updates",
        "/catalog/databases/revisions/",
        {"shown": replace(REVISIONS, rows=()), "q": NASTY},
    ),
    "proposal-merged": (
        "proposal",
        "/catalog/proposed/feature/sizes/",
        {"shown": ProposalPage(SIZES, (), CONTROL, COPY)},
    ),
}
