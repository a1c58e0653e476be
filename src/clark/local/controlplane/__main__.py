"""`python -m clark.local.controlplane`: the control plane of one region."""

import argparse
import sys
from pathlib import Path

from clark.local import daemon
from clark.local.controlplane.process import Options, run


def main() -> None:
    daemon.log_to_stderr()
    run(_options(sys.argv[1:]))


def _options(arguments: list[str]) -> Options:
    parser = argparse.ArgumentParser(prog="clark.local.controlplane", description=__doc__)
    for name in ("region", "git", "aws", "dataplane"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("home", "token-file", "git-token-file", "aws-token-file", "dataplane-token-file"):
        parser.add_argument(f"--{name}", required=True, type=Path)
    parser.add_argument("--port", required=True, type=int)
    parser.add_argument("--poll", type=float, default=1.0, help="seconds")
    given = parser.parse_args(arguments)
    return Options(
        region=given.region,
        home=given.home,
        port=given.port,
        git=given.git,
        aws=given.aws,
        dataplane=given.dataplane,
        poll=given.poll,
        token=_line(given.token_file),
        git_token=_line(given.git_token_file),
        aws_token=_line(given.aws_token_file),
        dataplane_token=_line(given.dataplane_token_file),
    )


def _line(path: Path) -> str:
    return path.read_text().strip()


if __name__ == "__main__":
    main()
