"""Whose the rows of each table are is decided once, for every table."""

from django.apps import apps

from clark.store.models import Customer, Person
from clark.store.policies import CLOSED, TENANTS, statements


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


def test_a_table_of_a_later_migration_is_left_to_it() -> None:
    assert not any("store_exitstep" in each for each in statements(frozenset({"store_exit"})))
