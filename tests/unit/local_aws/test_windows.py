from datetime import UTC, datetime

import pytest

from clark.local.aws import windows

# A Monday.
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("window", "opens", "why"),
    [
        ("wed:06:38-wed:07:08", datetime(2026, 11, 25, 6, 38, tzinfo=UTC), "later this week"),
        ("Mon:13:00-Mon:14:00", datetime(2026, 11, 23, 13, 0, tzinfo=UTC), "later today"),
        ("mon:11:59-mon:13:00", datetime(2026, 11, 30, 11, 59, tzinfo=UTC), "begun: next week"),
        ("sun:23:00-mon:00:00", datetime(2026, 11, 29, 23, 0, tzinfo=UTC), "across midnight"),
    ],
)
def test_a_window_opens_at_its_next_start(window: str, opens: datetime, why: str) -> None:
    assert windows.opens(window, NOW, None) == opens.timestamp(), why


def test_a_hurried_window_opens_after_seconds() -> None:
    assert windows.opens("wed:06:38-wed:07:08", NOW, 20) == NOW + 20
