"""What people have is turned into what is served."""

import json

from tests.unit.cli.files import DATABASE, written

RESIZE = """\
apiVersion: database.aws.crossplane.io/v1alpha1
kind: RDSInstance
metadata:
  name: java-service-db-prod
spec:
  forProvider:
    dbInstanceClass: db.t3.large
"""


def test_migrate_prints_what_is_served_and_why(run, database, tmp_path):
    code, out, err = run("migrate", database)

    assert code == 0
    assert "apiVersion: database.aws.crossplane.io/v1beta1\n" in out
    assert "masterUsername: dbadmin\n" in out
    assert "admin → dbadmin" in err
    assert database.read_text() == DATABASE


def test_migrate_merges_a_partial_definition_onto_a_complete_one(run, database, tmp_path):
    part = written(tmp_path / "part.yaml", RESIZE)

    assert run("migrate", part)[0] == 1
    code, out, _ = run("migrate", part, "--onto", database, "--json")

    assert code == 0
    assert "dbInstanceClass: db.t3.large\n" in json.loads(out)["text"]
    assert all(correction["reason"] for correction in json.loads(out)["corrections"])


def test_migrate_refuses_what_it_cannot_read(run, tmp_path):
    broken = written(tmp_path / "broken.yaml", "a: [\n")

    assert run("migrate", broken)[:2] == (2, "")


def test_migrate_names_the_fields_that_it_cannot_resolve(run, tmp_path):
    file = written(
        tmp_path / "db.yaml", DATABASE.replace("engine: post", "multiAz: true\n    engine: post")
    )

    code, out, err = run("migrate", file)

    assert (code, "multiAz: true" in out) == (1, True)
    assert "spec.forProvider.multiAz: unresolved" in err
    assert "Did you mean multiAZ?" in err


def test_migrate_takes_every_kind_that_clark_knows(run, tmp_path):
    cluster = "apiVersion: rds.aws.crossplane.io/v1alpha1\nkind: DBCluster\nmetadata: {name: c}\n"
    provider = "spec: {forProvider: {engine: aurora-postgresql, region: us-east-1}}\n"

    assert run("migrate", written(tmp_path / "c.yaml", cluster + provider))[0] == 0
