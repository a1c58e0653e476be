"""What the port promises, held by every adapter (today one), with a real AWS provider."""

import contextlib
import os
import signal
import stat
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from infra import SECRET, STACK
from terraform_laboratory import BUCKET, Laboratory

from clark.adapters.terraform import LocalTerraform
from clark.adapters.terraform.first import FIRST
from clark.errors import Refused, TryLater
from clark.ports.terraform import HIDDEN, Plan, Stack


def change(plan: Plan, ending: str):
    return next(each for each in plan.changes if each.address.endswith(ending))


def value(found, path: str):
    return next(each for each in found.attributes if each.path == path)


def test_a_stack_from_its_first_plan_to_a_replacement(laboratory: Laboratory) -> None:
    """One story, since each run of Terraform takes seconds."""
    terraform, commit = laboratory.terraform, laboratory.commit(STACK)
    assert terraform.outputs(STACK) == {}
    first = terraform.plan(STACK, commit)
    _nothing_is_shown_that_must_not_be(first, laboratory)

    assert terraform.apply(STACK, first.digest) == {"bucket": "tiny"}
    again = terraform.apply(STACK, first.digest)
    assert again == {"bucket": "tiny"}, "it was done, and is told again"
    assert terraform.outputs(STACK) == {"bucket": "tiny"}
    assert any("Creation complete" in line for line in laboratory.said)
    assert SECRET not in "".join(laboratory.said)
    assert not _left_with(laboratory.settings.home, SECRET)

    second = terraform.plan(STACK, commit)
    assert second.empty
    assert terraform.drift(STACK, commit).drifted == ()

    s3 = laboratory.aws.client("s3", "eu-west-1")
    tags = {"TagSet": [{"Key": "owner", "Value": "mallory"}]}
    s3.put_bucket_tagging(Bucket="tiny", Tagging=tags)
    (drifted,) = terraform.drift(STACK, commit).drifted
    owner = value(drifted, "tags.owner")
    assert (owner.before, owner.after) == ('"maya"', '"mallory"')
    back = terraform.plan(STACK, commit)
    assert {each.action for each in back.changes} == {"update"}
    terraform.apply(STACK, back.digest)
    assert s3.get_bucket_tagging(Bucket="tiny")["TagSet"][0]["Value"] == "maya"
    with pytest.raises(Refused, match="state has moved"):
        terraform.apply(STACK, second.digest)

    _a_replacement_says_what_forces_it(laboratory)


def _nothing_is_shown_that_must_not_be(plan: Plan, laboratory: Laboratory) -> None:
    assert {each.action for each in plan.changes} == {"create"}
    assert len(plan.changes) == 3
    assert change(plan, "login").name == "/clark/tiny/login"
    secret = value(change(plan, "login"), "value")
    assert (secret.after, secret.sensitive) == (HIDDEN, True)
    assert SECRET not in repr(plan)
    home = laboratory.settings.home
    folders = [each for each in home.iterdir() if each.is_dir()]
    assert all(stat.S_IMODE(each.stat().st_mode) & 0o077 == 0 for each in folders)
    assert stat.S_IMODE((home / "plans" / plan.digest / "plan").stat().st_mode) == 0o600


def _a_replacement_says_what_forces_it(laboratory: Laboratory) -> None:
    terraform = laboratory.terraform
    plan = terraform.plan(STACK, laboratory.commit(STACK, name="after"))
    bucket = change(plan, "aws_s3_bucket.this")
    assert (bucket.action, bucket.name) == ("replace", "tiny")
    assert [each.path for each in bucket.attributes if each.replaces] == ["bucket"]
    assert value(bucket, "bucket").variable == "name"

    kept = laboratory.settings.home / "plans" / plan.digest / "plan"
    kept.write_bytes(kept.read_bytes() + b" ")
    with pytest.raises(Refused, match="not the one that was read"):
        terraform.apply(STACK, plan.digest)
    terraform.discard(STACK, plan.digest)
    with pytest.raises(Refused, match="no such plan"):
        terraform.apply(STACK, plan.digest)
    with pytest.raises(Refused, match="no such plan"):
        terraform.apply(STACK, "../../../etc")


def test_invalid_code_is_refused_with_its_line_and_a_strangers_lock_is_respected(
    laboratory: Laboratory,
) -> None:
    stack = Stack("dev", "eu-west-1", "broken")
    laboratory.commit(stack, name="broken")
    broken = 'resource "aws_s3_bucket" "other" {\n  bucket = var.nowhere\n}\n'
    commit = laboratory.edit(**{f"{stack.path}/other.tf": broken})
    with pytest.raises(Refused) as refusal:
        laboratory.terraform.plan(stack, commit)
    assert [each.field for each in refusal.value.problems] == [f"{stack.path}/other.tf:2"]

    commit = laboratory.edit(**{f"{stack.path}/other.tf": "# nothing\n"})
    s3 = laboratory.aws.client("s3")
    lock = b'{"ID":"11111111-1111-1111-1111-111111111111","Operation":"OperationTypeApply",'
    lock += b'"Who":"gina@laptop","Version":"1.11.4","Created":"2026-11-23T08:00:00Z","Path":"x"}'
    s3.put_object(Bucket=BUCKET, Key=f"{stack.key}.tflock", Body=lock)
    with pytest.raises(TryLater, match="gina@laptop"):
        laboratory.terraform.plan(stack, commit)


def test_without_the_program_it_says_how_to_get_it(
    laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused) as refusal:
        laboratory.terraform.plan(STACK, "0" * 40)
    assert "Install Terraform 1.10" in refusal.value.problems[0].fix


@pytest.mark.slow
def test_an_aws_that_does_not_answer_is_asked_again_later(laboratory: Laboratory) -> None:
    commit = laboratory.commit(STACK)
    nowhere = replace(laboratory.settings, aws_url="http://127.0.0.1:9")
    with pytest.raises(TryLater):
        LocalTerraform(laboratory.host, "techcorp/clark-platform-infra", nowhere).plan(
            STACK, commit
        )


@pytest.mark.slow
@pytest.mark.parametrize("after", [1.5, 3.0, 5.0])
def test_an_apply_that_is_killed_leaves_a_stack_that_a_new_plan_finishes(
    laboratory: Laboratory, after: float
) -> None:
    stack = Stack("dev", "us-west-2", f"killed-{int(after * 10)}")
    terraform, commit = laboratory.terraform, laboratory.commit(stack, name=stack.layer)
    digest = terraform.plan(stack, commit).digest
    _kill(_applying(laboratory, stack, digest), after, family=True)

    with contextlib.suppress(Refused):
        _patiently(lambda: terraform.apply(stack, digest))
    rest = _patiently(lambda: terraform.plan(stack, commit))
    _patiently(lambda: terraform.apply(stack, rest.digest))
    assert terraform.outputs(stack) == {"bucket": stack.layer}
    assert terraform.plan(stack, commit).empty


@pytest.mark.slow
def test_an_apply_whose_clark_is_killed_goes_on_and_its_outcome_is_found(
    laboratory: Laboratory,
) -> None:
    stack = Stack("dev", "us-west-2", "orphan")
    terraform, commit = laboratory.terraform, laboratory.commit(stack, name="orphan")
    digest = terraform.plan(stack, commit).digest
    doomed, begun = _applying(laboratory, stack, digest), time.monotonic()
    log = laboratory.settings.home / "plans" / digest / "apply.log"
    while not log.exists():
        assert time.monotonic() - begun < 60
        time.sleep(0.05)
    _kill(doomed, 0.5, family=False)
    with pytest.raises(TryLater, match="Another run"):
        terraform.plan(stack, commit)
    assert _patiently(lambda: terraform.apply(stack, digest)) == {"bucket": "orphan"}


def _applying(laboratory: Laboratory, stack: Stack, digest: str) -> int:
    """The process of a Clark that applies."""
    doomed = os.fork()
    if not doomed:
        with contextlib.suppress(BaseException):
            laboratory.terraform.apply(stack, digest)
        os._exit(0)
    return doomed


def _kill(doomed: int, after: float, *, family: bool) -> None:
    time.sleep(after)
    for pid in _family(doomed) if family else [doomed]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    os.waitpid(doomed, 0)


def _patiently(act: Callable[[], Any]) -> Any:
    for _ in range(40):
        try:
            return act()
        except TryLater:
            time.sleep(1)
    return act()


def _family(pid: int) -> list[int]:
    found = [pid]
    for stat_file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            words = stat_file.read_text().rpartition(")")[2].split()
            if int(words[1]) == pid:
                found += _family(int(stat_file.parent.name))
    return found


def _left_with(home: Path, text: str) -> list[Path]:
    return [
        path
        for path in home.rglob("*")
        if path.is_file() and "plugins" not in path.parts and text.encode() in path.read_bytes()
    ]


def test_the_first_stack_makes_the_bucket_that_its_own_state_then_lies_in(
    laboratory: Laboratory, tmp_path: Path
) -> None:
    bucket = "clark-first"
    settings = replace(laboratory.settings, home=tmp_path / "terraform", bucket=bucket)
    terraform = replace(laboratory, settings=settings).terraform
    commit = laboratory.commit(FIRST, region="us-east-1", name=bucket)

    plan = terraform.plan(FIRST, commit)
    assert {each.action for each in plan.changes} == {"create"}
    assert terraform.apply(FIRST, plan.digest) == {"bucket": bucket}

    listed = laboratory.aws.client("s3").list_objects_v2(Bucket=bucket)["Contents"]
    assert [each["Key"] for each in listed] == [FIRST.key]
    assert not list(settings.home.glob("first.tfstate"))
    assert terraform.plan(FIRST, commit).empty


def test_the_first_state_is_moved_later_where_a_death_kept_it_from_moving(
    laboratory: Laboratory, tmp_path: Path
) -> None:
    bucket = "clark-later"
    settings = replace(laboratory.settings, home=tmp_path / "terraform", bucket=bucket)
    terraform = replace(laboratory, settings=settings).terraform
    commit = laboratory.commit(FIRST, region="us-east-1", name=bucket)
    s3 = laboratory.aws.client("s3")

    terraform.apply(FIRST, terraform.plan(FIRST, commit).digest)
    state = s3.get_object(Bucket=bucket, Key=FIRST.key)["Body"].read()
    s3.delete_object(Bucket=bucket, Key=FIRST.key)
    (settings.home / "first.tfstate").write_bytes(state)

    assert terraform.plan(FIRST, commit).empty
    assert s3.get_object(Bucket=bucket, Key=FIRST.key)["Body"].read()
    assert not (settings.home / "first.tfstate").exists()
