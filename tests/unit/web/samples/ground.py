"""What every page stands on: a moment, an awkward text, the frame around a page."""

from datetime import UTC, datetime, timedelta

from clark.flow.cards import CopyAge, CustomerChoice, Frame, RegionCard

NOW = datetime(2026, 11, 23, 9, 16, 41, tzinfo=UTC)
NASTY = '<script>alert(1)</script> & "quotes" {{ braces }}'
LONG = "https://wiki.example.com/" + "runbook-" * 40  # one word


def before(**ago: float) -> datetime:
    return NOW - timedelta(**ago)


COPY = CopyAge("techcorp/gitops", "main", "a41f9c2d31be77b0", before(seconds=3))
REGIONS = (
    RegionCard("us-east-1", 42, "ok", "42 ok", before(seconds=2)),
    RegionCard("us-west-2", 17, "ok", "17 ok", before(seconds=2)),
    RegionCard("eu-west-1", 9, "busy", "1 in progress", None),
)
CUSTOMERS = (
    CustomerChoice("northwind", "Northwind Traders", here=False),
    CustomerChoice("techcorp", "TechCorp", here=True),
)
FRAME = Frame(
    customer="TechCorp",
    slug="techcorp",
    customers=CUSTOMERS,
    person="Maya Chen",
    initials="MC",
    role="owner",
    team="Orders",
    may_review=True,
    may_onboard=True,
    open_requests=2,
    to_review=4,
    unread=3,
    regions=REGIONS,
    infrastructure=True,
    local=True,
)
