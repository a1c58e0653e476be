"""The step with function-environment-configs, alone."""

from typing import Any

import pytest

from clark.catalog import Broken, Composition, read_composition, render_composite
from clark.manifests import read, write

COMPOSITION = """\
apiVersion: apiextensions.crossplane.io/v1
kind: Composition
metadata:
  name: things.example.org
spec:
  compositeTypeRef:
    apiVersion: example.org/v1
    kind: Thing
  mode: Pipeline
  pipeline:
  - step: surroundings
    functionRef:
      name: function-environment-configs
    input:
      apiVersion: environmentconfigs.fn.crossplane.io/v1beta1
      kind: Input
      spec:
        environmentConfigs:
        - type: Reference
          ref:
            name: company
        - ref:
            name: cluster
  - step: resources
    functionRef:
      name: function-patch-and-transform
    input:
      apiVersion: pt.fn.crossplane.io/v1beta1
      kind: Resources
      resources:
      - name: one
        base:
          apiVersion: example.org/v1
          kind: Part
          metadata:
            name: one
        patches:
        - type: FromEnvironmentFieldPath
          fromFieldPath: network
          toFieldPath: spec.network
          policy: {fromFieldPath: Required}
"""
THING = {"apiVersion": "example.org/v1", "kind": "Thing", "metadata": {"name": "a"}, "spec": {}}
ENVIRONMENT = "apiextensions.crossplane.io/environment"
COMPANY = {"network": {"owner": "network team", "vpcId": "vpc-0", "zones": ["a", "b"]}}
CLUSTER = {"network": {"vpcId": "vpc-1", "zones": ["c"], "size": 3}}


def composition(old: str = "", new: str = "") -> Composition:
    assert old in COMPOSITION
    return read_composition("composition.yaml", COMPOSITION.replace(old, new, 1))


def network(found: Composition, *more: Any) -> Any:
    (part,) = render_composite(found, THING, (), *more).resources
    return part["spec"]["network"]


def flaw(old: str, new: str) -> str:
    with pytest.raises(Broken) as caught:
        composition(old, new)
    return str(caught.value)


def test_configs_are_joined_in_their_order_and_lists_are_replaced() -> None:
    configs = {"company": COMPANY, "cluster": CLUSTER}
    joined = {"owner": "network team", "vpcId": "vpc-1", "zones": ["c"], "size": 3}
    assert network(composition(), None, configs) == joined
    assert COMPANY["network"]["vpcId"] == "vpc-0", "what was read is not changed"


def test_they_win_over_what_earlier_functions_told() -> None:
    told = {ENVIRONMENT: {"network": {"vpcId": "vpc-9", "told": True}}}
    found = network(composition(), told, {"company": COMPANY, "cluster": CLUSTER})
    assert (found["vpcId"], found["told"]) == ("vpc-1", True)


def test_a_config_that_is_missing_ends_everything_at_its_line() -> None:
    with pytest.raises(Broken, match="There is no environment config cluster") as caught:
        network(composition(), None, {"company": COMPANY})
    (found,) = caught.value.flaws
    assert COMPOSITION.splitlines()[found.line - 1].strip() == "name: cluster"


def test_an_optional_one_may_be_missing() -> None:
    optional = composition("      spec:\n", "      spec:\n        policy: {resolution: Optional}\n")
    assert network(optional, None, {"company": COMPANY}) == COMPANY["network"]
    assert optional.configs == ()


def test_what_it_needs_is_known_by_name() -> None:
    assert composition().configs == ("company", "cluster")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("type: Reference", "type: Selector", "The type Selector is not supported by Clark yet."),
        ("      spec:\n", "      spec:\n        defaultData: {}\n", "defaultData is not supported"),
        (
            "        - ref:",
            "        - toFieldPath: a\n          ref:",
            "toFieldPath is not support",
        ),
        ("name: company", 'name: ""', "The name may not be empty."),
        ("kind: Input", "kind: Inputs", "The input must be a Input of environmentconfigs.fn"),
        (
            "      spec:\n",
            "      spec:\n        policy: {resolve: Always}\n",
            "resolve is not a fi",
        ),
    ],
)
def test_what_clark_does_not_render_is_refused_by_name(old: str, new: str, reason: str) -> None:
    assert reason in flaw(old, new)


def test_a_manifest_made_with_it_can_be_written() -> None:
    found = composition().compose(THING, {"company": COMPANY, "cluster": CLUSTER})
    assert [dict(one.value) for one in read(write(found))] == found
