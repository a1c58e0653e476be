"""One customer's onboarding, in a process that may die by SIGKILL at one of its boundaries.

    python doomed_onboarding.py INDEX LAST

A boundary is, as for the doomed worker, a moment before or after a call of a port or a commit. The
process dies at the LAST-th of them; at none if LAST is 0. Alive at its end it prints how many there
were. Started again it goes on with the same customer, which INDEX names.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import django

PATIENCE = 120.0  # seconds


def slug(index: int) -> str:
    return f"comes-{index:02d}"


def account(index: int) -> str:
    return f"9{index:011d}"


def network(index: int) -> str:
    """How its addresses begin."""
    return f"10.{100 + index}."


class Boundaries:
    def __init__(self, last: int) -> None:
        self.passed, self._last = 0, last

    def around(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any, **more: Any) -> Any:
            self._pass()
            result = call(*args, **more)
            self._pass()
            return result

        return watched

    def _pass(self) -> None:
        self.passed += 1
        if self.passed == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


def wish(index: int) -> Any:
    from clark.customers.onboarding import Place, Someone, Team, Wish

    name = slug(index)
    return Wish(
        name=name.capitalize(),
        slug=name,
        account=account(index),
        organization=name,
        regions=(Place("us-east-1", f"{network(index)}0.0/16"),),
        environments=("dev", "prod"),
        teams=(Team("sales", 4000),),
        people=(
            Someone(f"{name}-ida", "Ida Berg", f"ida@{name}.example", "sales", "developer"),
            Someone(f"{name}-tom", "Tom Oduya", f"tom@{name}.example", "sales", "owner"),
        ),
    )


def onboard(index: int) -> None:
    """As the worker does it."""
    from django.utils import timezone

    from clark.customers import sample
    from clark.store.models import Customer
    from clark.worker import onboarding

    wanted = wish(index)
    page = sample.begin(wanted, timezone.now())
    deadline = time.monotonic() + PATIENCE
    while page.row.state != "ready":
        assert time.monotonic() < deadline, page.row
        onboarding.work(Customer.objects.get(slug=wanted.slug).pk)
        time.sleep(0.1)
        page = sample.progress(wanted)


def main() -> None:
    django.setup()
    from django.db.backends.base.base import BaseDatabaseWrapper

    from clark import wiring
    from clark.ports import Ports
    from clark.worker import onboarding
    from tests.faults.doomed_worker import Watched

    index, last = int(sys.argv[1]), int(sys.argv[2])
    boundaries = Boundaries(last)

    def ports_of(customer: Any) -> Ports:
        real = wiring.ports_of(customer)
        parts = (real.host, real.cluster, real.bootstrap, real.cloud)
        return Ports(*(Watched(each, boundaries) for each in parts))

    onboarding.ports_of = ports_of
    commit = BaseDatabaseWrapper.commit
    BaseDatabaseWrapper.commit = lambda self: boundaries.around("commit", commit)(self)
    onboard(index)
    sys.stdout.write(str(boundaries.passed))


if __name__ == "__main__":
    main()
