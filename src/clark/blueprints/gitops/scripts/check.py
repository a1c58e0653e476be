"""Check this repository: `python scripts/check.py`. Needs Python 3.11, PyYAML and git.

It says what would make a cluster apply something else than a reviewer read: a file in the wrong
place, a link, a manifest that two readers read differently, a region or an environment that is not
the directory's. Rules about the content itself, such as encryption, are the policies of the control
repository; the clusters enforce them.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

PLACE = re.compile(
    r"regions/(?P<region>[a-z]{2}(-[a-z]+)+-\d)/(?P<environment>[a-z0-9-]{1,63})/"
    r"(?P<name>[a-z0-9-]{1,63})/(service|credentials)\.yaml"
)
ELSEWHERE = re.compile(r"(README\.md|LICENSE|\.gitignore|(docs|scripts|\.github)/.+)")
PLAIN_FILES = {"100644", "100755"}
LONGEST = 255
KEYS = re.compile(r"\b(AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----")
Finding = tuple[str, int, str]
Placed = tuple[str, re.Match[str]]


class Strict(yaml.SafeLoader):
    """Refuses a key that is there twice, and anchors: another reader may see another value."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(
                problem="write it out: anchors and aliases are not allowed",
                problem_mark=event.start_mark,
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"{key.value} is here twice", problem_mark=key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def main() -> int:
    findings = sorted(check(Path.cwd(), tracked()))
    for path, line, reason in findings:
        print(f"{path}:{line}: {reason}")
    print("Nothing to fix." if not findings else f"To fix: {len(findings)}")
    return 1 if findings else 0


def tracked() -> dict[str, str]:
    """Path -> mode of every file that git knows."""
    said = subprocess.run(["git", "ls-files", "--stage", "-z"], check=True, capture_output=True)
    rows = (row.split("\t", 1) for row in said.stdout.decode().split("\0") if row)
    return {path: head.split()[0] for head, path in rows}


def check(root: Path, files: dict[str, str]) -> Iterator[Finding]:
    yield from _places(files)
    owners: dict[tuple[Any, ...], str] = {}
    for path, mode in sorted(files.items()):
        placed = PLACE.fullmatch(path)
        if placed and mode in PLAIN_FILES:
            yield from _file((path, placed), (root / path).read_bytes(), owners)


def _places(files: dict[str, str]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for path, mode in files.items():
        if not PLACE.fullmatch(path) and not ELSEWHERE.fullmatch(path):
            yield (
                path,
                1,
                "belongs into regions/<region>/<environment>/<service>/ as service.yaml "
                "or credentials.yaml",
            )
        if mode not in PLAIN_FILES:
            yield path, 1, "is a link or a submodule; what it leads to is not reviewed here"
        if len(path) > LONGEST or not path.isprintable():
            yield path, 1, "has a name that is too long, or holds characters that cannot be seen"
        if seen.setdefault(path.lower(), path) != path:
            yield path, 1, f"differs from {seen[path.lower()]} by its letters' case only"


def _file(at: Placed, content: bytes, owners: dict[tuple[Any, ...], str]) -> Iterator[Finding]:
    path, placed = at
    try:
        text = content.decode()
        documents = [each for each in yaml.load_all(text, Strict) if each is not None]
    except UnicodeDecodeError:
        yield path, 1, "is not UTF-8 text"
        return
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        yield path, line, f"cannot be read: {error.problem}"
        return
    for number, line_text in enumerate(text.splitlines(), 1):
        if KEYS.search(line_text):
            yield path, number, "holds a key. Take it back in AWS now: history keeps it"
    for document in documents:
        for reason in _document(document, placed):
            yield path, 1, reason
        if isinstance(document, dict) and isinstance(document.get("metadata"), dict):
            yield from _twice(at, document, owners)


def _document(document: Any, placed: re.Match[str]) -> Iterator[str]:
    metadata = document.get("metadata") if isinstance(document, dict) else None
    if not isinstance(metadata, dict) or not all(
        isinstance(each, str) and each
        for each in (document.get("apiVersion"), document.get("kind"), metadata.get("name"))
    ):
        yield "is no manifest: apiVersion, kind and metadata.name are needed"
        return
    if document["kind"] == "Secret":
        yield "holds a Secret. Logins never come into Git"
    spec = document.get("spec")
    provider = spec.get("forProvider") if isinstance(spec, dict) else None
    labels = metadata.get("labels")
    for said, wanted in (
        (_get(provider, "region"), "region"),
        (_get(provider, "locationConstraint"), "region"),
        (_get(labels, "clark.dev/environment"), "environment"),
    ):
        if said is not None and said != placed[wanted]:
            yield f"{document['kind']} says {wanted} {said}; its directory says {placed[wanted]}"


def _twice(
    at: Placed, document: dict[str, Any], owners: dict[tuple[Any, ...], str]
) -> Iterator[Finding]:
    """Two files of one cluster that describe one object would overwrite each other for ever."""
    path, placed = at
    metadata = document["metadata"]
    group = str(document.get("apiVersion")).split("/")[0]
    key = (
        placed["region"],
        placed["environment"],
        group,
        document.get("kind"),
        metadata.get("namespace"),
        metadata.get("name"),
    )
    first = owners.setdefault(key, path)
    if first != path:
        yield path, 1, f"describes {key[3]} {key[5]}, as {first} does"


def _get(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


if __name__ == "__main__":
    sys.exit(main())
