"""One mistake at a time in the shipped files: named in plain words, by file and line."""

import json
from collections.abc import Iterator
from functools import reduce
from typing import Any

import pytest

from clark.catalog import BrokenOffering, load
from clark.manifests import read, write

DEFINITION = "offerings/databases/definition.yaml"
COMPOSITION = "offerings/databases/composition.yaml"


def flaws(control: dict[str, str], path: str, old: str, new: str) -> tuple[BrokenOffering, ...]:
    assert old in control[path], "the mistake is made in text that is there"
    return load({**control, path: control[path].replace(old, new, 1)}).broken


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "at", "reason"),
    [
        ("scope: Cluster", "scope: Namespaced", "scope: N", "scope must be Cluster"),
        ("plural: databases", "plural: dbs", "name: databases", "It must be dbs.platform"),
        ("maxLength: 55", "maxLenght: 55", "maxLenght", "maxLenght is not a field of service."),
        ("default: medium", "default: middle", "default: middle", "“middle” is not one of"),
        ("minimum: 20\n", "minimum: 200\n", "default: 100", "must be at least 200 GB"),
        (
            "type: boolean\n                title: Standby",
            "type: object\n                title: Standby",
            "type: object\n                title: Standby",
            "object is not supported by Clark yet",
        ),
        ("rule: self == oldSelf", "rule: self > 3", "rule: self > 3", "The only rule"),
        ("pattern: ^[a-z](", "pattern: ^[a-z]((", "pattern: ^[a-z]((", "cannot be used"),
        ("region, application", "app", "", "app is required but is not"),
        ("required: [service, ", "required: [", "", "service must be required"),
        (
            "as: slider",
            "as: cards",
            "as: cards\n          unit: GB",
            "storage can be shown as number or slider",
        ),
        ("- name: standby", "- name: stanby", "- name: stanby", "stanby is not a property"),
        ("        - name: standby\n", "", "title: PostgreSQL", "standby must be in the form once"),
        ("unit: GB", "units: GB", "units: GB", "units is not a field"),
        ("value: large", "value: big", "choices:\n          - {value: small", "those of its enum"),
        ("title: Storage\n", "titel: Storage\n", "titel: Storage", "titel is not a field"),
        ("example: orders-db", "example: Orders", "example: Orders", "“Orders” is not allowed"),
        ("enum: [dev, staging, prod]", "enum: [dev, true, prod]", "", "enum must be"),
    ],
)
def test_a_broken_definition_is_reported_by_line(
    control: dict[str, str], old: str, new: str, at: str, reason: str
) -> None:
    text = control[DEFINITION].replace(old, new, 1)
    found = flaws(control, DEFINITION, old, new)
    assert [flaw.path for flaw in found] == [DEFINITION]
    assert reason in found[0].reason
    if at:
        assert found[0].line == line_of(text, at)


@pytest.mark.parametrize(
    ("old", "new", "at", "reason"),
    [
        ("fromFieldPath: spec.size", "fromFieldPath: spec.sise", "", "spec.sise is not in def"),
        ("fromFieldPath: spec.size", "fromFieldPath: status.size", "", "in the cluster only"),
        ("fromFieldPath: spec.size", "fromfieldpath: spec.size", "", "fromfieldpath is not a"),
        ("fromFieldPath: spec.size", "fromFieldPath: spec..size", "", "is not a field path"),
        ("tags[0].value", "labels[*].value", "", "labels[*].value is nowhere"),
        ("tags[0].value", "tags[1025].value", "tags[1025]", "1024 is the last"),
        ("              medium: db.t3.medium\n", "", "", "The map has no entry for medium"),
        ("large: db.t3.large", "large: null", "large: null", "an empty value in a map"),
        ("type: map\n", "type: math\n", "", "math is missing"),
        (
            "type: map\n",
            "type: mop\n",
            "type: mop",
            "type is one of map, match, math, string, convert, not mop",
        ),
        ("type: Replace", "type: Regexp", "", "regexp is missing"),
        ("%s-final", "%5d-final", "", "%!d(string="),
        ("%s-final", "%d-final", "", "Use %v"),
        ("%s-final", "%s-%s-final", "", "%!s(MISSING)"),
        ("clark/%s/%s/%s", "clark/%s/%s", "", "%!(EXTRA string="),
        ("patchSetName: identity", "patchSetName: idenity", "idenity", "no patch set idenity"),
        ("- type: PatchSet", "- type: ToEnvironmentFieldPath", "", "fromFieldPath is missing"),
        (
            "{fromFieldPath: Required}",
            "{fromFieldPath: Must}",
            "Must}",
            "one of Optional, Required",
        ),
        ("toFieldPath: metadata.name", "toFieldPath: metadata.title", "", "must set metadata.name"),
        ("mode: Pipeline", "mode: Resources", "mode: Resources", "only mode is Pipeline"),
        ("function-auto-ready", "function-kcl", "function-kcl", "function-kcl is not supported"),
        ("kind: Database", "kind: Datebase", "compositeTypeRef", "It must be Database of"),
        (
            "- name: push\n",
            "- name: instance\n",
            "- name: instance\n        base:\n          apiVersion: external",
            "Two resources are named",
        ),
        (
            "fromFieldPath: spec.storage\n",
            "fromFieldPath: spec.storage\n          x: 1\n",
            "x: 1",
            "x is not a field",
        ),
        (
            "toFieldPath: spec.forProvider.allocatedStorage",
            "toFieldPath: metadata.labels[storage]",
            "",
            "take text only",
        ),
        (
            "toFieldPath: spec.forProvider.multiAZ",
            "toFieldPath: spec.forProvider.engine.multiAZ",
            "",
            "has no fields",
        ),
        (
            "- name: instance\n",
            "- name: instance\n        readynessChecks: []\n",
            "readynessChecks",
            "readynessChecks is not a field of resources.",
        ),
    ],
)
def test_a_broken_composition_is_reported_by_line(
    control: dict[str, str], old: str, new: str, at: str, reason: str
) -> None:
    found = flaws(control, COMPOSITION, old, new)
    assert [flaw.path for flaw in found[:1]] == [COMPOSITION]
    assert reason in found[0].reason
    if at:
        assert found[0].line == line_of(control[COMPOSITION].replace(old, new, 1), at)


BASE = "          kind: RDSInstance\n"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("toFieldPath: spec.forProvider.region", "toFieldPath: kind", "may not change the kind"),
        (BASE, BASE + "          metadata: {annotations: []}\n", "annotations must be"),
        (BASE, BASE + "          metadata: {labels: {a: 1}}\n", "labels must be"),
        (BASE, BASE + "          metadata: 1\n", "metadata must be a mapping"),
    ],
)
def test_a_head_that_no_cluster_would_take_is_reported(
    control: dict[str, str], old: str, new: str, reason: str
) -> None:
    assert reason in flaws(control, COMPOSITION, old, new)[0].reason


def nodes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything inside a value."""
    keys = value if isinstance(value, dict) else range(len(value) if isinstance(value, list) else 0)
    for key in keys:
        yield (*path, key)
        yield from nodes(value[key], (*path, key))


@pytest.mark.parametrize("path", [DEFINITION, COMPOSITION])
@pytest.mark.parametrize("junk", [None, 1, True, "metadata", [], {}, [1], {"a": 1}])
def test_no_value_anywhere_makes_loading_fail(
    control: dict[str, str], path: str, junk: Any
) -> None:
    document = read(control[path])[0].value
    pair = {name: control[name] for name in (DEFINITION, COMPOSITION)}
    for place in list(nodes(document))[::9]:
        broken = json.loads(json.dumps(document))
        holder = reduce(lambda value, key: value[key], place[:-1], broken)
        holder[place[-1]] = junk
        catalog = load({**pair, path: write([broken])})
        assert all(flaw.line >= 1 for flaw in catalog.broken)


def test_several_flaws_are_reported_together(control: dict[str, str]) -> None:
    broken = {
        DEFINITION: control[DEFINITION]
        .replace("maxLength: 55", "maxLenght: 55")
        .replace("type: boolean", "type: object", 1),
        COMPOSITION: control[COMPOSITION].replace("type: map\n", "type: mop\n"),
    }
    found = load({**control, **broken}).broken
    assert [flaw.path for flaw in found] == [DEFINITION, DEFINITION, COMPOSITION]


def test_a_broken_offering_takes_no_other_with_it(control: dict[str, str]) -> None:
    catalog = load({**control, DEFINITION: "a: 1\na: 2\n"})
    assert [offering.name for offering in catalog.offerings] == [
        "auroras",
        "caches",
        "internalloadbalancers",
        "nodegroups",
        "publicloadbalancers",
        "storages",
    ]
    assert [(flaw.path, flaw.line) for flaw in catalog.broken] == [(DEFINITION, 2)]


def test_a_missing_file_is_reported(control: dict[str, str]) -> None:
    rest = {path: text for path, text in control.items() if path != COMPOSITION}
    assert load(rest).broken == (BrokenOffering(COMPOSITION, 1, "This file is missing."),)


def test_other_files_of_the_repository_are_left_alone(control: dict[str, str]) -> None:
    others = {"policies/x.yaml": "{", "offerings/README.md": "#", "offerings/a/b/c.yaml": "{"}
    assert load({**control, **others}).broken == ()
