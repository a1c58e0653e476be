"""Progress of the demonstration: lines that stay, and one line that changes on a terminal."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.status import Status
from rich.text import Text

from clark.cli.show import duration


class Screen:
    """Counts seconds from when it is made. A quiet one says nothing."""

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        self.began = time.monotonic()
        self._console = console
        self._quiet = quiet
        self._status: Status | None = None

    @classmethod
    def on_stderr(cls, *, quiet: bool) -> Self:
        return cls(Console(stderr=True, highlight=False, soft_wrap=True), quiet=quiet)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    @property
    def width(self) -> int:
        """In columns."""
        return self._console.width

    def __enter__(self) -> Self:
        if self._console.is_terminal and not self._quiet:
            self._status = self._console.status("")
            self._status.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.rest()

    def rest(self) -> None:
        """Take the changing line away."""
        if self._status is not None:
            self._status.stop()
            self._status = None

    def line(self, what: str, style: str = "") -> None:
        """A line that stays, with the time since the beginning."""
        if not self._quiet:
            self._console.print(Text(f"{self.seconds:6.1f} s  ", style="dim").append(what, style))

    def stage(self, service: str, label: str, seconds: float | None, detail: str) -> None:
        """A stage of a request that is done."""
        self.line(f"✓ {service:<28} {label:<12} {duration(seconds):>9}  {detail}".rstrip())

    def now(self, what: str) -> None:
        """What is being waited for; shown on a terminal only."""
        if self._status is not None:
            self._status.update(Text(what, style="blue"))

    def show(self, *what: object) -> None:
        """Something to look at in the end: a table, a list."""
        self.rest()
        if not self._quiet:
            self._console.print(*what)
