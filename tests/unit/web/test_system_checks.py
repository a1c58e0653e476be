"""Whoever runs Django's own commands, `migrate` above all, is not stopped by its checks."""

from django.core.checks import run_checks


def test_django_has_nothing_against_settings_addresses_and_models() -> None:
    assert run_checks() == []
