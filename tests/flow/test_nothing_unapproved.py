"""The law of the merge, searched by machine: whatever people, pushes, races and lost answers do,
Clark merges what a second person approved, as it was approved, and nothing else.
"""

from collections.abc import Callable
from random import Random

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as search

from clark.errors import ClarkError, TryLater
from clark.flow import request, review
from clark.flow.events import ENDED, OPEN, STOPPED
from clark.flow.judge import blob_id, diff_hash
from clark.store.models import Notice, Person, Request
from clark.worker import jobs
from tests.flow.outside import Tree
from tests.flow.raised import ask
from tests.flow.story import CONTROL, REGION, Story, begin

EXTRA = [f"regions/{REGION}/dev/evil-dev/service.yaml", "README.md"]

RULES = """\
apiVersion: platform.clark.dev/v1alpha1
kind: Approvals
spec:
  rules:
    - {{name: several, match: {{environment: dev}}, approvals: {}}}
"""
FREE = """\
apiVersion: platform.clark.dev/v1alpha1
kind: Approvals
spec:
  rules:
    - {name: free, match: {environment: dev}, automatic: true}
"""
ROLES = ("developer", "reviewer", "owner")
ACTS = [
    *(
        ["agree"] * 6
        + ["run"] * 4
        + ["step"] * 5
        + ["approve"] * 6
        + ["meanwhile"] * 2
        + ["push"] * 3
    ),
    *("delete", "delete", "push_more", "push_by_force", "push_to_main", "decide_meanwhile"),
    *("withdraw", "reject", "role", "by_hand", "fail", "raise", "raise"),
    *("override", "override", "rules", "rules", "rules"),
]
persons = st.sampled_from(["maya", "jonas", "ravi", "ravi", "ana"])
turns, days = st.integers(0, 3), st.integers(30, 33)


class Life(RuleBasedStateMachine):
    """`bound` holds what approvals were given for, number and head: by whom, and all its files.

    The customer's rules ask for `least` approvals.
    """

    def __init__(self, give: Callable[[Story], None], least: int = 1) -> None:
        super().__init__()
        self.least = least
        self.scope = transaction.atomic()
        self.scope.__enter__()
        self.story = begin()
        self.bound: dict[tuple[int, str], tuple[set[str], Tree]] = {}
        self.hurried: dict[tuple[int, str], Tree] = {}
        self.seen = 0
        if least > 1:
            self.story.host.push(CONTROL, "main", {"approvals.yaml": RULES.format(least)})
        give(self.story)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.scope.__exit__(None, None, None)

    @initialize()
    def two_requests(self) -> None:
        """There are two that can still be approved, mostly; each has a service of its own."""
        for _ in range(2):  # and no more: a rule may approve each at once
            if Request.objects.filter(state__in=OPEN).count() < 2:
                self.story.order(f"life{Request.objects.count()}")
                self.story.run(2)

    @rule(act=st.sampled_from(ACTS), turn=turns, who=persons, days=days)
    def act(self, act: str, turn: int, who: str, days: int) -> None:
        """One rule, so that the mix is the one of `ACTS` in every life."""
        getattr(self, f"_{act}")(turn, who, days)
        self.two_requests()

    # People

    def _delete(self, turn: int, who: str, _: int) -> None:
        found = Request.objects.filter(state="done", action="create").first()
        if found:
            name = found.service
            self._try(lambda: self.story.change(name, "delete", who, confirm=name))

    def _raise(self, turn: int, who: str, days: int) -> None:
        """Somebody needs more of a limit: that is to be changed in the other repository."""
        self._try(lambda: ask(self.story, who, "node-groups", services=str(days)))

    def _approve(self, turn: int, who: str, _: int) -> None:
        row = self._one(turn)
        if row is None:
            return
        page = self.story.page(row.number)
        if self._try(lambda: self.story.approve(row.number, who, page)):
            files = self._blobs(row)
            standing = row.decisions.filter(verdict="approve", head=page.head, void_because="")
            approvers = set(standing.values_list("person__username", flat=True))
            assert who in approvers
            self.bound[row.number, page.head] = (approvers, files)
            person = Person.objects.get(username=who)
            assert person.email not in self._wrote(row, page.head)
            assert person.role == "owner" or not row.raises

    def _override(self, turn: int, who: str, _: int) -> None:
        """An owner in a hurry; whoever is none is refused."""
        row = self._one(turn)
        if row is None:
            return
        page = self.story.page(row.number)
        read = review.Read(page.head, page.diff_hash)
        by, at = self.story.person(who), timezone.now()
        if self._try(
            lambda: review.override(by=by, number=row.number, read=read, comment="Now!", at=at)
        ):
            assert by.role == "owner"
            assert not row.raises
            self.hurried[row.number, page.head] = self._blobs(row)

    def _rules(self, turn: int, *_: object) -> None:
        """The customer asks for more approvals, for fewer, or lets a rule approve."""
        rule = RULES.format(self.least + turn % 2) if turn < 2 else FREE
        if turn < 2 or self.least == 1:
            self.story.host.push(CONTROL, "main", {"approvals.yaml": rule})

    def _blobs(self, row: Request) -> Tree:
        return {path: blob_id(text) for path, text in row.files.items()}

    def _agree(self, turn: int, *_: object) -> None:
        """Whoever is free to approves, and is heard: without it chance seldom comes to a merge."""
        for who in ("ravi", "ana", "jonas"):
            self._approve(turn, who, 0)
        self.story.run(3)

    def _withdraw(self, turn: int, _: str, __: int) -> None:
        row = self._one(turn)
        if row:
            by = self.story.person(row.author.username)
            self._try(lambda: request.withdraw(by=by, number=row.number, at=timezone.now()))

    def _reject(self, turn: int, who: str, _: int) -> None:
        row, by, at = self._one(turn), self.story.person(who), timezone.now()
        if row:
            self._try(lambda: review.reject(by=by, number=row.number, comment="No.", at=at))

    def _role(self, turn: int, who: str, _: int) -> None:
        Person.objects.filter(username=who).update(role=ROLES[turn % 3])

    # Git

    def _push(
        self, turn: int, who: str, days: int, extra: str = "", older: int | None = None
    ) -> None:
        """Change the request's file on its branch; onto an older main, by force."""
        row, host = self._one(turn), self.story.host
        if row is None or self._path(row) not in self._tree(row, row.branch):
            return
        path, repository = self._path(row), row.repository
        text = host.text(repository, path, row.branch) + f"# {days}\n"
        mains = list(host._ancestors(host.branches[repository, "main"]))
        onto = None if older is None else mains[min(older, len(mains) - 1)]
        more = {extra: text} if extra else {}
        host.push(repository, row.branch, {path: text, **more}, f"{who}@techcorp.example", onto)

    def _push_more(self, turn: int, who: str, days: int) -> None:
        self._push(turn, who, days, EXTRA[days % 2])

    def _push_by_force(self, turn: int, who: str, days: int) -> None:
        self._push(turn, who, days, older=days - 30)

    def _push_to_main(self, turn: int, _: str, days: int) -> None:
        row, host = self._one(turn), self.story.host
        if row and self._path(row) in self._tree(row, "main"):
            path, repository = self._path(row), row.repository
            host.push(repository, "main", {path: f"{host.text(repository, path)}# {days}\n"})

    def _by_hand(self, turn: int, _: str, days: int) -> None:
        row, host = self._one(turn), self.story.host
        if row and row.pull_number:
            end = host.merge_by_hand if days % 2 else host.close_by_hand
            end(row.repository, row.pull_number)

    # Clark, and what meets it

    def _step(self, turn: int, _: str, __: int) -> None:
        row = self._one(turn)
        if row:
            self.story.step(row.number)

    def _run(self, *_: object) -> None:
        self.story.run(2)

    def _fail(self, turn: int, _: str, __: int) -> None:
        name = ("merge", "merge after", "propose after", "changed")[turn]
        self.story.host.refuses[name] = TryLater("The answer was lost.")

    def _meanwhile(self, turn: int, who: str, days: int) -> None:
        """Another head between two calls of the next step, for good or for one call."""
        waiting = self.story.host.between
        waiting.extend([lambda _: None] * ((days - 30) * 4 + turn))
        kept: dict[tuple[str, str], str] = {}

        def go(_: str) -> None:
            kept.update(self.story.host.branches)
            self._push(turn, who, days)

        def back(_: str) -> None:
            row = self._one(turn)
            key = (row.repository, row.branch) if row else ("", "")
            if key in kept:
                self.story.host.branches[key] = kept[key]

        waiting.extend([go, back] if days % 2 else [go])

    def _decide_meanwhile(self, turn: int, _: str, days: int) -> None:
        """A merge holds the request's row, so nobody can decide in that moment."""
        decide = self._withdraw if days % 2 else self._approve
        waiting = self.story.host.between
        waiting.extend([lambda _: None] * turn)
        waiting.append(lambda call: None if call == "merge" else decide(turn, "ravi", days))

    # What holds

    @invariant()
    def what_was_approved_is_what_was_merged(self) -> None:
        host = self.story.host
        for merged in host.merges[self.seen :]:
            rows = Request.objects.filter(pull_number=merged.number)
            (row,) = (each for each in rows if each.repository == merged.repository)
            key = (row.number, merged.head)
            files = self._let_in(row, key)
            changed = {
                path: merged.after.get(path)
                for path in {*merged.before, *merged.after}
                if merged.before.get(path) != merged.after.get(path)
            }
            assert changed == files, "main changed in something else than was read"
            assert not any(path in changed for path in EXTRA)
        self.seen = len(host.merges)

    def _let_in(self, row: Request, key: tuple[int, str]) -> Tree:
        """What was approved of this head: by people, in an emergency, or by a rule."""
        if key in self.hurried:
            return self.hurried[key]
        by_rule = row.decisions.filter(verdict="automatic", head=key[1], void_because="")
        if self.least == 1 and by_rule.exists() and not row.raises:
            assert diff_hash({}, row.files) == row.written, "a rule approved what a person pushed"
            return self._blobs(row)
        assert key in self.bound, "merged without an approval of this head"
        approvers, files = self.bound[key]
        assert row.author.username not in approvers
        least = 1 if row.raises else self.least  # the rules are about environments
        assert len(approvers) >= least, "merged with fewer approvals than the rules ask for"
        return files

    @invariant()
    def nobody_is_told_twice_of_an_end_and_an_end_is_an_end(self) -> None:
        told = Notice.objects.filter(key__endswith=":done").values_list("request", flat=True)
        assert sorted(told) == sorted(self._ended())
        for row in Request.objects.filter(state="done"):
            assert row.due_at is None
            assert row.merge_commit

    # Private

    def _ended(self) -> list[object]:
        return list(Request.objects.filter(state="done").values_list("pk", flat=True))

    def _try(self, call: Callable[[], object]) -> bool:
        try:
            with transaction.atomic():
                call()
        except ClarkError:
            return False
        return True

    def _one(self, turn: int) -> Request | None:
        """A request that is under way; one in four times, one that ended."""
        rows = Request.objects.order_by("number")
        chosen = rows.filter(state__in=STOPPED) if turn == 3 else rows.exclude(state__in=ENDED)
        return chosen[turn % len(chosen)] if chosen else None

    def _path(self, row: Request) -> str:
        return "limits.yaml" if row.raises else f"regions/{REGION}/dev/{row.service}/service.yaml"

    def _tree(self, row: Request, branch: str) -> Tree:
        host, key = self.story.host, (row.repository, branch)
        return host.commits[host.branches[key]].tree if key in host.branches else {}

    def _wrote(self, row: Request, head: str) -> set[str]:
        host = self.story.host
        before = host._ancestors(row.base_commit)
        return {host.commits[each].author for each in host._ancestors(head) if each not in before}


@pytest.fixture
def give(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[Story], None]:
    """Lead the worker's jobs to the outside of a story."""

    def lead(story: Story) -> None:
        monkeypatch.setattr(jobs, "ports_of", lambda _: story.ports)

    return lead


def test_in_long_lives_nothing_is_merged_that_was_not_approved(
    give: Callable[[Story], None],
) -> None:
    """Walks by dice: longer than what a search for the shortest counterexample tries first."""
    merges = [_walk(give, seed) for seed in range(4)]
    assert min(merges) >= 1, f"{merges}: a life in which nothing is merged tries nothing"
    assert sum(merges) >= 12, merges


def test_in_long_lives_nothing_is_merged_that_only_one_of_two_approved(
    give: Callable[[Story], None],
) -> None:
    merges = [_walk(give, seed, least=2) for seed in range(2)]
    assert sum(merges) >= 2, merges


def _walk(give: Callable[[Story], None], seed: int, least: int = 1) -> int:
    """One life. Returns how often Clark merged."""
    chance = Random(seed)  # noqa: S311 - chance that can be had again
    life = Life(give, least)
    life.two_requests()
    for _ in range(60):
        who = chance.choice(["maya", "jonas", "ravi", "ravi", "ana"])
        life.act(chance.choice(ACTS), chance.randrange(4), who, chance.randint(30, 33))
        life.what_was_approved_is_what_was_merged()
        life.nobody_is_told_twice_of_an_end_and_an_end_is_an_end()
    merges = len(life.story.host.merges)
    life.teardown()
    return merges


@pytest.mark.slow
@pytest.mark.parametrize("least", [1, 2])
def test_no_sequence_is_found_that_merges_what_was_not_approved(
    give: Callable[[Story], None], least: int
) -> None:
    search(
        lambda: Life(give, least),
        settings=settings(
            max_examples=200,
            stateful_step_count=40,
            suppress_health_check=list(HealthCheck),
        ),
    )
