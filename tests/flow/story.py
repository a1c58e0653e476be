"""A customer's Clark without processes: people call the flow, `run` plays the worker."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable

from django.utils import timezone

from clark.customers import sample
from clark.flow import people, pushes, request, review
from clark.flow.copies import refresh
from clark.flow.events import Actor
from clark.flow.offerings.reconcile import follow
from clark.flow.provision.observe import observe
from clark.flow.request import Asked
from clark.flow.request.cards import RequestPage
from clark.ports import Ports, Repository
from clark.store.models import Customer, Request
from clark.worker import jobs
from tests.described import MemoryAccount
from tests.flow.clusters import MemoryBootstrap, MemoryCluster
from tests.flow.outside import MemoryHost
from tests.places import described

GITOPS, CONTROL = "techcorp/gitops", "techcorp/clark-platform-control"
REGION = "us-east-1"


@dataclass
class Story:
    customer: Customer
    host: MemoryHost
    cluster: MemoryCluster
    account: MemoryAccount = field(default_factory=MemoryAccount)

    @property
    def ports(self) -> Ports:
        return Ports(self.host, self.cluster, MemoryBootstrap(), self.account)

    def person(self, name: str) -> Actor:
        return people.by_username(name)

    def order(self, name: str = "docs", who: str = "maya", **more: str) -> int:
        raw = {
            "service": name,
            "application": "shop",
            "team": "backend",
            "environment": "dev",
            "region": REGION,
        }
        return request.submit_new(
            by=self.person(who),
            offering=more.pop("offering", "storages"),
            asked=Asked(raw | more),
            at=timezone.now(),
        )

    def change(self, service: str, action: str, who: str = "maya", **raw: str) -> int:
        return request.submit_change(
            by=self.person(who),
            service=(REGION, service),
            action=action,
            asked=Asked(raw),
            at=timezone.now(),
        )

    def page(self, number: int, who: str = "ravi") -> RequestPage:
        return request.request(by=self.person(who), number=number, at=timezone.now())

    def row(self, number: int) -> Request:
        return Request.objects.get(customer=self.customer, number=number)

    def state(self, number: int) -> str:
        return self.row(number).state

    def approve(self, number: int, who: str = "ravi", page: RequestPage | None = None) -> None:
        seen = page or self.page(number)
        review.approve(
            by=self.person(who),
            number=number,
            read=review.Read(seen.head, seen.diff_hash),
            at=timezone.now(),
        )

    def in_review(self, name: str = "docs") -> int:
        number = self.order(name)
        self.run()
        assert self.state(number) == "in review"
        return number

    def done(self, name: str = "docs") -> int:
        number = self.in_review(name)
        self.approve(number)
        self.run()
        assert self.state(number) == "done"
        return number

    def step(self, number: int) -> None:
        """One job of the request, now."""
        row = self.row(number)
        Request.objects.filter(pk=row.pk).exclude(due_at=None).update(due_at=timezone.now())
        jobs.advance(str(row.pk))

    def look(self) -> None:
        for repository in (GITOPS, CONTROL):
            refresh(self.customer, repository, self.host, timezone.now())
            pushes.look(self.customer, repository, self.host, timezone.now())
        follow(self.customer, self.host)
        for region in self.customer.regions:
            observe(self.customer, region, self.cluster, timezone.now())

    def run(self, turns: int = 12) -> None:
        """Look and step until nothing moves any more."""
        before = None
        for _ in range(turns):
            self.look()
            open_ = Request.objects.filter(customer=self.customer).exclude(due_at=None)
            for number in open_.order_by("number").values_list("number", flat=True):
                self.step(number)
            rows = Request.objects.order_by("number").values_list("state", "due_at")
            now = [(state, due is None) for state, due in rows]
            if now == before:
                return
            before = now


def begin() -> Story:
    """TechCorp with the content that a customer begins with, copied once."""
    customer = sample.settle(sample.TECHCORP)
    host = MemoryHost()
    root = files("clark") / "blueprints"
    host.push(CONTROL, "main", dict(_texts(root / "control", "")) | described())
    host.push(GITOPS, "main", dict(_texts(root / "gitops", "")) | dict(_texts(root / "sample", "")))
    for repository in (GITOPS, CONTROL, customer.infra):
        host.found(Repository(repository, "TechCorp on Clark", ("clark",)))
    story = Story(customer, host, MemoryCluster(host, GITOPS))
    story.look()
    return story


def _texts(folder: Traversable, below: str) -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        path = f"{below}{entry.name}"
        if entry.is_dir():
            yield from _texts(entry, f"{path}/")
        else:
            yield path, entry.read_text(encoding="utf-8")
