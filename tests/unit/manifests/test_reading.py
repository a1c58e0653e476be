"""What is read, and what is refused because somebody would read it differently.

What Kubernetes' reader makes of each was observed with sigs.k8s.io/yaml v1.6.0.
"""

import time
import tracemalloc
from itertools import pairwise

import pytest
import yaml

from clark.manifests import Unreadable, read

DATABASE = """\
apiVersion: database.aws.crossplane.io/v1beta1
kind: RDSInstance
metadata:
  name: orders-db-prod
  annotations: {clark.dev/offering: databases}
spec:
  forProvider:
    allocatedStorage: 100
    engineVersion: "14.9"
    multiAZ: true
    tags:
    - key: team  # who pays
      value: orders
"""


def refusals(text: str | bytes) -> list[tuple[int, int, str]]:
    with pytest.raises(Unreadable) as caught:
        read(text)
    return [(found.line, found.column, found.rule) for found in caught.value.refusals]


def test_a_manifest_gives_its_value_and_the_line_of_every_part():
    (document,) = read(DATABASE)

    assert document.value == yaml.safe_load(DATABASE)
    assert document.label == "RDSInstance/orders-db-prod"
    assert document.line_of(("spec", "forProvider", "engineVersion")) == 9
    assert document.line_of(("spec", "forProvider", "tags", 0, "value")) == 13
    assert document.line_of(("spec", "forProvider", "region")) == 7


def test_empty_documents_are_dropped_and_still_counted():
    documents = read("# nothing\n---\n---\na: 1\n---\n# nothing\n---\nb: 2\n")

    assert [(document.index, dict(document.value)) for document in documents] == [
        (1, {"a": 1}),
        (3, {"b": 2}),
    ]


@pytest.mark.parametrize("text", ["", "\n", "# a comment\n", "---\n", "~\n"])
def test_a_file_of_nothing_has_no_documents(text):
    assert read(text) == ()


@pytest.mark.parametrize(
    ("plain", "value"),
    [
        ("true", True), ("False", False), ("null", None), ("~", None), ("", None),
        ("0", 0), ("-7", -7), ("+1", 1), ("0x1F", 31), ("9223372036854775808", 2**63),
        ("18446744073709551615", 2**64 - 1), ("-9223372036854775808", -(2**63)),
        ("1.5", 1.5), ("1.", 1.0), (".5", 0.5), ("1.5e+3", 1500.0),
        ("14.9.1", "14.9.1"), ("10.0.0.0/16", "10.0.0.0/16"), ("db.t3.medium", "db.t3.medium"),
        ("05:00-06:00", "05:00-06:00"), ("http://x", "http://x"), ("a#b", "a#b"),
        ("nope", "nope"), ("yEs", "yEs"), ("inf", "inf"), ("1e", "1e"), ("0b", "0b"),
        ('"no"', "no"), ("'010'", "010"), ('"\\u00e9\\x41"', "éA"), ('"2024-01-01"', "2024-01-01"),
    ],
)  # fmt: skip
def test_what_every_reader_reads_alike_is_read(plain, value):
    (document,) = read(f"a: {plain}\n")

    assert repr(document.value["a"]) == repr(value)


@pytest.mark.parametrize(
    "plain",
    [
        "y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO",
        "on", "On", "ON", "off", "Off", "OFF",
        "010", "08", "-010", "00", "0o17", "0O7", "0b1", "-0x1F", "0X1F",
        "1_000", "1_", "-_1", "+_1", "1_000.5", ".1_0",
        "12:30:45", "1:30", "12:30:45.5",
        "1e400", "1.0e+400", "1234e56", "1e5", "1.5e3", ".5e3",
        ".inf", "-.Inf", "+.INF", ".nan", ".NaN",
        "2024-01-01", "2024-01-01T00:00:00Z", "2024-1-1 10:00:00",
        "18446744073709551616", "-9223372036854775809", "=", "<<", "9" * 5000,
    ],
)  # fmt: skip
def test_ambiguous_scalars_are_refused_as_value_and_as_item(plain):
    assert refusals(f"a: {plain}\n") == [(1, 4, "ambiguous-scalar")]
    assert refusals(f"a: [{plain}]\n") == [(1, 5, "ambiguous-scalar")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: &x 1\nb: *x\n", [(1, 4, "anchor"), (2, 4, "alias")]),
        ("a: *x\n", [(1, 4, "alias")]),
        ("a: &a [*a]\n", [(1, 4, "anchor"), (1, 8, "alias")]),
        ("a:\n  <<: {b: 1}\n", [(2, 3, "merge-key")]),
        ("a: !!str 1\nb: ! c\nd: !x {}\n", [(n, 4, "explicit-tag") for n in (1, 2, 3)]),
        ("a: 1\nb: 2\na: 3\n", [(3, 1, "duplicate-key")]),
        ("a: {b: 1, 'b': 2}\n", [(1, 11, "duplicate-key")]),
        ("1: a\n'1': b\n", [(1, 1, "key-not-text")]),
        ("true: a\n? [b]\n: c\n~: d\n", [(1, 1, "key-not-text"), (2, 3, "key-not-text"),
                                          (4, 1, "key-not-text")]),
        ("on: a\n", [(1, 1, "ambiguous-scalar")]),
        ("- a\n", [(1, 1, "not-a-mapping")]),
        ("a: 1\n---\ntext\n", [(3, 1, "not-a-mapping")]),
        ('a: "b"#c\n', [(1, 7, "comment")]),
        ("a: {b: 1}#c\n", [(1, 10, "comment")]),
        ('a: "b\\/c"\n', [(1, 4, "escape")]),
        ('a: "\\ud83d\\ude00"\n', [(1, 7, "syntax")]),
        ("%YAML 1.2\n---\na: 1\n", [(1, 1, "directive")]),
        ("a: 1\n--- {b: 2}\n", [(2, 1, "document-marker")]),
        ("a: 1\n---b: 2\n", [(2, 1, "document-marker")]),
        ("a: [b?c]\n", [(1, 5, "question-mark")]),
        ("a: |\n  b", [(1, 4, "final-newline")]),
        ("a: |+\n  b\n\n ", [(1, 4, "final-newline")]),
        ("a: 1\n---\n...\n", [(3, 1, "document-marker")]),
        ("a: 1\n--- # b\n\n# c\n... # d\n---\nb: 2\n", [(5, 1, "document-marker")]),
        ("a: [1\nb: 2\n", [(2, 2, "syntax")]),
        ("a:\n\tb: 1\n", [(2, 1, "syntax")]),
        ("\ufeffa: 1\n", [(1, 1, "byte-order-mark")]),
        ("a: b\u202ec\n", [(1, 5, "bidi-control")]),
        ("a: b\x85c: d\n", [(1, 5, "line-break")]),
        ("a: b\u2028c: d\n", [(1, 5, "line-break")]),
        ("a: b\rc: d\n", [(1, 5, "line-break")]),
        ("a: \x00\n", [(1, 4, "control-character")]),
        ("a: b\x7f\n", [(1, 5, "control-character")]),
        ("a: \ud800\n", [(1, 4, "control-character")]),
        ("a:\n\u00a0\u00a0b: 1\n", [(2, 1, "indentation")]),
        ("a:\n  - \u00a0b\n", [(2, 5, "indentation")]),
        (b"a: 1\nb: \xff\n", [(2, 4, "encoding")]),
        (b"a: b\xc2\xa0c\x00\n", [(1, 7, "control-character")]),
    ],
)  # fmt: skip
def test_what_readers_read_differently_is_refused_with_its_place(text, found):
    assert refusals(text) == found


def test_every_reason_is_given_at_once():
    text = "a: no\nb: &x 1\na: 010\nc: \u202e\nd: !!int 7\n1: 2\n"

    assert [rule for _, _, rule in refusals(text)] == [
        "ambiguous-scalar",
        "anchor",
        "duplicate-key",
        "ambiguous-scalar",
        "bidi-control",
        "explicit-tag",
        "key-not-text",
    ]


@pytest.mark.parametrize("text", ["a: 'no' # on\n", "a: |\n  no: *x &y !z\n", "a: >-\n  010\n"])
def test_quoted_and_block_text_is_always_text(text):
    (document,) = read(text)

    assert isinstance(document.value["a"], str)


def test_sixty_four_levels_are_read_and_one_more_is_refused():
    assert read("a: " + "[" * 63 + "]" * 63 + "\n")
    assert [rule for *_, rule in refusals("a: " + "[" * 64 + "]" * 64 + "\n")] == ["too-deep"]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000,
        "a: " + "{a: " * 10_000,
        "- " * 10_000 + "a\n",
        "? " * 10_000 + "a\n",
        "".join(" " * depth + "a:\n" for depth in range(1_000)),
        "x" * 50_000_000,
        b"x" * 50_000_000,
        "a: " + "&" * 500_000,
        "%\n" * 300_000,
        "\u2028" * 300_000,
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n"
            for before, name in pairwise("abcdefghij")
        ),
    ],
    ids=["brackets", "braces", "dashes", "questions", "indents", "large", "large bytes", "anchor",
         "directives", "line breaks", "alias bomb"],
)  # fmt: skip
def test_hostile_input_is_refused_within_a_second_and_100_megabytes(text):
    tracemalloc.start()
    started = time.process_time()
    try:
        with pytest.raises(Unreadable):
            read(text)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()
    assert time.process_time() - started < 1


@pytest.mark.parametrize("text", ["a: |\n  b\n ", "a: b\n...\n", "a: |\n  ---\n  ...\n"])
def test_an_end_that_every_reader_reads_alike_is_read(text):
    assert len(read(text)) == 1


def test_crlf_reads_like_lf():
    assert read(DATABASE.replace("\n", "\r\n")) == read(DATABASE)
