"""With many customers, who goes round over all of them finds what was worked out the last time."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clark.flow.control import in_force
from clark.flow.copies import Snapshot, _bytes, snapshot
from clark.flow.judge import claimed
from clark.flow.newest import Newest
from clark.flow.offerings.reconcile import follow
from clark.flow.provision.inventory import inventory
from clark.store.models import CopiedFile, Copy, Customer, HistoryMark
from tests.flow.outside import MemoryHost

SERVICE = "regions/eu-west-1/dev/docs-dev/service.yaml"


@pytest.fixture
def hundred(db: None) -> list[Customer]:
    made = []
    for number in range(100):
        name = f"c{number}"
        customer = Customer.objects.create(
            slug=name,
            name=name,
            account=f"{number:012}",
            regions=["eu-west-1"],
            environments=["dev"],
            gitops=f"{name}/gitops",
            control=f"{name}/control",
        )
        for repository in (customer.gitops, customer.control):
            copy = Copy.objects.create(
                customer=customer,
                repository=repository,
                branch="main",
                commit="a" * 40,
                checked_at=timezone.now(),
            )
            CopiedFile.objects.create(copy=copy, path=SERVICE, blob="b" * 40, text="kind: X\n")
        made.append(customer)
    return made


def read(customers: list[Customer]) -> tuple[list[object], int]:
    """What is read of all customers, one after the other; and how often files were read for it."""
    with CaptureQueriesContext(connection) as said:
        found: list[object] = []
        for each in customers:
            main = snapshot(each, each.gitops)
            found += [main, snapshot(each, each.control), inventory(each, main), in_force(each)]
            found.append(claimed(main, each.account))
    return found, sum("store_copiedfile" in each["sql"] for each in said)


def test_a_second_round_reads_no_file(hundred: list[Customer]) -> None:
    first, reads = read(hundred)
    assert reads == 200
    second, reads = read(hundred)
    assert reads == 0
    assert all(one is other for one, other in zip(first, second, strict=True))


def test_a_look_at_what_stands_still_reads_no_file(hundred: list[Customer]) -> None:
    host = MemoryHost()
    for each in hundred:
        HistoryMark.objects.create(customer=each, control="a" * 40, gitops="a" * 40)
        host.branches[each.control, "main"] = "a" * 40
    with CaptureQueriesContext(connection) as said:
        assert not any(follow(each, host) for each in hundred)
    assert not any("store_copiedfile" in each["sql"] for each in said)


def test_only_the_newest_state_of_a_customer_is_kept_and_only_as_much_as_there_is_room() -> None:
    kept = Newest[list[int]](10, len)
    first = kept("a", 1, lambda: [1] * 4)
    assert kept("a", 1, list) is first
    second = kept("a", 2, lambda: [2] * 4)
    assert kept("b", 1, lambda: [3] * 6) == [3] * 6
    assert kept("a", 2, list) is second
    assert kept("c", 1, lambda: [4] * 20) == [4] * 20
    assert kept("a", 2, lambda: [5]) == [5]


def test_a_snapshot_is_weighed_by_its_texts() -> None:
    def made(text: str) -> Snapshot:
        return Snapshot("c/gitops", "a" * 40, {"a.yaml": text}, {"a.yaml": "b" * 40}, {})

    assert _bytes(made("x" * 1000)) - _bytes(made("")) == 1000
