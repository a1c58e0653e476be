"""Whose the rows of each table are is decided once, for every table."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

import clark
from clark.store.models import Customer, Person
from clark.store.policies import CLOSED, TENANTS


def test_every_table_is_of_customers_or_of_people_or_closed() -> None:
    """Who makes a table says in `clark.store.policies` by which field its rows belong."""
    said = [*TENANTS, Person, *CLOSED]
    assert sorted(each.__name__ for each in said) == sorted(
        each.__name__ for each in apps.get_app_config("store").get_models()
    )


def test_every_way_leads_to_a_customer() -> None:
    for model in TENANTS:
        while model is not Customer:
            model = model._meta.get_field(TENANTS[model]).related_model


def looks_past_the_customer() -> Iterator[tuple[str, str]]:
    root = Path(clark.__file__).parent
    for file in sorted(root.rglob("*.py")):
        for each in ast.walk(ast.parse(file.read_text())):
            name = getattr(each, "func", None)
            if getattr(name, "attr", getattr(name, "id", "")) == "everywhere":
                yield str(file.relative_to(root)), ast.literal_eval(each.args[0])


def test_every_look_past_the_own_customer_is_documented_and_no_other() -> None:
    written = (Path(__file__).parents[2] / "docs" / "how-clark-works.md").read_text()
    section = written.split("## Customers apart")[1].split("\n## ")[0]
    rows = [row.strip("| ").split(" | ") for row in section.splitlines() if row.startswith("| `")]
    said = {(where.strip("`"), why) for where, why in rows}
    assert said == set(looks_past_the_customer())
