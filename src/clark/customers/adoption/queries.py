"""What exists in the account, as the worker last saw it, and what of it can be adopted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from clark.customers.adoption import record, rules
from clark.customers.adoption.cards import LookCard, ResourceRow, ResourceRows
from clark.customers.adoption.rules import House
from clark.flow import copies
from clark.flow.adoptable import DEFINED_AS, kind_of
from clark.flow.copies import Snapshot
from clark.flow.deciding import customer_of
from clark.flow.events import ENDED, Action, Actor
from clark.flow.inputs import words
from clark.flow.judge import claimed
from clark.kinds import described, summary
from clark.ports.cloud import Found, Sort
from clark.store.models import CloudLook, Customer, Request, Team

# A word and a Lucide icon for each sort.
WORDS: Mapping[Sort, tuple[str, str]] = {
    "database": ("Database", "database"),
    "aurora": ("Aurora cluster", "database"),
    "cache": ("Cache", "zap"),
    "bucket": ("Bucket", "archive"),
    "load-balancer": ("Load balancer", "network"),
}


@dataclass(frozen=True)
class Account:
    """Everything that a question about adopting needs, read once."""

    customer: Customer
    main: Snapshot
    looks: tuple[CloudLook, ...]

    @cached_property
    def house(self) -> House:
        teams = Team.objects.filter(customer=self.customer).order_by("name")
        return House(
            account=self.customer.account,
            environments=tuple(self.customer.environments),
            teams=tuple(teams.values_list("name", flat=True)),
        )

    @cached_property
    def found(self) -> Mapping[str, Found]:
        listed = (each for look in self.looks for each in record.found_in(look))
        return {rules.key(each): each for each in listed}

    @cached_property
    def managed(self) -> Mapping[tuple[str, str, str], str]:
        """Region, kind and name in AWS of what main has a definition of; its service."""
        return {
            (claim.region, claim.kind, claim.external_name.lower()): claim.name
            for claim in claimed(self.main, self.customer.account)
            if claim.external_name
        }

    @cached_property
    def asked(self) -> Mapping[tuple[str, str, str], int]:
        """Region, sort and identifier of what an open request adopts; its number."""
        open_ = Request.objects.filter(customer=self.customer, action=Action.ADOPT)
        return {
            (each["region"], each["sort"], each["identifier"]): number
            for number, adopts in open_.exclude(state__in=ENDED).values_list("number", "adopts")
            for each in adopts
        }


def account(by: Actor) -> Account:
    """Raises `NotFound` for an engineer who works for nobody yet."""
    customer = customer_of(by.customer_id)
    looks = tuple(CloudLook.objects.filter(customer=customer).order_by("region"))
    return Account(customer, copies.snapshot(customer, customer.gitops), looks)


def resources(*, by: Actor, q: str = "", filters: Mapping[str, str] | None = None) -> ResourceRows:
    """What exists, by region, sort and identifier. Filters: region, sort, state."""
    seen = account(by)
    rows = tuple(row(seen, each) for each in seen.found.values())
    wanted = {name: value for name, value in (filters or {}).items() if value}
    return ResourceRows(
        rows=tuple(
            each
            for each in rows
            if all(word in f"{each.identifier} {each.word}".lower() for word in _words(q))
            and all(getattr(each, name, "") == value for name, value in wanted.items())
        ),
        total=len(rows),
        looks=tuple(_looks(seen)),
        regions=tuple(seen.customer.regions),
    )


def row(seen: Account, found: Found) -> ResourceRow:
    state, reason, service, number = _state(seen, found)
    word, icon = WORDS[found.sort]
    return ResourceRow(
        key=rules.key(found),
        sort=found.sort,
        word=word,
        icon=icon,
        identifier=found.identifier,
        region=found.region,
        summary=_summary(found),
        state=state,
        reason=reason,
        service=service,
        request=number,
    )


# Private functions


def _words(q: str) -> list[str]:
    return words(q).lower().split()


def _looks(seen: Account) -> Iterator[LookCard]:
    looks = {each.region: each for each in seen.looks}
    for region in seen.customer.regions:
        look = looks.get(region) or CloudLook(region=region)
        yield LookCard(
            region, look.looked_at, look.due_at is not None, look.trouble, len(look.found)
        )


def _state(seen: Account, found: Found) -> tuple[str, str, str, int | None]:
    """State, reason, the service that manages it, the request that adopts it."""
    name = (found.region, DEFINED_AS[found.sort], found.identifier.lower())
    if service := seen.managed.get(name):
        return "managed", f"It is defined already, as {service}.", service, None
    if number := seen.asked.get((found.region, found.sort, found.identifier)):
        return "asked", f"Request {number} adopts it.", "", number
    reason = rules.obstacle(found, seen.house)
    return ("cannot" if reason else "free"), reason, "", None


def _summary(found: Found) -> str:
    kind = kind_of(found)
    if kind is None:
        engine = found.settings.get("Engine") or found.settings.get("Type") or ""
        return f"{engine} {found.settings.get('EngineVersion') or ''}".strip()
    settings = described(kind, found.settings, found.tags, found.region)
    said = summary(kind, {"forProvider": settings}).split(" · ")
    return " · ".join(each for each in said if each != found.region)  # a row names it anyway
