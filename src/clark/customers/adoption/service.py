"""What people do about what exists: have it looked for, and ask for definitions of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from clark.customers.adoption import queries, record, rules
from clark.customers.adoption.cards import AdoptionPlan, Chosen
from clark.customers.adoption.queries import Account
from clark.errors import NotFound, Problem, Refused
from clark.flow import copies, request
from clark.flow.deciding import followed
from clark.flow.events import Action, Actor
from clark.flow.inputs import plain
from clark.flow.judge import blob_id, file_diffs, judge
from clark.flow.request import Asked, Ground, Proposal, Subject
from clark.flow.request.rules import title
from clark.manifests import write
from clark.policy import Finding
from clark.ports.cloud import Found

LONGEST: Final = 200  # characters of a field, before anybody says what is wrong with it
MOST: Final = 20  # resources of one request: more than that nobody reads
Wishes = Mapping[str, Mapping[str, str]]  # by key; a field that is missing is as suggested
FIELDS: Final = ("service", "environment", "team", "application")


def look(*, by: Actor, regions: Sequence[str] = (), at: datetime) -> None:
    """Have the worker look into the account, in these regions or in all."""
    customer = followed(by.customer_id)
    for region in regions or customer.regions:
        if region not in customer.regions:
            why = f"“{region[:40]}” is no region of yours."
            fix = f"Choose {', '.join(customer.regions)}."
            raise Refused(why, [Problem("region", why, fix)])
        record.ask(customer, region, by, at)


def plan(*, by: Actor, wishes: Wishes) -> AdoptionPlan:
    """What the pull request would hold, and everything that stands against it. Nothing happens.

    Raises `Refused` where the customer leaves Clark.
    """
    seen, on = queries.account(by), request.ground_to_ask(by.customer_id)
    chosen = _chosen(seen, wishes)
    files, problems = _files(seen, on, chosen)
    findings = judge(on.customer, on.control, on.main, files).verdict.findings if files else ()
    said = tuple(_said(findings, [_path(seen, each) for each in chosen]))
    denied = tuple(problem for level, problem in said if level == "deny")
    return AdoptionPlan(
        chosen=chosen,
        files=file_diffs(on.main.texts, files),
        problems=(*problems, *denied),
        warnings=tuple(problem for level, problem in said if level != "deny"),
        environments=tuple(seen.house.environments),
        teams=tuple(seen.house.teams),
        copy=copies.age(on.customer, on.customer.gitops),
    )


def adopt(*, by: Actor, wishes: Wishes, asked: Asked, at: datetime) -> int:
    """Ask for the definitions, in one pull request. Returns the request's number.

    Raises `Refused` with every problem at once, each by its field: `resources.0.service`.
    """

    def propose(on: Ground) -> Proposal:
        made = plan(by=by, wishes=wishes)
        if made.problems:
            raise Refused("This cannot be adopted as it is.", made.problems)
        return _proposal(queries.account(by), on, made.chosen)

    return request.submit_adoption(by=by, propose=propose, asked=asked, at=at)


# Private functions


def _chosen(seen: Account, wishes: Wishes) -> tuple[Chosen, ...]:
    """Raises `Refused` for nothing and for too much, `NotFound` for what is not there."""
    if not wishes:
        raise Refused("Nothing is chosen.", [Problem("resources", "Choose at least one.")])
    if len(wishes) > MOST:
        why = f"{len(wishes)} are chosen; {MOST} go into one pull request."
        raise Refused(why, [Problem("resources", why, "Choose fewer, then the others.")])
    found: list[Chosen] = []
    for key, said in wishes.items():
        if key not in seen.found:
            raise NotFound(f"There is no {key[:200]} in the account, as Clark last saw it.")
        resource = seen.found[key]
        typed = {name: plain(said[name], name, LONGEST) for name in FIELDS if name in said}
        wish = replace(rules.suggestion(resource, seen.house), **typed)
        found.append(Chosen(queries.row(seen, resource), wish))
    return tuple(found)


def _files(
    seen: Account, on: Ground, chosen: Sequence[Chosen]
) -> tuple[dict[str, str | None], tuple[Problem, ...]]:
    """The files of what nothing stands against, and the problems of the others."""
    files: dict[str, str | None] = {}
    problems: list[Problem] = []
    for index, each in enumerate(chosen):
        row = each.row
        taken = {path.split("/")[3] for path in (*on.main.blobs, *files) if _here(path, row.region)}
        own = [] if row.state == "free" else [Problem("key", row.reason)]
        own += rules.wish_problems(each.wish, seen.house, taken)
        problems += [Problem(f"resources.{index}.{p.field}", p.reason, p.fix) for p in own]
        if not own:
            found = seen.found[row.key]
            files[_path(seen, each)] = write([rules.definition(found, each.wish)])
    return files, tuple(problems)


def _here(path: str, region: str) -> bool:
    return path.startswith(f"regions/{region}/") and path.count("/") == 4


def _path(seen: Account, each: Chosen) -> str:
    region = seen.found[each.row.key].region
    return f"regions/{region}/{each.wish.environment}/{each.wish.name}/service.yaml"


def _said(findings: Sequence[Finding], paths: Sequence[str]) -> Iterator[tuple[str, Problem]]:
    """What policies say of each file. A definition is changed by changing what it describes."""
    for each in findings:
        fix = "Change it in AWS and look again, or ask your platform team about the policy."
        index = paths.index(each.file) if each.file in paths else 0
        yield each.level, Problem(f"resources.{index}.{each.field or 'policy'}", each.reason, fix)


def _proposal(seen: Account, on: Ground, chosen: Sequence[Chosen]) -> Proposal:
    files, _ = _files(seen, on, chosen)
    first = chosen[0]
    others = f" and {len(chosen) - 1} more" if len(chosen) > 1 else ""
    return Proposal(
        subject=Subject(
            action=Action.ADOPT,
            offering="",
            name=first.wish.name,
            region=first.row.region,
            environment=first.wish.environment,
            team=first.wish.team,
        ),
        title=f"{title(Action.ADOPT, first.wish.name)}{others}",
        files=files,
        judgement=judge(on.customer, on.control, on.main, files),
        adopts=tuple(_kept(seen, each, files) for each in chosen),
    )


def _kept(seen: Account, each: Chosen, files: Mapping[str, str | None]) -> Mapping[str, str]:
    """What the merge compares with AWS, and the review with what was written here."""
    found: Found = seen.found[each.row.key]
    path = _path(seen, each)
    return {
        "file": path,
        "blob": blob_id(files[path]) or "",
        "sort": found.sort,
        "region": found.region,
        "identifier": found.identifier,
    }
