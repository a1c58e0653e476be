"""What branches of the control repository would change of the catalog."""

from collections.abc import Mapping
from functools import lru_cache

from clark.catalog import OFFERING, BrokenOffering
from clark.errors import NotFound, TryLater
from clark.flow import copies
from clark.flow.cards import BrokenFileCard, FieldValue, SectionValue
from clark.flow.control import Control, catalog_texts, in_force
from clark.flow.copies import Snapshot, snapshot
from clark.flow.deciding import customer_of
from clark.flow.events import Actor
from clark.flow.inputs import typed, words
from clark.flow.judge import file_diffs
from clark.flow.offerings.cards import PreviewCard, ProposalList, ProposalPage, ProposalRow
from clark.flow.offerings.rules import Preview, made, preview
from clark.store.models import Customer, ProposedBranch


def proposals(*, by: Actor, q: str = "") -> ProposalList:
    """Branches that would change an offering, or that cannot be compared, by name."""
    customer = customer_of(by.customer_id)
    rows = ProposedBranch.objects.filter(customer=customer, branch__icontains=words(q))
    control = in_force(customer)
    found = (_row(each, _previews(customer, control, each)) for each in rows.order_by("branch"))
    return ProposalList(
        rows=tuple(each for each in found if each.offerings or each.trouble),
        repository=customer.control,
        copy=copies.age(customer, customer.control),
    )


def proposal(*, by: Actor, branch: str) -> ProposalPage:
    """What one branch would change. Raises `NotFound`."""
    customer = customer_of(by.customer_id)
    said = words(branch)  # what no text holds is no branch either
    row = ProposedBranch.objects.filter(customer=customer, branch=said).first()
    if row is None or said != branch:
        raise NotFound(f"{customer.control} has no branch “{said}” that Clark has seen.")
    found = _previews(customer, in_force(customer), row)
    counts = services(snapshot(customer, customer.gitops))
    return ProposalPage(
        row=_row(row, found),
        offerings=tuple(_card(customer, row, each, counts.get(each.name, 0)) for each in found),
        repository=customer.control,
        copy=copies.age(customer, customer.control),
    )


def services(gitops: Snapshot) -> Mapping[str, int]:
    """Offering -> how many services say that they were made with it."""
    counts: dict[str, int] = {}
    for path, text in gitops.texts.items():
        if path.endswith("/service.yaml") and OFFERING in text:
            for name in {name for name, _ in made(text)}:
                counts[name] = counts.get(name, 0) + 1
    return counts


# Private functions


def _previews(customer: Customer, control: Control, row: ProposedBranch) -> tuple[Preview, ...]:
    """Rendered once for a head of a branch on what is in force."""
    if not row.files:
        return ()
    kept = tuple(sorted(control.kept.items()))
    return _rendered(customer, (control.commit, kept, row.base), row.branch, row.head)


@lru_cache(maxsize=64)
def _rendered(customer: Customer, on: object, branch: str, head: str) -> tuple[Preview, ...]:  # noqa: ARG001  the key
    row = ProposedBranch.objects.get(customer=customer, branch=branch)
    if row.head != head:
        raise TryLater(f"{branch} moved while it was read.")
    main = catalog_texts(snapshot(customer, customer.control))
    return preview(in_force(customer).standings, main, row.files)


def _row(row: ProposedBranch, found: tuple[Preview, ...]) -> ProposalRow:
    return ProposalRow(
        branch=row.branch,
        head=row.head,
        offerings=tuple(each.name for each in found),
        broken=sum(each.change == "broken" for each in found),
        trouble=row.trouble,
    )


def _card(customer: Customer, row: ProposedBranch, found: Preview, count: int) -> PreviewCard:
    offering = found.offering
    return PreviewCard(
        name=found.name,
        title=offering.title if offering else found.name,
        summary=offering.summary if offering else "",
        icon=offering.icon if offering else "file-exclamation-point",
        change=found.change,
        broken=tuple(_flaw(customer, row, each) for each in found.broken),
        sections=_form(found) if found.made else (),
        made=file_diffs(found.before, {**dict.fromkeys(found.before), **found.made}),
        source=file_diffs(found.files[0], {**dict.fromkeys(found.files[0]), **found.files[1]}),
        same=found.before == found.made,
        services=count,
    )


def _flaw(customer: Customer, row: ProposedBranch, flaw: BrokenOffering) -> BrokenFileCard:
    reason = row.unreadable.get(flaw.path, flaw.reason)
    return BrokenFileCard(customer.control, flaw.path, flaw.line, reason)


def _form(found: Preview) -> tuple[SectionValue, ...]:
    sections = found.offering.sections if found.offering else ()
    return tuple(
        SectionValue(
            section.title,
            tuple(
                FieldValue(each, typed(found.parameters.get(each.name))) for each in section.fields
            ),
        )
        for section in sections
    )
