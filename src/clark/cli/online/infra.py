"""`clark infra`: stacks, plans, decisions about them, drift."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import typer

from clark.cli import show
from clark.cli.account import client
from clark.cli.client import Client
from clark.cli.files import print_json
from clark.cli.online.options import Json
from clark.errors import Problem, Refused

Verb = Literal["stacks", "plans", "plan", "show", "approve", "reject", "apply", "withdraw", "drift"]
Answer = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    reason: str
    commit: str
    confirm: list[str]
    yes: bool


def command(  # noqa: PLR0913  typer's way: a parameter is an option
    verb: Annotated[Verb, typer.Argument(help="What to do.")] = "stacks",
    target: Annotated[
        str,
        typer.Argument(
            metavar="[STACK|NUMBER]",
            help="ENVIRONMENT/REGION/LAYER for plan and drift, else a plan's number.",
        ),
    ] = "",
    reason: Annotated[
        str, typer.Option("--reason", "-m", help="Why: of a plan, an approval or a rejection.")
    ] = "",
    commit: Annotated[
        str, typer.Option("--commit", help="Plan this commit, to look at it only.")
    ] = "",
    confirm: Annotated[
        list[str] | None,
        typer.Option("--confirm", help="The name of a resource that may go with its data."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """See the stacks of your infrastructure, plan them, and apply what was reviewed.

    A plan is applied exactly as it was read and approved. What destroys data needs two people, who
    each name what goes.
    """
    asked = Asked(reason, commit, confirm or [], yes)
    asking = client()
    if verb in {"stacks", "plans"}:
        answer = asking.get(f"/infrastructure/{verb}", q=target)
        print_json(answer) if as_json else _list(verb, answer)
        return
    if verb in {"plan", "drift"}:
        answer = _stack(asking, verb, target, asked)
    else:
        answer = _plan(asking, verb, target, asked, quiet=as_json)
    print_json(answer) if as_json else _one(verb, answer)


# Private functions


def _one(verb: str, answer: Answer) -> None:
    """What became of a stack or a plan. An approval says so itself."""
    if verb == "drift":
        show.stack(answer)
    elif verb != "approve":
        show.plan(answer)


def _list(verb: str, answer: Answer) -> None:
    if verb == "stacks":
        show.stacks(answer)
    else:
        show.plans(answer["rows"])


def _stack(asking: Client, verb: str, target: str, asked: Asked) -> Answer:
    parts = target.split("/")
    if len(parts) != 3 or not all(parts):
        fix = f"Write: clark infra {verb} dev/us-east-1/network. See: clark infra stacks"
        raise Refused("Which stack?", [Problem("STACK", fix)])
    path = f"/infrastructure/stacks/{target}"
    if verb == "drift":
        asking.post(f"{path}/drift")
        return dict(asking.get(path))
    environment, region, layer = parts
    new = {"environment": environment, "region": region, "layer": layer}
    more = {"reason": asked.reason, "commit": asked.commit}
    number = asking.post("/infrastructure/plans", new | more)["number"]
    return dict(asking.get(f"/infrastructure/plans/{number}"))


def _plan(asking: Client, verb: str, target: str, asked: Asked, *, quiet: bool) -> Answer:
    if not (target.isascii() and target.isdigit()):
        fix = f"Write: clark infra {verb} 3. See: clark infra plans"
        raise Refused("Which plan?", [Problem("NUMBER", fix)])
    path = f"/infrastructure/plans/{target}"
    page = asking.get(path)
    if verb == "show":
        return dict(page)
    if verb in {"approve", "apply"}:
        if not quiet:
            show.plan(page)
        if not asked.yes:
            _confirm(verb, page)
    asking.post(f"{path}/{verb}", _body(verb, page, asked))
    if verb == "approve" and not quiet:
        typer.echo(f"Approved plan {target}. Once it has all approvals: clark infra apply {target}")
    return dict(asking.get(path))


def _body(verb: str, page: Answer, asked: Asked) -> dict[str, Any]:
    if verb == "approve":
        said = {"confirmed": asked.confirm, "comment": asked.reason}
        return {"digest": page["digest"], **said}
    if verb == "apply":
        return {"digest": page["digest"]}
    return {"comment": asked.reason} if verb == "reject" else {}


def _confirm(verb: str, page: Answer) -> None:
    if not sys.stdin.isatty():
        raise Refused("There is no terminal to ask. Read it with clark infra show, then use --yes.")
    title = page["row"]["title"]
    typer.confirm(f"\n{verb.capitalize()} “{title}” exactly as shown?", abort=True, err=True)
