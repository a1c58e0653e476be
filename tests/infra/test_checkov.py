"""What a scanner of insecure settings says of a customer's whole repository."""

import json
import subprocess
from pathlib import Path

import pytest

from clark.customers.layout import infra_files
from tests.infra.tree import SITE, blueprint

CHECKOV = Path(__file__).parents[2] / ".venv-checkov" / "bin" / "checkov"
FRAMEWORKS = ("terraform", "github_actions")


@pytest.mark.slow
def test_no_check_fails_and_both_kinds_of_files_are_looked_at(tmp_path):
    if not CHECKOV.exists():
        pytest.skip("checkov is not installed: run `make infra-check`")
    for path, text in infra_files(blueprint(), SITE).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)

    command = [CHECKOV, "-d", tmp_path, "--skip-download", "--quiet", "-o", "json"]
    done = subprocess.run(
        [*command, "--framework", *FRAMEWORKS],
        capture_output=True,
        text=True,
        check=False,
    )
    reports = {report["check_type"]: report for report in json.loads(done.stdout)}

    assert reports.keys() == set(FRAMEWORKS)
    for kind, report in reports.items():
        failed = [
            f"{check['check_id']} {check['resource']} {check['file_path']}"
            for check in report["results"]["failed_checks"]
        ]
        assert failed == []
        assert report["summary"]["passed"] > 100, kind
        assert report["summary"]["parsing_errors"] == 0
