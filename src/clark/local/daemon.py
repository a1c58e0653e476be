"""A WSGI application as a process of the local platform: loopback only, ends with its parent."""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

PARENT_CHECK = 0.5  # seconds


class Quiet(WSGIRequestHandler):
    """The application writes its own lines; an access log could hold what was asked for."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def log_to_stderr() -> None:
    """One line an event. Libraries speak up from WARNING on."""
    logging.basicConfig(
        stream=sys.stderr, format="%(asctime)s %(name)s %(message)s", level=logging.WARNING
    )
    logging.getLogger("clark").setLevel(logging.INFO)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)


def serve(
    application: "WSGIApplication",
    port: int,
    on_stop: Callable[[], None],
    handler: type[WSGIRequestHandler] = Quiet,
) -> None:
    """Serve on 127.0.0.1 until SIGTERM, SIGINT or the end of the parent; then call `on_stop`."""
    server = make_server("127.0.0.1", port, application, threaded=True, request_handler=handler)

    def stop(_signal: int = 0, _frame: FrameType | None = None) -> None:
        # shutdown() waits for the loop that this very thread may be running.
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    threading.Thread(target=_watch_parent, args=(os.getppid(), stop), daemon=True).start()
    try:
        server.serve_forever(poll_interval=0.1)
    finally:
        server.server_close()
        on_stop()


def _watch_parent(parent: int, stop: Callable[[], None]) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK)
    stop()
