"""Sample objects that every shipped policy accepts, and a way to change them."""

from importlib.resources import files

import pytest

from clark.policy import PolicySet


@pytest.fixture(scope="session")
def shipped() -> PolicySet:
    folder = files("clark") / "blueprints" / "control" / "policies"
    return PolicySet.load(
        {
            f"policies/{file.name}": file.read_text()
            for file in folder.iterdir()
            if file.name.endswith(".yaml")
        }
    )
