"""Edits by example: the exact text before and after."""

import re

import pytest

from clark.errors import Refused
from clark.manifests import Delete, Set, Unreadable, diff, edit, parse_path

SCENARIO = """\
# The Java service's database.
apiVersion: database.aws.crossplane.io/v1beta1
kind: RDSInstance
metadata:
  name: java-service-db-prod
spec:
  forProvider:
    dbInstanceClass: db.t3.medium  # see the capacity plan
    engine: postgres
    engineVersion: "14.9"
    allocatedStorage: 100
    masterUsername: dbadmin

    vpcSecurityGroupIds:
      - sg-xxxxx
    dbSubnetGroupName: 'default'
  writeConnectionSecretToRef:
    name: java-service-db-credentials
    namespace: default
"""


def test_the_scenarios_resize_is_a_diff_of_one_line():
    after = edit(SCENARIO, 0, [Set(parse_path("spec.forProvider.dbInstanceClass"), "db.t3.large")])

    changed = [line for line in diff(SCENARIO, after, "f").split("\n")[2:] if line[:1] in "+-"]
    assert [line for line in changed if line] == [
        "-    dbInstanceClass: db.t3.medium  # see the capacity plan",
        "+    dbInstanceClass: db.t3.large  # see the capacity plan",
    ]


@pytest.mark.parametrize(
    ("before", "change", "after", "why"),
    [
        ("a: 1\r\nb: 2\r\n", Set(("a",), 3), "a: 3\r\nb: 2\r\n", "CRLF stays"),
        ("a: 1", Set(("b",), 2), "a: 1\nb: 2", "a missing final line end stays missing"),
        ('a: "b"', Set(("a",), "c d"), 'a: "c d"', "double quotes stay"),
        ("a: 'b'", Set(("a",), "it's"), "a: 'it''s'", "single quotes stay"),
        ("a: b", Set(("a",), "no"), 'a: "no"', "what would be ambiguous is quoted"),
        ("a: '1'", Set(("a",), 1), "a: 1", "a number has no quotes"),
        ("a:  # why\n", Set(("a",), 1), "a: 1  # why\n", "nothing becomes something"),
        ("a: {b: 1, c: 2} # d\n", Set(("a", "b"), 9), "a: {b: 9, c: 2} # d\n", "flow style stays"),
        ("a: {b: 1}\n", Set(("a", "c"), "x, y"), 'a: {b: 1, c: "x, y"}\n', "a key in flow style"),
        ("a: {}\n", Set(("a", "b"), 1), "a: {b: 1}\n", "the first key in flow style"),
        ("a: {b: }\n", Set(("a", "c"), 1), "a: {b: , c: 1 }\n", "a key after an empty value"),
        ("a: [1, 2]\n", Set(("a", 2), 3), "a: [1, 2, 3]\n", "an item in flow style"),
        ("a: [\n  1,\n  2 # two\n]\n", Set(("a", 2), 3), "a: [\n  1,\n  2, # two\n  3\n]\n",
         "flow style over lines"),
        ("a: [\n  1, # one\n  2\n]\n", Delete(("a", 1)), "a: [\n  1, # one\n]\n",
         "the last item of flow style over lines"),
        ("a: {b: 1, c: 2}\n", Delete(("a", "b")), "a: {c: 2}\n", "the first key in flow style"),
        ("a: {b: 1, c: 2}\n", Delete(("a", "c")), "a: {b: 1}\n", "the last key in flow style"),
        ("a: {b: 1}\n", Delete(("a", "b")), "a: {}\n", "the only key in flow style"),
        ("a: {b, c}\n", Set(("a", "b"), 1), "a: {b: 1, c}\n", "a key without a colon"),
        ("a:\n- x\nb: 1\n", Set(("a", 1), "z"), "a:\n- x\n- z\nb: 1\n", "an item, not indented"),
        ("a:\n    - 'x'\n", Set(("a", 1), "y"), "a:\n    - 'x'\n    - 'y'\n", "quotes as above"),
        ("a:\n- b: 1\n  c: 2\n", Delete(("a", 0, "b")), "a:\n- c: 2\n", "the key beside the dash"),
        ("a:\n- b: 1 # x\n- c: 2 # y\n", Delete(("a", 0)), "a:\n- c: 2 # y\n", "an item's lines"),
        ("a:\n- b\n", Delete(("a", 0)), "a: []\n", "an emptied list"),
        ("a: # x\n  b: 1\nc: 2\n", Delete(("a", "b")), "a: {} # x\nc: 2\n", "an emptied mapping"),
        ("a: 1\nb: 2 # x\n", Delete(("b",)), "a: 1\n", "a deleted key's comment goes with it"),
        ("a: 1\n# of b\nb: 2", Delete(("b",)), "a: 1\n# of b", "a comment above stays"),
        ("a: 1\n", Set(("b", "c", 0, "d"), True), "a: 1\nb:\n  c:\n    - d: true\n", "new parents"),
        ("a:\n    b:\n    - 1\n", Set(("c", "d", 0), 1),
         "a:\n    b:\n    - 1\nc:\n    d:\n    - 1\n", "new parents as the file is indented"),
        ("a:\nb: 1\n", Set(("a", "c"), 2), "a:\n  c: 2\nb: 1\n", "null becomes a mapping"),
        ("a: x # y\n", Set(("a",), {"b": 1}), "a: # y\n  b: 1\n", "a scalar becomes a mapping"),
        ("a: # y\n  b: 1\n  c: 2\nd: 3\n", Set(("a",), 7), "a: 7 # y\nd: 3\n", "and the reverse"),
        ("a: | # h\n  b\n  c\n\nd: 1\n", Set(("a",), "b\nX\n"), "a: | # h\n  b\n  X\n\nd: 1\n",
         "a line of literal text"),
        ("a: >-\n    b\n    c\nd: 1\n", Set(("a",), "x y"), "a: >-\n    x y\nd: 1\n",
         "folded text"),
        ("a: |+\n  b\n\nd: 1\n", Set(("a",), "c\n\n"), "a: |+\n  c\n\nd: 1\n", "kept blank lines"),
        ("a: |\n  b\nd: 1\n", Set(("a",), 5), "a: 5\nd: 1\n", "text becomes a number"),
        ("a: b\n  c\nd: 1\n", Set(("a",), "x"), "a: x\nd: 1\n", "a plain scalar over two lines"),
        ("a: {b: 1}\n", Set(("a",), {"b": 2, "c": 3}), "a: {b: 2, c: 3}\n", "part by part"),
        ("a: 1\n", Set(("a",), 1), "a: 1\n", "what holds already changes nothing"),
        ("a: 1\n", Delete(("b",)), "a: 1\n", "what is not there is deleted already"),
        ("a: 1\n", Set(("a",), 1.0), "a: 1.0\n", "the type counts"),
        ("a:\n-\n- b\n", Set(("a", 0), {"c": 1}), "a:\n- c: 1\n- b\n", "an empty item"),
    ],
)  # fmt: skip
def test_an_edit_gives_exactly_this_text(before, change, after, why):
    assert edit(before, 0, [change]) == after, why


def test_only_the_chosen_document_changes():
    assert edit("a: 1\n---\n# x\n---\na: 1\n", 2, [Set(("a",), 2)]) == "a: 1\n---\n# x\n---\na: 2\n"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (Set(("a", "b"), 1), "a.b: a is not a mapping"),
        (Set(("a", 3), 1), "a[3]: the list has 2 items; the next one is [2]"),
        (Set(("c", "d"), 1), "c.d: c is not a mapping"),
        (Set((0,), 1), "[0]: the document is not a list"),
        (Set(("e", 1), 1), "e[1]: a new list begins with [0]"),
        (Set((), {}), "needs a path"),
        (Set(("c",), float("inf")), "cannot be written"),
        (Set(("c",), 2**64), "cannot be written"),
        (Set(("c",), {1: 2}), "must be text"),
        (Set(("c",), "\ud800"), "surrogate"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(change, reason):
    with pytest.raises(Refused, match=re.escape(reason)):
        edit("a: [1, 2]\nc: text\n", 0, [change])


def test_a_document_that_is_not_there_is_refused():
    with pytest.raises(Refused, match="no document number 1"):
        edit("a: 1\n", 1, [Set(("a",), 2)])


def test_a_file_that_cannot_be_read_is_not_edited():
    with pytest.raises(Unreadable):
        edit("a: 1\na: 2\n", 0, [Set(("a",), 3)])
