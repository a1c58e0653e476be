"""What becomes of a plan, who may decide, and what a person must be told. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from clark.customers.infrastructure.words import listed, loses, noun, rank
from clark.customers.layout import SHARED
from clark.errors import Problem, Refused
from clark.flow.events import Actor
from clark.ports.terraform import GLOBAL, Attribute, ResourceChange, Stack

REGIONAL: Final = ("network", "cluster", "platform")  # each stands on those before it

ENVIRONMENT_WIDE: Final = "every region"


class State(StrEnum):
    ASKED = "asked"
    IN_REVIEW = "in review"
    APPROVED = "approved"
    APPLYING = "applying"
    APPLIED = "applied"
    EMPTY = "nothing to do"
    PREVIEW = "preview"
    PROPOSED = "proposed"
    REFUSED = "refused"
    FAILED = "failed"
    DISCARDED = "discarded"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


HALF_APPROVED: Final = "approved by one of two"
OPEN: Final = frozenset({State.ASKED, State.IN_REVIEW, State.APPROVED, State.APPLYING})
TONES: Final[Mapping[State, str]] = {
    State.ASKED: "busy",
    State.IN_REVIEW: "review",
    State.APPROVED: "review",
    State.APPLYING: "busy",
    State.APPLIED: "ok",
    State.EMPTY: "ok",
    State.PREVIEW: "ok",
    State.PROPOSED: "ok",
    State.REFUSED: "bad",
    State.FAILED: "bad",
    State.DISCARDED: "idle",
    State.REJECTED: "bad",
    State.WITHDRAWN: "idle",
}
MOVES: Final[Mapping[State, frozenset[State]]] = {
    State.ASKED: frozenset(
        {State.IN_REVIEW, State.EMPTY, State.PREVIEW, State.PROPOSED, State.REFUSED}
        | {State.WITHDRAWN}
    ),
    State.IN_REVIEW: frozenset({State.APPROVED, State.REJECTED, State.DISCARDED, State.WITHDRAWN}),
    State.APPROVED: frozenset({State.APPLYING, State.DISCARDED, State.WITHDRAWN}),
    State.APPLYING: frozenset({State.APPLIED, State.FAILED, State.DISCARDED}),
}
VERBS: Final[Mapping[str, str]] = {
    "replace": "destroys and makes anew",
    "delete": "destroys",
    "create": "creates",
    "update": "changes",
    "read": "reads",
    "no-op": "leaves",
}
LOSING: Final = frozenset({"delete", "replace"})
ORDER: Final = ("delete", "replace", "update", "create", "no-op", "read")


@dataclass(frozen=True)
class Danger:
    """A resource that goes, with the data that it holds. `name` is what a person types."""

    address: str
    name: str
    what: str
    loses: str
    replaced: bool


@dataclass(frozen=True)
class Facts:
    """What a decision depends on. `approvers` are those who may still decide."""

    state: State
    author_id: int
    digest: str
    dangers: tuple[Danger, ...]
    approvers: frozenset[int]


def advance(state: State, to: State) -> State:
    """Raises `Refused` where a plan cannot go from one state to another."""
    if to not in MOVES.get(state, frozenset()):
        raise Refused(f"A plan that is {state} cannot become {to}.")
    return to


def ordered(changes: Sequence[ResourceChange]) -> tuple[ResourceChange, ...]:
    """What goes comes first, and of that what holds data."""
    return tuple(
        sorted(
            changes,
            key=lambda each: (
                ORDER.index(each.action),
                each.action in LOSING and not loses(each.type),
                rank(each.type),
                each.address,
            ),
        )
    )


def dangers(changes: Sequence[ResourceChange]) -> tuple[Danger, ...]:
    return tuple(
        Danger(
            each.address,
            each.name or each.address,
            noun(each.type),
            loses(each.type),
            each.action == "replace",
        )
        for each in ordered(changes)
        if each.action in LOSING and loses(each.type)
    )


def approvals_needed(found: Collection[Danger]) -> int:
    return 2 if found else 1


def may_review(by: Actor, author_id: int) -> None:
    """Raises `Refused` where this person may not decide about the plan at all."""
    if not by.may_review:
        raise Refused("Reviewers and owners decide about infrastructure. Ask one of them.")
    if by.id == author_id:
        raise Refused("You asked for this plan. Someone else must decide about it.")


def may_decide(by: Actor, facts: Facts) -> None:
    may_review(by, facts.author_id)
    if facts.state != State.IN_REVIEW:
        raise Refused(f"The plan is “{facts.state}”: there is nothing to decide.")
    if by.id in facts.approvers:
        raise Refused("You approved this plan. It waits for one more person.")


def may_approve(facts: Facts, digest: str, confirmed: Collection[str]) -> None:
    """`digest` is what the person read, `confirmed` the names that they typed."""
    if digest != facts.digest:
        raise Refused("This is not the plan that you read. Read it again, then decide.")
    missing = [
        Problem(
            "confirm",
            f"This destroys {danger.loses}: {danger.name}.",
            "Type its name to confirm that it may go.",
        )
        for danger in facts.dangers
        if danger.name not in {each.strip() for each in confirmed}
    ]
    if missing:
        raise Refused("Data would be destroyed, and nobody confirmed that.", missing)


def enough(facts: Facts, one_more: int) -> bool:
    """Whether the plan is approved once this person has approved it."""
    return len(facts.approvers | {one_more}) >= approvals_needed(facts.dangers)


def may_apply(by: Actor, facts: Facts, digest: str) -> None:
    """The author may, and whoever may review: what counts was decided before."""
    if not by.may_review and by.id != facts.author_id:
        raise Refused("Its author or a reviewer applies a plan.")
    if facts.state != State.APPROVED:
        raise Refused(f"The plan is “{facts.state}”: it cannot be applied.")
    if digest != facts.digest:
        raise Refused("This is not the plan that was approved. Read it again.")
    still_approved(facts)


def still_approved(facts: Facts) -> None:
    """Raises `Refused` where somebody who approved may no longer decide."""
    if len(facts.approvers) < approvals_needed(facts.dangers):
        raise Refused(
            "Somebody who approved this plan may no longer decide, so it is not approved any more. "
            "Withdraw it, and make a new plan."
        )


# Words


def headline(stack: Stack, changes: Sequence[ResourceChange]) -> str:
    """“Creates the network of us-east-1: 1 VPC, 9 subnets and 3 NAT gateways.”"""
    real = [each for each in changes if each.action not in {"read", "no-op"}]
    if not real:
        return "Nothing in the cloud changes."
    parts = []
    for action in ORDER:
        types = [each.type for each in real if each.action == action]
        if types:
            parts.append((VERBS[action], listed(types)))
    if len(parts) == 1 and parts[0][0] == VERBS["create"]:
        return f"Creates the {stack.layer} of {place(stack)}: {parts[0][1]}."
    said = "; ".join(f"{verb} {what}" for verb, what in parts)
    return f"In the {stack.layer} of {place(stack)}, this {said}."


def stands_on(stack: Stack) -> tuple[Stack, ...]:
    """What is applied before it, in the layout that a customer begins with; the first one first."""
    state, identity = Stack(SHARED, GLOBAL, "state"), Stack(SHARED, GLOBAL, "identity")
    if stack.environment == SHARED:
        before = (state, identity)
        return before[: before.index(stack)] if stack in before else before
    if stack.layer not in REGIONAL:
        return (state, identity)
    below = REGIONAL[: REGIONAL.index(stack.layer)]
    own = (Stack(stack.environment, stack.region, layer) for layer in below)
    return (state, identity, *own)


def place(stack: Stack) -> str:
    return ENVIRONMENT_WIDE if stack.region == GLOBAL else stack.region


def sentence(change: ResourceChange) -> str:
    """One change, as one would say it."""
    said = f"{VERBS[change.action].capitalize()} the {noun(change.type)} “{change.name}”"
    said = said if change.name else f"{VERBS[change.action].capitalize()} {change.address}"
    if change.action == "replace":
        forcing = [each.path for each in change.attributes if each.replaces]
        because = f"because {_and(forcing)} cannot be changed in place" if forcing else change.note
        return f"{said}, {because}." if because else f"{said}."
    if change.action == "update":
        return f"{said}: {_and([each.path for each in change.attributes])}."
    return f"{said}: {change.note}." if change.note else f"{said}."


def counts(changes: Sequence[ResourceChange]) -> dict[str, int]:
    """How many are destroyed, replaced, changed and created; in that order."""
    return {
        action: sum(each.action == action for each in changes)
        for action in ("delete", "replace", "update", "create")
    }


# What is kept


def as_json(changes: Sequence[ResourceChange]) -> list[dict[str, Any]]:
    return [asdict(each) for each in changes]


def from_json(kept: Sequence[Mapping[str, Any]]) -> tuple[ResourceChange, ...]:
    return tuple(
        ResourceChange(
            **{**each, "attributes": tuple(Attribute(**part) for part in each["attributes"])}
        )
        for each in kept
    )


def _and(words: Sequence[str]) -> str:
    shown = list(words[:4]) + ([f"{len(words) - 4} more"] if len(words) > 4 else [])
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
