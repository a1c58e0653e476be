"""Clark's fields against the CustomResourceDefinitions of provider-aws v0.58.0 themselves.

The golden files are their spec.forProvider, one field a line, as the module ships it.
"""

from pathlib import Path

import pytest

from clark.kinds import KINDS, Field, Kind

SCHEMAS = Path(__file__).parents[2] / "golden" / "schemas"


def shipped(kind: Kind) -> tuple[str, dict[str, tuple[str, bool, tuple[str, ...]]]]:
    """The head line, and path -> type, required, choices."""
    head, *lines = (SCHEMAS / f"{kind.plural}.txt").read_text().splitlines()
    fields = {}
    for line in lines:
        path, type_, *rest = line.split(" ")
        choices = next((each.removeprefix("choices=") for each in rest if "=" in each), "")
        fields[path] = (type_, "required" in rest, tuple(choices.split(",")) if choices else ())
    return head, fields


def ours(kind: Kind) -> dict[str, Field]:
    asked = ("spec", "forProvider")
    return {
        ".".join(map(str, each.path[2:])): each
        for each in kind.fields
        if each.path[:2] == asked and len(each.path) > 2
    }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_a_kind_is_what_the_provider_serves(kind: Kind) -> None:
    head, _ = shipped(kind)
    assert head == f"{kind.api_version} {kind.kind} {kind.plural} Cluster"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_field_is_the_provider_s_with_its_type(kind: Kind) -> None:
    _, real = shipped(kind)
    mine = {name: (each.type, each.required, each.choices) for name, each in ours(kind).items()}
    assert {name: said for name, said in mine.items() if real.get(name) != said} == {}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_no_field_of_the_provider_is_unknown_to_clark(kind: Kind) -> None:
    """Below an object that Clark leaves open (a bucket's policy) everything is let through."""
    _, real = shipped(kind)
    mine = ours(kind)
    open_objects = tuple(
        f"{name}." for name in mine if not any(other.startswith(f"{name}.") for other in mine)
    )
    assert [name for name in real if name not in mine and not name.startswith(open_objects)] == []
