"""The shipped offerings and the shipped policies fit each other."""

from importlib.resources import files
from pathlib import Path

import pytest

from clark.catalog import Catalog, Offering, render, samples
from clark.policy import PolicySet, Verdict, review

# Warnings that tell what an offering is.
BY_DESIGN = frozenset({"load-balancer-public"})


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
    told = {each.policy for each in verdict.findings if each.policy in BY_DESIGN}
    assert told == BY_DESIGN.intersection(_meant(offering)), "and nothing else"
    assert (verdict.refused, len(verdict.findings)) == ((), len(told))


def test_whatever_the_form_lets_through_and_a_policy_does_not_has_a_fix_in_the_form(
    offering: Offering, policies: PolicySet
) -> None:
    for sample in samples(offering):
        parameters = _certified(sample)
        for finding in judged(offering, policies, parameters).findings:
            if ".scalingConfig." in finding.field and finding.policy == "schema":
                continue  # which number was meant, only who typed them knows
            if finding.policy in BY_DESIGN:
                continue
            fix = dict(policies.fixes[finding.policy].parameters)
            assert fix, f"{finding.policy} denies what the form offers: {parameters}"
            mended = judged(offering, policies, {**parameters, **fix})
            assert mended.findings == (), (finding.policy, fix)


@pytest.mark.parametrize("name", ["internalloadbalancers", "publicloadbalancers"])
def test_a_certificate_of_another_region_is_denied(
    catalog: Catalog, policies: PolicySet, name: str
) -> None:
    offering = catalog.find(name)
    assert offering is not None
    sample = {**next(samples(offering)), "region": "us-west-2"}
    found = judged(offering, policies, sample).findings
    assert [each.policy for each in found if each.level == "deny"] == ["listener-certificate"]


def _meant(offering: Offering) -> set[str]:
    return {"load-balancer-public"} if offering.name == "publicloadbalancers" else set()


def _certified(sample: dict[str, object]) -> dict[str, object]:
    """The sample with a certificate of its region: the form cannot compare two fields."""
    certificate = str(sample.get("certificate", ""))
    if not certificate:
        return sample
    head, _, rest = certificate.partition("us-east-1")
    return {**sample, "certificate": f"{head}{sample['region']}{rest}"}
