from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clark.kinds import opening

# A Monday.
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.mark.parametrize(
    ("window", "opens", "closes", "why"),
    [
        ("wed:06:38-wed:07:08", "2026-11-25 06:38", "2026-11-25 07:08", "later this week"),
        ("Mon:13:00-Mon:14:00 UTC", "2026-11-23 13:00", "2026-11-23 14:00", "later today"),
        ("mon:11:59-mon:13:00", "2026-11-23 11:59", "2026-11-23 13:00", "it is open now"),
        ("mon:11:00-mon:12:00", "2026-11-30 11:00", "2026-11-30 12:00", "it has just closed"),
        ("sun:23:00-mon:00:00", "2026-11-29 23:00", "2026-11-30 00:00", "across midnight"),
        ("sun:23:00-mon:12:30", "2026-11-22 23:00", "2026-11-23 12:30", "open since yesterday"),
    ],
)
def test_a_window_is_open_next(window, opens, closes, why):
    found = opening(window, NOW)
    assert (f"{found.opens:%Y-%m-%d %H:%M}", f"{found.closes:%Y-%m-%d %H:%M}") == (
        opens,
        closes,
    ), why


def test_what_is_no_window_opens_never():
    for text in ("", "daily", "sun:25:00-sun:26:00", "the weekly window that AWS chose"):
        assert opening(text, NOW) is None


def test_the_clock_of_another_zone_changes_nothing():
    zone = timezone(timedelta(hours=-9))
    assert opening("wed:06:38-wed:07:08", NOW.astimezone(zone)) == opening(
        "wed:06:38-wed:07:08", NOW
    )


minutes = st.integers(0, 7 * 24 * 60 - 1)


@given(minutes, minutes, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_a_window_comes_within_a_week_and_ends_after_now(begins, ends, later):
    now = NOW + later
    found = opening(f"{written(begins)}-{written(ends)}", now)
    assert found.opens < found.closes <= found.opens + timedelta(days=7)
    assert found.opens <= now + timedelta(days=7)
    assert now < found.closes
    assert DAYS[found.opens.weekday()] == written(begins)[:3]


def written(minute):
    day, rest = divmod(minute, 24 * 60)
    return f"{DAYS[day]}:{rest // 60:02}:{rest % 60:02}"
