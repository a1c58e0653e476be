import pytest

from clark.local.aws import catalogue


@pytest.mark.parametrize(
    ("asked", "exact"),
    [
        ("14.9", "14.9"),
        ("14", "14.19"),
        (None, "16.10"),
        ("99.9", None),
        ("14.99", None),
        ("14.9.1", None),
        ("x", None),
    ],
)
def test_a_postgres_version_is_made_exact_or_not_found(asked: str | None, exact: str) -> None:
    assert catalogue.postgres_version(asked) == exact


@pytest.mark.parametrize(
    ("asked", "exact"), [("7.0", "7.0.7"), ("6.x", "6.2.6"), ("6.2.6", "6.2.6"), ("8.0", None)]
)
def test_a_redis_version_is_made_exact_or_not_found(asked: str, exact: str | None) -> None:
    assert catalogue.redis_version(asked) == exact


@pytest.mark.parametrize(
    "value", ["db.t3.medium", "db.t4g.micro", "db.r6g.16xlarge", "db.m5.large"]
)
def test_database_classes_of_the_scenario_are_on_offer(value: str) -> None:
    assert catalogue.DATABASE_CLASS.fullmatch(value)


@pytest.mark.parametrize("value", ["db.t3", "t3.medium", "db.m5.micro", "db.t3.24xlarge"])
def test_what_is_no_database_class_is_not(value: str) -> None:
    assert not catalogue.DATABASE_CLASS.fullmatch(value)


def test_versions_are_ordered_by_number_not_by_letter() -> None:
    assert catalogue.order("14.10") > catalogue.order("14.9")
