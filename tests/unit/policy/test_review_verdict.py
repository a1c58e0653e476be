"""The review as a whole: every reason at once, each with its file, line and fix."""

from typing import Any

import pytest
from policy_samples import GONE, sample

from clark.manifests import write
from clark.policy import Place, PolicySet, Verdict, claims, review

NAME = "java-db-prod"
HERE = f"regions/us-east-1/prod/{NAME}"
SERVICE = f"{HERE}/service.yaml"
CREDENTIALS = f"{HERE}/credentials.yaml"
OUTSIDE = Place(gitops=False)
DBCLUSTER = "spec.forProvider.dbClusterIdentifier"
DELETION = 'metadata.annotations["clark.dev/deletion"]'


def text(base: str = "database", **changes: Any) -> str:
    return write([sample(base, {name.replace("__", "."): new for name, new in changes.items()})])


def judged(
    shipped: PolicySet,
    files: dict[str, str | None],
    old: dict[str, str] | None = None,
    **more: Any,
) -> Verdict:
    return review(files, old=old or {}, policies=shipped, **more)


def policies(verdict: Verdict) -> list[str]:
    return [found.policy for found in verdict.findings]


def test_a_good_service_with_its_credentials_is_allowed(shipped: PolicySet) -> None:
    credentials = write([sample("push"), sample("external")])
    verdict = judged(shipped, {SERVICE: text(), CREDENTIALS: credentials})
    assert verdict == Verdict((), ())
    assert verdict.allowed


def test_a_finding_says_file_object_field_line_reason_and_fix(shipped: PolicySet) -> None:
    bad = text(multiAZ=False)
    (found,) = judged(shipped, {SERVICE: bad}).findings
    assert (found.file, found.document, found.level) == (SERVICE, f"RDSInstance/{NAME}", "deny")
    assert (found.policy, found.field) == ("database-standby", "spec.forProvider.multiAZ")
    assert "multiAZ" in bad.splitlines()[found.line - 1]
    assert found.reason.startswith("A production database in one zone stops")
    assert found.fix == "Set spec.forProvider.multiAZ to true."


def test_a_missing_field_points_at_the_block_it_belongs_to(shipped: PolicySet) -> None:
    bad = text(multiAZ=GONE)
    (found,) = judged(shipped, {SERVICE: bad}).findings
    assert "forProvider" in bad.splitlines()[found.line - 1]


def test_everything_is_said_at_once_in_the_order_of_the_lines(shipped: PolicySet) -> None:
    bad = text(publiclyAccessible=True, allocatedStorage="much", nothing=1, multiAZ=False)
    found = judged(shipped, {SERVICE: bad}).findings
    assert {"schema", "database-private", "database-standby"} <= {each.policy for each in found}
    assert [each.line for each in found] == sorted(each.line for each in found)


def test_the_schema_speaks_first_of_a_field_and_alone(shipped: PolicySet) -> None:
    found = judged(shipped, {SERVICE: text(masterUsername="admin")}).findings
    assert [(each.policy, each.field) for each in found] == [
        ("schema", "spec.forProvider.masterUsername")
    ]


def test_warnings_do_not_deny(shipped: PolicySet) -> None:
    verdict = judged(shipped, {SERVICE: text(autoMinorVersionUpgrade=False)})
    assert verdict.allowed
    assert verdict.messages == ()
    assert len(verdict.warnings) == 1


def test_an_unreadable_file_is_refused_with_line_and_rule(shipped: PolicySet) -> None:
    verdict = judged(shipped, {SERVICE: text() + "kind: Bucket\n"})
    assert not verdict.allowed
    assert [(at.file, at.rule) for at in verdict.refused] == [(SERVICE, "duplicate-key")]


def test_an_unreadable_file_deletes_nothing(shipped: PolicySet) -> None:
    verdict = judged(shipped, {SERVICE: "a: [\n"}, {SERVICE: text()})
    assert verdict.findings == ()
    assert verdict.refused


def test_more_entries_than_rules_can_be_asked_about_are_refused(shipped: PolicySet) -> None:
    crowd = [{"key": str(number), "value": "x"} for number in range(1001)]
    verdict = judged(shipped, {SERVICE: text(tags=crowd)})
    assert [at.rule for at in verdict.refused] == ["too-many-entries"]


def test_a_field_that_cannot_change_is_denied_with_the_way_back(shipped: PolicySet) -> None:
    verdict = judged(shipped, {SERVICE: text(engine="mysql")}, {SERVICE: text()})
    by_field = {found.field: found for found in verdict.findings}
    found = by_field["spec.forProvider.engine"]
    assert found.policy in ("immutable", "refused")
    assert found.fix == "Set spec.forProvider.engine back to postgres."


def test_removing_a_protected_database_is_denied(shipped: PolicySet) -> None:
    verdict = judged(shipped, {SERVICE: None}, {SERVICE: text()})
    assert set(policies(verdict)) == {"refused", "database-deletion"}


def test_a_database_goes_in_two_steps(shipped: PolicySet) -> None:
    released = text(deletionProtection=False, **{DELETION.replace(".", "__", 1): "requested"})
    first = judged(shipped, {SERVICE: released}, {SERVICE: text()})
    assert first.allowed, first
    assert judged(shipped, {SERVICE: None}, {SERVICE: released}).allowed


def test_a_document_that_vanishes_from_a_file_is_a_deletion(shipped: PolicySet) -> None:
    verdict = judged(shipped, {SERVICE: "# nothing\n"}, {SERVICE: text()})
    assert "database-deletion" in policies(verdict)


def test_a_moved_file_is_an_update_and_no_deletion(shipped: PolicySet) -> None:
    verdict = judged(shipped, {SERVICE: None, CREDENTIALS: text()}, {SERVICE: text()})
    assert verdict.allowed, verdict


def test_an_edited_name_is_told_as_what_it_is(shipped: PolicySet) -> None:
    old = text(deletionProtection=False)
    new = text(metadata__name=f"{NAME}-2-prod")
    found = judged(shipped, {SERVICE: new}, {SERVICE: old}).findings
    renamed = next(each for each in found if each.policy == "immutable")
    assert renamed.field == "metadata.name"
    assert "deleted with its data" in renamed.reason


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("kind: X\nmetadata:\n  name: a\n", "apiVersion"),
        ("apiVersion: v1\nmetadata:\n  name: a\n", "kind"),
        ("apiVersion: v1\nkind: X\nmetadata:\n  generateName: a-\n", "metadata.name"),
        ("apiVersion: v1\nkind: X\nmetadata: 1\n", "metadata.name"),
        ("apiVersion: v1\nkind: List\nmetadata:\n  name: a\nitems: []\n", "items"),
    ],
)
def test_an_object_that_hides_what_it_is_is_denied_without_any_policy(
    body: str, field: str
) -> None:
    verdict = review({"x.yaml": body}, old={}, policies=PolicySet.load({}), place=OUTSIDE)
    assert [(found.policy, found.field) for found in verdict.findings] == [("schema", field)]


def test_a_second_object_in_an_approved_file_is_judged_too(shipped: PolicySet) -> None:
    role = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": NAME},
    }
    verdict = judged(shipped, {SERVICE: write([sample("database"), role])})
    assert policies(verdict) == ["repository-kinds"]
    assert verdict.findings[0].document == f"ClusterRoleBinding/{NAME}"


def test_a_list_hides_nothing(shipped: PolicySet) -> None:
    hidden = {"apiVersion": "v1", "kind": "List", "metadata": {"name": NAME}, "items": []}
    assert "schema" in policies(judged(shipped, {SERVICE: write([hidden])}))


# Names


def test_a_name_that_another_file_holds_is_denied(shipped: PolicySet) -> None:
    other = claims(f"{HERE}/credentials.yaml", text(), "1")
    (found,) = judged(shipped, {SERVICE: text()}, others=other, place=Place("1")).findings
    assert (found.policy, found.field) == ("unique", "metadata.name")
    assert CREDENTIALS in found.reason


def test_a_service_does_not_clash_with_itself_on_main(shipped: PolicySet) -> None:
    main = claims(SERVICE, text(), "1")
    new = text(dbInstanceClass="db.t3.large")
    old = {SERVICE: text()}
    assert judged(shipped, {SERVICE: new}, old, others=main, place=Place("1")).allowed
    assert judged(shipped, {SERVICE: new}, old, others=main).allowed


def test_two_requests_for_the_same_new_file_clash(shipped: PolicySet) -> None:
    approved = claims(SERVICE, text(), "1")
    verdict = judged(shipped, {SERVICE: text()}, others=approved, place=Place("1"))
    assert policies(verdict) == ["unique"]


def test_the_same_name_is_free_in_another_region(shipped: PolicySet) -> None:
    there = "regions/eu-west-1/prod/java-db-prod/service.yaml"
    main = claims(there, text(region="eu-west-1"), "1")
    assert judged(shipped, {SERVICE: text()}, others=main, place=Place("1")).allowed


def test_a_bucket_name_is_taken_everywhere(shipped: PolicySet) -> None:
    mine = "regions/us-east-1/prod/java-files-prod/service.yaml"
    there = "regions/eu-west-1/prod/java-files-prod/service.yaml"
    main = claims(there, text("bucket", locationConstraint="eu-west-1"), "2")
    (found,) = judged(shipped, {mine: text("bucket")}, others=main, place=Place("1")).findings
    assert (found.policy, "all accounts" in found.reason) == ("unique", True)


# Places


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        ".github/workflows/deploy.yaml",
        "regions/us-east-1/prod/java-db-prod/other.yaml",
        "regions/us-east-1/prod/java-db-prod/service.yml",
        "regions/us-east-1/prod/java-db-prod/../../x/service.yaml",
        "/regions/us-east-1/prod/java-db-prod/service.yaml",
        "regions/us-east-1/prod/Java-Db-prod/service.yaml",
        "regions/mars/prod/java-db-prod/service.yaml",
        "regions/us-east-1/prod/java-db-prod\n/service.yaml",
        "regions/us-east-1/prod/java\u202edb-prod/service.yaml",
        f"regions/us-east-1/prod/{'a' * 300}/service.yaml",
        "regions\\us-east-1\\prod\\java-db-prod\\service.yaml",
        "regions/us-east-1/prod/java-db-prod/service.yaml\n",
    ],
)
@pytest.mark.parametrize("body", [None, text()])
def test_only_files_of_services_may_change(shipped: PolicySet, path: str, body: str | None) -> None:
    verdict = judged(shipped, {path: body})
    found = verdict.findings[0]
    assert found.policy == "path"
    assert found.file.isprintable()
    assert not verdict.allowed


@pytest.mark.parametrize(
    ("path", "changes", "field"),
    [
        (SERVICE, {"region": "eu-west-1"}, "spec.forProvider.region"),
        (
            "regions/us-east-1/dev/java-db-prod/service.yaml",
            {},
            'metadata.labels["clark.dev/environment"]',
        ),
        ("regions/us-east-1/prod/other-prod/service.yaml", {}, "metadata.name"),
        ("regions/us-east-1/prod/java/service.yaml", {}, "metadata.name"),
        (CREDENTIALS, {}, "kind"),
    ],
)
def test_a_manifest_may_not_say_otherwise_than_its_directory(
    shipped: PolicySet, path: str, changes: dict[str, Any], field: str
) -> None:
    for place in (Place(), OUTSIDE):
        (found,) = judged(shipped, {path: text(**changes)}, place=place).findings
        assert (found.policy, found.field) == ("directory", field)


def aurora(*instances: str, cluster: str = "java-prod") -> str:
    parts = [sample("instance", {"metadata.name": name}) for name in instances]
    mains = [sample("aurora", {"metadata.name": cluster})] if cluster else []
    return write([*mains, *parts])


AURORA = "regions/us-east-1/prod/java-prod/service.yaml"


def test_a_service_may_have_parts_that_carry_its_name(shipped: PolicySet) -> None:
    assert judged(shipped, {AURORA: aurora("java-prod-1", "java-prod-2")}).allowed
    found = judged(shipped, {AURORA: aurora("other-prod-1")}).findings
    assert {("directory", "metadata.name"), ("aurora-instance-cluster", DBCLUSTER)} == {
        (each.policy, each.field) for each in found
    }


def test_an_instance_may_be_replaced_by_another_in_one_change(shipped: PolicySet) -> None:
    old = {AURORA: aurora("java-prod-1", "java-prod-2")}
    assert judged(shipped, {AURORA: aurora("java-prod-1", "java-prod-3")}, old).allowed


def test_a_part_never_stands_without_its_service(shipped: PolicySet) -> None:
    (found,) = judged(shipped, {AURORA: aurora("java-prod-1", cluster="")}).findings
    assert "is a part of a DBCluster, and there is none" in found.reason
    released = {"deletionProtection": False, DELETION: "requested"}
    old = {AURORA: write([sample("aurora", released), sample("instance")])}
    (found,) = judged(shipped, {AURORA: write([sample("instance")])}, old).findings
    assert (found.policy, found.document) == ("directory", "DBInstance/java-prod-1")


def test_a_directory_is_one_service_and_one_that_was_more_may_stay(shipped: PolicySet) -> None:
    cache = sample("cache", {"metadata.name": NAME})
    cache["spec"]["writeConnectionSecretToRef"]["name"] = f"{NAME}-credentials"
    both = write([sample("database"), cache])
    (found,) = judged(shipped, {SERVICE: both}).findings
    assert (found.policy, found.document) == ("directory", f"ReplicationGroup/{NAME}")
    (found,) = judged(shipped, {SERVICE: both}, {SERVICE: write([cache])}).findings
    assert (found.policy, found.document) == ("directory", f"RDSInstance/{NAME}")
    assert judged(shipped, {SERVICE: both}, {SERVICE: both}).allowed


def test_production_cannot_be_left_by_moving_the_file(shipped: PolicySet) -> None:
    dev = text(**{'metadata.labels["clark.dev/environment"]': "dev"}, multiAZ=False)
    there = f"regions/us-east-1/dev/{NAME}/service.yaml"
    verdict = judged(shipped, {SERVICE: None, there: dev}, {SERVICE: text()})
    assert policies(verdict) == ["service-environment"]


def test_outside_a_gitops_repository_any_path_will_do(shipped: PolicySet) -> None:
    assert judged(shipped, {"/tmp/my file.yaml": text()}, place=OUTSIDE).allowed  # noqa: S108


def test_outside_one_a_region_that_was_edited_is_an_update(shipped: PolicySet) -> None:
    old, new = {"db.yaml": text()}, {"db.yaml": text(region="eu-west-1")}
    found = judged(shipped, new, old, place=OUTSIDE).findings
    assert [each.field for each in found] == ["spec.forProvider.region"]


def test_a_fix_that_aws_would_refuse_is_not_proposed(shipped: PolicySet) -> None:
    """Storage that is over a limit already cannot shrink to it."""
    before = text(allocatedStorage=1200)
    (found,) = judged(shipped, {SERVICE: text(allocatedStorage=1500)}, {SERVICE: before}).findings
    assert found.reason.endswith("your company allows 1000 GB. What it has already may stay.")
    assert found.fix == "Leave spec.forProvider.allocatedStorage at 1200."
    grown = {SERVICE: text(allocatedStorage=200)}
    (found,) = judged(shipped, {SERVICE: text(allocatedStorage=1500)}, grown).findings
    assert found.fix == "Set spec.forProvider.allocatedStorage to 1000."


def test_a_policy_that_cannot_be_read_is_named_in_whole_sentences() -> None:
    broken = PolicySet.load({"policies/a.yaml": "a: &x 1\nb: *x\n"})
    (found, *_) = review({}, old={}, policies=broken).findings
    assert found.reason[-1] == "."
