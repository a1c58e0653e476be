"""Pushes past Clark and pull requests of people: flagged, stopping, settled, refused, and none."""

from dataclasses import replace
from typing import Any, Final

from clark.customers.repositories import STATES, PullCard, PushCard, RepositoriesPage
from clark.customers.repositories.cards import FlawCard, PlaceCard, RepositoryCard
from clark.errors import Problem, Refused
from tests.unit.web.samples.ground import COPY, NASTY, before

GITOPS: Final = "techcorp/gitops"
FILE: Final = "regions/us-east-1/prod/orders-db-prod/service.yaml"
DENIED = FlawCard(FILE, 12, "deny", "database-public", NASTY, "Set it to false.")
UNREAD = FlawCard(FILE, 3, "unread", "syntax", "A bracket is not closed.", "")
WARNED = FlawCard(FILE, 9, "warn", "backup", "Backups are kept for a day only.", "")
PLACE = PlaceCard(
    FILE.removesuffix("/service.yaml"), "orders-db-prod", "us-east-1", "prod", False, True
)
FLAGGED = PushCard(
    repository=GITOPS,
    commit="3f2a9c1d" * 5,
    before="9b1c77aa" * 5,
    author="Gina Diaz",
    email="gina@techcorp.example",
    title=NASTY,
    at=before(hours=2),
    seen_at=before(hours=2),
    pull_number=None,
    rewritten=False,
    state="flagged",
    stops=False,
    removed=0,
    services=100,
    flaws=(DENIED, UNREAD),
    places=(PLACE,),
    reverts=True,
    why_not="",
    ended_at=None,
    ended_by="",
    why="",
)
STOPS = replace(
    FLAGGED,
    commit="77aa9b1c" * 5,
    title="Tidy up",
    stops=True,
    removed=12,
    flaws=(),
    places=(replace(PLACE, removed=True), replace(PLACE, name="docs-prod", removed=True)),
    why_not="Owners say what was meant. Ask one of them.",
)
REWRITTEN = replace(
    FLAGGED,
    repository="techcorp/clark-platform-control",
    commit="aa77c19b" * 5,
    author="",
    email="",
    rewritten=True,
    places=(),
    reverts=False,
    flaws=(),
    pull_number=7,
)
MEANT = replace(
    FLAGGED, state="meant", ended_by="Ana Souza", ended_at=before(hours=1), why=NASTY, reverts=False
)
MENDED = replace(FLAGGED, state="mended", ended_at=before(hours=1), reverts=False)
ASKING = PullCard(
    repository=GITOPS,
    role="gitops",
    number=18,
    url="https://git.example/techcorp/gitops/pulls/18",
    title=NASTY,
    author="gina",
    head="c19baa77" * 5,
    seen_at=before(minutes=3),
    verdict="asks",
    flaws=(WARNED,),
    notes=("Clark does not judge README.md.",),
    asks=("It removes 12 of 100 services: a, b and 10 more.",),
    trouble="",
    answer="",
    answered_by="",
    why_not="",
)
PULLS = (
    ASKING,
    replace(ASKING, number=19, verdict="passes", asks=(), notes=(), flaws=(), title=""),
    replace(ASKING, number=20, verdict="fix", flaws=(DENIED,), trouble=NASTY, why_not="Not you."),
    replace(ASKING, number=21, verdict="passes", answer=NASTY, answered_by="Ana Souza"),
)
PAGE = RepositoriesPage(
    repositories=(RepositoryCard("gitops", GITOPS, COPY), RepositoryCard("infra", "x/y", None)),
    pushes=(STOPS, FLAGGED, REWRITTEN),
    pulls=PULLS,
    total=7,
    flagged=3,
    stopped="Clark waits: commit 77aa9b1 by Gina Diaz removed 12 of 100 services from main.",
)
EMPTY = replace(PAGE, pushes=(), pulls=(), total=0, flagged=0, stopped="")
REFUSAL: Final = Refused("This change interrupts.", [Problem("accept", "You have not.", "Do.")])


def _shown(shown: RepositoriesPage, **more: Any) -> dict[str, Any]:
    context = {"shown": shown, "q": "", "state": "", "states": STATES, "filtered": False}
    return {**context, **more}


PAGES: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "repositories": ("list", _shown(PAGE, q=NASTY)),
    "repositories-settled": ("list", _shown(replace(PAGE, pushes=(MEANT, MENDED), pulls=()))),
    "repositories-refused": (
        "list",
        _shown(
            PAGE,
            refusal=REFUSAL,
            refused=f"revert {FLAGGED.commit} {PLACE.directory}",
            unaccepted=True,
            comment=NASTY,
        ),
    ),
    "repositories-unsaid": (
        "list",
        _shown(PAGE, refusal=REFUSAL, refused="meant gitops 18", comment=NASTY),
    ),
    "repositories-none": ("list", _shown(EMPTY)),
    "repositories-filtered": ("rows", _shown(EMPTY, q=NASTY, filtered=True)),
}
