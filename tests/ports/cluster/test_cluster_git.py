"""The GitOps engine on the local Git host, over HTTP with a token."""

import base64
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cluster_stack import Plane, Process, Repository, Stack, add, bucket, ready, wait_for

REGION = "eu-west-1"


@pytest.fixture
def hosted(stack: Stack, own_repository: Repository, tmp_path: Path) -> Iterator[Plane]:
    token = stack.token_file("git")
    host = Process(tmp_path / "host", "clark.local.githost", "--token-file", str(token))
    bare = tmp_path / "host" / "techcorp" / "gitops.git"
    url = f"{host.url}/techcorp/gitops.git"
    if not bare.exists():
        bare.parent.mkdir(exist_ok=True)
        subprocess.run(["git", "clone", "-q", "--bare", own_repository.path, bare], check=True)
    plane = Plane(stack, REGION, own_repository, url)
    own_repository.git(
        "remote", "add", "hosted", url.replace("://", f"://clark:{token.read_text()}@")
    )
    yield plane
    plane.process.stop()
    host.stop()


def test_a_push_to_the_git_host_reaches_the_cloud_without_the_token_in_any_argument(
    hosted: Plane, stack: Stack
):
    token = stack.token_file("git").read_text()
    encoded = base64.b64encode(f"clark:{token}".encode()).decode()
    add(hosted.repository, REGION, bucket("hosted-prod", REGION))
    commit = hosted.repository.commit()
    hosted.repository.git("push", "--quiet", "hosted", "main")
    seen = set()
    deadline = time.monotonic() + 1.5
    while time.monotonic() < deadline:
        seen |= {line for line in _arguments() if "techcorp/gitops.git" in line}
    wait_for(lambda: hosted.observe().commit == commit)
    hosted.wait("Bucket", "hosted-prod", ready)
    assert any("fetch" in line for line in seen)
    assert not any(token in line or encoded in line for line in seen if "push" not in line)
    assert "not found" not in hosted.process.log.read_text()


def _arguments() -> Iterator[str]:
    for entry in Path("/proc").iterdir():
        try:
            yield (entry / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
