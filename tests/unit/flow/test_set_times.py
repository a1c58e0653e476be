"""The time of a merge as it is written, said and kept to."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clark.errors import Refused
from clark.flow import timing

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ZONED = "2026-12-01T02:00Z"
moments = st.timedeltas(-timedelta(days=400), timedelta(days=400)).map(lambda each: NOW + each)
zones = st.integers(-14 * 60, 14 * 60).map(lambda each: timezone(timedelta(minutes=each)))


@given(moments, zones)
def test_a_moment_is_the_same_in_every_zone(moment: datetime, zone: timezone) -> None:
    there = moment.astimezone(zone)
    assert timing.read(there.isoformat()) == moment
    assert timing.spoken(there) == timing.spoken(moment)


def test_without_a_zone_a_form_means_utc_and_a_program_is_asked() -> None:
    assert timing.read("2026-12-01T02:00") == datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
    for said in (
        {"raw": {}, "not_before": "2026-12-01T02:00"},
        {"raw": {"when": "at", "not_before": "2026-12-01T02:00"}},
        {"raw": {"not_before": "2026-12-01 02:00"}},
    ):
        with pytest.raises(Refused, match="time zone") as refused:
            timing.zoned(**said)
        assert refused.value.problems[0].field == "not_before"
    assert timing.zoned({"size": "large"}) == {"size": "large"}
    assert timing.zoned({}, "2026-12-01T02:00Z")["when"] == "at"
    assert timing.zoned({"not_before": "2026-12-01T02:00Z"})["when"] == "at"


@pytest.mark.parametrize("when", ["window", "now"])
def test_a_time_beside_another_when_is_refused_and_neither_is_lost(when: str) -> None:
    for said in (({"when": when}, ZONED), ({"when": when, "not_before": ZONED}, "")):
        with pytest.raises(Refused, match=f"when={when} and a time exclude") as refused:
            timing.zoned(*said)
        assert refused.value.problems[0].field == "not_before"
    with pytest.raises(Refused, match="Two times"):
        timing.zoned({"not_before": "2026-12-02T02:00Z"}, ZONED)


@pytest.mark.parametrize(
    "said",
    [
        "2026-12-01",
        "2026-12-01+02:00",
        "2026-12-01-05:00",
        "2026-12-01x02:00",
        "2026-12-01T02+02:00",
    ],
)
def test_a_date_alone_is_no_time_whatever_zone_it_names(said: str) -> None:
    assert timing.read(said) is None
    assert timing.read("2026-12-01 02:00+02:00") == datetime(2026, 12, 1, tzinfo=UTC)


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
