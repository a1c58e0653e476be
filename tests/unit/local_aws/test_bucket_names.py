import pytest

from clark.local.aws.s3 import name_is_valid


@pytest.mark.parametrize("name", ["abc", "techcorp-files", "a.b-c.1", "a" * 63])
def test_names_that_s3_takes(name: str) -> None:
    assert name_is_valid(name)


@pytest.mark.parametrize(
    "name",
    ["ab", "a" * 64, "Upper", "under_score", "-a-", "a..b", "10.0.0.1", "xn--abc", "abc-s3alias"],
)
def test_names_that_s3_does_not_take(name: str) -> None:
    assert not name_is_valid(name)
