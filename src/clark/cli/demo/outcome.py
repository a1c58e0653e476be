"""What the demonstration came to: requests, services and notifications, and what is not as told."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from clark.cli.demo.play import Play
from clark.cli.demo.proof import NoLogin, log_in
from clark.cli.demo.scenario import Wish
from clark.errors import ClarkError, NotFound

Page = Mapping[str, Any]
Reveal = Callable[[str, str, str], Mapping[str, str]]  # region, namespace, name


@dataclass(frozen=True)
class Service:
    """A service at the end. `login` is None where there is nothing to log in to."""

    page: Page
    login: bool | None

    @property
    def ready(self) -> bool:
        row = self.page["row"]
        return bool(row["health"] == "Healthy" and row["sync"] == "Synced")

    @property
    def endpoint(self) -> str:
        found = self.page["endpoints"]
        return str(found[0]["value"]) if found else ""

    @property
    def local(self) -> str:
        return str((self.page["local"] or {}).get("value", ""))


@dataclass
class Outcome:
    """`requests` are the API's pages; `notices` pair a user name with what that person was told.

    `infrastructure` is [{stack, seconds}], None where Terraform was not asked for.
    """

    requests: list[Page] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    notices: list[tuple[str, Page]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    infrastructure: list[dict[str, Any]] | None = None

    @property
    def ok(self) -> bool:
        return not self.failures

    def document(self) -> dict[str, Any]:
        """What `clark demo --json` prints."""
        return {
            "ok": self.ok,
            "requests": [_request(page) for page in self.requests],
            "services": [_service(each) for each in self.services],
            "notifications": [
                {"request": self._id(notice["request"]), "to": username, "at": notice["at"]}
                for username, notice in self.notices
            ],
            "failures": self.failures,
            **({} if self.infrastructure is None else {"infrastructure": self.infrastructure}),
        }

    def _id(self, number: int) -> str:
        return next(str(page["id"]) for page in self.requests if page["row"]["number"] == number)


def gather(play: Play, reveal: Reveal) -> Outcome:
    """Look at everything once more, log in everywhere, and say what is not as it should be."""
    numbers = play.numbers
    found = Outcome(requests=[play.page(wish, number) for wish, number in numbers.items()])
    for wish in numbers:
        play.screen.now(f"Logging in to {wish.service}")
        try:
            page = play.service(wish.region, wish.service)
        except NotFound as error:
            _miss(play, wish, str(error), found.failures)
            continue
        found.services.append(Service(page, _login(page, reveal, found.failures)))
    for username in dict.fromkeys(wish.author for wish in numbers):
        told = play.clients[username].get("/notices")["rows"]
        mine = [each for each in told if each["request"] in numbers.values()]
        found.notices += [(username, each) for each in reversed(mine)]
    found.failures += _unfinished(found)
    return found


def unmerged(found: Outcome, commits: frozenset[str]) -> Iterable[str]:
    """Merge commits that the API tells and Git does not have."""
    for page in found.requests:
        if page["merge_commit"] and page["merge_commit"] not in commits:
            yield f"request {page['row']['number']}: {page['merge_commit']} is not on main"


# Private functions


def _miss(play: Play, wish: Wish, why: str, failures: list[str]) -> None:
    """A service that somebody deleted since an earlier demonstration is nobody's failure."""
    if wish in play.recalled:
        play.screen.line(f"· {wish.service} was deleted since")
    else:
        failures.append(why)


def _login(page: Page, reveal: Reveal, failures: list[str]) -> bool:
    row = page["row"]
    try:
        log_in(page, reveal(row["region"], row["application"], row["name"]))
    except ClarkError as error:
        failures.append(f"login: {error}" if isinstance(error, NoLogin) else f"secret: {error}")
        return False
    return True


def _unfinished(found: Outcome) -> Iterable[str]:
    for page in found.requests:
        row = page["row"]
        name = f"request {row['number']} ({row['title']})"
        if row["state"] != "done":
            yield f"{name} is {row['state']}: {row['waiting'] or 'it ended there'}"
        elif not page["merge_commit"]:
            yield f"{name} has no merge commit"
        told = sum(notice["request"] == row["number"] for _, notice in found.notices)
        if told != 1:
            yield f"{name}: {told} notifications instead of 1"
    for each in found.services:
        if not each.ready:
            row = each.page["row"]
            why = each.page["why"] or each.page["sync_detail"]
            yield f"{row['name']} is {row['health']} and {row['sync']}: {why}"


def _request(page: Page) -> dict[str, Any]:
    return {
        "id": page["id"],
        "service": page["row"]["service"],
        "action": page["action"],
        "mergeCommit": page["merge_commit"],
        "stages": [
            {"stage": step["stage"], "startedAt": step["started_at"], "seconds": step["seconds"]}
            for step in page["steps"]
        ],
    }


def _service(each: Service) -> dict[str, Any]:
    row = each.page["row"]
    return {
        "name": row["name"],
        "kind": row["kind"],
        "region": row["region"],
        "ready": each.ready,
        "endpoint": each.endpoint,
        "login": each.login,
    }
