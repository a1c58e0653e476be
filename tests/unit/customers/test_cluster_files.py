"""What runs in the clusters: every file is read strictly, and every kind is one that is served."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import clark
from clark.catalog import load
from clark.customers.clusters import control_files
from clark.customers.layout import Site
from clark.manifests import Document, get, read
from clark.policy import PolicySet
from tests.places import surroundings

BLUEPRINT = Path(clark.__file__).parent / "blueprints" / "control"
SITE = Site(
    organization="acme",
    account="111122223333",
    owner="acme-inc",
    repository="acme-inc/clark-platform-infra",
    pipelines="acme-inc/pipelines",
    environments=("dev", "prod"),
    regions=("us-east-1", "eu-west-1"),
    networks={},
    namespaces=("shop",),
)
NAMES = {
    "control": "acme-inc/clark-platform-control",
    "gitops": "acme-inc/gitops",
    "branch": "main",
}
FILES = {
    str(path.relative_to(BLUEPRINT)): path.read_text()
    for path in BLUEPRINT.rglob("*")
    if path.is_file()
}
AROUND = {
    (environment, region): surroundings(environment, region)
    for environment in SITE.environments
    for region in SITE.regions
}
MADE = control_files(FILES, SITE, NAMES, AROUND)
PLATFORM = sorted(path for path in MADE if path.startswith(("platform/", "clusters/")))

# (apiVersion, kind) -> where it is said that this version is served
SERVED = {
    ("pkg.crossplane.io/v1", "Provider"): "crossplane v2.1.3 cluster/crds",
    ("pkg.crossplane.io/v1", "Function"): "crossplane v2.1.3 cluster/crds",
    ("pkg.crossplane.io/v1beta1", "DeploymentRuntimeConfig"): "crossplane v2.1.3 cluster/crds",
    ("aws.crossplane.io/v1beta1", "ProviderConfig"): "provider-aws v0.58.0 package/crds",
    ("external-secrets.io/v1", "SecretStore"): "external-secrets v0.20.4 config/crds/bases",
    ("argoproj.io/v1alpha1", "AppProject"): "argo-cd v3.1 manifests/crds",
    ("argoproj.io/v1alpha1", "Application"): "argo-cd v3.1 manifests/crds",
    ("argoproj.io/v1alpha1", "ApplicationSet"): "argo-cd v3.1 manifests/crds",
    ("rbac.authorization.k8s.io/v1", "ClusterRole"): "Kubernetes",
    ("v1", "ConfigMap"): "Kubernetes",
    ("v1", "Namespace"): "Kubernetes",
    ("apiextensions.crossplane.io/v1beta1", "EnvironmentConfig"): "crossplane v2.1.3 cluster/crds",
}
CLUSTER_WIDE = {
    *("Provider", "Function", "DeploymentRuntimeConfig", "ProviderConfig", "ClusterRole"),
    "EnvironmentConfig",
}


def documents(under: str = "") -> Iterator[tuple[str, Document]]:
    for path in PLATFORM:
        if path.startswith(under):
            yield from ((path, document) for document in read(MADE[path]))


def one(kind: str, under: str = "") -> dict[str, Any]:
    found = [document.value for _, document in documents(under) if document.kind == kind]
    assert found
    return dict(found[0])


@pytest.mark.parametrize("path", PLATFORM)
def test_every_file_is_yaml_that_all_readers_read_alike(path: str) -> None:
    assert read(MADE[path])


def test_every_kind_is_served_in_the_version_that_is_written() -> None:
    assert {(each.api_version, each.kind) for _, each in documents()} == set(SERVED)


def test_every_object_has_a_name_and_a_namespace_where_its_kind_needs_one() -> None:
    for path, each in documents():
        assert each.name, path
        namespaced = each.kind not in CLUSTER_WIDE | {"Namespace"}
        assert bool(each.namespace) == namespaced, f"{path}: {each.label}"


def test_nothing_is_written_twice_for_one_cluster() -> None:
    seen = [(each.kind, each.namespace, each.name) for _, each in documents("platform/")]
    seen += [(each.kind, each.namespace, each.name) for _, each in documents("clusters/dev/us-")]
    assert len(seen) == len(set(seen))


def test_each_environment_and_region_has_a_cluster_of_its_own() -> None:
    folders = {"/".join(path.split("/")[:3]) for path in PLATFORM if path.startswith("clusters/")}
    assert folders == {
        f"clusters/{environment}/{region}"
        for environment in SITE.environments
        for region in SITE.regions
    }


def test_no_placeholder_and_no_example_is_left() -> None:
    for path, text in MADE.items():
        assert "${" not in text, path
        assert "your-organization" not in text, path
    assert "@acme-inc/platform" in MADE[".github/CODEOWNERS"]


def test_an_unknown_placeholder_is_an_error_and_never_content() -> None:
    with pytest.raises(KeyError, match="regoin"):
        control_files({"clusters/each/a.yaml": "name: ${regoin}\n"}, SITE, NAMES, AROUND)


def test_versions_are_pinned_and_images_name_their_registry() -> None:
    packages = [
        str(get(each.value, ("spec", "package")))
        for _, each in documents()
        if each.kind in {"Provider", "Function"}
    ]
    assert len(packages) == 4
    for package in packages:
        host, version = package.split("/")[0], package.rpartition(":")[2]
        assert "." in host
        assert version.startswith("v")


def test_compositions_call_functions_that_are_installed() -> None:
    installed = {each.name for _, each in documents() if each.kind == "Function"}
    called = {
        get(step, ("functionRef", "name"))
        for path, text in MADE.items()
        if path.endswith("composition.yaml")
        for document in read(text)
        for step in get(document.value, ("spec", "pipeline"), ())
    }
    assert called
    assert called <= installed


def test_the_provider_runs_as_the_account_that_aws_knows() -> None:
    """`crossplane-system/provider-aws`, as the infrastructure's stack `platform` binds it."""
    runtime = one("DeploymentRuntimeConfig")
    account = get(runtime, ("spec", "serviceAccountTemplate", "metadata", "name"))
    stack = (BLUEPRINT.parent / "infra" / "stacks" / "platform" / "main.tf").read_text()
    assert f'namespace = "crossplane-system", name = "{account}"' in stack
    assert get(one("Provider"), ("spec", "runtimeConfigRef", "name")) == runtime["metadata"]["name"]


@pytest.mark.parametrize(
    ("namespace", "role"),
    [
        ("clark-connections", "clark-dev-us-east-1-write-connections"),
        ("shop", "clark-dev-us-east-1-read-shop"),
    ],
)
def test_a_namespace_gets_its_logins_by_a_role_of_its_own(namespace: str, role: str) -> None:
    """The roles are those of the infrastructure's module `secrets`."""
    path = f"clusters/dev/us-east-1/secret-stores/{namespace}.yaml"
    store = read(MADE[path])[-1].value
    assert store["metadata"] == {
        "name": "aws-sm",
        "namespace": namespace,
        "annotations": {"argocd.argoproj.io/sync-wave": "-20"},
    }
    aws = get(store, ("spec", "provider", "aws"))
    assert aws == {
        "service": "SecretsManager",
        "region": "us-east-1",
        "role": f"arn:aws:iam::111122223333:role/{role}",
    }


def test_a_removed_application_deletes_nothing() -> None:
    services = one("ApplicationSet", "clusters/prod/eu-west-1/")
    assert get(services, ("spec", "syncPolicy", "preserveResourcesOnDeletion")) is True
    directories = services["spec"]["generators"][0]["git"]["directories"]
    assert directories == [{"path": "regions/eu-west-1/prod/*"}]
    assert "finalizers" not in services["spec"]["template"]["metadata"]
    assert one("Application")["spec"]["syncPolicy"]["automated"]["prune"] is False


def test_the_corrected_health_begins_with_progressing_and_knows_a_pause() -> None:
    """Argo CD's own says Healthy of what has no status yet, and Degraded of what is paused."""
    settings = one("ConfigMap")["data"]
    (checks,) = read(settings["resource.customizations"])
    script = checks.value["*.aws.crossplane.io/*"]["health.lua"]
    assert script.startswith('local health = { status = "Progressing"')
    order = [script.index(word) for word in ("Suspended", "Degraded", "Healthy")]
    assert order == sorted(order)


def test_the_catalog_and_the_policies_are_read_as_before() -> None:
    own = {
        path: text
        for path, text in MADE.items()
        if path.startswith(("offerings/", "policies/")) or path.endswith("/environment.yaml")
    }
    found, alone = load(MADE), load(own)
    assert [each.revision for each in found.offerings] == [e.revision for e in alone.offerings]
    assert found.broken == ()
    policies = {p: t for p, t in own.items() if p.startswith("policies/") and p.endswith(".yaml")}
    assert not PolicySet.load(policies).broken


def test_buckets_are_named_after_the_customer_and_not_after_the_sample() -> None:
    text = MADE["offerings/storages/composition.yaml"]
    assert "fmt: acme-%s-%s" in text
    own = {path: text for path, text in MADE.items() if "/environment.yaml" not in path}
    assert [path for path, text in own.items() if "techcorp" in text] == []


def test_every_folder_is_explained_to_people() -> None:
    readme = MADE["README.md"]
    for folder in {path.split("/")[0] for path in MADE if "/" in path}:
        assert f"`{folder}/" in readme, folder
