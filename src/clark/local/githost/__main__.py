"""`python -m clark.local.githost --home DIR --port N --token-file PATH`"""

import argparse
import logging
import os
import sys
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler

from clark.local import daemon
from clark.local.githost.app import App
from clark.local.githost.git import OLDEST, version
from clark.local.githost.host import Host

log = logging.getLogger("clark.githost")


class Handler(WSGIRequestHandler):
    """Keeps connections, and logs one line a request: never a header, query or body."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002
        if self.path != "/health":
            log.info("%s %s %s", self.command, self.path.partition("?")[0], code)


def main() -> None:
    options = _options()
    os.umask(0o077)
    daemon.log_to_stderr()
    if version() < OLDEST:
        sys.exit(f"Clark's Git host needs git {'.'.join(map(str, OLDEST))} or later.")
    token = options.token_file.read_text(encoding="utf-8").strip()
    options.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    host = Host(options.home.absolute())
    daemon.serve(App(host, token), options.port, on_stop=host.close, handler=Handler)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="clark.local.githost", description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--token-file", type=Path, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
