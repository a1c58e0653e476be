"""HANDOVER.md: what a customer that leaves Clark needs to know. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from clark.customers.exit.rules import Line
from clark.customers.exit.stops import Found, Stop, goes_on, stops

FILE: Final = "HANDOVER.md"


@dataclass(frozen=True)
class Change:
    """A request that was merged. `approved_by` is empty where nobody approved it in Clark."""

    number: int
    title: str
    asked_by: str
    approved_by: str
    commit: str
    on: date


@dataclass(frozen=True)
class Someone:
    name: str
    email: str
    role: str
    team: str


@dataclass(frozen=True)
class Handover:
    """Everything the document says. `observer` is the file with Clark's read-only AWS role, if
    main has one; `since` is when the customer came to Clark."""

    customer: str
    account: str
    asked_by: str
    on: date
    since: date | None
    people: tuple[Someone, ...]
    lines: tuple[Line, ...]
    changes: tuple[Change, ...]
    found: Found
    observer: str = ""


def document(of: Handover) -> str:
    """The text, the same for all repositories: whoever looks into one finds it."""
    parts = [
        f"# {of.customer} without Clark",
        f"{of.asked_by} took {of.customer} out of Clark on {of.on}. Clark wrote this document, and "
        "then gave back its access to the repositories. Nothing else was changed, and nothing was "
        "deleted.",
        *_section("What goes on", (f"- {each}" for each in goes_on(of.found))),
        *_section("What is where", _where(of)),
        *_section("Change a service by hand", _by_hand(of)),
        *_section("What Clark did, and what replaces it", _replaced(stops(of.found))),
        *_section("Who owns it", _people(of.people)),
        *_section("Services on the last day", _inventory(of)),
        *_section("What Clark merged", _changes(of)),
        *_section("What is left of Clark, and how to remove it", _left(of)),
    ]
    return "\n\n".join(parts) + "\n"


# Private functions


def _section(title: str, lines: Iterable[str]) -> tuple[str, str]:
    return f"## {title}", "\n".join(lines)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    for row in rows:
        yield f"| {' | '.join(_cell(each) for each in row)} |"


def _cell(text: str) -> str:
    """Nothing that was once typed by somebody opens a column, a row, a tag or a link."""
    plain = " ".join(text.split())
    for character in "\\|<>[]`":
        plain = plain.replace(character, f"\\{character}")
    return plain


def _where(of: Handover) -> Iterator[str]:
    found = of.found
    rows = [
        (f"`{found.gitops}`", "services: regions/<region>/<environment>/<service>/"),
        (f"`{found.control}`", "offerings/: what could be ordered; policies/: what is allowed"),
    ]
    if found.infra:
        rows.append((f"`{found.infra}`", "Terraform of networks, clusters and roles, below live/"))
    yield "| repository | what it holds |"
    yield "|---|---|"
    yield from (f"| {name} | {what.replace('<', '&lt;')} |" for name, what in rows)
    yield ""
    yield f"All of it is in AWS account {of.account}, in {', '.join(found.applied)}."


def _by_hand(of: Handover) -> Iterator[str]:
    yield f"1. Clone `{of.found.gitops}` and make a branch."
    yield (
        "2. Edit `regions/<region>/<environment>/<service>/service.yaml`: a plain Crossplane "
        "resource, whose `spec.forProvider` AWS gets. `credentials.yaml` beside it says where its "
        "login goes."
    )
    yield "3. Open a pull request, have somebody else read it, and merge it."
    yield (
        "4. The region's cluster applies it: `kubectl get managed` shows SYNCED and READY, "
        "`kubectl describe` says why it is not."
    )
    yield ""
    yield (
        "A new service is a new directory. To delete a service takes two merges: the first asks "
        "for a final snapshot and switches its protection off; once AWS has that, the second "
        "removes the directory."
    )
    yield ""
    yield "What the second merge does to the resource in AWS depends:"
    yield ""
    yield (
        "- Where each directory is an Argo CD Application, as the control repository sets it up "
        "(`preserveResourcesOnDeletion`), nothing is deleted with it. The resource stays in the "
        "cluster and in AWS, and is paid for, until somebody deletes it: "
        "`kubectl delete <kind> <name>`."
    )
    yield (
        "- Where the engine prunes what left the repository, as that of Clark's local platform "
        "does, AWS deletes it at once; only deletion protection keeps it."
    )
    yield (
        "- What says `deletionPolicy: Orphan`, as everything that was adopted does, stays in AWS "
        "in either case. Set it to `Delete` in the first merge, if AWS is to delete it."
    )


def _replaced(found: Iterable[Stop]) -> Iterator[str]:
    rows = ((each.what, each.instead, "yes" if each.ready else "no") for each in found)
    yield from _table(("Clark did", "instead", "in place"), rows)


def _people(people: Sequence[Someone]) -> Iterator[str]:
    rows = ((each.name, each.email, each.role, each.team) for each in people)
    yield "In Clark they were:"
    yield ""
    yield from _table(("who", "e-mail", "role", "team"), rows)
    yield ""
    yield "Who may merge now, the Git host decides."


def _inventory(of: Handover) -> Iterator[str]:
    yield f"From commit `{of.found.head}` and the clusters, without Clark's own tables."
    yield ""
    rows = (
        (
            each.region,
            each.environment,
            each.name,
            each.kind,
            each.summary,
            each.team,
            f"{each.sync}, {each.health}",
        )
        for each in of.lines
    )
    head = ("region", "environment", "service", "kind", "what", "team", "state")
    yield from _table(head, rows)


def _changes(of: Handover) -> Iterator[str]:
    if of.since is not None:
        yield f"Clark made the repositories and their first content on {of.since}."
        yield ""
    if not of.changes:
        yield "No request was merged through Clark."
        return
    rows = (
        (str(c.number), c.title, c.asked_by, c.approved_by or "nobody in Clark", c.commit[:12],
         str(c.on))
        for c in of.changes
    )  # fmt: skip
    yield from _table(("request", "what", "asked by", "approved by", "commit", "on"), rows)


def _left(of: Handover) -> Iterator[str]:
    yield (
        "- Labels and annotations that begin with `clark.dev/`, in files and on resources. "
        f"Policies in `{of.found.control}` read some of them; otherwise they do nothing, and may "
        "stay."
    )
    yield (
        "- Branches that begin with `clark/`: `git push origin --delete <branch>`. Nothing reads "
        "them."
    )
    yield (
        "- Names that hold the word, such as `clark/<environment>/…` in Secrets Manager and "
        "subnet groups. They are yours, and in use: renaming them would move logins."
    )
    if of.observer:
        yield (
            f"- The read-only AWS role `clark-observe` in `{of.found.infra}`, {of.observer}: "
            "remove the file and apply the stack."
        )
    yield (
        "- Access that the clusters were given for Clark to look at them, if you gave it: revoke "
        "it. The clusters read Git with an access of their own, which is not Clark's; keep that "
        "one."
    )
