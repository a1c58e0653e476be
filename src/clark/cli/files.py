"""Files on the user's disk: read as text, replaced in one step, and what is said of broken ones."""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import typer

from clark.errors import Refused
from clark.manifests import MAX_BYTES, Refusal, Unreadable, decode, read

DENIED = 1
UNUSABLE = 2
_USUAL: Final = 2**14  # bytes; room for the largest file is only made where it is needed


def load(path: Path) -> str:
    """The text of a file, line ends as they are. Raises Unreadable, also when there is no file."""
    try:
        with path.open("rb") as file:
            text = file.read(_USUAL)
            if len(text) == _USUAL:
                text += file.read(MAX_BYTES + 1 - _USUAL)
            return decode(text)
    except OSError as error:
        reason = f"the file cannot be read: {error.strerror or error}"
        raise Unreadable([Refusal(1, 1, "file", reason)]) from None


def folders_opened(paths: Iterable[Path]) -> Iterator[Path]:
    """The files as they are, and for a folder every .yaml and .yml below it that is not hidden."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        yield from map(Path, sorted(_below(str(path)), key=_parts))


def _below(folder: str) -> Iterator[str]:
    """Not by `Path.rglob`, which takes as long for a thousand files as judging them."""
    with os.scandir(folder) as entries:
        for each in entries:
            if each.name.startswith("."):
                continue
            if each.is_dir(follow_symlinks=False):
                yield from _below(each.path)
            elif each.name.endswith((".yaml", ".yml")) and each.is_file():
                yield each.path


def _parts(path: str) -> list[str]:
    """So that what stands in a folder stays together."""
    return path.split(os.sep)  # noqa: PTH206 - a Path takes ten times as long


def load_manifests(path: Path) -> str:
    """The text of a file of manifests. Raises Unreadable where it is not one."""
    text = load(path)
    read(text)
    return text


def save(path: Path, text: str) -> None:
    """Replace a file's text in one step; a crash leaves the old file or the new one. A link stays
    a link, and the permissions stay. Raises Refused where the file cannot be written."""
    target = path.resolve()
    try:
        _replace(target, text)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror or error}") from None


def _replace(target: Path, text: str) -> None:
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fchmod(file.fileno(), target.stat().st_mode & 0o7777)
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise


def refused(path: Path, error: Unreadable) -> list[dict[str, Any]]:
    """What cannot be read of a file, for programs."""
    return [{"file": str(path), **asdict(refusal)} for refusal in error.refusals]


def report(path: Path, error: Unreadable) -> None:
    """What cannot be read of a file, for people."""
    for refusal in error.refusals:
        place = f"{path}:{refusal.line}:{refusal.column}"
        typer.echo(f"{place}: {refusal.reason} ({refusal.rule})", err=True)


def print_json(value: Any) -> None:
    """One JSON document on standard output; ASCII, so that it survives every terminal."""
    typer.echo(json.dumps(value, indent=2))


def print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)
