"""python -m clark.local.dataplane --home DIR --port N --token-file FILE"""

import argparse
import os
import threading
from pathlib import Path

from clark.local import daemon
from clark.local.dataplane.api import Api
from clark.local.dataplane.engines import Engines


def main() -> None:
    parser = argparse.ArgumentParser(prog="clark.local.dataplane")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--token-file", type=Path, required=True)
    asked = parser.parse_args()
    os.umask(0o077)
    daemon.log_to_stderr()
    engines = Engines(asked.home)
    token = asked.token_file.read_text().strip()
    threading.Thread(target=engines.keep_running, daemon=True).start()
    daemon.serve(Api(engines, token), asked.port, on_stop=engines.close)


if __name__ == "__main__":
    main()
