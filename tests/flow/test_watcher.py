"""The watcher: who is slow delays nobody else."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from clark.customers import sample
from clark.store.models import Customer
from clark.worker import watch
from tests.flow.story import CONTROL, GITOPS

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=8) as made:
        yield made


@pytest.fixture
def customer() -> Customer:
    return sample.settle(sample.TECHCORP)


class Outside:
    """Every look ends at once, but for one name's, which ends when told to."""

    def __init__(self, slow: str) -> None:
        self.slow, self.go_on = slow, threading.Event()
        self.looks: list[str] = []

    def look(self, _: Customer, name: str) -> None:
        self.looks.append(name)
        if name == self.slow:
            assert self.go_on.wait(30)


@pytest.mark.parametrize("slow", ["us-east-1", GITOPS])
def test_what_is_slow_is_looked_at_once_while_all_else_goes_on(
    customer: Customer, pool: ThreadPoolExecutor, slow: str
) -> None:
    outside = Outside(slow)
    looks = watch.Looks(pool, ((outside.look, watch.repositories), (outside.look, watch.regions)))
    for _ in range(3):
        looks.begin(patience=0.2)
    others = {GITOPS, CONTROL, *customer.regions} - {slow}
    assert {name: outside.looks.count(name) for name in others} == dict.fromkeys(others, 3)
    assert outside.looks.count(slow) == 1
    outside.go_on.set()
    pool.shutdown()


def test_what_was_slow_is_looked_at_again_once_it_answered(
    customer: Customer, pool: ThreadPoolExecutor
) -> None:
    outside = Outside("us-east-1")
    looks = watch.Looks(pool, ((outside.look, watch.regions),))
    looks.begin(patience=0.1)
    outside.go_on.set()
    for _ in range(2):  # it may still be on its way out in the first
        looks.begin(patience=5)
    assert outside.looks.count("us-east-1") >= 2


def test_a_look_that_fails_keeps_nobody_from_looking_again(
    customer: Customer, pool: ThreadPoolExecutor
) -> None:
    looked: list[str] = []

    def fail(_: Customer, name: str) -> None:
        looked.append(name)
        raise RuntimeError

    looks = watch.Looks(pool, ((fail, watch.regions),))
    for _ in range(2):
        looks.begin(patience=5)
    assert looked.count("us-east-1") == 2
