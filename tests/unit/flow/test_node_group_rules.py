"""What a filled form means for a node group."""

import pytest

from clark.errors import Refused
from clark.flow.events import Action
from clark.flow.request import changes, rules
from clark.kinds import find
from clark.manifests import read, write

API = "eks.aws.crossplane.io/v1alpha1"
GROUP = {"minSize": 2, "maxSize": 6, "desiredSize": 3}


def service(**sizes: object) -> str:
    labels = {"clark.dev/environment": "prod", "clark.dev/team": "orders"}
    return write(
        [
            {
                "apiVersion": API,
                "kind": "NodeGroup",
                "metadata": {"name": "batch-prod", "labels": labels},
                "spec": {"forProvider": {"region": "us-east-1", "scalingConfig": sizes}},
            }
        ]
    )


def target(text: str) -> rules.Target:
    kind = find(API, "NodeGroup")
    assert kind is not None
    return rules.Target(kind, read(text)[0].value, ())


def after(text: str, **raw: str) -> object:
    made = changes.rewrite(Action.NODES, target(text), raw)
    return read(made.apply(text))[0].value["spec"]["forProvider"]["scalingConfig"]


@pytest.mark.parametrize(
    ("raw", "sizes", "why"),
    [
        ({"nodes": "5"}, {**GROUP, "desiredSize": 5}, "what is not said stays"),
        ({"minNodes": "3"}, {**GROUP, "minSize": 3}, "a limit alone"),
        ({"nodes": ""}, {"minSize": 2, "maxSize": 6}, "left to an autoscaler"),
        ({"nodes": "9", "maxNodes": "9"}, {**GROUP, "desiredSize": 9, "maxSize": 9}, "both"),
    ],
)
def test_the_numbers_of_the_form_are_those_of_the_file(
    raw: dict[str, str], sizes: dict[str, int], why: str
) -> None:
    assert after(service(**GROUP), **raw) == sizes, why


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"nodes": "7"}, "nodes"),
        ({"nodes": "1"}, "nodes"),
        ({"minNodes": "7"}, "minNodes"),
        ({"minNodes": "-1"}, "minNodes"),
        ({"maxNodes": "0"}, "maxNodes"),
        ({"maxNodes": "21"}, "maxNodes"),
        ({"nodes": "many"}, "nodes"),
        ({"nodes": "3"}, "nodes"),
        ({}, "nodes"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(raw: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        changes.rewrite(Action.NODES, target(service(**GROUP)), raw)
    assert [each.field for each in refusal.value.problems] == [field]


def test_a_group_that_an_autoscaler_steers_is_asked_for_no_number() -> None:
    form = changes.section(Action.NODES, target(service(minSize=2, maxSize=6)))
    shown = {each.name: (each.default, each.required) for each in form.fields}
    sizes = {name: each for name, each in shown.items() if "odes" in name}
    assert sizes == {"minNodes": (2, True), "maxNodes": (6, True), "nodes": (None, False)}


def test_the_parameters_follow() -> None:
    on = target(service(**GROUP))
    said = changes.parameters(Action.NODES, on, {"nodes": ""})
    assert said == {"minNodes": 2, "maxNodes": 6, "nodes": ""}
    assert changes.parameters(Action.RELEASE, on, {"confirm": "batch-prod"}) == {}


def test_a_change_that_it_does_not_have_is_refused() -> None:
    on = target(service(**GROUP))
    with pytest.raises(Refused, match="second node group"):
        changes.section(Action.CLASS, on)
    with pytest.raises(Refused, match="has no change called"):
        changes.section(Action.STORAGE, on)
