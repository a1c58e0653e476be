"""Times, tones and the two consoles: answers go to stdout, progress and refusals to stderr."""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from rich.console import Console
from rich.text import Text

TONES: Final = {"ok": "green", "busy": "blue", "review": "yellow", "warn": "yellow", "bad": "red"}
MARKS: Final = {"done": "✓", "now": "●", "next": "○", "failed": "✗", "stopped": "–", "skipped": "–"}
MARK_STYLES: Final = {"done": "green", "now": "blue", "failed": "red"}
KEPT: Final = "\n\t\u00a0"
PIPED: Final = 200  # columns where there is no terminal to ask
MINUTE, HOUR, DAY = 60, 3600, 86400  # seconds


class Shown(Console):
    """A console that people's words cannot steer: what moves a cursor is shown as it is spelt."""

    def render_str(self, text: str, **options: Any) -> Text:
        return super().render_str(visible(text), **options)


def visible(text: str) -> str:
    """A text with what no reader sees, such as a terminal's escapes, spelt out."""
    return "".join(
        each if each.isprintable() or each in KEPT else each.encode("unicode_escape").decode()
        for each in text
    )


def console() -> Console:
    return Shown(highlight=False, width=None if sys.stdout.isatty() else PIPED)


def errors() -> Console:
    return Shown(stderr=True, highlight=False, width=None if sys.stderr.isatty() else PIPED)


def duration(seconds: float | None) -> str:
    """3.2 s, 4 min 05 s, 2 h 10 min; empty where nothing was measured."""
    if seconds is None:
        return ""
    if seconds < MINUTE:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < HOUR:
        return f"{whole // MINUTE} min {whole % MINUTE:02} s"
    return f"{whole // HOUR} h {whole % HOUR // MINUTE:02} min"


def age(moment: str, now: datetime | None = None) -> str:
    """How long ago an ISO 8601 moment was, in one unit."""
    seconds = ((now or datetime.now(UTC)) - datetime.fromisoformat(moment)).total_seconds()
    if seconds < MINUTE:
        return "just now"
    if seconds < HOUR:
        return f"{int(seconds // MINUTE)} min ago"
    return f"{int(seconds // HOUR)} h ago" if seconds < DAY else f"{int(seconds // DAY)} d ago"


def clock(moment: str) -> str:
    """An ISO 8601 moment in the reader's own time zone."""
    return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M:%S}"


def waits(row: Mapping[str, str]) -> str:
    """What is waited for, and who must act where that was not said already."""
    waiting, who = row["waiting"], row["who"]
    return waiting if who.lower() in waiting.lower() else f"{waiting} ({who})"


def toned(words: str, tone: str) -> Text:
    return Text(visible(words), style=TONES.get(tone, ""))
