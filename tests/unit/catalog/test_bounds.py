"""A branch that nobody has read cannot fill the memory of who renders it."""

import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from clark.catalog import render_composite
from clark.catalog.bounds import LARGEST
from clark.catalog.composition import read_composition
from clark.catalog.goformat import sprintf
from clark.errors import Refused
from clark.manifests import write

OF = {"apiVersion": "example.org/v1", "kind": "XThing"}
FMT = {"type": "string", "string": {"type": "Format", "fmt": "%[1]s" * 2000}}
LONG = "x" * (LARGEST // 2)


def render(base: Any, patches: list[Any], value: Any) -> None:
    step = {
        "step": "resources",
        "functionRef": {"name": "function-patch-and-transform"},
        "input": {
            "apiVersion": "pt.fn.crossplane.io/v1beta1",
            "kind": "Resources",
            "resources": [{"name": "r", "base": base, "patches": patches}],
        },
    }
    spec = {"compositeTypeRef": OF, "mode": "Pipeline", "pipeline": [step]}
    head = {"apiVersion": "apiextensions.crossplane.io/v1", "kind": "Composition"}
    text = write([{**head, "metadata": {"name": "bounds"}, "spec": spec}])
    composite = {**OF, "metadata": {"name": "thing"}, "spec": {"value": value}}
    render_composite(read_composition("c.yaml", text), composite, (), None)


def patch(transforms: list[Any], to: str = "spec.out") -> dict[str, Any]:
    return {"fromFieldPath": "spec.value", "toFieldPath": to, "transforms": transforms}


BASE = {"apiVersion": "v1", "kind": "Thing", "spec": {"places": [{"out": ""}] * 3000}}
REPLACE = {"type": "Replace", "replace": {"search": "x", "replace": "y" * 5000}}


@pytest.mark.parametrize(
    "make",
    [
        lambda: sprintf("%1000000[1]s" * 50, ["x"]),
        lambda: sprintf("%1000000v", [["x"] * 5000]),
        lambda: sprintf("%s" * 3000, [LONG] * 3000),
        lambda: sprintf("no place", [LONG] * 3000),
        lambda: render(BASE, [patch([FMT] * 9)], "x"),
        lambda: render(BASE, [patch([{"type": "string", "string": REPLACE}])], LONG),
        lambda: render(BASE, [patch([], "spec.places[*].out")], LONG),
        lambda: render(BASE, [patch([], f"spec.out{n}") for n in range(500)], LONG),
        lambda: render(
            BASE,
            [patch([{"type": "string", "string": {"type": "Join", "join": {"separator": LONG}}}])],
            ["x"] * 500,
        ),
    ],
    ids=["width", "list", "texts", "extra", "chain", "replace", "places", "patches", "join"],
)
def test_what_makes_much_of_little_is_refused_before_it_is_made(make: Callable[[], None]) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(Refused, match="characters"):
            make()
        assert tracemalloc.get_traced_memory()[1] < 64 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_what_fits_a_file_is_made() -> None:
    assert len(sprintf("%[1]s %[1]s", [LONG[:-1]])) == LARGEST - 1
