"""python -m clark.local.aws --home DIR --port N --token-file FILE --dataplane URL ..."""

import argparse
import os
import threading
from pathlib import Path

from clark.local import daemon
from clark.local.aws.identity import ACCOUNT
from clark.local.aws.pace import PACES
from clark.local.dataplane import DataPlane


def main() -> None:
    parser = argparse.ArgumentParser(prog="clark.local.aws")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--token-file", type=Path, required=True)
    parser.add_argument("--pace", choices=sorted(PACES), default="fast")
    parser.add_argument("--dataplane", required=True)
    parser.add_argument("--dataplane-token-file", type=Path, required=True)
    asked = parser.parse_args()
    os.umask(0o077)
    # moto reads these when it is imported. Without the second, any web page could read secrets.
    os.environ["MOTO_ACCOUNT_ID"] = ACCOUNT
    os.environ["MOTO_DISABLE_GLOBAL_CORS"] = "true"
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
    os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
    daemon.log_to_stderr()
    _run(asked)


def _run(asked: argparse.Namespace) -> None:
    from moto.moto_server.werkzeug_app import MotoRequestHandler

    from clark.local.aws import regions
    from clark.local.aws.conductor import Conductor
    from clark.local.aws.gate import Gate
    from clark.local.aws.persistence import Store

    class Handler(daemon.Quiet, MotoRequestHandler):
        """Keeps header names as S3 needs them."""

    pace = PACES[asked.pace]
    regions.install(pace)
    store = Store(asked.home)
    store.load(pace)
    lock = threading.RLock()
    plane = DataPlane(asked.dataplane, asked.dataplane_token_file.read_text().strip())
    conductor = Conductor(plane, store, lock)
    gate = Gate(store, lock, asked.token_file.read_text().strip())
    conductor.start()
    daemon.serve(gate, asked.port, on_stop=conductor.stop, handler=Handler)


if __name__ == "__main__":
    main()
