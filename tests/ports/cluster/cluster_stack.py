"""A data plane, a local AWS, a repository and control planes, as processes of a test run."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import boto3
import httpx

import clark
from clark.catalog import Offering, load
from clark.customers.clusters import environment_file
from clark.local.controlplane import LocalClusters, Region
from clark.local.installation import ACCOUNT, REGIONS
from clark.local.tenancy import LocalBootstrap, Tenant
from clark.manifests import write
from clark.ports.cluster import LiveObject, Observation

T = TypeVar("T")
POLL = 0.2  # seconds
PATIENCE = 60.0  # seconds that anything may take on a busy machine
AUTHOR = ("-c", "user.name=Test", "-c", "user.email=test@example.com")


def shipped(name: str) -> Offering:
    """An offering as a customer of the local platform begins with it."""
    root = Path(clark.__file__).parent / "blueprints" / "control"
    texts = {str(path.relative_to(root)): path.read_text("utf-8") for path in root.rglob("*.yaml")}
    bootstrap = LocalBootstrap(root, Tenant("techcorp", ACCOUNT, "techcorp/gitops"))
    for region in REGIONS:
        texts |= [environment_file(("prod", region), bootstrap.surroundings("prod", region))]
    found = load(texts)
    offering = found.find(name)
    assert offering is not None, found.broken
    return offering


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(look: Callable[[], T | None], what: str = "") -> T:
    """The first truthy answer."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(POLL / 2)
    raise AssertionError(f"it never happened: {what}")


class Process:
    """A module of Clark run on a port, with a log of its own."""

    def __init__(self, home: Path, module: str, *arguments: str) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.log = home / "log"
        self._argv = [sys.executable, "-m", module, "--home", str(home), "--port", str(self.port)]
        self._argv += arguments
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(self._argv, stdout=log, stderr=log)
        wait_for(self.healthy, f"{self._argv[2]} on {self.url}")

    def healthy(self) -> bool:
        assert self._process.poll() is None, self.log.read_text()
        try:
            return httpx.get(f"{self.url}/health", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> float:
        """How long it took to end, in seconds."""
        began = time.monotonic()
        self._process.terminate()
        self._process.wait(10)
        return time.monotonic() - began


class Repository:
    """A GitOps repository with a working tree."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")
        self.write("README.md", "TechCorp's services\n")
        self.commit()

    @property
    def url(self) -> str:
        return f"file://{self.path}/.git"

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *AUTHOR, *arguments], cwd=self.path, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def write(self, path: str, text: str) -> None:
        (self.path / path).parent.mkdir(parents=True, exist_ok=True)
        (self.path / path).write_text(text)

    def read(self, path: str) -> str:
        return (self.path / path).read_text()

    def replace(self, path: str, old: str, new: str) -> None:
        assert old in self.read(path), f"{old} is not in {path}"
        self.write(path, self.read(path).replace(old, new))

    def delete(self, directory: str) -> None:
        shutil.rmtree(self.path / directory)

    def commit(self) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "change")
        return self.git("rev-parse", "HEAD")


class Plane:
    """The control plane of one region, and what it says."""

    def __init__(self, stack: "Stack", region: str, repository: Repository, url: str = "") -> None:
        self.region = region
        self.repository = repository
        self.home = stack.home / f"plane-{region}-{secrets.token_hex(3)}"
        token, git_token = stack.token_file("plane"), stack.token_file("git")
        self.process = Process(
            self.home,
            "clark.local.controlplane",
            *("--region", region, "--poll", str(POLL)),
            *("--git", url or repository.url, "--git-token-file", str(git_token)),
            *("--aws", stack.aws.url, "--token-file", str(token)),
            *("--aws-token-file", str(stack.token_file("aws"))),
            *("--dataplane", stack.dataplane.url),
            *("--dataplane-token-file", str(stack.token_file("dataplane"))),
        )
        self.clusters = LocalClusters({region: Region(self.process.url, token.read_text())})

    def observe(self) -> Observation:
        return self.clusters.observe(self.region)

    def find(self, kind: str, name: str) -> LiveObject | None:
        found = (one for one in self.observe().objects if (one.kind, one.name) == (kind, name))
        return next(found, None)

    def get(self, kind: str, name: str) -> LiveObject:
        return wait_for(lambda: self.find(kind, name), f"{kind}/{name}")

    def wait(self, kind: str, name: str, test: Callable[[LiveObject], Any]) -> LiveObject:
        def look() -> LiveObject | None:
            found = self.find(kind, name)
            return found if found and test(found) else None

        try:
            return wait_for(look)
        except AssertionError:
            found, broken = self.find(kind, name), self.observe().broken
            raise AssertionError(f"{kind}/{name} is {found}; broken: {broken}") from None

    def wait_gone(self, kind: str, name: str) -> None:
        wait_for(lambda: self.find(kind, name) is None, f"{kind}/{name} gone")

    def wait_commit(self, commit: str) -> Observation:
        wait_for(lambda: self.observe().commit == commit, f"commit {commit}")
        return self.observe()

    def reasons(self, name: str) -> list[str]:
        return [event.reason for event in self.observe().events if event.name == name]

    def events(self, name: str, reason: str) -> int:
        events = self.observe().events
        return sum(one.count for one in events if (one.name, one.reason) == (name, reason))


class Stack:
    """What all control planes of a test run share."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.dataplane = Process(
            home / "dataplane",
            "clark.local.dataplane",
            *("--token-file", str(self.token_file("dataplane"))),
        )
        self.aws = Process(
            home / "aws",
            "clark.local.aws",
            *("--token-file", str(self.token_file("aws"))),
            *("--dataplane", self.dataplane.url),
            *("--dataplane-token-file", str(self.token_file("dataplane"))),
        )

    def token_file(self, name: str) -> Path:
        path = self.home / f"{name}.token"
        if not path.exists():
            path.write_text(secrets.token_hex(16))
        return path

    def client(self, service: str, region: str) -> Any:
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.aws.url,
            aws_access_key_id=self.token_file("aws").read_text(),
            aws_secret_access_key="test",
        )

    def fault(self, service: str, operation: str, kind: str, **other: Any) -> None:
        asked = {"service": service, "operation": operation, "kind": kind, **other}
        shown = {"Authorization": f"Bearer {self.token_file('aws').read_text()}"}
        address = f"{self.aws.url}/_clark/faults"
        reply = httpx.put(address, json=asked, headers=shown, trust_env=False)
        assert reply.is_success, reply.text

    def stop(self) -> None:
        self.aws.stop()
        self.dataplane.stop()


# Manifests


def database(name: str, region: str, **parameters: Any) -> dict[str, Any]:
    return {
        "apiVersion": "database.aws.crossplane.io/v1beta1",
        "kind": "RDSInstance",
        "metadata": {"name": name, "labels": {"clark.dev/service": name}},
        "spec": {
            "forProvider": {
                "region": region,
                "dbInstanceClass": "db.t3.medium",
                "engine": "postgres",
                "engineVersion": "14.9",
                "allocatedStorage": 100,
                "masterUsername": "app_owner",
                "storageEncrypted": True,
                "skipFinalSnapshotBeforeDeletion": True,
                "applyModificationsImmediately": True,
                "tags": [{"key": "team", "value": "payments"}],
                **parameters,
            },
            "writeConnectionSecretToRef": _connection(name),
        },
    }


def cache(name: str, region: str, **parameters: Any) -> dict[str, Any]:
    return {
        "apiVersion": "cache.aws.crossplane.io/v1beta1",
        "kind": "ReplicationGroup",
        "metadata": {"name": name},
        "spec": {
            "forProvider": {
                "region": region,
                "engine": "redis",
                "engineVersion": "7.0",
                "cacheNodeType": "cache.t3.micro",
                "numCacheClusters": 2,
                "replicationGroupDescription": "sessions",
                "applyModificationsImmediately": True,
                "automaticFailoverEnabled": True,
                "transitEncryptionEnabled": True,
                "authEnabled": True,
                **parameters,
            },
            "writeConnectionSecretToRef": _connection(name),
        },
    }


def bucket(name: str, region: str, **parameters: Any) -> dict[str, Any]:
    return {
        "apiVersion": "s3.aws.crossplane.io/v1beta1",
        "kind": "Bucket",
        "metadata": {"name": name},
        "spec": {
            "forProvider": {"locationConstraint": region, **parameters},
            "writeConnectionSecretToRef": _connection(name),
        },
    }


def credentials(name: str, application: str, **push: Any) -> list[dict[str, Any]]:
    key = secret_key(name, application)
    store = {"name": "aws-sm", "kind": "SecretStore"}
    metadata = {
        "apiVersion": "kubernetes.external-secrets.io/v1alpha1",
        "kind": "PushSecretMetadata",
        "spec": {"secretPushFormat": "string"},
    }
    return [
        {
            "apiVersion": "external-secrets.io/v1alpha1",
            "kind": "PushSecret",
            "metadata": {"name": name, "namespace": "clark-connections"},
            "spec": {
                "secretStoreRefs": [store],
                "selector": {"secret": {"name": f"{name}-credentials"}},
                "data": [{"match": {"remoteRef": {"remoteKey": key}}, "metadata": metadata}],
                **push,
            },
        },
        {
            "apiVersion": "external-secrets.io/v1",
            "kind": "ExternalSecret",
            "metadata": {"name": name, "namespace": application},
            "spec": {
                "secretStoreRef": store,
                "target": {"name": name},
                "dataFrom": [{"extract": {"key": key}}],
            },
        },
    ]


def secret_key(name: str, application: str) -> str:
    return f"clark/prod/{name}/{application}"


def directory(region: str, name: str) -> str:
    return f"regions/{region}/prod/{name}"


def add(repository: Repository, region: str, manifest: Mapping[str, Any], app: str = "") -> str:
    """Write a service's files, without committing. Returns the path of its definition."""
    name = manifest["metadata"]["name"]
    path = f"{directory(region, name)}/service.yaml"
    repository.write(path, write([manifest]))
    if app:
        repository.write(
            f"{directory(region, name)}/credentials.yaml", write(credentials(name, app))
        )
    return path


def condition(resource: LiveObject, kind: str) -> Mapping[str, Any]:
    found = (one for one in resource.status.get("conditions", ()) if one["type"] == kind)
    return next(found, {})


def ready(resource: LiveObject) -> bool:
    return condition(resource, "Ready").get("status") == "True"


def says(kind: str, reason: str) -> Callable[[LiveObject], bool]:
    return lambda resource: condition(resource, kind).get("reason") == reason


def everything_written(home: Path) -> bytes:
    """All bytes that a process left in its folder, its database excepted."""
    parts = []
    for folder, _, names in os.walk(home):
        files = (Path(folder) / name for name in names if not name.startswith("state.sqlite3"))
        parts += [file.read_bytes() for file in files]
    return b"\n".join(parts)


def as_text(observation: Observation) -> str:
    return json.dumps([vars(one) for one in observation.objects], default=str) + str(
        observation.events
    )


def _connection(name: str) -> dict[str, str]:
    return {"name": f"{name}-credentials", "namespace": "clark-connections"}
