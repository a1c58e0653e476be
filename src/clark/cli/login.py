"""`clark login`: a token for the commands that ask a running Clark."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from clark import wiring
from clark.cli import account
from clark.cli.serving import set_up
from clark.errors import Refused


def command(
    username: Annotated[str, typer.Option("--as", help="The sample person, e.g. maya or ravi.")],
) -> None:
    """Sign in on the local platform as one of its sample people.

    The token is kept in CLARK_HOME, readable by you only, and holds for 30 days or until
    clark logout. Elsewhere people will sign in with
    their company's identity provider (OIDC), which comes later; until then set CLARK_TOKEN.
    """
    home = account.home()
    if account.running(home) is None:
        raise Refused(f"No Clark runs in {home}. Start one: clark up")
    set_up(wiring.environment(wiring.running_at(home)))
    from clark.flow import people

    known = [each.username for each in people.samples()]
    if username not in known:
        said = f"there is nobody called {username}; take one of {', '.join(known)}"
        raise typer.BadParameter(said, param_hint="--as")
    token = people.issue_token(username=username, purpose="clark login", at=datetime.now(UTC))
    account.keep_login(home, username, token)
    typer.echo(f"Signed in as {username}. Next: clark catalog")
