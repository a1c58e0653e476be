"""Laws of every render, and the real function's quirks that its patches and transforms meet."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clark.catalog import PARAMETERS, Catalog, Offering, load, parameters, parse, render
from clark.catalog.fieldpath import assign
from clark.catalog.fieldpath import parse as parse_path
from clark.catalog.goformat import shown, sprintf
from clark.catalog.offering import FormField
from clark.errors import Refused
from clark.manifests import read

COMPOSITION = "offerings/databases/composition.yaml"
NAME = "^[a-z](-?[a-z0-9])*$"
NAMES = st.from_regex(r"\A[a-z](-?[a-z0-9]){0,12}\Z")


def answers(field: FormField) -> st.SearchStrategy[Any]:
    if field.pattern and field.pattern != NAME:
        return st.just(field.default or field.example)
    if field.choices:
        return st.sampled_from(field.values)
    if field.value_type == "boolean":
        return st.booleans()
    if field.value_type == "integer":
        return st.integers(field.minimum, field.maximum)
    return NAMES.filter(lambda name: name not in field.forbidden)


@given(data=st.data())
@settings(max_examples=60)
def test_whatever_the_form_takes_renders_and_reads_back(catalog: Catalog, data: Any) -> None:
    offering = data.draw(st.sampled_from(catalog.offerings))
    asked = {name: data.draw(answers(field)) for name, field in offering.fields.items()}
    wanted = parse(offering, asked)
    assert wanted == asked
    for path, text in render(offering, wanted).items():
        documents = read(text)
        name = f"{asked['service']}-{asked['environment']}"
        for document in documents:
            assert f"{document.name}-".startswith(f"{name}-")
            assert "%!" not in json.dumps(document.value)
        assert documents[0].name == name, "the service comes before its parts"
        if path.endswith("service.yaml"):
            assert parameters(offering, documents[0].value) == asked


def test_text_and_typed_answers_render_the_same(offering: Offering, asked: dict[str, str]) -> None:
    typed = parse(offering, asked)
    said = {name: json.dumps(value).strip('"') for name, value in typed.items()}
    assert render(offering, said) == render(offering, typed)


def test_render_refuses_what_the_form_refuses(databases: Offering) -> None:
    with pytest.raises(Refused) as refused:
        render(databases, {"service": "orders-db"})
    assert [problem.field for problem in refused.value.problems] == ["application", "team"]


def test_the_parameters_stand_in_the_manifest(offering: Offering, asked: dict[str, str]) -> None:
    service = next(text for path, text in render(offering, asked).items() if "service.y" in path)
    annotations = read(service)[0].value["metadata"]["annotations"]
    assert json.loads(annotations[PARAMETERS]) == parse(offering, asked)


def test_another_text_of_the_files_is_another_revision(control: dict[str, str]) -> None:
    changed = {**control, COMPOSITION: control[COMPOSITION] + "# a note\n"}
    one, other = (load(files).find("databases") for files in (control, changed))
    assert one is not None
    assert other is not None
    assert one.revision != other.revision


def render_with(control: dict[str, str], old: str, new: str, **said: Any) -> dict[str, Any]:
    """The RDSInstance rendered after a change of the composition."""
    files = {**control, COMPOSITION: control[COMPOSITION].replace(old, new, 1)}
    offering = load(files).find("databases")
    assert offering is not None, load(files).broken
    asked = {"service": "orders-db", "application": "orders", "team": "orders", **said}
    text = next(text for path, text in render(offering, asked).items() if "service.y" in path)
    return dict(read(text)[0].value)


STORAGE = """toFieldPath: spec.forProvider.allocatedStorage
          policy: {fromFieldPath: Required}
"""


@pytest.mark.parametrize(
    ("transforms", "written"),
    [
        ('[{type: string, string: {type: Format, fmt: "%v GB"}}]', "100 GB"),
        (
            "[{type: convert, convert: {toType: int}},"
            ' {type: string, string: {type: Format, fmt: "%d GB"}}]',
            "100 GB",
        ),
        ("[{type: convert, convert: {toType: string}}]", "100"),
        ("[{type: convert, convert: {toType: string}}, {type: map, map: {'100': 7}}]", 7),
        ("[{type: convert, convert: {toType: int64}}]", 100),
    ],
)
def test_numbers_take_these_ways(
    control: dict[str, str], transforms: str, written: str | int
) -> None:
    new = STORAGE + f"          transforms: {transforms}\n"
    text = control[COMPOSITION].replace(STORAGE, new, 1)
    # Other sizes of storage have no entry in the test's map, so only the default is rendered.
    definition = "offerings/databases/definition.yaml"
    fixed = control[definition].replace("minimum: 20\n", "minimum: 100\n")
    fixed = fixed.replace("maximum: 1000\n", "maximum: 100\n")
    manifest = render_with({**control, definition: fixed, COMPOSITION: text}, "", "")
    assert manifest["spec"]["forProvider"]["allocatedStorage"] == written


def test_an_optional_patch_without_a_value_keeps_the_base(control: dict[str, str]) -> None:
    definition = "offerings/databases/definition.yaml"
    optional = control[definition].replace("                default: medium\n", "")
    optional_size = """spec.forProvider.dbInstanceClass
          policy: {fromFieldPath: Required}
"""
    manifest = render_with(
        {**control, definition: optional},
        optional_size,
        "spec.forProvider.dbInstanceClass\n",
    )
    assert manifest["spec"]["forProvider"]["dbInstanceClass"] == "db.t3.medium"


def test_a_required_patch_without_a_value_is_refused(control: dict[str, str]) -> None:
    definition = "offerings/databases/definition.yaml"
    optional = control[definition].replace("                default: medium\n", "")
    offering = load({**control, definition: optional}).find("databases")
    assert offering is not None
    with pytest.raises(Refused, match=r"composition\.yaml:\d+: A field that this patch requires"):
        render(offering, {"service": "orders-db", "application": "orders", "team": "orders"})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (2.5, "2.5"),
        (123456.0, "123456"),
        (1e6, "1e+06"),
        (1e21, "1e+21"),
        (True, "true"),
    ],
)
def test_values_are_shown_as_go_shows_them(value: Any, text: str) -> None:
    assert shown(value) == text
    assert sprintf("<%v> 100%%", [value]) == f"<{text}> 100%"


@pytest.mark.parametrize("verb", ["%d", "%s"])
def test_what_go_garbles_is_no_manifest_to_keep(control: dict[str, str], verb: str) -> None:
    transform = f"[{{type: string, string: {{type: Format, fmt: '{verb}'}}}}]"
    new = f"{STORAGE}          transforms: {transform}\n"
    files = {**control, COMPOSITION: control[COMPOSITION].replace(STORAGE, new, 1)}
    (flaw,) = load(files).broken
    assert f"%!{verb[1]}(float64=100)" in flaw.reason


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("metadata.labels[clark.dev/team]", ("metadata", "labels", "clark.dev/team")),
        ("metadata.labels['a.b']", ("metadata", "labels", "a.b")),
        ("spec.tags[0].value", ("spec", "tags", 0, "value")),
        ("spec.a[0][1]", ("spec", "a", 0, 1)),
        ("spec.0", ("spec", "0")),
        ("a[0]b", ("a", 0, "b")),
        ("a[*].b", ("a", "*", "b")),
        ("a[4294967296]", ("a", "4294967296")),
    ],
)
def test_field_paths_are_crossplanes(text: str, path: tuple[str | int, ...]) -> None:
    assert parse_path(text) == path


@pytest.mark.parametrize(
    "text", ["", ".a", "a.", "a..b", "a[]", "a.[0]", "a]", "a[b", "a[[b]]", "a[0]b.", "a[1025]"]
)
def test_what_crossplane_refuses_as_a_path_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_path(text)


def test_what_is_missing_on_the_way_is_made() -> None:
    target: dict[str, Any] = {}
    assign(target, ("a", 1, "b"), 1)
    assert target == {"a": [None, {"b": 1}]}
