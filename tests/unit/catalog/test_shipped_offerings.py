"""What Clark ships: forms and manifests as people see them, in tests/golden/catalog.

`CLARK_WRITE_GOLDEN=1 pytest tests/unit/catalog` writes the files anew; read the diff.
"""

import json
import os
from dataclasses import asdict
from pathlib import Path

import pytest

from clark.catalog import Catalog, Offering, parse, render, samples
from clark.kinds import problems
from clark.manifests import read

GOLDEN = Path(__file__).parents[2] / "golden" / "catalog"


def compare(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("CLARK_WRITE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_all_of_them_are_offered(catalog: Catalog) -> None:
    assert catalog.broken == ()
    kinds = [offering.kind for offering in catalog.offerings]
    assert kinds == [
        "Aurora",
        "Cache",
        "Database",
        "InternalLoadBalancer",
        "NodeGroup",
        "PublicLoadBalancer",
        "Storage",
    ]


def test_the_form_comes_from_the_schema(offering: Offering) -> None:
    form = {
        "title": offering.title,
        "summary": offering.summary,
        "icon": offering.icon,
        "sections": [
            {
                "title": section.title,
                "fields": [
                    {key: said for key, said in asdict(field).items() if key != "forbidden"}
                    for field in section.fields
                ],
            }
            for section in offering.sections
        ],
    }
    compare(f"{offering.name}/form.json", json.dumps(form, indent=2, ensure_ascii=False) + "\n")


def test_the_scenarios_request_becomes_these_files(
    offering: Offering, asked: dict[str, str]
) -> None:
    files = render(offering, asked)
    folder = "regions/{region}/{environment}/{service}-{environment}".format_map(asked)
    loginless = offering.name == "nodegroups" or "balancer" in offering.name
    login = [] if loginless else [f"{folder}/credentials.yaml"]
    assert sorted(files) == [*login, f"{folder}/service.yaml"]
    for path, text in files.items():
        # The revision follows every comment of the blueprint; the golden file need not.
        shown = text.replace(offering.revision, "REVISION")
        compare(f"{offering.name}/{path.rsplit('/', 1)[1]}", shown)


def test_every_value_that_can_be_picked_is_a_manifest_the_provider_serves(
    offering: Offering,
) -> None:
    for parameters in samples(offering):
        for text in render(offering, parameters).values():
            for document in read(text):
                # Sizes fit each other or not whatever an offering says; a form shows which.
                flaws = [each for each in problems(document.value) if each.rule != "sizes"]
                assert flaws == [], (parameters, document.label)


@pytest.mark.parametrize("environment", ["dev", "staging", "prod"])
def test_the_longest_name_fits_what_aws_takes(offering: Offering, environment: str) -> None:
    limits = {"caches": 40, "internalloadbalancers": 32, "publicloadbalancers": 32}
    limit = limits.get(offering.name, 63)
    longest = "x" * (offering.fields["service"].max_length or 0)
    asked = parse(
        offering,
        {
            "service": longest,
            "environment": environment,
            "application": "a",
            "team": "t",
            **{
                name: offering.fields[name].example
                for name in offering.fields
                if name == "certificate"
            },
        },
    )
    service = next(text for path, text in render(offering, asked).items() if "service.y" in path)
    for document in read(service):
        if document.kind == "Listener":
            continue  # AWS gives it no name
        metadata = document.value["metadata"]
        named = document.value["spec"]["forProvider"].get("name", metadata["name"])
        annotations = metadata.get("annotations", {})
        assert len(annotations.get("crossplane.io/external-name", named)) <= limit
