"""What the GitOps engine applies, deletes and leaves alone."""

from dataclasses import replace

import pytest

from clark.local.controlplane.gitops.application import read_file
from clark.local.controlplane.gitops.merge import merge
from clark.local.controlplane.gitops.plan import Before, Plan, plan
from clark.local.controlplane.objects import Key, Resource
from clark.policy.removal import allowed

FOLDER = "regions/us-east-1/prod"
NOTHING = Before({}, frozenset(), rewritten=False)


def bucket(name: str, region: str = "us-east-1") -> bytes:
    return (
        "apiVersion: s3.aws.crossplane.io/v1beta1\n"
        f"kind: Bucket\nmetadata:\n  name: {name}\n"
        f"spec:\n  forProvider:\n    locationConstraint: {region}\n"
    ).encode()


def push(rest: bytes) -> bytes:
    return (
        b"apiVersion: external-secrets.io/v1alpha1\nkind: PushSecret\nmetadata: {name: a}\n"
        b"spec:\n  secretStoreRefs: [{name: aws-sm}]\n" + rest
    )


def aurora(name: str, *instances: int) -> bytes:
    settings = "region: us-east-1, engine: aurora-postgresql"
    parts = [("DBInstance", f"{name}-{n}", ", dbInstanceClass: db.serverless") for n in instances]
    return "---\n".join(
        f"apiVersion: rds.aws.crossplane.io/v1alpha1\nkind: {kind}\nmetadata: {{name: {named}}}\n"
        f"spec: {{forProvider: {{{settings}{more}}}}}\n"
        for kind, named, more in [("DBCluster", name, ""), *parts]
    ).encode()


def services(texts: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{FOLDER}/{name}/service.yaml": text for name, text in texts.items()}


def files(*names: str) -> dict[str, bytes]:
    return {f"{FOLDER}/{name}/service.yaml": bucket(name) for name in names}


def decide(texts: dict[str, bytes], before: Before = NOTHING) -> Plan:
    readings = [read_file(path, text) for path, text in texts.items()]
    broken = {one.path: texts[one.path] for one in readings if one.broken}
    return plan(readings, broken, before)


def live(*names: str, held: tuple[str, ...] = (), rewritten: bool = False) -> Before:
    resources = {one.key: one for one in map(_resource, decide(files(*names)).apply)}
    return Before(resources, frozenset(_key(name) for name in held), rewritten)


def test_a_new_file_is_applied_and_an_unchanged_one_is_not():
    assert [one.key for one in decide(files("a", "b"), live("a")).apply] == [_key("b")]


def test_a_file_that_is_gone_is_pruned():
    decided = decide(files("a"), live("a", "b"))
    assert (decided.prune, decided.broken) == ((_key("b"),), ())


def test_services_that_lose_a_part_are_not_removed():
    whole = {name: aurora(name, 1, 2) for name in "abcdefgh"}
    smaller = {name: aurora(name, 1) for name in whole}
    resources = {one.key: one for one in map(_resource, decide(services(whole)).apply)}
    decided = decide(services(smaller), Before(resources, frozenset(), rewritten=False))
    assert (len(decided.prune), decided.broken) == (8, ())
    none = decide({}, Before(resources, frozenset(), rewritten=False))
    assert none.prune == ()


def test_a_moved_file_keeps_its_object():
    moved = {f"{FOLDER}/elsewhere/service.yaml": bucket("a")}
    decided = decide(moved, live("a"))
    assert decided.prune == ()
    assert decided.apply[0].path == f"{FOLDER}/elsewhere/service.yaml"


def test_nothing_is_pruned_beside_a_broken_file_or_named_in_one():
    beside = {f"{FOLDER}/a/other.yaml": b"{"}
    assert decide(beside, live("a")).prune == ()
    named = {f"{FOLDER}/elsewhere/service.yaml": bucket("a") + b"  x: [\n"}
    assert decide(named, live("a")).prune == ()
    unrelated = {f"{FOLDER}/elsewhere/service.yaml": b"{"}
    assert decide(unrelated, live("a")).prune == (_key("a"),)


def test_an_object_described_twice_stays_with_the_file_that_had_it():
    twice = {f"{FOLDER}/0/service.yaml": bucket("a"), **files("a")}
    decided = decide(twice, live("a"))
    assert decided.apply == ()
    assert [one.path for one in decided.broken] == [f"{FOLDER}/0/service.yaml"]
    assert "already described" in decided.broken[0].reason


@pytest.mark.parametrize(("services", "share"), [(0, 3), (5, 3), (40, 4), (200, 20)])
def test_one_commit_may_remove_three_services_or_a_tenth(services: int, share: int):
    assert allowed(services) == share


def test_more_than_that_is_held_until_the_files_are_back():
    names = tuple("abcde")
    first = decide({}, live(*names))
    assert (first.prune, len(first.held), len(first.broken)) == ((), 5, 5)
    later = decide(files("a"), live(*names, held=tuple("bcde")))
    assert (later.prune, len(later.held)) == ((), 4)
    back = decide(files(*names), live(*names, held=names))
    assert (back.held, back.broken) == (frozenset(), ())
    assert decide(files(*"abcd"), live(*names)).prune == (_key("e"),)


def test_the_last_service_may_go_but_never_the_last_two_at_once():
    assert decide({}, live("a")).prune == (_key("a"),)
    assert decide({}, live("a", "b")).prune == ()
    assert decide({}, live("a", "b")).held == {_key("a"), _key("b")}


def test_a_rewritten_branch_deletes_nothing():
    decided = decide({}, live("a", rewritten=True))
    assert (decided.prune, decided.held) == ((), {_key("a")})
    assert "rewritten" in decided.broken[0].reason


def test_an_object_that_is_ending_is_not_pruned_again():
    before = live("a")
    before = replace(before, live={key: _ending(one) for key, one in before.live.items()})
    assert decide({}, before).prune == ()


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (b"a: 1\na: 2\n", 2, "a"),
        (bucket("a").replace(b"v1beta1", b"v1alpha3"), 1, "clark migrate"),
        (bucket("a").replace(b"locationConstraint", b"location"), 7, "location"),
        (bucket("UPPER"), 4, "lower-case"),
        (b"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", 1, "no matches for kind"),
        (b"kind: Bucket\n", 1, "required"),
        (bucket("a") + b"---\nkind: [\n", 10, ""),
        (push(b"  selector: text\n"), 6, "selector"),
        (push(b"  selector: {secret: {name: a}}\n  data:\n  - null\n"), 8, "null"),
        (push(b"  selector: {secret: {name: a}}\n  template: {}\n"), 7, "template is not carried"),
        (b"apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a}\n", 1,
         "secretStoreRef"),
    ],
)  # fmt: skip
def test_a_file_is_applied_whole_or_not_at_all(text: bytes, line: int, said: str):
    reading = read_file("regions/x/prod/a/service.yaml", text)
    assert reading.wanted == ()
    assert reading.broken is not None
    assert said in reading.broken.reason
    assert reading.broken.line == line


def test_a_delivery_that_can_be_carried_out_is_applied():
    text = push(
        b"  selector: {secret: {name: a}}\n  data: [{match: {remoteRef: {remoteKey: b}}}]\n"
    )
    reading = read_file("regions/x/prod/a/credentials.yaml", text)
    assert (reading.broken, len(reading.wanted)) == (None, 1)


def test_what_only_aws_refuses_is_left_to_aws():
    text = (
        b"apiVersion: database.aws.crossplane.io/v1beta1\nkind: RDSInstance\n"
        b"metadata: {name: a}\nspec:\n  forProvider:\n    dbInstanceClass: db.t3.medium\n"
        b"    engine: postgres\n    masterUsername: admin\n"
    )
    assert read_file("regions/x/prod/a/service.yaml", text).broken is None


def test_an_apply_takes_back_only_what_git_had_said():
    live = {"class": "large", "port": 5432, "tags": [1, 2], "nested": {"ours": 1, "theirs": 2}}
    before = {"class": "large", "tags": [1], "nested": {"ours": 1}, "gone": 1}
    after = {"class": "small", "nested": {"more": 3}}
    assert merge(live, before, after) == {
        "class": "small",
        "port": 5432,
        "nested": {"theirs": 2, "more": 3},
    }


def _key(name: str) -> Key:
    return Key("s3.aws.crossplane.io", "Bucket", "", name)


def _resource(wanted) -> Resource:
    return Resource(
        wanted.api_version, wanted.key.kind, wanted.key.name, "", "uid", {}, "",
        applied=wanted.applied, source=wanted.path,
    )  # fmt: skip


def _ending(resource: Resource) -> Resource:
    return replace(resource, deleted_at="2026-11-23T00:00:00Z")
