"""The port's GitHost, spoken to the local Git host."""

import base64
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx

from clark.errors import NotFound, Problem, Refused, TryLater
from clark.local.githost.names import branch_name, commit_id, repository_name
from clark.ports.githost import Change, Check, Moved, PullRequest, Repository, Rewritten, Step

TIMEOUT = 30.0  # seconds
BLOBS_AT_ONCE = 500
FIELDS = tuple(field.name for field in fields(PullRequest))


class LocalGitHost:
    """Thread-safe. `url` is that of the host, `token` its own or one of an organization."""

    def __init__(self, url: str, token: str) -> None:
        self._http = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=TIMEOUT,
            trust_env=False,  # a proxy has no business between two processes of one machine
            transport=httpx.HTTPTransport(retries=1),
        )

    def create(self, repository: str, files: Mapping[str, str], message: str = "Begin") -> None:
        """Make a repository with one commit on main, unless it is there."""
        self._ask("PUT", repository, "", {"files": dict(files), "message": message})

    def repository(self, name: str) -> Repository:
        return _repository(self._ask("GET", name, ""))

    def found(self, wanted: Repository) -> Repository:
        said = {"about": wanted.about, "collaborators": list(wanted.collaborators)}
        return _repository(self._ask("PUT", wanted.name, "", said))

    def remove(self, repository: str, collaborator: str) -> None:
        with suppress(NotFound):  # it is gone, or we were the one who was removed
            self._ask("DELETE", repository, f"/collaborators/{quote(collaborator, safe='')}")

    def begin(self, repository: str, branch: str, files: Mapping[str, str], message: str) -> str:
        said = {"branch": branch, "files": dict(files), "message": message}
        return str(self._ask("PUT", repository, "/first", said)["commit"])

    def head(self, repository: str, branch: str) -> str:
        return str(self._ask("GET", repository, f"/branches/{branch_name(branch)}")["commit"])

    def heads(self, repository: str) -> Mapping[str, str]:
        found: dict[str, str] = self._ask("GET", repository, "/branches")
        return found

    def history(self, repository: str, commit: str, folder: str) -> Sequence[str]:
        path = f"/history/{commit_id(commit)}?folder={quote(folder)}"
        found: list[str] = self._ask("GET", repository, path)
        return found

    def steps(self, repository: str, before: str, after: str) -> Sequence[Step]:
        path = f"/steps/{commit_id(before)}/{commit_id(after)}"
        found = self._ask("GET", repository, path)["steps"]
        if found is None:
            raise Rewritten(f"{after[:7]} does not hold {before[:7]}: the branch was rewritten.")
        return tuple(map(_step, found))

    def compared(self, repository: str, base: str, head: str) -> Mapping[str, str | None]:
        path = f"/compared/{commit_id(base)}/{commit_id(head)}"
        found: dict[str, str | None] = self._ask("GET", repository, path)
        return found

    def tree(self, repository: str, commit: str) -> Mapping[str, str]:
        found: dict[str, str] = self._ask("GET", repository, f"/trees/{commit_id(commit)}")
        return found

    def blobs(self, repository: str, ids: Collection[str]) -> Mapping[str, bytes]:
        wanted = sorted(set(ids))
        found: dict[str, bytes] = {}
        for at in range(0, len(wanted), BLOBS_AT_ONCE):
            part = wanted[at : at + BLOBS_AT_ONCE]
            answer = self._ask("POST", repository, "/blobs", {"ids": part})
            found |= {blob: base64.b64decode(content) for blob, content in answer.items()}
        return found

    def propose(self, change: Change) -> PullRequest:
        wanted = asdict(change) | {"at": change.at.isoformat()}
        return _pull(self._ask("POST", change.repository, "/pulls", wanted))

    def open_pulls(self, repository: str) -> Sequence[PullRequest]:
        return tuple(map(_pull, self._ask("GET", repository, "/pulls?state=open")))

    def pull_request(self, repository: str, number: int) -> PullRequest:
        return _pull(self._ask("GET", repository, f"/pulls/{number}"))

    def changed(self, repository: str, number: int) -> Mapping[str, str | None]:
        found: dict[str, str | None] = self._ask("GET", repository, f"/pulls/{number}/changed")
        return found

    def authors(self, repository: str, number: int) -> frozenset[str]:
        return frozenset(self._ask("GET", repository, f"/pulls/{number}/authors"))

    def report(self, repository: str, head: str, checks: Sequence[Check]) -> None:
        said = {"checks": [asdict(check) for check in checks]}
        self._ask("PUT", repository, f"/checks/{commit_id(head)}", said)

    def checks(self, repository: str, head: str) -> tuple[Check, ...]:
        """The checks of a commit, as they were last reported."""
        found = self._ask("GET", repository, f"/checks/{commit_id(head)}")
        return tuple(Check(**check) for check in found)

    def comment(self, repository: str, number: int, key: str, body: str) -> None:
        self._ask("PUT", repository, f"/pulls/{number}/comments", {"key": key, "body": body})

    def merge(
        self, repository: str, number: int, *, head: str, base: str, note: str = ""
    ) -> PullRequest:
        wanted = {"head": head, "base": base, "note": note}
        return _pull(self._ask("POST", repository, f"/pulls/{number}/merge", wanted))

    def close(self, repository: str, number: int) -> None:
        self._ask("POST", repository, f"/pulls/{number}/close", {})

    def commits(self, repository: str, branch: str, limit: int = 50) -> Sequence[Mapping[str, Any]]:
        """The newest commits of a branch: id, parents, author, email, at, title."""
        path = f"/commits?branch={quote(branch)}&limit={limit}"
        found: list[dict[str, Any]] = self._ask("GET", repository, path)
        return found

    def disconnect(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def _ask(self, method: str, repository: str, path: str, body: Any = None) -> Any:
        """The answer's JSON. Raises as the port says."""
        owner, name = repository_name(repository)
        try:
            answer = self._http.request(
                method, f"/api/repositories/{owner}/{name}{path}", json=body
            )
        except httpx.TransportError as error:
            raise TryLater("The Git host does not answer.") from error
        if answer.status_code >= 500 or answer.status_code == 429:
            raise TryLater(f"The Git host answered {answer.status_code}.")
        if answer.is_error:
            raise _refusal(answer)
        return answer.json()


def _repository(found: Mapping[str, Any]) -> Repository:
    return Repository(found["name"], found["about"], tuple(found["collaborators"]))


def _pull(found: Mapping[str, Any]) -> PullRequest:
    return PullRequest(**{field: found[field] for field in FIELDS})


def _step(found: Mapping[str, Any]) -> Step:
    return Step(
        commit=found["id"],
        parent=next(iter(found["parents"]), ""),
        author_name=found["author"],
        author_email=found["email"],
        at=datetime.fromisoformat(found["at"]),
        title=found["title"],
        pull=_pull(found["pull"]) if found["pull"] else None,
        several=found["several"],
    )


def _refusal(answer: httpx.Response) -> Exception:
    try:
        said = answer.json()
        reason = str(said["reason"])
        problems = [Problem(**problem) for problem in said.get("problems", ())]
    except (ValueError, KeyError, TypeError):
        reason, problems = f"The Git host answered {answer.status_code}.", []
    if answer.status_code == 409:
        return Moved(reason)
    if answer.status_code == 404:
        return NotFound(reason, problems)
    return Refused(reason, problems)
