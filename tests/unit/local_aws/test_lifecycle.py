"""States that take time: a table of steps and a clock that the test holds."""

from hypothesis import given
from hypothesis import strategies as st

from clark.local.aws.lifecycle import Lifecycle, Step, Work


class Thing(Lifecycle):
    def __init__(self, *steps: Step) -> None:
        self.resting = "available"
        self.size = 1
        self.steps = list(steps)


def test_a_step_without_work_ends_when_its_time_has_come() -> None:
    thing = Thing(Step("backing-up", until=10))
    assert (thing.settle(9.9), thing.status) == ([], "backing-up")
    assert [step.status for step in thing.settle(10)] == ["backing-up"]
    assert thing.status == "available"


def test_a_step_with_work_does_not_end_before_the_work_is_done() -> None:
    thing = Thing(Step("creating", until=10, work=Work.START))
    thing.settle(1000)
    assert thing.status == "creating"
    assert thing.due is thing.steps[0]
    thing.steps[0].done = True
    assert thing.due is None
    thing.settle(9)
    assert thing.status == "creating", "work that was quick does not make the cloud quick"
    thing.settle(10)
    assert thing.status == "available"


def test_values_become_true_when_the_step_ends() -> None:
    thing = Thing(Step("modifying", until=5, values={"size": 2}), Step("optimizing", until=9))
    thing.settle(4)
    assert thing.size == 1
    thing.settle(5)
    assert (thing.size, thing.status) == (2, "optimizing")


def test_a_later_step_waits_for_an_earlier_one() -> None:
    thing = Thing(Step("modifying", 5, Work.STOP), Step("modifying", 6, Work.START))
    assert thing.due == Step("modifying", 5, Work.STOP)
    thing.steps[0].done = True
    thing.settle(7)
    assert thing.due == Step("modifying", 6, Work.START)


@given(st.lists(st.floats(0, 100), max_size=6), st.lists(st.floats(0, 100), min_size=1))
def test_looking_more_often_changes_nothing(ends: list[float], looks: list[float]) -> None:
    often, once = (Thing(*(Step(str(end), end) for end in ends)) for _ in range(2))
    for now in sorted(looks):
        often.settle(now)
    once.settle(max(looks))
    assert often.steps == once.steps
