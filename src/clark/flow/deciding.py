"""Who may decide, and about what: asked by the pages and, with the row locked, by the decision."""

from dataclasses import dataclass

from clark.errors import Refused
from clark.flow.events import Actor, State
from clark.store.models import Request


@dataclass(frozen=True)
class Facts:
    """What a decision depends on."""

    state: State
    author_id: int
    commit_authors: frozenset[str]
    head: str
    diff_hash: str
    allowed: bool


@dataclass(frozen=True)
class Read:
    """What a person had before them when they decided."""

    head: str
    diff_hash: str


class OwnRequest(Refused):
    """Someone else must review what a person asked for or wrote."""


class NotWhatWasRead(Refused):
    """The change moved while it was read."""


def may_decide(by: Actor, facts: Facts) -> None:
    """Raises `Refused` with the reason why this person cannot decide now."""
    if not by.may_review:
        raise Refused("Reviewers and owners decide. Ask one of them.")
    if by.id == facts.author_id:
        raise OwnRequest("You asked for this. Someone else must review it.")
    if by.email.lower() in facts.commit_authors:
        raise OwnRequest("You wrote a commit of this pull request. Someone else must review it.")
    if facts.state != State.IN_REVIEW:
        raise Refused(f"The request is {facts.state}: there is nothing to decide.")


def may_approve(facts: Facts, read: Read) -> None:
    """Raises `NotWhatWasRead`, or `Refused` where policies deny the change."""
    if (read.head, read.diff_hash) != (facts.head, facts.diff_hash):
        raise NotWhatWasRead("The change moved while you read it. Read it again, then decide.")
    if not facts.allowed:
        raise Refused("Policies deny this change as it is. Ask for a change instead.")


def facts(request: Request) -> Facts:
    return Facts(
        state=State(request.state),
        author_id=request.author_id,
        commit_authors=frozenset(each.lower() for each in request.authors),
        head=request.head,
        diff_hash=request.diff_hash,
        allowed=bool(request.verdict.get("allowed")),
    )
