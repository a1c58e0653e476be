"""Adding to and deleting from collections in flow style: {a: 1}, [a, b]."""

from typing import Any

from clark.manifests.site import Site, end_of, layout_of, line_end, line_start, next_line
from clark.manifests.writing import flow, flow_entry


def add_to_flow(site: Site, step: str | int, value: Any) -> str:
    text = site.text
    new = flow_entry(step, value) if isinstance(step, str) else flow(value)
    if not site.entries:
        return text[: site.start + 1] + new + text[site.start + 1 :]
    start, end = _bounds(site, len(site.entries) - 1)
    if not _stands_alone(site, start, end):
        space = " " if text[end - 1] == ":" else ""  # ":," would go on the key
        return f"{text[:end]}{space}, {new}{text[end:]}"
    line = line_end(text, end)
    rest = text[end:line]
    comma = "" if rest.lstrip().startswith(",") else ","
    indent = text[line_start(text, start) : start]
    newline = layout_of(site).newline
    return f"{text[:end]}{comma}{rest}{newline}{indent}{new}{',' * (not comma)}{text[line:]}"


def delete_from_flow(site: Site) -> str:
    """Without one of several entries."""
    text, parent, index = site.text, site.parent, site.index
    assert parent is not None  # noqa: S101
    start, end = _bounds(parent, index)
    if _stands_alone(parent, start, end) and _first_of_line(text, start):
        return text[: line_start(text, start)] + text[next_line(text, end) :]
    if index + 1 < len(parent.entries):
        return text[:start] + text[_bounds(parent, index + 1)[0] :]
    return text[: _bounds(parent, index - 1)[1]] + text[end:]


def _bounds(site: Site, index: int) -> tuple[int, int]:
    """Where an entry begins, and where its text ends, the comma not included."""
    key, node = site.entries[index]
    entry = Site(site.text, node, site, key)
    if key is None:
        return entry.start, entry.end
    end = entry.colon or end_of(site.text, key) if entry.is_empty else entry.end
    return int(key.start_mark.index), int(end)


def _stands_alone(site: Site, start: int, end: int) -> bool:
    """Whether an entry has its lines to itself, apart from a comma and a comment."""
    text = site.text
    rest = text[end : line_end(text, end)].strip()
    return _first_of_line(text, start) and rest.removeprefix(",").lstrip()[:1] in ("", "#")


def _first_of_line(text: str, start: int) -> bool:
    return not text[line_start(text, start) : start].strip()
