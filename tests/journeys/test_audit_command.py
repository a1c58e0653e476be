"""The audit trail on the command line: verified against a clone, written out, tampered with."""

import csv
import io
import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from asking import carried_out

BUCKET = ["service=audited", "application=shop", "team=shop", "environment=dev"]
VERIFY = ("audit", "verify", "--customer", "techcorp")


@pytest.fixture(scope="module")
def clone(clark, tokens, tmp_path_factory) -> Path:
    """The customer's own, after a request that was merged."""
    carried_out(clark, tokens, "storages", *BUCKET)
    address = re.search(r"git clone (\S+)", clark.output.read_text())[1]
    folder = tmp_path_factory.mktemp("clone") / "gitops"
    subprocess.run(["git", "clone", "--quiet", address, folder], check=True)
    return folder


@contextmanager
def tampered(clark, change: str, back: str) -> Iterator[None]:
    """As the owner of the tables, with the triggers off."""

    def act(said: str) -> None:
        address = (clark.home / "tokens" / "database-url").read_text().strip()
        with psycopg.connect(address) as connection:
            for table in ("store_auditrow", "store_audithead"):
                connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            connection.execute(said)
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in ("store_auditrow", "store_audithead"):
                connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    act(change)
    try:
        yield
    finally:
        act(back)


def test_a_whole_trail_is_verified_with_the_commits_that_note_it(clark, clone):
    said = clark.run(*VERIFY, "--clone", str(clone), "--json")
    assert said.code == 0, said.err
    (found,) = json.loads(said.out)
    assert found["broken"] is None
    assert found["compared"] >= 2  # the request's own commit, and its merge
    noted = clark.run(*VERIFY)
    line = re.search(r"Keep this elsewhere: (\d+:[0-9a-f]{64})", noted.out)[1]
    assert clark.run(*VERIFY, "--expect", line).code == 0
    assert clark.run("audit").code == 0


def test_it_is_written_out_in_both_forms(clark, tokens):
    said = clark.run("audit", "export", token=tokens["ana"])
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert [row["sequence"] for row in rows] == [*range(1, len(rows) + 1)]
    assert {"Maya Chen", "Ana Souza", "Clark"} <= {row["name"] for row in rows}
    table = clark.run("audit", "export", "--format", "csv", token=tokens["ana"])
    read = [*csv.DictReader(io.StringIO(table.out))]
    assert [row["hash"] for row in read][: len(rows)] == [row["hash"] for row in rows]
    none = clark.run("audit", "export", "--until", "2020-01-01", token=tokens["ana"])
    assert (none.code, none.out) == (0, "")
    refused = clark.run("audit", "export", token=tokens["maya"])
    assert (refused.code, refused.out) == (1, "")
    assert "Owners, reviewers" in refused.err


@pytest.mark.parametrize(
    ("change", "back", "why"),
    [
        (
            "UPDATE store_auditrow SET why = why || 'x' WHERE sequence = 2",
            "UPDATE store_auditrow SET why = left(why, -1) WHERE sequence = 2",
            "Row 2 does not say any more what was written",
        ),
        (
            "CREATE TABLE kept AS SELECT * FROM store_auditrow WHERE sequence = 3; "
            "DELETE FROM store_auditrow WHERE sequence = 3",
            "INSERT INTO store_auditrow SELECT * FROM kept; DROP TABLE kept",
            "Row 3 is gone",
        ),
    ],
)
def test_a_row_that_was_changed_or_deleted_fails_loudly(clark, change, back, why):
    with tampered(clark, change, back):
        said = clark.run(*VERIFY)
        assert said.code == 1
        assert f"✗ techcorp: broken at row {re.search(r'Row (.)', why)[1]}. {why}" in said.out
    assert clark.run(*VERIFY).code == 0


def test_what_cannot_be_compared_is_said(clark, tmp_path):
    assert clark.run(*VERIFY, "--expect", "1:nonsense").code == 2
    other = clark.run(*VERIFY, "--expect", f"1:{'0' * 64}")
    assert (other.code, "what was expected notes" in other.out) == (1, True)
    assert "is no clone" in clark.run(*VERIFY, "--clone", str(tmp_path)).err
    whose = clark.run("audit", "verify", "--expect", f"1:{'0' * 64}")
    assert (whose.code, "--customer SLUG" in whose.err) == (1, True)
    assert "There is no customer" in clark.run("audit", "verify", "--customer", "acme").err
