"""Pages for people: the repositories, a repository, a pull request. They only read."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from clark.local.githost import comparison, pulls
from clark.local.githost.host import Host
from clark.local.githost.record import Record
from clark.local.githost.repository import Repository

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem;
  color: #1c2024; background: #fff }
a { color: #0b68cb } code, pre { font: 13px/1.5 ui-monospace, monospace }
pre { border: 1px solid #d9d9e0; border-radius: 6px; padding: .75rem; overflow-x: auto }
td, th { text-align: left; padding: .25rem 1rem .25rem 0; vertical-align: top }
.add { color: #18794e; display: block } .del { color: #b91c1c; display: block }
.at { color: #60646c; display: block } .line { display: block }
"""
PAGE = Markup(
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/style.css">'
    "<header><a href='/'>Clark’s local Git host</a></header><main><h1>{title}</h1>{content}</main>"
)
POLICY = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'"


@dataclass(frozen=True)
class Visit:
    """Somebody looks: `url` is the host's own, `at` what the route took from the address."""

    host: Host
    url: str
    at: Mapping[str, Any]

    def repository(self) -> Repository:
        return self.host.repository(f"{self.at['owner']}/{self.at['name']}")


def index(visit: Visit) -> Response:
    links = [Markup('<li><a href="/{0}">{0}</a>').format(name) for name in visit.host.names()]
    return _page("Repositories", Markup("<ul>{}</ul>").format(_joined(links)))


def repository(visit: Visit) -> Response:
    found = visit.repository()
    head = found.objects.resolve("refs/heads/main")
    log = comparison.commits(found.path, head, 20) if head else []
    records = [pulls.current(found, record.number) for record in found.records]
    content = Markup(
        "<p>Clone it: <code>git clone {url}{name}.git</code></p>"
        "<h2>Pull requests</h2><table>{pulls}</table><h2>Commits on main</h2><table>{log}</table>"
    ).format(
        url=visit.url,
        name=found.name,
        pulls=_rows(_pull_row(found.name, record) for record in reversed(records)),
        log=_rows((commit.id[:8], commit.at, commit.author, commit.title) for commit in log),
    )
    return _page(found.name, content)


def pull(visit: Visit) -> Response:
    found = visit.repository()
    record = pulls.current(found, visit.at["number"])
    checks = found.records.checks(record.head).values()
    log = comparison.commits(found.path, record.head, 100, without=record.fork)
    comments = [Markup("<pre>{}</pre>").format(said["body"]) for said in record.comments.values()]
    content = Markup(
        "<p><b>{state}</b>: <code>{branch}</code> into <code>{base}</code>, by {author}</p>"
        "<pre>{body}</pre><h2>Checks</h2><table>{checks}</table><h2>Comments</h2>{comments}"
        "<h2>Commits</h2><table>{log}</table><h2>Changes</h2><pre>{diff}</pre>"
    ).format(
        state=record.state,
        branch=record.branch,
        base=record.base,
        author=record.author,
        body=record.body,
        checks=_rows((check.conclusion, check.name, check.summary) for check in checks),
        comments=_joined(comments),
        log=_rows((commit.id[:8], commit.at, commit.email, commit.title) for commit in log),
        diff=_coloured(comparison.diff(found.path, record.fork, record.head)),
    )
    return _page(f"#{record.number} {record.title}", content)


PAGES: Mapping[str, Callable[[Visit], Response]] = {
    "index": index,
    "repository": repository,
    "pull": pull,
}
RULES = [
    Rule("/", methods=["GET"], endpoint="index"),
    Rule("/<owner>/<name>", methods=["GET"], endpoint="repository"),
    Rule("/<owner>/<name>/pulls/<int:number>", methods=["GET"], endpoint="pull"),
]


def _page(title: str, content: Markup) -> Response:
    return Response(
        PAGE.format(title=title, content=content),
        content_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"},
    )


def _pull_row(name: str, record: Record) -> tuple[str, ...]:
    link = Markup('<a href="/{}/pulls/{}">#{} {}</a>')
    return record.state, link.format(name, record.number, record.number, record.title)


def _rows(rows: Iterable[tuple[str, ...]]) -> Markup:
    return _joined(
        Markup("<tr>{}</tr>").format(_joined(Markup("<td>{}</td>").format(cell) for cell in row))
        for row in rows
    )


def _coloured(diff: str) -> Markup:
    classes = {"+": "add", "-": "del", "@": "at"}
    return _joined(
        Markup('<span class="{}">{}</span>').format(classes.get(line[:1], "line"), line or " ")
        for line in diff.splitlines()
    )


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)
