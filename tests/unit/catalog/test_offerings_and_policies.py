"""The shipped offerings and the shipped policies fit each other."""

from importlib.resources import files
from pathlib import Path

import pytest

from clark.catalog import Offering, render, samples
from clark.policy import PolicySet, Verdict, review


@pytest.fixture(scope="module")
def policies() -> PolicySet:
    root = Path(str(files("clark").joinpath("blueprints/control/policies")))
    return PolicySet.load({path.name: path.read_text("utf-8") for path in root.glob("*.yaml")})


def judged(offering: Offering, policies: PolicySet, parameters: dict[str, object]) -> Verdict:
    return review(dict(render(offering, parameters)), old={}, policies=policies)


@pytest.mark.parametrize("environment", ["dev", "staging", "prod"])
def test_the_defaults_pass_every_policy(
    offering: Offering, policies: PolicySet, asked: dict[str, object], environment: str
) -> None:
    verdict = judged(offering, policies, {**asked, "environment": environment})
    assert (verdict.findings, verdict.refused) == ((), ())


def test_whatever_the_form_lets_through_and_a_policy_does_not_has_a_fix_in_the_form(
    offering: Offering, policies: PolicySet
) -> None:
    for parameters in samples(offering):
        for finding in judged(offering, policies, parameters).findings:
            if ".scalingConfig." in finding.field and finding.policy == "schema":
                continue  # which number was meant, only who typed them knows
            fix = dict(policies.fixes[finding.policy].parameters)
            assert fix, f"{finding.policy} denies what the form offers: {parameters}"
            mended = judged(offering, policies, {**parameters, **fix})
            assert mended.findings == (), (finding.policy, fix)
