"""The commands that work on files alone."""

import json
import subprocess
import sys

import pytest

from tests.unit.cli.files import DATABASE, written

POLICY = """\
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: no-widgets
  annotations:
    clark.dev/field: spec.size
    clark.dev/fix: spec.size=1
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
    - apiGroups: ["example.com"]
      apiVersions: ["*"]
      operations: ["CREATE", "UPDATE"]
      resources: ["widgets"]
  validations:
  - expression: object.spec.size < 3
    message: This widget is too large.
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: no-widgets
spec:
  policyName: no-widgets
  validationActions: ["Deny"]
"""
WIDGET = """\
apiVersion: example.com/v1
kind: Widget
metadata:
  name: w
spec:
  size: 2
"""


def test_read_gives_the_documents_as_one_json_list(run, tmp_path):
    file = written(tmp_path / "f.yaml", "# x\n---\na: 1\n---\n---\nb: [é]\n")

    code, out, err = run("read", file, "--json")

    assert (code, json.loads(out), err) == (0, [{"a": 1}, {"b": ["é"]}], "")


def test_read_gives_every_refusal_with_its_place(run, tmp_path):
    file = written(tmp_path / "f.yaml", "a: no\na: 1\n")

    code, out, err = run("read", file, "--json")

    assert (code, err) == (2, "")
    assert [(r["line"], r["column"], r["rule"]) for r in json.loads(out)["refused"]] == [
        (1, 4, "ambiguous-scalar"),
        (2, 1, "duplicate-key"),
    ]


def test_a_missing_file_is_unusable_input(run, tmp_path):
    code, out, _ = run("read", tmp_path / "none.yaml", "--json")

    assert code == 2
    assert json.loads(out)["refused"][0]["rule"] == "file"


def test_set_shows_the_smallest_edit_and_leaves_the_file_alone(run, database):
    code, out, _ = run("set", database, "spec.forProvider.dbInstanceClass=db.t3.large")

    assert code == 0
    assert [line for line in out.split("\n")[2:] if line[:1] in ("-", "+")] == [
        "-    dbInstanceClass: db.t3.medium",
        "+    dbInstanceClass: db.t3.large",
    ]
    assert database.read_text() == DATABASE


def test_set_takes_types_from_the_value_then_the_schema_then_json(run, tmp_path):
    served = DATABASE.replace("v1alpha1", "v1beta1")
    file = written(tmp_path / "f.yaml", served)
    changes = [
        "spec.forProvider.engineVersion=15",
        "spec.forProvider.allocatedStorage=200",
        "spec.forProvider.multiAZ=true",
        "spec.forProvider.availabilityZone=1",
        "spec.forProvider.vpcSecurityGroupIds[1]=sg-2",
        'metadata.annotations["a.b/c"]=7',
        "spec.forProvider.dbSubnetGroupName-",
    ]

    code, _, _ = run("set", file, "--write", *changes)
    _, out, _ = run("read", file, "--json")

    (value,) = json.loads(out)
    provider = value["spec"]["forProvider"]
    assert code == 0
    assert provider["engineVersion"] == "15"
    assert provider["allocatedStorage"] == 200
    assert provider["multiAZ"] is True
    assert provider["availabilityZone"] == "1"
    assert provider["vpcSecurityGroupIds"] == ["sg-0123456789abcdef0", "sg-2"]
    assert "dbSubnetGroupName" not in provider


def test_set_says_nothing_where_nothing_changes(run, database):
    assert run("set", database, "spec.forProvider.engine=postgres", "--write") == (0, "", "")
    assert database.read_text() == DATABASE


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["spec.forProvider.allocatedStorage=lots"], 1),
        (["spec.forProvider.allocatedStorage=200", "spec.forProvider.engine.x=1"], 1),
        (["spec..x=1"], 2),
        (["spec"], 2),
        (["--document", "1", "spec.x=1"], 2),
        (["--document", "Bucket/x", "spec.x=1"], 2),
    ],
)
def test_what_set_refuses_leaves_the_file_untouched(run, database, arguments, code):
    assert run("set", database, "--write", *arguments)[:2] == (code, "")
    assert database.read_text() == DATABASE


def test_set_keeps_permissions_and_links(run, tmp_path):
    file = written(tmp_path / "real.yaml", "a: 1\r\n")
    file.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(file)

    run("set", link, "--write", "a=2")

    assert link.is_symlink()
    assert file.read_bytes() == b"a: 2\r\n"
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.yaml", "real.yaml"]


def test_set_asks_which_document_and_takes_a_name_or_a_number(run, tmp_path):
    text = "# empty\n---\n" + DATABASE + "---\nkind: Other\nmetadata: {name: o}\n"
    file = written(tmp_path / "f.yaml", text)

    assert run("set", file, "x=1")[0] == 2
    by_number = run("set", file, "--document", 1, "x=1")
    by_name = run("set", file, "--document", "Other/o", "x=1")

    assert by_number == by_name
    assert by_name[1].endswith(" metadata: {name: o}\n+x: 1\n")


def test_check_denies_the_scenarios_own_file_and_points_to_migrate(run, database):
    code, out, err = run("check", database, "--json")

    verdict = json.loads(out)
    assert (code, err, verdict["allowed"], verdict["refused"]) == (1, "", False, [])
    assert sorted(verdict) == [
        "admission", "allowed", "findings", "messages", "refused", "warnings"
    ]  # fmt: skip
    first = verdict["findings"][0]
    assert sorted(first) == [
        "document", "field", "file", "fix", "level", "line", "policy", "reason"
    ]  # fmt: skip
    assert (first["field"], first["line"]) == ("apiVersion", 1)
    assert "clark migrate" in first["fix"]


def test_check_judges_unknown_kinds_by_policy_alone(run, tmp_path):
    policy = written(tmp_path / "policy.yaml", POLICY)
    small = written(tmp_path / "small.yaml", WIDGET)
    large = written(tmp_path / "large.yaml", WIDGET.replace("2", "3").replace(": w", ": v"))

    assert run("check", small, "--policies", policy)[0] == 0
    code, out, _ = run("check", small, large, "--policies", policy, "--json")

    (finding,) = json.loads(out)["findings"]
    assert code == 1
    assert (finding["file"], finding["field"], finding["line"]) == (str(large), "spec.size", 6)
    assert finding["policy"] == "no-widgets"


def test_check_takes_a_directory_of_policies(run, tmp_path):
    rules = tmp_path / "rules"
    rules.mkdir()
    written(rules / "widgets.yaml", POLICY)
    large = written(tmp_path / "large.yaml", WIDGET.replace("2", "3"))

    assert run("check", large, "--policies", rules)[0] == 1


def test_check_without_any_policy_allows_nothing(run, tmp_path, database):
    (tmp_path / "empty").mkdir()

    assert run("check", database, "--policies", tmp_path / "empty")[0] == 2
    assert run("check", database, "--policies", tmp_path / "none.yaml")[0] == 2


def test_check_denies_all_by_a_policy_that_cannot_be_read(run, tmp_path):
    policy = written(tmp_path / "policy.yaml", POLICY.replace("size < 3", "size <"))
    small = written(tmp_path / "small.yaml", WIDGET)

    code, out, _ = run("check", small, "--policies", policy, "--json")

    assert (code, json.loads(out)["allowed"]) == (2, False)


def test_check_names_unreadable_files_and_judges_the_others(run, tmp_path, database):
    broken = written(tmp_path / "broken.yaml", "a: &x 1\n")

    code, out, _ = run("check", broken, database, "--json")

    verdict = json.loads(out)
    assert code == 2
    assert [(at["file"], at["line"], at["rule"]) for at in verdict["refused"]] == [
        (str(broken), 1, "anchor")
    ]
    assert verdict["findings"]


def test_check_judges_the_change_against_the_old_file(run, tmp_path):
    served = DATABASE.replace("v1alpha1", "v1beta1").replace("admin", "dbadmin")
    served = served.replace("    engine: ", "    region: us-east-1\n    engine: ")
    old = written(tmp_path / "old.yaml", served)
    new = written(tmp_path / "new.yaml", served.replace("engine: postgres", "engine: mysql"))

    _, out, _ = run("check", new, "--old", old, "--json")
    alone = json.loads(run("check", new, "--json")[1])

    found = {(finding["policy"], finding["field"]) for finding in json.loads(out)["findings"]}
    before = {(finding["policy"], finding["field"]) for finding in alone["findings"]}
    assert ("immutable", "spec.forProvider.engine") in found - before


def test_check_tells_people_what_a_change_does(run, tmp_path):
    served = DATABASE.replace("v1alpha1", "v1beta1").replace("admin", "dbadmin")
    old = written(tmp_path / "old.yaml", served)
    new = written(tmp_path / "new.yaml", served.replace("db.t3.medium", "db.t3.large"))

    _, out, _ = run("check", new, "--old", old)

    assert "spec.forProvider.dbInstanceClass: restart." in out


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("spec.nope.x=1", "spec.nope: nope is not a field here."),
        ("spec.forProvider.multiAz=true", "Did you mean multiAZ?"),
        ("spec.forProvider.port-", "spec.forProvider.port is not in RDSInstance/java-service-db"),
    ],
)
def test_set_refuses_what_the_kind_does_not_have(run, database, change, why):
    code, out, err = run("set", database, change, "--write")

    assert (code, out) == (1, "")
    assert why in err
    assert database.read_text() == DATABASE


def test_set_writes_any_field_of_a_kind_that_clark_does_not_know(run, tmp_path):
    file = written(tmp_path / "w.yaml", WIDGET)

    assert run("set", file, "spec.nope.x=1", "--write")[0] == 0
    assert "nope" in file.read_text()


def test_check_takes_a_folder_with_everything_below_it(run, tmp_path):
    for index, name in enumerate(("a.yaml", "below/b.yml", ".git/c.yaml", "read.me")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        written(tmp_path / name, WIDGET.replace("name: w", f"name: w{index}"))

    rules = written(tmp_path / ".git" / "policy.yaml", POLICY)

    code, out, _ = run("check", tmp_path, "--policies", rules)

    assert (code, out) == (0, "2 files: allowed, 0 warnings\n")


def test_check_of_a_folder_or_file_that_holds_nothing_says_so(run, tmp_path):
    code, _, err = run("check", tmp_path)
    assert (code, "there is no .yaml file" in err) == (2, True)

    code, out, _ = run("check", written(tmp_path / "empty.yaml", ""))
    assert (code, "the file holds no manifest" in out) == (2, True)
    assert "1 file: not judged because 1 place cannot be read" in out


def test_check_names_the_policies_that_cannot_be_read(run, database, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, err = run("check", database, "--policies", "nodir")

    assert code == 2
    assert "nodir" in err.replace("\n", "")
    assert "line 1" not in err


@pytest.mark.parametrize("module", ["read", "edit", "migrate", "check"])
def test_offline_commands_import_neither_django_nor_a_client(module):
    code = (
        f"import sys, clark.cli.main, clark.cli.{module}; "
        "print([name for name in ('django', 'httpx', 'boto3', 'rich') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def test_help_names_every_command_without_importing_it(run):
    code, out, _ = run("--help")

    assert code == 0
    assert all(name in out for name in ("check", "set", "read", "migrate"))


def test_an_unknown_command_is_unusable_input(run):
    assert run("chekc")[0] == 2
