"""An offering is narrowed to the places that a customer has."""

from importlib.resources import files

import pytest

from clark.catalog import load, parse
from clark.errors import Refused

FOLDER = files("clark") / "blueprints" / "control" / "offerings" / "storages"
FILES = {
    f"offerings/storages/{name}": (FOLDER / name).read_text()
    for name in ("definition.yaml", "composition.yaml")
}
ANSWERS = {"service": "leaflets", "application": "shop", "team": "sales"}


def test_only_the_customers_regions_can_be_chosen_and_the_first_is_the_usual_one() -> None:
    (offering,) = load(FILES).offerings
    own = offering.narrowed({"region": ["eu-west-1"], "environment": ["dev"]})
    assert own.fields["region"].values == ("eu-west-1",)
    made = parse(own, ANSWERS)
    assert (made["region"], made["environment"]) == ("eu-west-1", "dev")
    with pytest.raises(Refused, match="One thing to fix"):
        parse(own, ANSWERS | {"region": "us-east-1"})


def test_what_is_left_to_choose_keeps_its_usual_choice() -> None:
    (offering,) = load(FILES).offerings
    own = offering.narrowed({"region": ["eu-west-1", "us-east-1"], "environment": []})
    assert own.fields["region"].default == offering.fields["region"].default
    assert own.fields["environment"] == offering.fields["environment"]
