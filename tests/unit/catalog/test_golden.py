"""Clark renders what the real function renders. The answers in `golden/` were recorded from it."""

import json
from pathlib import Path
from typing import Any

import pytest

from clark.catalog import render_composite
from clark.catalog.composition import read_composition
from clark.catalog.rendered import RESOURCE_NAME
from clark.errors import Refused
from clark.manifests import same, write

GOLDEN = Path(__file__).parent / "golden"
FILE = "composition.yaml"
PATCHES = json.loads((GOLDEN / "patches.json").read_text())
RENDERS = json.loads((GOLDEN / "renders.json").read_text())
TRANSFORMS = json.loads((GOLDEN / "transforms.json").read_text())
OF = {"apiVersion": "example.org/v1", "kind": "XThing"}


def named(file: dict[str, Any]) -> Any:
    return pytest.mark.parametrize("case", file["cases"], ids=lambda case: case["name"])


def composition(pipeline: list[Any]) -> str:
    spec = {"compositeTypeRef": OF, "mode": "Pipeline", "pipeline": pipeline}
    head = {"apiVersion": "apiextensions.crossplane.io/v1", "kind": "Composition"}
    return write([{**head, "metadata": {"name": "golden"}, "spec": spec}])


def one_resource(base: Any, patch: Any) -> str:
    resources = [{"name": "r", "base": base, "patches": [patch]}]
    step = {
        "step": "resources",
        "functionRef": {"name": "function-patch-and-transform"},
        "input": {
            "apiVersion": "pt.fn.crossplane.io/v1beta1",
            "kind": "Resources",
            "resources": resources,
        },
    }
    return composition([step])


def rendered(text: str, composite: Any, observed: Any = (), context: Any = None) -> Any:
    return render_composite(read_composition(FILE, text), composite, observed, context)


def refused_by_line(text: str, *said: Any) -> bool:
    with pytest.raises(Refused) as refused:
        rendered(text, *said)
    return any(word in str(refused.value) for word in (f"{FILE}:", "composit", "controller"))


@named(TRANSFORMS)
def test_a_transform_gives_what_the_real_one_gives(case: Any) -> None:
    patch = {
        "fromFieldPath": "spec.value",
        "toFieldPath": "spec.out",
        "transforms": case["transforms"],
    }
    text = one_resource({"apiVersion": "v1", "kind": "Thing", "spec": {}}, patch)
    composite = {**OF, "metadata": {"name": "thing"}, "spec": {"value": case["value"]}}
    if "out" not in case:
        assert refused_by_line(text, composite)
    else:
        (resource,) = rendered(text, composite).resources
        assert same(resource["spec"]["out"], case["out"])


@named(PATCHES)
def test_a_patch_sets_what_the_real_one_sets(case: Any) -> None:
    text = one_resource(PATCHES["base"], case["patch"])
    if "out" not in case:
        assert refused_by_line(text, PATCHES["composite"])
        return
    resources = rendered(text, PATCHES["composite"]).resources
    if case["out"] is None:
        assert resources == ()
        return
    (resource,) = resources
    del resource["metadata"]["ownerReferences"]
    assert same(resource["metadata"], case["out"]["metadata"])
    assert same(resource["spec"], case["out"]["spec"])


@named(RENDERS)
def test_a_pipeline_renders_what_the_real_one_renders(case: Any) -> None:
    text = composition(case["pipeline"])
    composite = RENDERS["composites"][case["composite"]]
    observed = [RENDERS["observed"][number] for number in case.get("observed", ())]
    if "out" not in case:
        assert refused_by_line(text, composite, observed, case.get("context"))
        return
    found = rendered(text, composite, observed, case.get("context"))
    assert same(found.all, case["out"])


def test_resources_are_in_the_order_of_their_names() -> None:
    for case in RENDERS["cases"]:
        if "out" in case:
            names = [one["metadata"]["annotations"][RESOURCE_NAME] for one in case["out"][1:]]
            assert names == sorted(names)
