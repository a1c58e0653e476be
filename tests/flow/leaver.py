"""A customer that leaves: its owner asks, `work` plays the worker."""

from dataclasses import dataclass

from django.utils import timezone

from clark.customers import exit as leaving
from clark.customers.exit import ExitPage
from clark.store.models import Customer, Exit
from clark.worker import exits
from tests.flow.story import CONTROL, GITOPS, Story

INFRA = "techcorp/clark-platform-infra"
ALL = (GITOPS, CONTROL, INFRA)


@dataclass
class Leaver:
    story: Story

    @property
    def customer(self) -> Customer:
        return Customer.objects.get(pk=self.story.customer.pk)

    @property
    def page(self) -> ExitPage:
        return leaving.leaving(by=self.story.person("ana"))

    def check(self) -> leaving.ExitCheckCard:
        leaving.ask_check(by=self.story.person("ana"), at=timezone.now())
        exits.compare(self.customer.pk)
        found = self.page.check
        assert found is not None
        return found

    def leave(self) -> None:
        leaving.leave(by=self.story.person("ana"), confirm="TechCorp", at=timezone.now())

    def work(self) -> None:
        """One job of the exit, now."""
        Exit.objects.exclude(due_at=None).update(due_at=timezone.now())
        exits.work(self.customer.pk)

    def run(self, turns: int = 12) -> ExitPage:
        for _ in range(turns):
            if self.page.standing != "left":
                self.story.run()
                self.work()
        return self.page

    def trees(self) -> dict[str, dict[str, str]]:
        host = self.story.host
        return {each: dict(host.commits[host.branches[each, "main"]].tree) for each in ALL}
