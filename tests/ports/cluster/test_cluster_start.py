"""A control plane that starts before the AWS it asks."""

import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from clark.local.controlplane import process
from clark.local.controlplane.objects import Key
from clark.local.controlplane.provider import Outcome
from clark.local.controlplane.scheduler import Scheduler

ONE = Key("g", "Kind", "", "one")


class Answering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def options(port: int) -> process.Options:
    return process.Options(
        region="us-east-1",
        home=Path("unused"),
        port=0,
        git="",
        aws=f"http://127.0.0.1:{port}",
        dataplane="",
        poll=0.02,
        token="",
        git_token="",
        aws_token="",
        dataplane_token="",
    )


def test_nothing_is_reconciled_before_aws_answers_and_everything_then() -> None:
    looked = threading.Event()

    def reconcile(_: Key) -> Outcome:
        looked.set()
        return Outcome.SETTLED

    aws = HTTPServer(("127.0.0.1", 0), Answering, bind_and_activate=False)
    aws.server_bind()  # its port is taken, and refuses to be asked until it listens
    scheduler = Scheduler(reconcile, 0.02)
    scheduler.keep([ONE])
    asked = options(aws.server_port)
    threading.Thread(target=process.reconcile, args=(asked, scheduler), daemon=True).start()
    assert not looked.wait(0.5)
    aws.server_activate()
    threading.Thread(target=aws.serve_forever, daemon=True).start()
    try:
        assert looked.wait(5)
    finally:
        aws.shutdown()
        aws.server_close()


def test_an_aws_that_stays_silent_is_waited_for_only_so_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(process, "AWS_START", 0.2)
    looked = threading.Event()

    def reconcile(_: Key) -> Outcome:
        looked.set()
        return Outcome.FAILED

    scheduler = Scheduler(reconcile, 0.02)
    scheduler.keep([ONE])
    began = time.monotonic()
    threading.Thread(target=process.reconcile, args=(options(9), scheduler), daemon=True).start()
    assert looked.wait(5)
    assert time.monotonic() - began >= 0.2
