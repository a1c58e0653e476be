"""Pages that show a little of everything: home, catalog, notices."""

from clark.flow.cards import CatalogPage, HomePage, NoticeCard, OfferingCard
from tests.unit.web.samples.ground import COPY, NASTY, before
from tests.unit.web.samples.requests import DONE, QUEUED, ROW
from tests.unit.web.samples.services import BROKEN, BROKEN_ROW, SERVICE_ROW

OFFERINGS = (
    OfferingCard(
        "databases", "PostgreSQL database", "For data that must stay.", "database", "Database"
    ),
    OfferingCard("caches", "Redis cache", "For answers that are asked often.", "zap", "Cache"),
    OfferingCard("storages", "Bucket", NASTY, "archive", "Storage", "4be21a0" * 5),
)
NOTICES = (
    NoticeCard(
        3, "order-service-db-prod is ready", "It answers at 5432.", 482, before(minutes=2), False
    ),
    NoticeCard(2, NASTY, "Use the window.", 470, before(hours=3), True),
)
HOME = HomePage(
    (ROW, DONE), (QUEUED,), (SERVICE_ROW, BROKEN_ROW), NOTICES, OFFERINGS, (BROKEN,), 68
)
EMPTY_HOME = HomePage((), (), (), (), (), (), 0)
CATALOG = CatalogPage(OFFERINGS, (BROKEN,), COPY)
EMPTY_CATALOG = CatalogPage((), (), None)
