"""Laws of the engine: field paths, merges, texts and the readings of a composition."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clark.catalog import read_composition
from clark.catalog.fieldpath import ABSENT, assign, expand, lookup, parse, show
from clark.catalog.goformat import sprintf
from clark.catalog.gojson import dumps
from clark.catalog.gonumbers import exact
from clark.catalog.merging import POLICIES, Merge
from clark.catalog.numbers import floated, settled
from clark.catalog.quantities import quantity
from clark.catalog.reading import Broken
from clark.errors import Refused

NAMES = st.text("abc-", min_size=1, max_size=3)
PATHS = st.lists(NAMES | st.integers(0, 3), min_size=1, max_size=4).map(tuple)
LEAVES = st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab", max_size=2)
VALUES = st.recursive(
    LEAVES, lambda parts: st.lists(parts, max_size=3) | st.dictionaries(NAMES, parts, max_size=3)
)
MAPPINGS = st.dictionaries(NAMES, VALUES, max_size=3)


@given(path=PATHS, target=MAPPINGS, value=VALUES)
def test_what_is_set_at_a_path_is_found_there(path: Any, target: Any, value: Any) -> None:
    try:
        assign(target, path, value)
    except Refused:
        return
    assert lookup(target, path) == value


@given(path=PATHS.filter(lambda path: isinstance(path[0], str)))
def test_a_path_that_is_shown_is_read_back(path: Any) -> None:
    assert parse(show(path)) == path


@given(target=MAPPINGS, path=st.lists(st.just("*") | NAMES, min_size=1, max_size=3).map(tuple))
def test_a_wildcard_means_only_what_exists(target: Any, path: Any) -> None:
    try:
        found = list(expand(target, path) or ())
    except Refused:
        return
    assert all(lookup(target, one) is not ABSENT for one in found)


@given(there=VALUES, value=VALUES, policy=st.sampled_from(sorted(POLICIES)))
def test_merging_into_nothing_is_the_value(there: Any, value: Any, policy: str) -> None:
    merge = POLICIES[policy] or Merge(force=True, append=False)
    assert merge(None, value) == value
    assert merge(deepcopy(there), None) is None


@given(there=MAPPINGS, value=MAPPINGS)
def test_without_force_nothing_that_is_there_is_lost(there: Any, value: Any) -> None:
    merged = Merge(force=False, append=False)(deepcopy(there), value)
    for key, old in there.items():
        if isinstance(old, str | int) and old:
            assert merged[key] == old


@given(
    there=MAPPINGS, value=MAPPINGS, policy=st.sampled_from(["MergeObjects", "ForceMergeObjects"])
)
def test_merging_twice_is_merging_once(there: Any, value: Any, policy: str) -> None:
    merge = POLICIES[policy]
    assert merge is not None
    once = merge(deepcopy(there), deepcopy(value))
    assert merge(deepcopy(once), deepcopy(value)) == once


@given(value=VALUES)
def test_json_is_what_json_reads(value: Any) -> None:
    assert json.loads(dumps(floated(value))) == value


@given(value=VALUES)
def test_small_numbers_survive_the_way_through_the_function(value: Any) -> None:
    assert settled(floated(value)) == value


@given(number=st.floats(allow_nan=False, allow_infinity=False), verb=st.sampled_from("efg"))
def test_the_shortest_digits_mean_the_number(number: float, verb: str) -> None:
    assert float(exact(number, verb)) == number


@given(text=st.text(st.characters(exclude_characters="%"), max_size=9), value=st.integers())
def test_a_format_without_verbs_says_what_it_did_not_use(text: str, value: int) -> None:
    assume(-(2**63) <= value < 2**63)
    assert sprintf(text, [value]) == f"{text}%!(EXTRA int64={value})"


@given(number=st.integers(0, 10**6), suffix=st.sampled_from(["", "k", "M", "Ki", "Mi", "e3"]))
def test_a_whole_quantity_is_its_number_times_its_suffix(number: int, suffix: str) -> None:
    factors = {"": 1, "k": 10**3, "M": 10**6, "Ki": 2**10, "Mi": 2**20, "e3": 10**3}
    assert quantity(f"{number}{suffix}") == number * factors[suffix]


INPUT = """\
apiVersion: apiextensions.crossplane.io/v1
kind: Composition
metadata: {name: things}
spec:
  compositeTypeRef: {apiVersion: example.org/v1, kind: XThing}
  mode: Pipeline
  pipeline:
  - step: resources
    functionRef: {name: function-patch-and-transform}
    input:
      apiVersion: pt.fn.crossplane.io/v1beta1
      kind: Resources
      patchSets: [{name: set, patches: [{fromFieldPath: a}]}]
      environment: {patches: [{fromFieldPath: a, policy: {fromFieldPath: Required}}]}
      writeConnectionSecretToRef: {name: x, patches: [{fromFieldPath: a}]}
      resources:
      - name: r
        base: {apiVersion: v1, kind: Thing, anything: {goes: here}}
        patches:
        - fromFieldPath: a
          transforms:
          - {type: match, match: {patterns: [{type: regexp, regexp: a, result: {any: 1}}]}}
          - {type: math, math: {type: ClampMin, clampMin: 1}}
          - {type: string, string: {type: Regexp, regexp: {match: a, group: 0}}}
          - {type: string, string: {type: Join, join: {separator: x}}}
          - {type: string, string: {type: Replace, replace: {search: a, replace: b}}}
          - {type: convert, convert: {toType: string}}
        - type: CombineFromComposite
          toFieldPath: b
          combine: {strategy: string, variables: [{fromFieldPath: a}], string: {fmt: a}}
        connectionDetails: [{name: d, type: FromValue, value: x}]
        readinessChecks:
        - {type: MatchCondition, matchCondition: {type: Ready, status: "True"}}
"""


def test_an_unknown_key_anywhere_in_the_input_is_refused_by_name_and_line() -> None:
    read_composition("composition.yaml", INPUT)
    lines = INPUT.splitlines(keepends=True)
    free = ("base: {", "any:", "goes")
    tried = 0
    for number, line in enumerate(lines, 1):
        if number < 5 or number in (7, 8):
            continue
        for at in [n for n, char in enumerate(line) if char == "{"]:
            if any(word in line[at - 12 : at + 7] for word in free):
                continue
            changed = f"{line[: at + 1]}typo: 1, {line[at + 1 :]}"
            text = "".join((*lines[: number - 1], changed, *lines[number:]))
            with pytest.raises(Broken, match="typo is not a field of") as broken:
                read_composition("composition.yaml", text)
            assert [flaw.line for flaw in broken.value.flaws] == [number]
            tried += 1
    assert tried > 30
