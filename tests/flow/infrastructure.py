"""An infrastructure repository with one stack, a Terraform in memory, and who works with them."""

from dataclasses import dataclass

from django.utils import timezone

from clark.customers import infrastructure
from clark.customers.infrastructure import Approval, Asked, reconcile
from clark.flow.copies import refresh
from clark.store.models import Customer, PlanRecord, StackState
from clark.worker import infrastructure as worker
from tests.flow.story import Story
from tests.flow.terraform import STACK, MemoryTerraform

INFRA = "techcorp/clark-platform-infra"


@dataclass
class Site:
    story: Story
    terraform: MemoryTerraform

    @property
    def customer(self) -> Customer:
        return self.story.customer

    def push(self, **files: str) -> str:
        commit = self.story.host.push(INFRA, "main", files)
        self.look()
        return commit

    def look(self) -> None:
        """As the watcher does."""
        refresh(self.customer, INFRA, self.story.host, timezone.now())
        reconcile.discover(self.customer, timezone.now())

    def ask(self, who: str = "maya", **more: str) -> int:
        return infrastructure.ask(
            by=self.story.person(who), stack=STACK, asked=Asked(**more), at=timezone.now()
        )

    def work(self) -> None:
        """Every plan and every stack that is due, now."""
        for plan in PlanRecord.objects.exclude(due_at=None):
            PlanRecord.objects.filter(pk=plan.pk).update(due_at=timezone.now())
            worker.work("plan", plan.pk)
        for stack in StackState.objects.filter(due_at__lte=timezone.now()):
            worker.work("drift", stack.pk)

    def page(self, number: int, who: str = "ravi") -> infrastructure.PlanPage:
        return infrastructure.plan(by=self.story.person(who), number=number)

    def row(self, number: int) -> PlanRecord:
        return PlanRecord.objects.get(customer=self.customer, number=number)

    def approve(self, number: int, who: str = "ravi", *confirmed: str) -> None:
        approval = Approval(self.page(number).digest, confirmed)
        by = self.story.person(who)
        infrastructure.approve(by=by, number=number, approval=approval, at=timezone.now())

    def apply(self, number: int, who: str = "ravi") -> None:
        by, digest = self.story.person(who), self.page(number).digest
        infrastructure.apply(by=by, number=number, digest=digest, at=timezone.now())
        self.work()

    def applied(self) -> int:
        number = self.ask()
        self.work()
        self.approve(number)
        self.apply(number)
        assert self.page(number).row.state == "applied"
        return number

    def stack(self) -> infrastructure.StackPage:
        return infrastructure.stack(by=self.story.person("ravi"), stack=STACK)
