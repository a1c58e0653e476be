"""Paths into a manifest: `spec.tags[0].value`, `metadata.annotations["clark.dev/x"]`."""

import json
import re
from typing import Any

from clark.errors import Problem, Refused
from clark.manifests.document import Path

_STEP = re.compile(
    r'(?P<key>[^.\[\]="\s]+)|\[(?P<index>[0-9]{1,9})\]|\[(?P<text>"(?:[^"\\]|\\.)*")\]'
)
_BARE = re.compile(r'[^.\[\]="\s]*[^.\[\]="\s-]')


def parse_path(text: str) -> Path:
    """Raises Refused where the text is not a path."""
    path, end = _parse(text)
    if end < len(text):
        raise _not_a_path(text, end)
    return path


def parse_assignment(text: str) -> tuple[Path, str | None]:
    """`PATH=VALUE` gives the path and the value as it is written; `PATH-` (delete) gives None."""
    path, end = _parse(text)
    if text[end : end + 1] == "=":
        return path, text[end + 1 :]
    if text[end:] == "-":
        return path, None
    last = path[-1]
    if end == len(text) and isinstance(last, str) and last.endswith("-") and text[-1] != "]":
        return (*path[:-1], last[:-1]), None
    raise Refused(
        f"{text} is neither PATH=VALUE nor PATH-",
        [
            Problem(
                text, "Nothing says what to do with it.", "Write PATH=VALUE, or PATH- to delete."
            )
        ],
    )


def show_path(path: Path) -> str:
    """The text that parse_path reads as this path."""
    shown = ""
    for step in path:
        if isinstance(step, int):
            shown += f"[{step}]"
        elif _BARE.fullmatch(step):
            shown += f".{step}" if shown else step
        else:
            shown += f"[{json.dumps(step, ensure_ascii=False)}]"
    return shown


def get(value: Any, path: Path, default: Any = None) -> Any:
    """What stands at a path, or the default where nothing does."""
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return default
    return value


def _parse(text: str) -> tuple[Path, int]:
    """The longest path at the beginning of a text, and where it ends."""
    path: list[str | int] = []
    at = 0
    while match := _STEP.match(text, at + 1 if path and text[at : at + 1] == "." else at):
        follows_dot = match.start() > at
        if path and (match["key"] is not None) is not follows_dot:
            break
        path.append(_step(match))
        at = match.end()
    if not path:
        raise _not_a_path(text, 0)
    return tuple(path), at


def _step(match: re.Match[str]) -> str | int:
    if match["index"] is not None:
        return int(match["index"])
    if match["text"] is None:
        return match["key"]
    try:
        return str(json.loads(match["text"]))
    except ValueError:
        raise _not_a_path(match.string, match.start()) from None


def _not_a_path(text: str, at: int) -> Refused:
    reason = f"{text!r} is not a path: it cannot be read from character {at + 1} on"
    fix = 'Write it like spec.forProvider.tags[0].value or metadata.annotations["a.b/c"].'
    return Refused(reason, [Problem(text, reason, fix)])
