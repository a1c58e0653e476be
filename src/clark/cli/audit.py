"""`clark audit`: is the audit trail what was written, and what does it say?"""

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from clark.cli import account, show
from clark.cli.files import DENIED, print_json
from clark.cli.online.options import Json
from clark.errors import Refused

Verb = Literal["verify", "export"]
Form = Literal["jsonl", "csv"]
MOST = 1000  # rows that the API answers at once


def command(  # noqa: PLR0913  typer's way: a parameter is an option
    verb: Annotated[Verb, typer.Argument(help="What to do.")] = "verify",
    customer: Annotated[
        str, typer.Option(metavar="SLUG", help="verify: only this customer.", show_default=False)
    ] = "",
    expect: Annotated[
        list[str] | None,
        typer.Option(metavar="SEQUENCE:HASH", help="verify: what was noted earlier."),
    ] = None,
    clone: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="verify: a clone of the GitOps repository."),
    ] = None,
    since: Annotated[datetime | None, typer.Option(help="export: not before, in UTC.")] = None,
    until: Annotated[datetime | None, typer.Option(help="export: before, in UTC.")] = None,
    form: Annotated[Form, typer.Option("--format", help="export: one row a line.")] = "jsonl",
    as_json: Json = False,
) -> None:
    """Follow the chain of the audit trail, or write its rows out.

    `verify` reads the database of the Clark that runs on this machine, and exits with 1 at the
    first row that is not what was written. Compare it with commits of your own clone, or with what
    an earlier `verify` printed. `export` asks Clark as whoever is signed in.
    """
    if verb == "export":
        _export(form, since=_utc(since), until=_utc(until))
        return
    done = _verified(customer, expect or [], clone)
    if as_json:
        print_json(done)
    else:
        for each in done:
            show.console().print(_summary(each), markup=False, soft_wrap=True)
    if any(each["broken"] for each in done):
        raise typer.Exit(DENIED)


# Private functions


def _verified(slug: str, expect: list[str], clone: Path | None) -> list[dict[str, Any]]:
    _set_up()
    from clark.flow import audit

    anchors = [audit.Anchor(*_expected(each), "what was expected") for each in expect]
    for commit, message in _messages(clone) if clone else ():
        anchors += audit.noted(message, f"commit {commit[:12]}")
    customers = audit.named(slug)
    if (expect or clone) and len(customers) != 1:
        raise Refused("Say whose it is: --customer SLUG.")
    done = []
    for each in customers:
        checked = audit.check(each, datetime.now(UTC), anchors)
        last, broken = checked.found.last, checked.found.broken
        done.append(
            {
                "customer": checked.customer,
                "rows": last.sequence,
                "hash": last.hash,
                "compared": len(anchors),
                "broken": asdict(broken) if broken else None,
            }
        )
    return done


def _set_up() -> None:
    """As `clark rebuild`: the database is that of the Clark of this home."""
    from clark import wiring
    from clark.cli.serving import set_up

    home = account.home()
    if account.running(home) is None:
        raise Refused(f"No Clark runs in {home}. Start one: clark up")
    set_up(wiring.environment(wiring.running_at(home)))


def _expected(said: str) -> tuple[int, str]:
    found = re.fullmatch(r"([1-9]\d{0,17}):([0-9a-f]{64})", said)
    if found is None:
        raise typer.BadParameter("Write SEQUENCE:HASH, as verify prints it.", param_hint="--expect")
    return int(found[1]), found[2]


def _messages(clone: Path) -> Iterator[tuple[str, str]]:
    """Every commit of every branch, with its message."""
    asked = ["git", "-C", str(clone), "log", "--all", "-z", "--format=%H%n%B"]
    done = subprocess.run(asked, capture_output=True, check=False)
    if done.returncode:
        raise Refused(f"{clone} is no clone: {done.stderr.decode(errors='replace').strip()}")
    for each in filter(None, done.stdout.decode(errors="replace").split("\0")):
        commit, _, message = each.partition("\n")
        yield commit, message


def _summary(found: Mapping[str, Any]) -> str:
    rows, broken = found["rows"], found["broken"]
    if broken:
        return f"✗ {found['customer']}: broken at row {broken['sequence']}. {broken['why']}"
    if not rows:
        return f"✓ {found['customer']}: nothing was decided yet"
    compared = f", and is what {found['compared']} notes say" if found["compared"] else ""
    return (
        f"✓ {found['customer']}: {rows} rows, the chain is whole{compared}\n"
        f"  Keep this elsewhere: {rows}:{found['hash']}"
    )


def _export(form: Form, **between: str) -> None:
    """Page by page, so that a long trail needs no memory."""
    rows = _rows(account.client(), between)
    if form == "jsonl":
        for row in rows:
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        return
    out: Any = None
    for row in rows:
        if out is None:
            out = csv.DictWriter(sys.stdout, list(row))
            out.writeheader()
        out.writerow({**row, "details": json.dumps(row["details"], ensure_ascii=False)})


def _rows(asking: Any, between: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    after: int | None = 0
    while after is not None:
        answer = asking.get("/audit", after=after, limit=MOST, **between)
        yield from answer["rows"]
        after = answer["next"]


def _utc(moment: datetime | None) -> str:
    return moment.replace(tzinfo=UTC).isoformat() if moment else ""
