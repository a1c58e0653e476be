"""All repositories under one folder: `<folder>/<owner>/<name>.git`."""

import threading
from pathlib import Path

from clark.errors import NotFound
from clark.local.githost.names import branch_name, repository_name
from clark.local.githost.repository import Beginning, Repository, create


class Host:
    """Thread-safe. The only process that may use the folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._known: dict[str, Repository] = {}

    def names(self) -> list[str]:
        """`owner/name` of every repository."""
        found = self._folder.glob("[!.]*/[!.]*.git")
        return sorted(f"{path.parent.name}/{path.stem}" for path in found)

    def repository(self, text: str) -> Repository:
        """Raises `NotFound`."""
        owner, name = repository_name(text)
        with self._lock:
            if text not in self._known:
                path = self._folder / owner / f"{name}.git"
                if not path.is_dir():
                    raise NotFound(f"There is no repository {text}.")
                self._known[text] = Repository(path, text)
            return self._known[text]

    def has(self, text: str) -> bool:
        owner, name = repository_name(text)
        return (self._folder / owner / f"{name}.git").is_dir()

    def create(self, text: str, wanted: Beginning) -> Repository:
        """Make a repository, unless there is one already; then that one stays."""
        owner, name = repository_name(text)
        path = self._folder / owner / f"{name}.git"
        with self._lock:
            if not path.is_dir():
                branch_name(wanted.branch)
                create(path, wanted)
        return self.repository(text)

    def close(self) -> None:
        with self._lock:
            for repository in self._known.values():
                repository.objects.close()
