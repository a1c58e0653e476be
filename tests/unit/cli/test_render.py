"""`clark render`: what a composition renders, from files alone."""

import json
from pathlib import Path

import pytest

from clark.cli.main import main
from clark.manifests import read

XR = """\
apiVersion: example.org/v1
kind: XThing
metadata:
  name: thing
spec:
  crossplane: {}
  size: 3
"""
COMPOSITION = """\
apiVersion: apiextensions.crossplane.io/v1
kind: Composition
metadata:
  name: things
spec:
  compositeTypeRef:
    apiVersion: example.org/v1
    kind: XThing
  mode: Pipeline
  pipeline:
  - step: resources
    functionRef:
      name: function-patch-and-transform
    input:
      apiVersion: pt.fn.crossplane.io/v1beta1
      kind: Resources
      resources:
      - name: widget
        base:
          apiVersion: example.org/v1
          kind: Widget
        patches:
        - fromFieldPath: spec.size
          toFieldPath: spec.size
          policy: {fromFieldPath: Required}
        - type: FromEnvironmentFieldPath
          fromFieldPath: zone
          toFieldPath: spec.zone
        - type: ToCompositeFieldPath
          fromFieldPath: status.arn
      - name: gadget
        base:
          apiVersion: example.org/v1
          kind: Gadget
  - step: ready
    functionRef:
      name: function-auto-ready
"""
OBSERVED = """\
apiVersion: example.org/v1
kind: Widget
metadata:
  name: thing-x7k2p
  annotations:
    crossplane.io/composition-resource-name: widget
status:
  arn: arn:1
  conditions:
  - {type: Ready, status: "True", reason: Available, lastTransitionTime: "2026-11-23T09:00:00Z"}
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("xr.yaml").write_text(XR)
    Path("composition.yaml").write_text(COMPOSITION)


def code(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["render", "xr.yaml", "composition.yaml", *arguments])
    return int(left.value.code or 0)


def test_it_prints_the_composite_and_then_its_resources_by_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert code() == 0
    out = capsys.readouterr().out
    assert out.startswith("---\n")
    composite, gadget, widget = (document.value for document in read(out))
    assert composite["kind"] == "XThing"
    assert composite["status"]["conditions"] == [
        {
            "type": "Ready",
            "status": "False",
            "reason": "Creating",
            "message": "Unready resources: gadget, widget",
            "lastTransitionTime": "2024-01-01T00:00:00Z",
        }
    ]
    assert (gadget["kind"], widget["kind"]) == ("Gadget", "Widget")
    assert widget["spec"] == {"size": 3}
    assert widget["metadata"] == {
        "generateName": "thing-",
        "annotations": {"crossplane.io/composition-resource-name": "widget"},
        "labels": {"crossplane.io/composite": "thing"},
        "ownerReferences": [
            {
                "apiVersion": "example.org/v1",
                "kind": "XThing",
                "name": "thing",
                "uid": "",
                "controller": True,
                "blockOwnerDeletion": True,
            }
        ],
    }


def test_json_is_the_same_as_a_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert code() == 0
    stream = [document.value for document in read(capsys.readouterr().out)]
    assert code("--json") == 0
    assert json.loads(capsys.readouterr().out) == stream


def test_what_is_observed_counts(capsys: pytest.CaptureFixture[str]) -> None:
    Path("observed.yaml").write_text(OBSERVED)
    assert code("--observed", "observed.yaml", "--json") == 0
    composite, _, widget = json.loads(capsys.readouterr().out)
    assert composite["status"]["arn"] == "arn:1"
    assert composite["status"]["conditions"][0]["message"] == "Unready resources: gadget"
    assert widget["metadata"]["name"] == "thing-x7k2p"


def test_the_environment_comes_from_the_context(capsys: pytest.CaptureFixture[str]) -> None:
    Path("environment.json").write_text('{"zone": "a"}')
    key = "apiextensions.crossplane.io/environment"
    assert code("--context", f"{key}=environment.json", "--json") == 0
    assert json.loads(capsys.readouterr().out)[2]["spec"]["zone"] == "a"


def test_environment_configs_are_read_by_the_step_that_names_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    step = """\
  - step: surroundings
    functionRef: {name: function-environment-configs}
    input:
      apiVersion: environmentconfigs.fn.crossplane.io/v1beta1
      kind: Input
      spec:
        environmentConfigs:
        - ref: {name: cluster}
"""
    before, pipeline, after = COMPOSITION.partition("  pipeline:\n")
    Path("composition.yaml").write_text(before + pipeline + step + after)
    config = {"kind": "EnvironmentConfig", "metadata": {"name": "cluster"}, "data": {"zone": "b"}}
    Path("environment.yaml").write_text(json.dumps(config))
    assert code("--environment", "environment.yaml", "--json") == 0
    assert json.loads(capsys.readouterr().out)[2]["spec"]["zone"] == "b"
    assert code("--json") == 1
    assert "There is no environment config cluster." in capsys.readouterr().err
    assert code("--environment", "xr.yaml") == 2


def test_a_resource_that_is_left_out_is_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    Path("xr.yaml").write_text(XR.replace("  size: 3\n", ""))
    assert code("--json") == 0
    said = capsys.readouterr()
    assert [one["kind"] for one in json.loads(said.out)] == ["XThing", "Gadget"]
    assert "composition.yaml:23" in said.err
    assert "widget is left out" in said.err


def test_a_fatal_result_is_exit_code_1_with_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    broken = COMPOSITION.replace("fromFieldPath: spec.size", "fromFieldPath: spec.size.deeper")
    Path("composition.yaml").write_text(broken)
    assert code() == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "composition.yaml:23: spec.size has no fields." in said.err


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("mode: Pipeline", "mode: Resources", "composition.yaml:9: The only mode is Pipeline."),
        ("function-auto-ready", "function-kcl", "37: The function function-kcl is not supported"),
        (
            "        - fromField",
            "        - form: 1\n          fromField",
            "23: form is not a field",
        ),
        ("kind: XThing", "kind: YThing", "is for YThing of example.org/v1, not for XThing"),
        ("name: things", "name: yes", "composition.yaml:4: yes is a boolean to some readers"),
    ],
)
def test_what_cannot_be_rendered_is_exit_code_2(
    capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    assert old in COMPOSITION
    Path("composition.yaml").write_text(COMPOSITION.replace(old, new, 1))
    assert code() == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--observed", "none.yaml"), "cannot be read"),
        (("--observed", "xr.yaml"), "XThing/thing is observed and does not say"),
        (("--context", "zone"), "zone is not KEY=FILE"),
        (("--context", "zone=xr.yaml"), "xr.yaml is not JSON"),
    ],
)
def test_what_cannot_be_used_beside_them_is_exit_code_2(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert code(*arguments) == 2
    assert said in " ".join(capsys.readouterr().err.replace("│", "").split())
