"""`clark cost` and `clark prices`, which read files and nothing else."""

import json

import pytest

from tests.unit.cli.files import written
from tests.unit.costs.costed import table

DATABASE = """\
apiVersion: database.aws.crossplane.io/v1beta1
kind: RDSInstance
metadata:
  name: orders-db-prod
  labels:
    clark.dev/team: orders
spec:
  forProvider:
    region: us-east-1
    engine: postgres
    dbInstanceClass: db.t3.medium
    storageType: gp3
    allocatedStorage: 100
    multiAZ: true
"""
ALONE = DATABASE.replace("multiAZ: true", "multiAZ: false")


@pytest.fixture
def prices(tmp_path):
    return written(tmp_path / "prices.csv", table())


@pytest.fixture
def file(tmp_path):
    return written(tmp_path / "service.yaml", DATABASE)


def test_the_cost_of_a_file_line_by_line(run, file, prices):
    code, out, err = run("cost", file, "--prices", prices)

    assert (code, err) == (0, "")
    assert out == (
        "RDSInstance/orders-db-prod: db.t3.medium, with a standby: $105.12 a month"
        " (fixed: 1 × $0.144 per hour; on demand, all month; price of 2026-05-04)\n"
        "RDSInstance/orders-db-prod: gp3 storage: $20.00 a month"
        " (fixed: 100 × $0.2 per GB-month; price of 2026-05-04)\n"
        "\n"
        "Fixed: $125.12 a month.\n"
        "On demand, in US dollars, 730 hours a month; oldest price: 2026-05-04.\n"
        "Not counted: data transfer, backups and snapshots beyond what is free, CPU credits of"
        " t-class instances, Performance Insights and enhanced monitoring, extended support of old"
        " engine versions, secrets in Secrets Manager and encryption keys, discounts, credits,"
        " reserved capacity and taxes.\n"
    )


def test_the_cost_of_a_change(run, tmp_path, file, prices):
    old = written(tmp_path / "old.yaml", ALONE)

    code, out, _ = run("cost", file, "--old", old, "--prices", prices)

    assert code == 0
    assert "$62.56 → $125.12 a month: $62.56 more.\n" in out


def test_the_cost_of_a_change_for_programs(run, tmp_path, file, prices):
    old = written(tmp_path / "old.yaml", ALONE)

    code, out, _ = run("cost", file, "--old", old, "--prices", prices, "--json")

    told = json.loads(out)
    assert code == 0
    assert told["fixed"] == {"before": "62.56", "after": "125.12", "difference": "62.56"}
    assert told["difference"] == "62.56"
    assert (told["complete"], told["not_priced"]) == (True, [])
    assert told["after"]["lines"][1]["unit_price"] == "0.2"


def test_a_change_with_a_part_that_is_not_priced_tells_no_difference(run, tmp_path, file, prices):
    old = written(tmp_path / "old.yaml", ALONE.replace("db.t3.medium", "db.x9.huge"))

    _, out, _ = run("cost", file, "--old", old, "--prices", prices)
    _, told, _ = run("cost", file, "--old", old, "--prices", prices, "--json")

    assert "The difference is not known: 1 part is not priced." in out
    assert json.loads(told)["difference"] is None
    assert json.loads(told)["fixed"] == {"before": "10", "after": "125.12", "difference": None}


def test_what_is_not_priced_is_named_and_in_no_sum(run, tmp_path, prices):
    file = written(tmp_path / "f.yaml", DATABASE.replace("us-east-1", "eu-west-1"))

    code, out, _ = run("cost", file, "--prices", prices)

    assert code == 0
    assert "Not priced: 2 parts. No sum here holds them." in out
    assert "$0.00" not in out


def test_the_cost_by_team(run, tmp_path, file, prices):
    written(tmp_path / "other.yaml", ALONE.replace("clark.dev/team: orders", "a: b"))

    code, out, _ = run("cost", tmp_path, "--by-team", "--prices", prices)
    _, told, _ = run("cost", tmp_path, "--by-team", "--prices", prices, "--json")

    assert code == 0
    assert "orders: fixed $125.12 a month, usage as assumed $0.00\n" in out
    assert "(no team): fixed $62.56 a month, usage as assumed $0.00\n" in out
    assert json.loads(told)["orders"]["fixed"] == "125.12"


def test_a_file_that_cannot_be_read_has_no_cost(run, tmp_path, file, prices):
    broken = written(tmp_path / "broken.yaml", "a: 1\na: 2\n")

    code, out, err = run("cost", file, broken, "--prices", prices)

    assert (code, out) == (2, "")
    assert "broken.yaml:2" in err


def test_prices_that_cannot_be_read_are_refused_with_every_mistake(run, tmp_path, file):
    wrong = written(tmp_path / "p.csv", table() + "us-east-1,x,hour,0,a page,May\n")

    code, out, err = run("cost", file, "--prices", wrong)

    assert (code, out) == (2, "")
    assert "usd '0' is no decimal number above 0" in err
    assert "as_of 'May' is no day" in err


def test_the_shipped_prices_are_shown_with_source_and_day(run):
    code, out, _ = run("prices", "show", "--region", "us-east-1")
    _, told, _ = run("prices", "--region", "us-east-1", "--json")

    assert code == 0
    assert out.count("\n") == len(json.loads(told)) > 0
    assert all("https://" in line and line.startswith("us-east-1  ") for line in out.splitlines())
    assert {"region", "sku", "unit", "usd", "source", "as_of"} == set(json.loads(told)[0])


def test_by_team_is_about_what_is(run, file):
    code, _, err = run("cost", file, "--by-team", "--old", file)

    assert code == 2
    assert "not about a change" in err
