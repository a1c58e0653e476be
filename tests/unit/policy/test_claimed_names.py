"""Names that only one service may have, however the files are cut and ordered."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from policy_samples import sample

from clark.manifests import write
from clark.policy import Claimed, claims
from clark.policy.identity import clashes

ACCOUNT = "111122223333"
EXTERNAL = 'metadata.annotations["crossplane.io/external-name"]'
PATH = "regions/us-east-1/prod/java-db-prod/service.yaml"

claimed_names = st.builds(
    Claimed,
    file=st.sampled_from(["a.yaml", "b.yaml"]),
    region=st.sampled_from(["us-east-1", "eu-west-1"]),
    account=st.sampled_from(["1", "2"]),
    api_version=st.sampled_from(
        ["s3.aws.crossplane.io/v1beta1", "s3.aws.crossplane.io/v1alpha1", "x.io/v1"]
    ),
    kind=st.just("Bucket"),
    name=st.sampled_from(["one", "two"]),
    external_name=st.sampled_from(["ext-one", "ext-two"]),
    bucket=st.sampled_from(["", "ext-one"]),
)


def collide(one: Claimed, other: Claimed) -> bool:
    """The law, said without an index: cluster name, AWS name, bucket name."""
    same_kind = one.group_kind == other.group_kind
    in_cluster = same_kind and (one.region, one.name) == (other.region, other.name)
    in_aws = (
        same_kind
        and not one.bucket
        and not other.bucket
        and (one.account, one.region, one.external_name)
        == (other.account, other.region, other.external_name)
    )
    return in_cluster or in_aws or (bool(one.bucket) and one.bucket == other.bucket)


def clashing(mine: Sequence[Claimed], others: Sequence[Claimed] = ()) -> set[int]:
    return {index for index, _ in clashes(mine, (), others)}


@given(st.lists(claimed_names, max_size=6), st.lists(claimed_names, max_size=6))
def test_a_name_clashes_exactly_when_somebody_else_has_it(
    mine: list[Claimed], others: list[Claimed]
) -> None:
    expected = {
        index
        for index, one in enumerate(mine)
        if any(collide(one, other) for other in (*mine[:index], *others))
    }
    assert clashing(mine, others) == expected


@given(st.lists(claimed_names, max_size=6))
def test_what_the_change_replaces_does_not_clash_with_itself(others: list[Claimed]) -> None:
    for one in others:
        alone = [other for other in others if other == one]
        assert not list(clashes([one], [one], alone))


def claim(base: str, path: str = PATH) -> Claimed:
    (found,) = claims(path, write([sample(base)]), ACCOUNT)
    return found


def test_a_claim_says_cluster_account_and_names() -> None:
    assert claim("database") == Claimed(
        file=PATH,
        region="us-east-1",
        account=ACCOUNT,
        api_version="database.aws.crossplane.io/v1beta1",
        kind="RDSInstance",
        name="java-db-prod",
        external_name="java-db-prod",
        bucket="",
    )


def test_the_external_name_is_the_annotation_where_there_is_one() -> None:
    value = sample("bucket", {EXTERNAL: "techcorp-x"})
    (found,) = claims(PATH, write([value]), ACCOUNT)
    assert (found.external_name, found.bucket) == ("techcorp-x", "techcorp-x")


def test_a_namespaced_name_is_free_in_another_namespace() -> None:
    one, other = claim("external"), claim("push")
    assert (one.name, other.name) == ("java/java-db-prod", "clark-connections/java-db-prod")
    assert (one.external_name, one.bucket) == ("", "")


def test_a_namespace_frees_no_name_of_the_whole_cluster() -> None:
    value = sample("database", {"metadata.namespace": "elsewhere"})
    (found,) = claims(PATH, write([value]), ACCOUNT)
    assert found == claim("database")


def test_capital_letters_are_no_other_name_in_aws() -> None:
    loud = {"metadata.name": "x", EXTERNAL: "JAVA-DB-PROD"}
    (found,) = claims(PATH, write([sample("database", loud)]), ACCOUNT)
    assert clashing([found], [claim("database")]) == {0}


def test_outside_a_gitops_repository_the_region_is_the_objects_own() -> None:
    assert claim("bucket", "bucket.yaml").region == "us-east-1"


def test_an_unreadable_file_claims_nothing() -> None:
    assert claims(PATH, "a: 1\na: 2\n", ACCOUNT) == ()
