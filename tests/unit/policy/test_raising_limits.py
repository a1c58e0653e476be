"""Raising a limit: the edit makes that one change, and only that edit is a raise."""

from collections.abc import Mapping

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clark.errors import Refused
from clark.manifests import diff_rows
from clark.policy.approvals import ApprovalSet
from clark.policy.limits import MEASURES, LimitSet, Raise, raise_verdict, raised, unfit

HEAD = """\
# How much teams may have.
apiVersion: platform.clark.dev/v1alpha1
kind: Limits
spec:
  limits:
"""
ENTRY = """\
    # Why {name} is here.
    - name: {name}   # {note}
      each: [team]
      most:
        services: {services}   # {note}
        storageGB: {storage}
      sizes: [db.t3.micro, "db.t3.small"]  # {note}

"""
notes = st.text("abc #:-'\"{}[]", max_size=12).map(str.strip)
amounts = st.integers(0, 10**6)
entries = st.lists(st.tuples(notes, amounts, amounts), min_size=1, max_size=4)
sizes = st.lists(st.sampled_from(["db.r5.large", "m5.large", "cache.t3.micro"]), unique=True)


def written(listed: list[tuple[str, int, int]]) -> str:
    said = (
        ENTRY.format(name=f"limit-{index}", note=note, services=services, storage=storage)
        for index, (note, services, storage) in enumerate(listed)
    )
    return HEAD + "".join(said)


@st.composite
def wanted(draw: st.DrawFn) -> tuple[str, Raise]:
    """A file of limits, and a raise of one of them."""
    listed = draw(entries)
    index = draw(st.integers(0, len(listed) - 1))
    _, services, storage = listed[index]
    more = {"services": services, "storageGB": storage}
    chosen = draw(st.lists(st.sampled_from(sorted(more)), unique=True))
    most = {measure: more[measure] + draw(st.integers(1, 999)) for measure in chosen}
    asked = Raise(f"limit-{index}", most, tuple(draw(sizes)))
    assume(asked.most or asked.sizes)
    return written(listed), asked


@given(wanted())
def test_one_value_changes_and_every_other_line_and_comment_stays(
    given: tuple[str, Raise],
) -> None:
    text, asked = given
    before, after = text.splitlines(), raised(text, asked).splitlines()
    assert len(before) == len(after)
    moved = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
    assert len(moved) == len(asked.most) + bool(asked.sizes)
    for one, other in moved:
        assert one.partition("#")[2] == other.partition("#")[2]
        assert one.split(":")[0] == other.split(":")[0]


@given(wanted())
def test_the_limits_are_what_they_were_but_for_what_was_asked(given: tuple[str, Raise]) -> None:
    text, asked = given
    old, new = LimitSet.load(text), LimitSet.load(raised(text, asked))
    assert not new.broken
    for was, now in zip(old.limits, new.limits, strict=True):
        if was.name == asked.limit:
            assert now.most == {**was.most, **asked.most}
            assert now.sizes == (*(was.sizes or ()), *asked.sizes)
        else:
            assert now == was
    assert asked.holds_in(new)
    assert not asked.holds_in(old)


@given(wanted(), st.data())
def test_only_the_edit_itself_is_the_raise(given: tuple[str, Raise], data: st.DataObject) -> None:
    text, asked = given
    edited = raised(text, asked)
    assert raise_verdict(text, {"limits.yaml": edited}, asked).allowed
    lines = edited.splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    another = "".join([*lines[:at], data.draw(st.sampled_from(["", "# Hm.\n"])), *lines[at + 1 :]])
    assume(another != edited)
    for files in ({"limits.yaml": another}, {"limits.yaml": text}, {"limits.yaml": None}, {}):
        assert not raise_verdict(text, files, asked).allowed


@given(wanted())
def test_what_is_kept_of_a_raise_is_the_raise(given: tuple[str, Raise]) -> None:
    _, asked = given
    again = Raise.kept(asked.limit, asked.fields)
    assert (dict(again.most), again.sizes) == (dict(asked.most), asked.sizes)


TEXT = written([("", 20, 100)])


@pytest.mark.parametrize(
    ("most", "sizes", "said"),
    [
        ({"services": 19}, (), "19 is less"),
        ({"monthlyUSD": 9}, (), "does not limit it"),
        ({"services": 10**9 + 1}, (), "slip of the hand"),
        ({}, ("db.t3.micro",), "may be asked for already"),
        ({}, ("large",), "is no size"),
        ({}, ("db.r5.large; rm",), "is no size"),
        ({}, ("db.r5.large", "db.r5.large"), "named twice"),
        ({}, (), "allows that already"),
    ],
)
def test_what_is_no_raise_says_why(
    most: Mapping[str, int], sizes: tuple[str, ...], said: str
) -> None:
    limit = LimitSet.load(TEXT).limits[0]
    (problem,) = unfit(limit, Raise("limit-0", most, sizes))
    assert said in problem.reason
    assert not raise_verdict(TEXT, {"limits.yaml": TEXT}, Raise("limit-0", most, sizes)).allowed


def test_a_limit_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="no limit other"):
        raised(TEXT, Raise("other", {"services": 30}))


def test_another_file_beside_it_is_named() -> None:
    asked = Raise("limit-0", {"services": 30})
    files = {"limits.yaml": raised(TEXT, asked), "policies/a.yaml": "# Hm.\n"}
    (found,) = raise_verdict(TEXT, files, asked).findings
    assert (found.file, found.level) == ("policies/a.yaml", "deny")


def test_the_first_line_that_was_not_asked_for_is_named() -> None:
    asked = Raise("limit-0", {"services": 30})
    edited = raised(TEXT, asked)
    changed = edited.replace("storageGB: 100", "storageGB: 900")
    (found,) = raise_verdict(TEXT, {"limits.yaml": changed}, asked).findings
    rows = [row for row in diff_rows(edited, changed) if row.sign == "+"]
    assert found.line == rows[0].new


def test_a_rule_that_would_raise_limits_by_itself_cannot_be_read() -> None:
    head = "apiVersion: platform.clark.dev/v1alpha1\nkind: Approvals\nspec:\n  rules:\n"
    rule = "    - {name: free, match: {action: raise}, automatic: true}\n"
    (flaw,) = ApprovalSet.load(head + rule).broken
    assert flaw.reason == "free: a limit is raised by an owner, never by a rule."


def test_of_many_sizes_the_first_few_are_named() -> None:
    asked = Raise("x", {}, tuple(f"m{n}.large" for n in range(5)))
    assert asked.words == "m0.large, m1.large, m2.large and 2 more sizes"


def test_a_raise_is_said_in_words() -> None:
    asked = Raise("x", {"services": 1200, "storageGB": 500, "monthlyUSD": 90}, ("db.r5.large",))
    assert asked.words == "1,200 services, 500 GB, $90.00 and db.r5.large"
    assert set(asked.most) == set(MEASURES)
    assert Raise("x", {"services": 1}).words == "1 service"
