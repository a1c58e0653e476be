"""Plans of infrastructure: from the question to the applied change, and everything in between."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clark.customers import infrastructure
from clark.customers.infrastructure import Approval
from clark.errors import NotFound, Problem, Refused, TryLater
from clark.flow import people
from clark.ports.terraform import Stopped
from clark.store.models import Customer, Person
from clark.worker import infrastructure as worker
from tests.flow.infrastructure import INFRA, Site
from tests.flow.terraform import BUCKET, DRIFTED, FILES, STACK


def test_a_plan_is_asked_for_read_approved_by_another_and_applied_by_its_digest(site: Site) -> None:
    assert site.stack().row.state == "never applied"
    number = site.ask(reason="The first network.")
    site.work()
    page = site.page(number)
    assert page.headline == "Creates the network of us-east-1: 1 VPC and 3 subnets."
    assert page.row.state == "in review"
    assert (page.approvals_needed, page.dangers) == (1, ())
    _as_owner("maya")
    with pytest.raises(Refused, match="Someone else"):
        site.approve(number, "maya")
    site.approve(number)
    by = site.story.person("ravi")
    with pytest.raises(Refused, match="not the plan that was approved"):
        infrastructure.apply(by=by, number=number, digest="0" * 64, at=timezone.now())
    site.apply(number)
    assert site.terraform.applied == [page.digest]
    stack = site.stack()
    assert (stack.row.state, stack.outputs) == ("as planned", {"vpc": "vpc-1"})
    assert [each.what for each in site.page(number).log] == [
        "asked", "in review", "approved", "applying", "applied",
    ]  # fmt: skip

    second = site.ask()
    site.work()
    assert site.page(second).row.state == "nothing to do"


def test_data_goes_only_when_two_others_typed_its_name(site: Site) -> None:
    site.terraform.changes = (BUCKET,)
    number = site.ask("jonas")
    site.work()
    page = site.page(number)
    assert page.approvals_needed == 2
    assert page.changes[0].sentence == (
        "Destroys and makes anew the bucket “shop-logs”, because bucket cannot be changed in place."
    )
    with pytest.raises(Refused) as refusal:
        site.approve(number, "ravi", "shop-log")
    assert refusal.value.problems[0].field == "confirm"
    site.approve(number, "ravi", "shop-logs")
    assert site.page(number).row.state == "in review"
    with pytest.raises(Refused, match="one more person"):
        site.approve(number, "ravi", "shop-logs")
    site.approve(number, "ana", "shop-logs")
    site.apply(number, "jonas")
    assert site.page(number).row.state == "applied"


def test_nothing_is_approved_that_was_not_read(site: Site) -> None:
    number = site.ask()
    site.work()
    by, approval = site.story.person("ravi"), Approval("0" * 64)
    with pytest.raises(Refused, match="not the plan that you read"):
        infrastructure.approve(by=by, number=number, approval=approval, at=timezone.now())
    with pytest.raises(Refused, match="Reviewers and owners"):
        site.approve(number, "jonas")


def test_a_move_of_main_lets_go_of_a_plan_whose_code_it_changes_and_of_no_other(
    site: Site,
) -> None:
    number = site.ask()
    site.work()
    site.push(**{"README.md": "Words.\n"})
    assert site.page(number).row.state == "in review"
    site.approve(number)
    site.push(**{"modules/network/main.tf": "# another network\n"})
    page = site.page(number)
    assert page.row.state == "discarded"
    assert "Main moved" in page.said
    site.work()
    assert site.terraform.forgotten == [page.digest]
    with pytest.raises(Refused, match="cannot be applied"):
        site.apply(number)


def test_an_apply_sees_a_main_that_the_watcher_has_not_seen(site: Site) -> None:
    number = site.ask()
    site.work()
    site.approve(number)
    site.story.host.push(INFRA, "main", {f"{STACK.path}/main.tf": "# other\n"})
    site.apply(number)
    assert site.page(number).row.state == "discarded"
    assert site.terraform.applied == []


def test_a_hiccup_before_the_apply_does_not_make_an_old_plan_good(site: Site) -> None:
    number = site.ask()
    site.work()
    site.approve(number)
    site.story.host.refuses["head"] = TryLater("The Git host does not answer.")
    site.apply(number)
    assert (site.page(number).row.state, site.row(number).attempts) == ("applying", 1)
    site.story.host.push(INFRA, "main", {f"{STACK.path}/main.tf": "# mended\n"})
    site.work()
    assert site.page(number).row.state == "discarded"
    assert site.terraform.applied == []


@pytest.mark.parametrize(
    "lost", [{"is_active": False}, {"role": Person.Role.DEVELOPER}], ids=["left", "developer now"]
)
def test_an_approval_counts_only_while_its_giver_may_decide(
    site: Site, lost: dict[str, object]
) -> None:
    number = site.ask()
    site.work()
    site.approve(number)
    by, digest = site.story.person("maya"), site.page(number).digest
    Person.objects.filter(username="ravi").update(**lost)
    with pytest.raises(Refused, match="not approved any more"):
        infrastructure.apply(by=by, number=number, digest=digest, at=timezone.now())
    assert "apply" not in site.page(number, "maya").may
    infrastructure.withdraw(by=site.story.person("maya"), number=number, at=timezone.now())


def test_an_approval_that_is_lost_before_the_worker_comes_stops_the_apply(site: Site) -> None:
    number = site.ask()
    site.work()
    site.approve(number)
    by, digest = site.story.person("maya"), site.page(number).digest
    infrastructure.apply(by=by, number=number, digest=digest, at=timezone.now())
    Person.objects.filter(username="ravi").update(is_active=False)
    site.work()
    page = site.page(number, "maya")
    assert (page.row.state, site.terraform.applied) == ("discarded", [])
    assert "not approved any more" in page.said


def test_nothing_is_left_of_a_plan_that_is_withdrawn_while_terraform_makes_it(site: Site) -> None:
    number = site.ask()
    maya = site.story.person("maya")

    def withdraw(_: str) -> None:
        infrastructure.withdraw(by=maya, number=number, at=timezone.now())

    site.terraform.meanwhile = withdraw
    site.work()
    assert site.page(number).row.state == "withdrawn"
    assert (site.terraform.plans, len(site.terraform.forgotten)) == ({}, 1)


def test_a_preview_is_forgotten_even_if_the_worker_died_before_it_could_be(site: Site) -> None:
    branch = site.story.host.push(INFRA, "idea", {f"{STACK.path}/main.tf": "# idea\n"}, onto=None)
    number = site.ask(commit=branch)
    site.work()
    assert site.row(number).due_at is not None, "the worker comes once more, whatever happened"
    site.work()
    assert (site.row(number).due_at, site.terraform.plans) == (None, {})


def test_the_list_of_stacks_asks_the_database_as_often_however_many_there_are(
    site: Site, django_assert_num_queries: Any
) -> None:
    by = site.story.person("ravi")
    site.ask()
    with CaptureQueriesContext(connection) as one:
        infrastructure.stacks(by=by)
    more = {f"live/dev/us-east-1/layer{n}/main.tf": "# more\n" for n in range(5)}
    site.push(**more)
    with django_assert_num_queries(len(one)):
        assert len(infrastructure.stacks(by=by).rows) == 6


def test_a_plan_that_fails_says_which_stack_comes_first(site: Site) -> None:
    state = "live/shared/global/state/main.tf"
    site.push(**{state: FILES[f"{STACK.path}/main.tf"]})
    site.terraform.refuses["plan"] = Stopped("S3 bucket does not exist")
    number = site.ask()
    site.work()
    said = site.page(number).said
    assert said.startswith("It stands on shared/global/state, which Clark has not applied yet")
    assert said.endswith("S3 bucket does not exist")

    site.terraform.refuses["plan"] = Refused("1 thing in its code.")
    number = site.ask()
    site.work()
    assert site.page(number).said == "1 thing in its code."


def test_code_that_may_not_run_is_refused_with_its_lines(site: Site) -> None:
    where = f"{STACK.path}/main.tf:3"
    problem = Problem(where, "“provisioner local-exec” runs a program.", "Remove it.")
    site.terraform.refuses["plan"] = Refused("1 thing in its code.", [problem])
    number = site.ask()
    site.work()
    page = site.page(number)
    assert (page.row.state, page.problems[0].field) == ("refused", where)


def test_an_apply_whose_answer_is_lost_is_asked_again_and_done_once(site: Site) -> None:
    number = site.ask()
    site.work()
    site.approve(number)
    site.terraform.refuses["apply after"] = TryLater("AWS does not answer.")
    site.apply(number)
    page = site.page(number)
    assert (page.row.state, page.row.waiting) == ("applying", "AWS does not answer.")
    site.work()
    assert site.page(number).row.state == "applied"
    assert len(site.terraform.applied) == 1


def test_an_apply_that_stops_half_way_says_so(site: Site) -> None:
    number = site.ask()
    site.work()
    site.approve(number)
    site.terraform.refuses["apply"] = Refused("Terraform stopped: quota exceeded")
    site.apply(number)
    page = site.page(number)
    assert (page.row.state, page.said) == ("failed", "Terraform stopped: quota exceeded")
    assert site.ask()


def test_a_plan_of_a_branch_is_a_preview_and_never_applied(site: Site) -> None:
    branch = site.story.host.push(INFRA, "idea", {f"{STACK.path}/main.tf": "# idea\n"}, onto=None)
    number = site.ask(commit=branch)
    site.work()
    page = site.page(number)
    assert (page.row.state, page.preview, page.may) == ("preview", True, ())
    assert page.commit == branch
    with pytest.raises(Refused, match="40 hexadecimal"):
        site.ask(commit="main; rm -rf /")


def test_one_plan_of_a_stack_is_open_at_a_time(site: Site) -> None:
    number = site.ask()
    with pytest.raises(Refused, match=f"Plan {number}"):
        site.ask("jonas")
    infrastructure.withdraw(by=site.story.person("maya"), number=number, at=timezone.now())
    assert site.ask("jonas") == number + 1


def test_drift_is_found_and_brought_back_or_adopted(site: Site) -> None:
    site.applied()
    site.terraform.drifted = (DRIFTED,)
    infrastructure.look_for_drift(by=site.story.person("ravi"), stack=STACK, at=timezone.now())
    site.work()
    stack = site.stack()
    assert stack.row.state == "drifted"
    assert [each.path for each in stack.drift[0].attributes] == ["description", "tier"]

    number = _adopt(site, "description")
    site.work()
    page = site.page(number)
    assert (page.row.state, page.pull_url != "") == ("proposed", True)
    text = site.story.host.text(INFRA, f"{STACK.path}/terraform.tfvars.json", "clark/adopt-2")
    assert json.loads(text) == {"region": "us-east-1", "owner": "mallory"}
    with pytest.raises(Refused, match="No variable"):
        _adopt(site, "tier")
    with pytest.raises(NotFound):
        _adopt(site, "nothing")

    site.terraform.refuses["drift"] = TryLater("AWS does not answer.")
    infrastructure.look_for_drift(by=site.story.person("ravi"), stack=STACK, at=timezone.now())
    site.work()
    assert site.stack().row.trouble == "AWS does not answer."


def test_a_stack_whose_folder_is_gone_is_still_shown(site: Site) -> None:
    site.applied()
    site.story.host.push(INFRA, "main", {path: None for path in FILES if path.startswith("live/")})
    site.look()
    assert site.stack().row.state == "left main"
    with pytest.raises(Refused, match="Main no longer has"):
        site.ask()


def test_another_customer_sees_nothing_of_it(site: Site) -> None:
    number = site.ask()
    milton = _stranger()
    assert infrastructure.stacks(by=milton).rows == []
    assert infrastructure.plans(by=milton) == ((), 0)
    for look in (
        lambda: infrastructure.plan(by=milton, number=number),
        lambda: infrastructure.stack(by=milton, stack=STACK),
        lambda: infrastructure.withdraw(by=milton, number=number, at=timezone.now()),
    ):
        with pytest.raises(NotFound):
            look()


def test_the_worker_wakes_what_is_due_once(site: Site) -> None:
    site.ask()
    worker.wake()
    worker.wake()
    site.work()


# Private functions


def _adopt(site: Site, path: str) -> int:
    return infrastructure.adopt(
        by=site.story.person("ravi"),
        stack=STACK,
        address=DRIFTED.address,
        path=path,
        at=timezone.now(),
    )


def _as_owner(who: str) -> None:
    Person.objects.filter(username=who).update(role=Person.Role.OWNER)


def _stranger():
    other = Customer.objects.create(
        slug="initech", name="Initech", account="444455556666", gitops="i/g", control="i/c"
    )
    Person.objects.create(
        customer=other, username="milton", name="Milton", email="m@i.example", team="b",
        role=Person.Role.OWNER, password="!",
    )  # fmt: skip
    return people.by_username("milton")
