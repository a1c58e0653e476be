"""`clark adopt`: what exists in the account, and definitions of what one names."""

import time
import uuid
from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer

from clark.cli import show
from clark.cli.account import client
from clark.cli.client import Client
from clark.cli.files import DENIED, print_json
from clark.cli.online.options import Json
from clark.errors import Problem, Refused, TryLater

EVERY: Final = 0.3  # seconds between looks at the list
LONGEST: Final = 120.0  # seconds that looking into an account may take
Answer = Mapping[str, Any]

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME]...", help="What to adopt, by its name in AWS."),
]
Reason = Annotated[str, typer.Option(help="Why; the reviewer reads it.")]


def command(  # noqa: PLR0913  an option is a parameter
    names: Names = None,
    region: Annotated[str, typer.Option(help="Only this region.")] = "",
    service: Annotated[
        str | None, typer.Option(help="What the service is called; of one resource only.")
    ] = None,
    environment: Annotated[str | None, typer.Option(help="dev, staging or prod.")] = None,
    team: Annotated[str | None, typer.Option(help="The team it belongs to.")] = None,
    application: Annotated[str | None, typer.Option(help="What uses it.")] = None,
    reason: Reason = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the definitions; ask for nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show what exists in your AWS account, or ask for definitions of what you name.

    See:    clark adopt --region us-east-1

    Adopt:  clark adopt billing-prod invoices --team orders --reason "They are ours."

    What is not said is as tags and names suggest. One pull request holds all definitions, and
    somebody else approves it. Nothing in AWS is changed or deleted, and logins stay where they are.
    """
    if service is not None and len(names or ()) != 1:
        raise typer.BadParameter("name exactly one resource with it", param_hint="--service")
    asking = client()
    seen = _looked(asking, region)
    if not names:
        print_json(seen) if as_json else show.resources(seen)
        return
    said = {"service": service, "environment": environment, "team": team}
    said |= {"application": application}
    resources = [{"key": _key(seen, name), **said} for name in names]
    draft = asking.post("/adoption/plan", {"resources": resources})
    if dry_run or draft["problems"]:
        _shown(draft, as_json)
        return
    _ask(asking, {"resources": resources, "reason": reason}, as_json)


# Private functions


def _looked(asking: Client, region: str) -> Answer:
    """The list, after a look that began now. Raises `TryLater` where that takes too long."""
    asking.post("/adoption/look", {"regions": [region] if region else []})
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        seen: Answer = asking.get("/adoption", region=region)
        looks = [each for each in seen["looks"] if region in ("", each["region"])]
        if not any(each["looking"] for each in looks):
            return {**seen, "looks": looks}
        time.sleep(EVERY)
    raise TryLater("Clark still looks into the account. Ask again in a moment.")


def _key(seen: Answer, name: str) -> str:
    """By the name in AWS, or by the key that --json shows. Raises `Refused`."""
    found = [each["key"] for each in seen["rows"] if name in (each["identifier"], each["key"])]
    if len(found) == 1:
        return str(found[0])
    if not found:
        raise Refused(f"There is no {name} in the account.", [Problem("NAME", "See: clark adopt")])
    why = f"{name} is in several places: {', '.join(found)}."
    raise Refused(why, [Problem("NAME", "Name one of these, or its --region.")])


def _ask(asking: Client, body: Answer, as_json: bool) -> None:
    number = asking.post("/adoption", {**body, "submission": uuid.uuid4().hex})["number"]
    if as_json:
        print_json(asking.get(f"/requests/{number}"))
    else:
        typer.echo(f"Asked: request #{number}. A reviewer decides. See: clark review {number}")


def _shown(draft: Answer, as_json: bool) -> None:
    """Exits with 1 where it cannot be asked for."""
    print_json(draft) if as_json else show.adoption(draft)
    for each in draft["problems"]:
        if not as_json:
            said = f"{each['reason']} {each['fix']}".strip()
            show.errors().print(f"  {each['field']}: {said}", markup=False, soft_wrap=True)
    if draft["problems"]:
        raise typer.Exit(DENIED)
