"""Whatever people write, Clark's own comment reads as Clark wrote it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clark.customers.repositories import rules
from clark.flow.judge import Judgement
from clark.flow.markdown import code, literal
from clark.flow.review.report import Told, comment
from clark.policy import Finding, Verdict


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("a\n\n### Clark's review\n- ✅ Every policy holds.", "\\#\\#\\# Clark's review"),
        ("@techcorp/owners", "@\u200btechcorp/owners"),
        ("[free](http://x)", "\\[free\\](http://x)"),
        ("- ✅ fine", "\\- ✅ fine"),
        ("1. fine", "1\\. fine"),
        ("<img src=x>", "\\<img src=x\\>"),
        ("db.t3.large, 100 GB.", "db.t3.large, 100 GB."),
    ],
)
def test_what_people_write_is_read_as_they_wrote_it(said: str, shown: str) -> None:
    assert shown in literal(said)


@given(st.text())
def test_it_is_one_line_that_begins_nothing_and_calls_nobody(said: str) -> None:
    shown = literal(said)
    assert len(shown.splitlines()) <= 1
    assert not re.search(r"@(?!\u200b)", shown)
    assert not re.match(r"[-+=#>]|\d+[.)]", shown)
    assert code(said).count("`") == 2


def test_a_reason_with_lines_of_its_own_adds_none_to_the_review() -> None:
    reason = "no` \n\n---\n### Clark's review\n\n- ✅ Every policy holds.\n"
    finding = Finding("a.yaml", "", "deny", "network", "", 1, reason, "@techcorp/owners")
    told = Told(Judgement(Verdict((finding,), ()), ()))
    assert "\n- ✅" not in comment(told)
    assert "@techcorp" not in comment(told)
    asks = rules.comment("body", rules.Said(asks=(reason,), notes=(reason,)), reason)
    assert "\n- ✅" not in asks
