"""The time of a merge as it is written, said and kept to."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clark.errors import Refused
from clark.flow import timing

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
moments = st.timedeltas(-timedelta(days=400), timedelta(days=400)).map(lambda each: NOW + each)
zones = st.integers(-14 * 60, 14 * 60).map(lambda each: timezone(timedelta(minutes=each)))


@given(moments, zones)
def test_a_moment_is_the_same_in_every_zone(moment: datetime, zone: timezone) -> None:
    there = moment.astimezone(zone)
    assert timing.read(there.isoformat()) == moment
    assert timing.spoken(there) == timing.spoken(moment)


def test_without_a_zone_a_form_means_utc_and_a_program_is_asked() -> None:
    assert timing.read("2026-12-01T02:00") == datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
    with pytest.raises(Refused, match="time zone"):
        timing.zoned("2026-12-01T02:00")
    assert timing.zoned("") == {}
    assert timing.zoned("2026-12-01T02:00Z")["when"] == "at"


@given(moments, moments)
def test_at_any_moment_it_waits_or_is_due_or_was_missed(chosen: datetime, at: datetime) -> None:
    early = timing.early(chosen, at) > 0
    late = timing.missed(chosen, at, approved=True)
    due = chosen <= at <= chosen + timing.PATIENCE
    assert [early, due, late].count(True) == 1
    assert timing.missed(chosen, at, approved=False) == (not early)


@given(moments)
def test_what_chose_no_time_neither_waits_nor_misses_it(at: datetime) -> None:
    assert timing.early(None, at) == 0
    assert not timing.missed(None, at, approved=True)
    assert not timing.missed(None, at, approved=False)


@given(moments)
def test_a_time_is_taken_as_it_is_or_refused_with_a_reason(moment: datetime) -> None:
    chosen = timing.chosen({"when": "at", "not_before": moment.isoformat()}, NOW)
    fits = NOW < moment <= NOW + timing.FURTHEST
    assert chosen.at == moment
    assert (chosen.refusal is None) == fits


@pytest.mark.parametrize("when", ["now", "window", None])
def test_a_time_that_nobody_chose_is_not_looked_at(when: str | None) -> None:
    assert timing.chosen({"when": when, "not_before": "soon"}, NOW) == timing.AT_ONCE
