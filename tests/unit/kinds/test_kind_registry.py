import pytest

from clark.kinds import KINDS, find, resource, served


def test_a_kind_is_found_only_at_the_version_that_is_served():
    assert find("database.aws.crossplane.io/v1beta1", "RDSInstance")
    assert find("database.aws.crossplane.io/v1alpha1", "RDSInstance") is None
    assert served("database.aws.crossplane.io", "RDSInstance").version == "v1beta1"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_field_stands_below_a_field_that_is_known(kind):
    for field in kind.fields:
        above = field.path[:-1]
        assert not above or kind.field(above), field.path


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_no_field_is_listed_twice(kind):
    paths = [field.path for field in kind.fields]
    assert len(paths) == len(set(paths))


def test_a_field_is_found_in_lists_and_in_maps():
    rds = served("database.aws.crossplane.io", "RDSInstance")
    assert rds.field(("spec", "forProvider", "tags", 3, "value")).type == "string"
    assert rds.field(("metadata", "labels", "clark.dev/team")).type == "string"
    assert rds.field(("spec", "forProvider", "nodeType")) is None


@pytest.mark.parametrize(
    ("api_version", "kind", "plural"),
    [
        ("database.aws.crossplane.io/v1beta1", "RDSInstance", "rdsinstances"),
        ("external-secrets.io/v1alpha1", "PushSecret", "pushsecrets"),
        ("s3.aws.crossplane.io/v1alpha3", "BucketPolicy", "bucketpolicies"),
        ("v1", "ConfigMap", "configmaps"),
        ("networking.k8s.io/v1", "Ingress", "ingresses"),
        ("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies"),
    ],
)
def test_resource_names_are_those_that_policies_match(api_version, kind, plural):
    assert resource(api_version, kind) == plural
