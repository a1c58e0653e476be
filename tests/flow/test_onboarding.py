"""A customer comes to Clark: steps in order, cut off anywhere, done once they were seen done."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from clark.customers import exit as leaving
from clark.customers import infrastructure, onboarding, sample
from clark.customers.exit import record as exits
from clark.customers.infrastructure import Approval
from clark.customers.onboarding import OnboardingPage, Wish, record
from clark.customers.onboarding import work as steps
from clark.errors import NotFound, Refused, TryLater
from clark.flow import people
from clark.flow.events import Actor, Wait
from clark.ports import Observation, Ports, Repository
from clark.store.models import Customer, Exit, Onboarding, PlanRecord
from clark.worker import infrastructure as terraform_worker
from clark.worker import onboarding as worker
from tests.described import MemoryAccount
from tests.flow.clusters import MemoryBootstrap, MemoryCluster
from tests.flow.outside import MemoryHost
from tests.flow.terraform import MemoryTerraform

WISH = sample.NORTHWIND
GITOPS, INFRA = "northwind/gitops", "northwind/clark-platform-infra"
CONTROL = "northwind/clark-platform-control"

pytestmark = pytest.mark.django_db


class Silent(MemoryCluster):
    """There is no cluster in a region until it was bootstrapped."""

    def __init__(self, host: MemoryHost, bootstrap: MemoryBootstrap) -> None:
        super().__init__(host, GITOPS)
        self.bootstrap = bootstrap

    def observe(self, region: str):
        if region not in self.bootstrap.installed:
            raise NotFound(f"There is no cluster in {region}.")
        if (GITOPS, "main") not in self.host.branches:
            return Observation(region, "", (), (), ())
        return super().observe(region)


@dataclass
class Coming:
    """A customer on its way, with an outside in memory."""

    host: MemoryHost = field(default_factory=MemoryHost)
    bootstrap: MemoryBootstrap = field(default_factory=MemoryBootstrap)
    cloud: MemoryAccount = field(default_factory=MemoryAccount)
    terraform: dict[str, MemoryTerraform] = field(default_factory=dict)

    @property
    def ports(self) -> Ports:
        return Ports(self.host, Silent(self.host, self.bootstrap), self.bootstrap, self.cloud)

    @property
    def engineer(self) -> Actor:
        return people.by_username(sample.ENGINEER)

    def begin(self, wish: Wish = WISH) -> None:
        sample.begin(wish, timezone.now())

    def work(self, rounds: int = 8) -> OnboardingPage:
        for _ in range(rounds):
            Onboarding.objects.exclude(due_at=None).update(due_at=timezone.now())
            for each in Onboarding.objects.exclude(due_at=None):
                worker.work(each.pk)
        return self.page()

    def page(self) -> OnboardingPage:
        return sample.progress(WISH)

    def of(self, _: Customer, progress):
        """A Terraform of its own for each stack, so that each has something to create."""
        whole = self

        class Each:
            def __getattr__(self, name: str):
                def call(stack, *more):
                    made = whole.terraform.setdefault(str(stack), MemoryTerraform())
                    return getattr(made.heard_by(progress), name)(stack, *more)

                return call

        return Each()

    def decide(self) -> int:
        """The owner approves what waits, and the worker does what is due."""
        owner = people.by_username("omar")
        for plan in PlanRecord.objects.exclude(due_at=None):
            PlanRecord.objects.filter(pk=plan.pk).update(due_at=timezone.now())
            terraform_worker.work("plan", plan.pk)
        waiting = PlanRecord.objects.filter(state="in review")
        for plan in waiting:
            approval = Approval(plan.digest)
            infrastructure.approve(
                by=owner, number=plan.number, approval=approval, at=timezone.now()
            )
        return len(waiting)


@pytest.fixture
def coming(monkeypatch: pytest.MonkeyPatch) -> Iterator[Coming]:
    made = Coming()
    monkeypatch.setattr(worker, "ports_of", lambda _: made.ports)
    monkeypatch.setattr(terraform_worker, "ports_of", lambda _: made.ports)
    monkeypatch.setattr(terraform_worker, "terraform_of", made.of)
    return made


def test_a_customer_is_ready_once_every_step_was_seen_to_be_done(coming: Coming) -> None:
    coming.begin()
    page = coming.work()
    assert page.row.state == "ready"
    assert {step.state for step in page.steps} == {"done"}
    assert coming.host.repositories[GITOPS].collaborators == ("clark",)
    assert coming.bootstrap.installed == {"eu-west-1"}
    assert people.by_username("lena").customer_id == Customer.objects.get(slug="northwind").pk


def test_a_repository_that_somebody_else_made_is_left_alone_and_named(coming: Coming) -> None:
    coming.host.found(Repository(GITOPS, "Omar's own", ("omar",)))
    coming.begin()
    page = coming.work()
    assert page.row.state == "failed"
    assert GITOPS in page.row.waiting
    assert page.row.who == "Customer’s owner"
    assert coming.host.repositories[GITOPS].about == "Omar's own"

    del coming.host.repositories[GITOPS]
    onboarding.try_again(by=coming.engineer, slug="northwind", at=timezone.now())
    assert coming.work().row.state == "ready"


def test_an_outside_that_does_not_answer_delays_and_loses_nothing(coming: Coming) -> None:
    coming.host.refuses = {
        "found": TryLater("The Git host does not answer."),
        "begin after": TryLater("gone"),
    }
    coming.begin()
    assert coming.work().row.state == "ready"


def test_the_same_wish_twice_goes_on_and_another_with_its_names_is_refused(coming: Coming) -> None:
    coming.begin()
    coming.work(rounds=1)
    coming.begin()
    with pytest.raises(Refused) as refused:
        onboarding.start(by=coming.engineer, wish=replace(WISH, name="Other"), at=timezone.now())
    assert {"slug", "account", "organization"} <= {each.field for each in refused.value.problems}
    assert coming.work().row.state == "ready"


def test_nobody_but_the_engineer_who_brings_it_sees_an_onboarding(coming: Coming) -> None:
    coming.begin()
    coming.work()
    with pytest.raises(NotFound):
        onboarding.onboarding(by=people.by_username("omar"), slug="northwind")
    with pytest.raises(Refused, match="engineers"):
        onboarding.start(by=people.by_username("omar"), wish=sample.TECHCORP, at=timezone.now())


def test_terraform_builds_nothing_that_nobody_approved(coming: Coming) -> None:
    coming.begin(replace(WISH, terraform=("prod/eu-west-1",)))
    page = coming.work()
    for _ in range(3):
        PlanRecord.objects.exclude(due_at=None).update(due_at=timezone.now())
        for plan in PlanRecord.objects.exclude(due_at=None):
            terraform_worker.work("plan", plan.pk)
        page = coming.work()
    state = next(step for step in page.steps if step.key == "state")
    assert "waits for an approval" in state.places[0].said
    assert not coming.terraform["shared/global/state"].applied
    assert Customer.objects.get(slug="northwind").state == "ready", "the rest does not wait for it"


def test_terraform_builds_layer_by_layer_and_looks_again_at_each(coming: Coming) -> None:
    coming.begin(replace(WISH, terraform=("prod/eu-west-1",)))
    decided = 0
    for _ in range(30):
        if coming.work(rounds=2).row.state == "ready":
            break
        decided += coming.decide()
    page = coming.page()
    assert page.row.state == "ready", page.row.waiting
    built = list(coming.terraform)
    assert built == [
        "shared/global/state",
        "shared/global/identity",
        "shared/eu-west-1/registry",
        "prod/eu-west-1/network",
        "prod/eu-west-1/cluster",
        "prod/eu-west-1/platform",
    ]
    assert decided == len(built)
    network = next(step for step in page.steps if step.key == "network")
    assert "nothing left to do" in network.places[0].said


def test_the_control_repository_waits_until_it_is_known_what_the_clusters_stand_in(
    coming: Coming,
) -> None:
    coming.bootstrap.missing = "The stack platform of prod/eu-west-1 has not been applied yet."
    coming.begin(replace(WISH, terraform=("prod/eu-west-1",)))
    for _ in range(30):
        page = coming.work(rounds=2)
        coming.decide()
        if "prod/eu-west-1/platform" in coming.terraform:
            break
    control = next(step for step in page.steps if step.key == "control")
    assert control.places[0].said == coming.bootstrap.missing
    assert (CONTROL, "main") not in coming.host.branches

    coming.bootstrap.missing = ""
    for _ in range(6):
        coming.work(rounds=2)
        coming.decide()
    assert coming.page().row.state == "ready", coming.page().row.waiting
    text = coming.host.text(CONTROL, "clusters/prod/eu-west-1/environment.yaml")
    assert "databaseSubnetGroup: clark-prod" in text


def test_a_place_that_nobody_builds_yet_is_left_out(coming: Coming) -> None:
    coming.bootstrap.missing = "Nothing has been applied yet."
    coming.begin()
    assert coming.work().row.state == "ready"
    commit = coming.host.branches[CONTROL, "main"]
    paths = coming.host.commits[commit].tree
    assert not [path for path in paths if path.endswith("/environment.yaml")]


def test_a_plan_that_was_rejected_stops_it_and_trying_again_asks_for_a_new_one(
    coming: Coming,
) -> None:
    coming.begin(replace(WISH, terraform=("prod/eu-west-1",)))
    for _ in range(3):
        coming.work(rounds=2)
        for plan in PlanRecord.objects.exclude(due_at=None):
            terraform_worker.work("plan", plan.pk)
    plan = PlanRecord.objects.get(state="in review")
    owner = people.by_username("omar")
    infrastructure.reject(by=owner, number=plan.number, comment="Not today.", at=timezone.now())
    page = coming.work()
    assert page.row.state == "failed"
    assert "Not today." in page.row.waiting

    onboarding.try_again(by=coming.engineer, slug="northwind", at=timezone.now())
    assert coming.work().row.state == "onboarding"
    assert PlanRecord.objects.filter(stack=plan.stack).count() == 2


def test_a_plan_that_an_owner_withdrew_is_not_asked_for_again(coming: Coming) -> None:
    coming.begin(replace(WISH, terraform=("prod/eu-west-1",)))
    for _ in range(3):
        coming.work(rounds=2)
        for plan in PlanRecord.objects.exclude(due_at=None):
            terraform_worker.work("plan", plan.pk)
    plan = PlanRecord.objects.get(state="in review")
    infrastructure.withdraw(by=people.by_username("omar"), number=plan.number, at=timezone.now())
    assert coming.work().row.state == "failed"
    assert PlanRecord.objects.filter(stack=plan.stack).count() == 1

    onboarding.try_again(by=coming.engineer, slug="northwind", at=timezone.now())
    assert coming.work().row.state == "onboarding"
    assert PlanRecord.objects.filter(stack=plan.stack).count() == 2


def test_what_terraform_builds_can_be_extended_later(coming: Coming) -> None:
    coming.begin()
    assert coming.work().row.state == "ready"
    coming.begin(replace(WISH, terraform=("dev/eu-west-1",)))
    page = coming.work()
    assert page.row.state == "onboarding"
    assert "state" in {step.key for step in page.steps}


def test_what_is_added_for_terraform_has_to_be_there(coming: Coming) -> None:
    """Otherwise it would be ready at once, with nothing built and nothing said."""
    coming.begin()
    assert coming.work().row.state == "ready"
    with pytest.raises(Refused) as refused:
        coming.begin(replace(WISH, terraform=("dev/eu-west-1", "prod/eu-west1")))
    assert [each.field for each in refused.value.problems] == ["terraform.1"]
    assert coming.page().row.state == "ready"


def test_the_onboarding_of_who_leaves_stops_and_is_not_begun_anew(coming: Coming) -> None:
    more = replace(WISH, terraform=("dev/eu-west-1",))
    coming.begin()
    coming.work()
    coming.begin(more)
    coming.work(rounds=1)
    owner, now = people.by_username("omar"), timezone.now()
    seen = Onboarding.objects.select_related("customer").get()
    leaving.leave(by=owner, confirm="Northwind", at=now)
    record.wait(seen, Wait("It is on its way.", "Clark"), until=now)  # of a look that went on
    assert Onboarding.objects.get().due_at is None
    asks: list[Callable[[], object]] = [
        lambda: coming.begin(more),
        lambda: onboarding.try_again(by=coming.engineer, slug="northwind", at=now),
    ]
    for ask in asks:
        with pytest.raises(Refused, match="is leaving Clark, and its onboarding ended"):
            ask()
    assert (coming.page().row.state, coming.page().row.left_at) == ("leaving", None)
    leaving.stay(by=owner, at=now)
    assert Onboarding.objects.get().due_at == now
    leaving.leave(by=owner, confirm="Northwind", at=now)
    exits.finish(Exit.objects.get(), now)
    ended = Onboarding.objects.get()
    assert (ended.due_at, ended.ended_at) == (None, now)
    assert (coming.page().row.state, coming.page().row.left_at) == ("left", now)
    with pytest.raises(Refused, match="has left Clark, and its onboarding ended"):
        coming.begin(more)


class Killed(BaseException):
    """As SIGKILL: nothing of ours hears it."""


def _mortal(
    plain: Callable[..., Any], boundaries: Iterator[int], deaths: Collection[int]
) -> Callable[..., Any]:
    """The same, with a boundary before and after it."""

    def call(*given: object) -> Any:
        if next(boundaries) in deaths:
            raise Killed
        done = plain(*given)
        if next(boundaries) in deaths:
            raise Killed
        return done

    return call


@pytest.mark.parametrize("seed", range(20))
def test_an_onboarding_that_dies_anywhere_ends_in_the_same_state(
    coming: Coming, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty seeds: death before or after a step's act, and between what was seen and written."""
    chance = Random(seed)  # noqa: S311 - chance that can be had again
    deaths = sorted(chance.sample(range(40), 3))
    boundaries = iter(range(10_000))
    for each in (steps.Repositories, steps.Content, steps.Bootstrap, steps.People, steps.Dashboard):
        for name in ("act", "observe"):
            mortal = _mortal(getattr(each, name), boundaries, deaths)
            monkeypatch.setattr(each, name, mortal)
    coming.begin()
    for _ in range(12):
        try:
            coming.work(rounds=1)
        except Killed:
            continue
    page = coming.page()
    assert page.row.state == "ready", page.row.waiting
    assert len(coming.host.repositories) == 3
    heads = [coming.host.branches[name, "main"] for name in coming.host.repositories]
    assert all(not coming.host.commits[head].parents for head in heads), "one first commit each"
    assert {person.username for person in Customer.objects.get(slug="northwind").people.all()} == {
        "lena",
        "omar",
    }
