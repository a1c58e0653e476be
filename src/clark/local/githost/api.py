"""The JSON interface: one function per route, each parses, makes one call, and shows the result."""

import base64
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, cast, get_args

from werkzeug.exceptions import BadRequest
from werkzeug.routing import Rule
from werkzeug.wrappers import Request

from clark.errors import NotFound, Problem, Refused
from clark.local.githost import comparison, pulls
from clark.local.githost.host import Host
from clark.local.githost.merge import merge
from clark.local.githost.names import commit_id
from clark.local.githost.pulls import Offer
from clark.local.githost.record import Record, now
from clark.local.githost.repository import Beginning, Repository
from clark.manifests import odd_path
from clark.ports.githost import Change, Check, Conclusion

Answer = Any  # what JSON can say
MOST_COMMITS = 1000


@dataclass(frozen=True)
class Asked:
    """A request to one repository. `at` holds what the route took from the address."""

    repository: Repository
    request: Request
    at: Mapping[str, Any]

    def record(self) -> Record:
        """The pull request that is asked about, as it is now."""
        return pulls.current(self.repository, self.at["number"])

    def show(self, record: Record) -> dict[str, Any]:
        """The fields of ports.githost.PullRequest."""
        return {
            "number": record.number,
            "url": f"{self.request.host_url}{self.repository.name}/pulls/{record.number}",
            "branch": record.branch,
            "base": record.base,
            "head": record.head,
            "state": record.state,
            "merge_commit": record.merge_commit,
            "title": record.title,
            "author": record.author,
        }


def create(host: Host, request: Request, at: Mapping[str, Any]) -> Answer:
    return _shown(host.create(name(at), _beginning(body(request))))


def show(asked: Asked) -> Answer:
    return _shown(asked.repository)


def remove(asked: Asked) -> Answer:
    with asked.repository.lock:
        asked.repository.records.remove(asked.at["collaborator"])
    return {}


def begin(asked: Asked) -> Answer:
    return {"commit": asked.repository.begin(_beginning(body(asked.request)))}


def branch(asked: Asked) -> Answer:
    return {"commit": asked.repository.head(asked.at["branch"])}


def branches(asked: Asked) -> Answer:
    return comparison.branches(asked.repository.path)


def history(asked: Asked) -> Answer:
    commit = asked.repository.known_commit(asked.at["commit"])
    folder = asked.request.args.get("folder", "")
    if reason := odd_path(folder.rstrip("/")):
        raise Refused("Which folder?", [Problem("folder", f"It {reason}.")])
    return comparison.history(asked.repository.path, commit, folder)


def steps(asked: Asked) -> Answer:
    """None where the branch was rewritten in between."""
    after = asked.repository.known_commit(asked.at["after"])
    try:
        before = asked.repository.known_commit(asked.at["before"])
    except NotFound:
        return {"steps": None}
    path = asked.repository.path
    if not comparison.is_ancestor(path, before, after):
        return {"steps": None}
    merges = {each.merge_commit: each for each in _current(asked) if each.merge_commit}
    found, several = comparison.steps(path, before, after)
    pulls = (
        {}
        if several
        else {each.id: asked.show(merges[each.id]) for each in found if each.id in merges}
    )
    return {
        "steps": [asdict(each) | {"pull": pulls.get(each.id), "several": several} for each in found]
    }


def compared(asked: Asked) -> Answer:
    base, head = (asked.repository.known_commit(asked.at[each]) for each in ("base", "head"))
    fork = comparison.merge_base(asked.repository.path, base, head)
    if fork is None:
        raise Refused("The two have no commit in common, so there is nothing to compare.")
    return comparison.changed(asked.repository.path, fork, head)


def tree(asked: Asked) -> Answer:
    return asked.repository.tree(asked.at["commit"])


def blobs(asked: Asked) -> Answer:
    ids = body(asked.request).get("ids")
    if not isinstance(ids, list):
        raise Refused("Which blobs?", [Problem("ids", "must be a list.")])
    found = asked.repository.blobs([str(blob) for blob in ids])
    return {blob: base64.b64encode(content).decode() for blob, content in found.items()}


def commits(asked: Asked) -> Answer:
    wanted = asked.repository.head(asked.request.args.get("branch", "main"))
    limit = asked.request.args.get("limit", 50, type=int)
    found = comparison.commits(asked.repository.path, wanted, max(1, min(limit, MOST_COMMITS)))
    return [asdict(commit) for commit in found]


def list_pulls(asked: Asked) -> Answer:
    state = asked.request.args.get("state")
    return [asked.show(each) for each in _current(asked) if state is None or each.state == state]


def propose(asked: Asked) -> Answer:
    wanted = body(asked.request)
    if "files" in wanted:
        return asked.show(pulls.propose(asked.repository, _change(asked.repository, wanted)))
    offer = Offer(**{field.name: _text(wanted, field.name) for field in fields(Offer)})
    return asked.show(pulls.open_pull(asked.repository, offer))


def pull(asked: Asked) -> Answer:
    record = asked.record()
    checks = asked.repository.records.checks(record.head)
    return asked.show(record) | {
        "body": record.body,
        "comments": record.comments,
        "checks": [asdict(check) for check in checks.values()],
    }


def changed(asked: Asked) -> Answer:
    record = asked.record()
    return comparison.changed(asked.repository.path, record.fork, record.head)


def diff(asked: Asked) -> Answer:
    record = asked.record()
    return {"diff": comparison.diff(asked.repository.path, record.fork, record.head)}


def pull_commits(asked: Asked) -> Answer:
    record = asked.record()
    path = asked.repository.path
    found = comparison.commits(path, record.head, MOST_COMMITS, without=record.fork)
    return [asdict(commit) for commit in found]


def authors(asked: Asked) -> Answer:
    record = asked.record()
    return comparison.authors(asked.repository.path, record.fork, record.head)


def merge_pull(asked: Asked) -> Answer:
    wanted = body(asked.request)
    head, base = commit_id(_text(wanted, "head")), commit_id(_text(wanted, "base"))
    note = str(wanted.get("note", ""))
    number = asked.at["number"]
    return asked.show(merge(asked.repository, number, head=head, base=base, note=note))


def close(asked: Asked) -> Answer:
    return asked.show(pulls.close(asked.repository, asked.at["number"]))


def comment(asked: Asked) -> Answer:
    wanted = body(asked.request)
    key, said = _text(wanted, "key"), _text(wanted, "body")
    with asked.repository.lock:
        record = asked.record()
        if record.comments.get(key, {}).get("body") != said:
            comments = {**record.comments, key: {"body": said, "at": now()}}
            asked.repository.records.change(record, comments=comments)
    return {}


def set_checks(asked: Asked) -> Answer:
    commit = asked.repository.known_commit(asked.at["commit"])
    checks = body(asked.request).get("checks")
    if not isinstance(checks, list):
        raise Refused("Which checks?", [Problem("checks", "must be a list.")])
    found = {check.name: check for check in map(_check, checks)}
    with asked.repository.lock:
        asked.repository.records.set_checks(commit, found)
    return {}


def get_checks(asked: Asked) -> Answer:
    commit = asked.repository.known_commit(asked.at["commit"])
    return [asdict(check) for check in asked.repository.records.checks(commit).values()]


ONE = "/api/repositories/<owner>/<name>"
PULL = f"{ONE}/pulls/<int:number>"
RULES = [
    Rule(ONE, methods=["PUT"], endpoint=create),
    Rule(ONE, methods=["GET"], endpoint=show),
    Rule(f"{ONE}/collaborators/<collaborator>", methods=["DELETE"], endpoint=remove),
    Rule(f"{ONE}/first", methods=["PUT"], endpoint=begin),
    Rule(f"{ONE}/branches/<path:branch>", methods=["GET"], endpoint=branch),
    Rule(f"{ONE}/branches", methods=["GET"], endpoint=branches),
    Rule(f"{ONE}/history/<commit>", methods=["GET"], endpoint=history),
    Rule(f"{ONE}/steps/<before>/<after>", methods=["GET"], endpoint=steps),
    Rule(f"{ONE}/compared/<base>/<head>", methods=["GET"], endpoint=compared),
    Rule(f"{ONE}/trees/<commit>", methods=["GET"], endpoint=tree),
    Rule(f"{ONE}/blobs", methods=["POST"], endpoint=blobs),
    Rule(f"{ONE}/commits", methods=["GET"], endpoint=commits),
    Rule(f"{ONE}/checks/<commit>", methods=["PUT"], endpoint=set_checks),
    Rule(f"{ONE}/checks/<commit>", methods=["GET"], endpoint=get_checks),
    Rule(f"{ONE}/pulls", methods=["GET"], endpoint=list_pulls),
    Rule(f"{ONE}/pulls", methods=["POST"], endpoint=propose),
    Rule(PULL, methods=["GET"], endpoint=pull),
    Rule(f"{PULL}/changed", methods=["GET"], endpoint=changed),
    Rule(f"{PULL}/diff", methods=["GET"], endpoint=diff),
    Rule(f"{PULL}/commits", methods=["GET"], endpoint=pull_commits),
    Rule(f"{PULL}/authors", methods=["GET"], endpoint=authors),
    Rule(f"{PULL}/comments", methods=["PUT"], endpoint=comment),
    Rule(f"{PULL}/merge", methods=["POST"], endpoint=merge_pull),
    Rule(f"{PULL}/close", methods=["POST"], endpoint=close),
]


def name(at: Mapping[str, Any]) -> str:
    """The repository that a route names."""
    return f"{at['owner']}/{at['name']}"


def body(request: Request) -> dict[str, Any]:
    """The JSON object that was sent. Raises `BadRequest`."""
    found = request.get_json(force=True)
    if not isinstance(found, dict):
        raise BadRequest("The body must be a JSON object.")
    return found


def texts(files: Any, deletions: bool = False) -> dict[str, Any]:
    """Path -> text, or None to delete where that is allowed. Raises `Refused`."""
    allowed = (str, type(None)) if deletions else (str,)
    if not isinstance(files, dict) or not all(isinstance(t, allowed) for t in files.values()):
        raise Refused("Which files?", [Problem("files", "must map paths to texts.")])
    return files


def _current(asked: Asked) -> list[Record]:
    """Every pull request as it is now."""
    numbers = [record.number for record in asked.repository.records]
    return [pulls.current(asked.repository, number) for number in numbers]


def _shown(repository: Repository) -> Answer:
    about, collaborators = repository.records.about()
    return {"name": repository.name, "about": about, "collaborators": list(collaborators)}


def _beginning(wanted: dict[str, Any]) -> Beginning:
    collaborators = wanted.get("collaborators", [])
    if not isinstance(collaborators, list):
        raise Refused("Who?", [Problem("collaborators", "must be a list.")])
    return Beginning(
        branch=str(wanted.get("branch", "main")),
        files=texts(wanted.get("files", {})),
        message=str(wanted.get("message", "Begin")),
        about=str(wanted.get("about", "")),
        collaborators=[str(each) for each in collaborators],
    )


def _text(wanted: Any, field: str) -> str:
    found = wanted.get(field) if isinstance(wanted, dict) else None
    if not isinstance(found, str):
        raise Refused("Something is missing.", [Problem(field, "must be a text.")])
    return found


def _check(said: Any) -> Check:
    conclusion = _text(said, "conclusion")
    if conclusion not in get_args(Conclusion):
        raise Refused("No such conclusion.", [Problem("conclusion", repr(conclusion[:80]))])
    return Check(_text(said, "name"), cast(Conclusion, conclusion), _text(said, "summary"))


def _change(repository: Repository, wanted: dict[str, Any]) -> Change:
    plain = ("base", "base_commit", "branch", "title", "body", "author_name", "author_email")
    try:
        at = datetime.fromisoformat(_text(wanted, "at"))
    except ValueError as error:
        raise Refused("When?", [Problem("at", "must be an ISO 8601 time.")]) from error
    return Change(
        repository=repository.name,
        files=texts(wanted["files"], deletions=True),
        at=at,
        **{field: _text(wanted, field) for field in plain},
    )
