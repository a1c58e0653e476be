"""Who depends on a service, by what the repository declares, in a sentence."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from clark.policy.radius import Application, Dependent, Radius, radius
from clark.policy.radius.declared import KEPT, LARGE_KEPT, SMALL, _of_large, declared
from tests.unit.policy.practised import API, definition, text

HERE, THERE = "us-east-1", "eu-central-1"
ELB = "arn:aws:elasticloadbalancing:us-east-1:123456789012"
CANNOT = "What uses it without saying so, Clark cannot know."


def service(
    name: str = "orders-prod", kind: str = "RDSInstance", region: str = HERE, **labels: str
) -> dict[str, str]:
    """A service's file."""
    made = definition(kind, name)
    made["metadata"]["labels"] |= {f"clark.dev/{key}": value for key, value in labels.items()}
    made["spec"]["writeConnectionSecretToRef"] = {
        "name": f"{name}-credentials",
        "namespace": "clark-connections",
    }
    return {f"regions/{region}/prod/{name}/service.yaml": text(made)}


def delivery(key: str, namespace: str, application: str = "", team: str = "") -> dict[str, Any]:
    labels = {"clark.dev/application": application, "clark.dev/team": team}
    return {
        "apiVersion": "external-secrets.io/v1",
        "kind": "ExternalSecret",
        "metadata": {
            "name": "login",
            "namespace": namespace,
            "labels": {name: value for name, value in labels.items() if value},
        },
        "spec": {"dataFrom": [{"extract": {"key": key}}]},
    }


def found_by(path: str, namespace: str = "shop") -> dict[str, Any]:
    made = delivery("", namespace)
    made["spec"] = {"dataFrom": [{"find": {"path": path}}]}
    return made


def push(secret: str, key: str) -> dict[str, Any]:
    return {
        "apiVersion": "external-secrets.io/v1alpha1",
        "kind": "PushSecret",
        "metadata": {"name": "push", "namespace": "clark-connections"},
        "spec": {
            "selector": {"secret": {"name": secret}},
            "data": [{"match": {"remoteRef": {"remoteKey": key}}}],
        },
    }


def credentials(*documents: Any, name: str = "orders-prod", region: str = HERE) -> dict[str, str]:
    return {f"regions/{region}/prod/{name}/credentials.yaml": yaml.safe_dump_all(documents)}


def of(texts: dict[str, str], name: str = "orders-prod") -> Radius:
    found = radius(texts, HERE, name)
    assert found is not None
    return found


def test_the_application_that_gets_the_credentials_loses_its_database() -> None:
    login = delivery("clark/prod/orders-prod/shop", "shop", "shop", "checkout")
    found = of(service(team="checkout") | credentials(login))
    assert found.applications == (Application("shop", "shop", "checkout"),)
    assert found.teams == ("checkout",)
    assert found.sentence == (
        f"If orders-prod stops, the application shop, of team checkout, loses its database. "
        f"{CANNOT}"
    )


def test_several_applications_are_named_with_their_namespaces_and_teams() -> None:
    key = "clark/prod/orders-prod"
    logins = (
        delivery(f"{key}/orders", "shop", "orders", "checkout"),
        delivery(f"{key}/billing", "money", "billing", "finance"),
    )
    found = of(service() | credentials(*logins))
    assert found.sentence == (
        "If orders-prod stops, the applications orders (namespace shop) and billing (namespace "
        f"money), of teams checkout and finance, lose their database. {CANNOT}"
    )


def test_nothing_declared_is_said_and_nothing_more() -> None:
    found = of(service())
    assert (found.applications, found.services, found.elsewhere) == ((), (), ())
    assert found.sentence == f"Nothing is declared to use orders-prod. {CANNOT}"
    assert of(service(team="ops")).sentence == (
        f"Nothing is declared to use orders-prod, which is of team ops. {CANNOT}"
    )


def test_the_label_of_the_service_declares_an_application_too() -> None:
    found = of(service(application="shop", team="checkout"))
    assert found.applications == (Application("shop", "", "checkout"),)


def test_a_delivery_from_another_directory_counts_by_the_key_it_reads() -> None:
    moved = credentials(delivery("our/own/key", "reports"), name="reports-login")
    own = credentials(push("orders-prod-credentials", "our/own/key"))
    assert of(service() | own | moved).applications == (Application("reports", "reports", ""),)
    assert of(service() | moved).applications == ()


@pytest.mark.parametrize(
    "path",
    ["clark/prod/orders-prod", "clark/prod/orders-prod/", "clark/", "clark/prod/orders-prod/sh"],
)
def test_whoever_finds_its_keys_by_their_beginning_gets_them(path: str) -> None:
    finds = credentials(found_by(path), name="shop")
    assert of(service() | finds).applications == (Application("shop", "shop", ""),)


def test_keys_with_another_beginning_are_none_of_its_own() -> None:
    finds = credentials(found_by("clark/prod/billing-prod"), name="shop")
    assert of(service() | finds).applications == ()


def test_a_key_that_it_is_pushed_to_is_found_by_its_beginning() -> None:
    finds = credentials(found_by("our/own"), name="shop")
    own = credentials(push("orders-prod-credentials", "our/own/key"))
    assert of(service() | own | finds).applications == (Application("shop", "shop", ""),)


@pytest.mark.parametrize(
    ("says", "applications"),
    [
        ({}, (Application("login", "", ""),)),
        (
            {"namespaces": ["shop", "web"]},
            (Application("shop", "shop", ""), Application("web", "web", "")),
        ),
    ],
)
def test_an_external_secret_of_the_whole_cluster_counts(
    says: dict[str, Any], applications: tuple[Application, ...]
) -> None:
    made = delivery("clark/prod/orders-prod/login", "")
    made |= {"kind": "ClusterExternalSecret", "metadata": {"name": "login"}}
    made["spec"] = {"externalSecretSpec": made["spec"], **says}
    assert of(service() | credentials(made, name="login")).applications == applications


def test_a_load_balancer_is_known_by_its_name_in_aws() -> None:
    balancer = definition("LoadBalancer", name="orders-prod")
    balancer["spec"]["forProvider"]["name"] = "orders"
    arn = f"{ELB}:loadbalancer/app/orders/50dc6c495c0c9188"
    listener = definition("Listener", "web-prod", loadBalancerArn=arn)
    files = {
        f"regions/{HERE}/prod/orders-prod/service.yaml": text(balancer),
        f"regions/{HERE}/prod/web-prod/service.yaml": text(listener),
    }
    assert [each.name for each in of(files).services] == ["web-prod"]


def test_a_key_that_is_no_text_names_nothing() -> None:
    odd = delivery("", "shop")
    odd["spec"] = {"data": [{"remoteRef": {"key": {"a": "clark/prod/orders-prod/"}}}]}
    assert of(service() | credentials(odd)).applications == ()


def test_another_services_credentials_are_none_of_its_own() -> None:
    other = credentials(delivery("clark/prod/orders-prod-2/shop", "shop"), name="orders-prod-2")
    assert of(service() | service("orders-prod-2") | other).applications == ()


def test_what_another_cluster_delivers_reads_that_regions_secrets() -> None:
    login = delivery("clark/prod/orders-prod/shop", "shop")
    assert of(service() | credentials(login, region=THERE)).applications == ()


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("DBCluster", "replicationSourceIdentifier", "orders-prod"),
        ("DBCluster", "replicationSourceIdentifier", "arn:aws:rds:us-east-1:1:cluster:orders-prod"),
        ("DBCluster", "dbClusterIdentifierRef", {"name": "orders-prod"}),
        ("Bucket", "loggingConfiguration", {"targetBucketRef": {"name": "orders-prod"}}),
        ("LoadBalancer", "loadBalancerArnRef", {"name": "orders-prod"}),
        ("LoadBalancer", "loadBalancerArn", f"{ELB}:loadbalancer/app/orders-prod/50dc6c495c0c9188"),
        ("LoadBalancer", "loadBalancerArn", f"{ELB}:loadbalancer/net/orders-prod/50dc6c495c0c9188"),
    ],
)
def test_a_service_that_refers_to_it_is_named(kind: str, field: str, value: Any) -> None:
    other = definition("RDSInstance", "reports-prod", **{field: value})
    other["metadata"]["labels"]["clark.dev/team"] = "data"
    files = {f"regions/{HERE}/prod/reports-prod/service.yaml": text(other)}
    found = of(service(kind=kind) | files)
    assert found.services == (Dependent("reports-prod", "PostgreSQL database", "data"),)
    assert "1 service refers to it: reports-prod" in found.sentence
    assert found.teams == ("data",)


def test_a_name_of_another_kind_is_no_reference() -> None:
    other = definition(
        "RDSInstance", "reports-prod", dbClusterIdentifierRef={"name": "orders-prod"}
    )
    files = {f"regions/{HERE}/prod/reports-prod/service.yaml": text(other)}
    assert of(service(kind="Bucket") | files).services == ()


def test_its_own_parts_are_no_services_that_refer_to_it() -> None:
    part = definition("DBInstance", "orders-prod-1", dbClusterIdentifierRef={"name": "orders-prod"})
    (path,) = service(kind="DBCluster")
    assert of({path: text(definition("DBCluster"), part)}).services == ()


def test_pods_that_ask_for_its_nodes_refer_to_a_node_group() -> None:
    pods = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "batch", "namespace": "batch"},
        "spec": {"template": {"spec": {"nodeSelector": {"clark.dev/nodes": "orders-prod"}}}},
    }
    files = {f"regions/{HERE}/prod/batch/deployment.yaml": yaml.safe_dump(pods)}
    found = of(service(kind="NodeGroup") | files)
    assert [each.name for each in found.services] == ["batch"]


def test_the_same_logical_service_of_other_regions_is_named_and_promises_nothing() -> None:
    files = service(service="orders") | service("orders-prod", region=THERE, service="orders")
    found = of(files | service("else-prod", region="us-west-2", service="else"))
    assert found.elsewhere == (THERE,)
    assert found.sentence.endswith(f"The same service is declared in {THERE}, too.")


def test_of_many_names_some_are_counted() -> None:
    logins = [delivery(f"clark/prod/orders-prod/{n}", f"app-{n}") for n in range(9)]
    assert "app-3 and 5 more lose their database" in of(service() | credentials(*logins)).sentence


def test_a_file_that_cannot_be_read_declares_nothing() -> None:
    broken = {f"regions/{HERE}/prod/odd/credentials.yaml": "a: [1"}
    assert of(service() | broken).applications == ()
    assert radius(broken, HERE, "orders-prod") is None
    assert radius({}, HERE, "orders-prod") is None


@given(
    st.lists(st.sampled_from(["shop", "billing", "search", "mail", "reports"]), max_size=8),
    st.sampled_from(
        [each for each in API if each not in ("DBInstance", "Listener", "TargetGroup")]
    ),
)
def test_the_sentence_names_only_what_is_declared_and_always_says_what_is_not_known(
    applications: list[str], kind: str
) -> None:
    logins = [delivery(f"clark/prod/orders-prod/{each}", each) for each in applications]
    found = of(service(kind=kind) | credentials(*logins))
    assert {each.name for each in found.applications} == set(applications)
    assert CANNOT in found.sentence
    shown = set(dict.fromkeys(applications))
    unused = {"shop", "billing", "search", "mail", "reports"} - shown
    assert not any(f" {each}" in found.sentence for each in unused)
    assert ("Nothing is declared" in found.sentence) is (not applications)


def test_what_is_kept_of_files_has_a_bound_in_bytes() -> None:
    """Keys are whole texts: small ones are many, and of large ones few are kept."""
    for number in range(LARGE_KEPT + 4):
        declared(f"# {number}\n" + "#" * SMALL)
    assert _of_large.cache_info().currsize == LARGE_KEPT
    assert SMALL * KEPT + 2**20 * LARGE_KEPT <= 2**26
