"""Proposed changes of the catalog: new, changed, removed, broken, and nothing at all."""

from typing import Any, Final

from clark.flow.cards import BrokenFileCard
from clark.flow.offerings.cards import PreviewCard, ProposalList, ProposalPage, ProposalRow
from tests.unit.web.samples.forms import DRAFT
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
    "proposal-merged": (
        "proposal",
        "/catalog/proposed/feature/sizes/",
        {"shown": ProposalPage(SIZES, (), CONTROL, COPY)},
    ),
}
