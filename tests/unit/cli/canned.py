"""An API that answers from a list, and remembers what it was asked."""

from collections.abc import Mapping
from typing import Any

from clark.cli.client import Client


class Canned(Client):
    """`answers` by path; what is not among them is answered with nothing. An error is raised."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        super().__init__("http://127.0.0.1:1", "")
        self.answers = answers
        self.asked: list[tuple[str, str, Mapping[str, Any]]] = []

    def _ask(self, method: str, path: str, **more: Any) -> Any:
        self.asked.append((method, path, more.get("params") or more.get("json") or {}))
        answer = self.answers.get(path)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def posted(self, path: str) -> list[Mapping[str, Any]]:
        """The bodies that were posted there."""
        return [body for method, to, body in self.asked if (method, to) == ("POST", path)]
