"""The command line in this process, without a server."""

from pathlib import Path

import pytest

from clark.cli.main import main
from tests.unit.cli.files import DATABASE, written


@pytest.fixture
def run(capsys):
    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return written(tmp_path / "db.yaml", DATABASE)
