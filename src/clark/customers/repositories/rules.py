"""What an owner has to answer for in a pull request, and what is said of it. Pure."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from clark.flow.markdown import literal
from clark.flow.pushes.rules import Role, rules, runs
from clark.manifests import keepable
from clark.policy import Finding, Unread
from clark.policy.removal import allowed, too_many
from clark.ports import Check

ROLES: Final[tuple[Role, ...]] = ("gitops", "control", "infra")
OWNERS: Final = "clark/owners"
SHOWN: Final = 5  # names in a sentence


@dataclass(frozen=True)
class Said:
    """What a review of one head found. `asks` wait for an owner, `notes` are to know."""

    findings: tuple[Finding, ...] = ()
    refused: tuple[Unread, ...] = ()
    notes: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    comment: str = ""


def for_owners(paths: Collection[str], role: Role) -> Iterator[str]:
    """What of these files somebody who may only write must not decide alone."""
    if running := sorted(filter(runs, paths)):
        yield f"It changes {named(running)}: what runs in the repository, or who must agree there."
    if role == "control" and (ruling := sorted(filter(rules, paths))):
        yield f"It changes {named(ruling)}: what every request is judged by."


def removal(removed: Collection[str], services: int) -> Iterator[str]:
    """Where too many services would go at once."""
    if too_many(len(removed), services):
        names = named(sorted(each.rsplit("/", 1)[-1] for each in removed))
        yield (
            f"It removes {len(removed)} of {services} services, more than the {allowed(services)} "
            f"that go without a question: {names}."
        )


def named(names: Collection[str]) -> str:
    """The first few, and how many there are besides."""
    first, more = [keepable(each) for each in list(names)[:SHOWN]], len(names) - SHOWN
    return ", ".join(first) + (f" and {more} more" if more > 0 else "")


def owners_check(asks: Collection[str], answer: str) -> Check:
    """`answer` is what an owner said of exactly this head, "" for nothing."""
    if not asks:
        return Check(OWNERS, "success", "nothing that an owner has to answer")
    if answer:
        return Check(OWNERS, "success", answer)
    return Check(OWNERS, "failure", "an owner has to say in Clark that this was meant")


def comment(body: str, said: Said, answer: str) -> str:
    """The review's own words, then what is for owners, then what is to know."""
    lines = [body]
    if said.asks:
        lines += ["", "**For an owner**", "", *(f"- {literal(each)}" for each in said.asks)]
        told = (
            literal(answer)
            or "An owner says in Clark, on the page Repositories, that it was meant."
        )
        lines += ["", told]
    if said.notes:
        lines += ["", "**To know**", "", *(f"- {literal(each)}" for each in said.notes)]
    return "\n".join(lines)


def not_judged(paths: Iterable[str]) -> Iterator[str]:
    found = sorted(paths)
    if found:
        yield f"Clark does not judge {named(found)}."
