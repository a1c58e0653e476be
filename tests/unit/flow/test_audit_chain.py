"""Whatever is done to a chain afterwards is found, at the first row that it was done to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clark.flow.audit.rules import (
    GENESIS,
    Anchor,
    Found,
    Link,
    digest,
    noted,
    trailer,
    verify,
)

Chain = list[tuple[Link, str]]
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
PINNED = "2c8f457c19e28731d1296ad82723204b977cbe75a3f6e3d713f3162e5b015a20"
TEXTS = ("name", "email", "role", "on_behalf_of", "act", "about", "subject", "why", "previous")
text = st.text(max_size=8)
said = st.tuples(*[text] * 8, st.dictionaries(text, text, max_size=3))


def chained(rows: list[Any], slug: str = "acme") -> Chain:
    chain: Chain = []
    for number, (name, email, role, behalf, act, about, subject, why, details) in enumerate(
        rows, 1
    ):
        link = Link(
            sequence=number,
            at=BEGAN + timedelta(microseconds=number),
            name=name,
            email=email,
            role=role,
            on_behalf_of=behalf,
            act=act,
            about=about,
            subject=subject,
            why=why,
            details=details,
            previous=chain[-1][1] if chain else GENESIS,
        )
        chain.append((link, digest(slug, link)))
    return chain


chains = st.lists(said, min_size=1, max_size=6).map(chained)


def head_of(chain: Chain) -> Anchor | None:
    return Anchor(chain[-1][0].sequence, chain[-1][1]) if chain else None


def follow(chain: Chain, head: Anchor | None, *anchors: Anchor) -> Found:
    return verify("acme", chain, head, anchors)


def first_broken(chain: Chain, head: Anchor | None, *anchors: Anchor) -> int:
    found = follow(chain, head, *anchors)
    assert found.broken is not None
    assert found.last.sequence >= found.broken.sequence - 1
    return found.broken.sequence


@given(chains)
def test_what_was_written_is_whole(chain: Chain) -> None:
    anchors = [Anchor(link.sequence, hash_, "Git") for link, hash_ in chain]
    assert follow(chain, head_of(chain), *anchors) == Found(replace(anchors[-1], noted=""))


def test_a_chain_without_rows_is_whole() -> None:
    assert follow([], None).broken is None


@given(chains, st.data())
def test_an_edit_of_any_field_is_found_where_it_was_made(chain: Chain, data: Any) -> None:
    at = data.draw(st.integers(0, len(chain) - 1))
    link, hash_ = chain[at]
    field = data.draw(st.sampled_from([*TEXTS, "details", "at"]))
    other: dict[str, Any] = {
        "details": {**link.details, "more": "x" + link.details.get("more", "")},
        "at": link.at + timedelta(microseconds=1),
    }
    changed = replace(link, **{field: other.get(field, f"{getattr(link, field, '')}x")})
    head = head_of(chain)
    chain[at] = (changed, hash_)
    assert first_broken(chain, head) == at + 1


@given(chains, st.data())
def test_an_edit_with_a_hash_of_its_own_is_found_at_the_next_row(chain: Chain, data: Any) -> None:
    at = data.draw(st.integers(0, len(chain) - 1))
    link, _ = chain[at]
    head = head_of(chain)
    changed = replace(link, why=f"{link.why}x")
    chain[at] = (changed, digest("acme", changed))
    assert first_broken(chain, head) == at + 2


@given(chains, st.data())
def test_a_row_that_is_gone_is_found_also_at_the_end(chain: Chain, data: Any) -> None:
    head = head_of(chain)
    first = data.draw(st.integers(0, len(chain) - 1))
    last = data.draw(st.integers(first, len(chain) - 1))
    assert first_broken(chain[:first] + chain[last + 1 :], head) == first + 1


@given(chains.filter(lambda chain: len(chain) > 1), st.data())
def test_two_rows_that_change_places_are_found(chain: Chain, data: Any) -> None:
    at = data.draw(st.integers(0, len(chain) - 2))
    head = head_of(chain)
    chain[at], chain[at + 1] = chain[at + 1], chain[at]
    assert first_broken(chain, head) == at + 1
    numbered = [(replace(link, sequence=n), hash_) for n, (link, hash_) in enumerate(chain, 1)]
    assert first_broken(numbered, head) == at + 1


@given(chains, said, st.data())
def test_a_row_that_was_put_in_is_found(chain: Chain, row: Any, data: Any) -> None:
    at = data.draw(st.integers(0, len(chain)))
    link, _ = chained([row])[0]
    before = chain[at - 1][1] if at else GENESIS
    put = replace(link, sequence=at + 1, previous=before)
    head = head_of(chain)
    rest = [(replace(each, sequence=each.sequence + 1), hash_) for each, hash_ in chain[at:]]
    longer = [*chain[:at], (put, digest("acme", put)), *rest]
    found = follow(longer, head)
    assert found.broken is not None
    assert first_broken([*chain[:at], (put, digest("acme", put)), *chain[at:]], head) >= at + 1


@given(st.lists(said, min_size=2, max_size=6), st.data())
def test_a_chain_that_was_written_anew_is_found_by_what_others_noted(rows: Any, data: Any) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    before = chained(rows)
    name, *rest = rows[at]
    anew = chained([*rows[:at], (f"{name}x", *rest), *rows[at + 1 :]])
    assert follow(anew, head_of(anew)).broken is None
    known = data.draw(st.integers(at, len(rows) - 1))
    anchor = Anchor(known + 1, before[known][1], "a commit")
    assert first_broken(anew, head_of(anew), anchor) == known + 1


@given(chains)
def test_a_chain_that_was_cut_off_with_its_head_is_found_by_what_others_noted(chain: Chain) -> None:
    *rest, (link, hash_) = chain
    anchor = Anchor(link.sequence, hash_, "a commit")
    assert follow(rest, head_of(rest)).broken is None
    assert first_broken(rest, head_of(rest), anchor) == link.sequence


@given(chains)
def test_rows_of_another_customer_are_no_rows_of_this_one(chain: Chain) -> None:
    assert verify("globex", chain, head_of(chain)).broken is not None


@given(said, said)
def test_only_the_same_row_has_the_same_hash(one: Any, other: Any) -> None:
    assert (chained([one]) == chained([other])) == (one == other)


def test_what_moves_from_a_field_to_the_next_is_another_row() -> None:
    one, other = (
        chained([("a", mail, role, "", "", "", "", "", {})])
        for mail, role in (("bc", ""), ("b", "c"))
    )
    assert one[0][1] != other[0][1]


def test_the_same_moment_elsewhere_is_the_same_moment() -> None:
    link, hash_ = chained([("a", "", "", "", "", "", "", "", {})])[0]
    tokyo = link.at.astimezone(datetime.strptime("+0900", "%z").tzinfo)
    assert digest("acme", replace(link, at=tokyo)) == hash_


def test_the_encoding_stays_what_it_is() -> None:
    """What was written must be verified by later versions, too."""
    link = Link(
        sequence=1,
        at=BEGAN,
        name="Maya Chen",
        email="maya@techcorp.example",
        role="developer",
        on_behalf_of="",
        act="request submitted",
        about="request 1",
        subject="New database “orders”",
        why="",
        details={"region": "us-east-1"},
        previous=GENESIS,
    )
    assert digest("techcorp", link) == PINNED


@given(st.integers(1, 10**17), st.text("0123456789abcdef", min_size=64, max_size=64))
def test_a_commit_message_notes_what_is_read_from_it(sequence: int, hash_: str) -> None:
    line = trailer(Anchor(sequence, hash_))
    assert noted(f"Title\n\nWhy.\n\n{line}\n", "Git") == (Anchor(sequence, hash_, "Git"),)
    assert noted(f"Title\n\n  {line} or so\n", "Git") == ()


@pytest.mark.parametrize("head", [None, Anchor(1, "0" * 64), Anchor(0, GENESIS)])
def test_a_head_that_is_not_the_end_is_found(head: Anchor | None) -> None:
    assert first_broken(chained([("a", "", "", "", "", "", "", "", {})]), head) == 2
