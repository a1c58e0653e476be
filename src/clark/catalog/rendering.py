"""From parameters to the files of the GitOps repository."""

import json
from collections.abc import Mapping
from typing import Any, Final

from clark.catalog.answers import parse
from clark.catalog.offering import Offering
from clark.catalog.surroundings import Place, path_of
from clark.errors import Problem, Refused
from clark.kinds import find
from clark.manifests import write

OFFERING: Final = "clark.dev/offering"
REVISION: Final = "clark.dev/offering-revision"
PARAMETERS: Final = "clark.dev/parameters"
SECRETS_GROUP: Final = "external-secrets.io"
SERVICE_FILE: Final = "service.yaml"
CREDENTIALS_FILE: Final = "credentials.yaml"
# Patches put new fields last; people look for these first.
ORDER: Final = ("apiVersion", "kind", "metadata", "name", "namespace", "labels", "annotations")


def render(offering: Offering, parameters: Mapping[str, Any]) -> dict[str, str]:
    """Path in the GitOps repository -> text. Raises Refused as `parse` does."""
    return {path: write(values) for path, values in compose(offering, parameters).items()}


def compose(offering: Offering, parameters: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The manifests of each file: External Secrets apart from what the cloud gets, and in that the
    service before its parts, which are not signed: what made them is said once."""
    complete = parse(offering, parameters)
    composite = _composite(offering, complete)
    place = complete["environment"], complete["region"]
    if offering.lacks(place):
        raise _nowhere(offering, place)
    folder = "regions/{region}/{environment}".format_map(complete)
    files: dict[str, list[dict[str, Any]]] = {}
    for resource in offering.composition.compose(composite, offering.surroundings.get(place)):
        secret = resource["apiVersion"].split("/")[0] == SECRETS_GROUP
        if not secret and not part_of(resource):
            _sign(resource, offering, complete)
        name = CREDENTIALS_FILE if secret else SERVICE_FILE
        path = f"{folder}/{composite['metadata']['name']}/{name}"
        files.setdefault(path, []).append(_ordered(resource))
    return {
        path: sorted(values, key=lambda one: part_of(one) != "") for path, values in files.items()
    }


def part_of(resource: Mapping[str, Any]) -> str:
    """The kind that this one is a part of; "" for a service and for what Clark does not know."""
    kind = find(str(resource.get("apiVersion")), str(resource.get("kind")))
    return kind.part_of if kind else ""


def encode(parameters: Mapping[str, Any]) -> str:
    """The parameters as the annotation holds them."""
    return json.dumps(parameters, ensure_ascii=False, separators=(",", ":"))


def _nowhere(offering: Offering, place: Place) -> Refused:
    environment, region = place
    reason = f"What {environment} in {region} stands in is not described."
    problem = Problem(
        "region",
        f"{reason} {offering.title} cannot be made there without its networks.",
        f"Choose another place, or have {path_of(place)} added to the control repository.",
    )
    return Refused(reason, [problem])


def _composite(offering: Offering, parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "apiVersion": offering.api_version,
        "kind": offering.kind,
        "metadata": {"name": "{service}-{environment}".format_map(parameters)},
        "spec": dict(parameters),
    }


def _sign(resource: dict[str, Any], offering: Offering, parameters: Mapping[str, Any]) -> None:
    """Say which offering made it and of what, so that it can be changed in the same words."""
    annotations = resource["metadata"].setdefault("annotations", {})
    annotations[OFFERING] = offering.name
    annotations[REVISION] = offering.revision
    annotations[PARAMETERS] = encode(parameters)


def _ordered(resource: Mapping[str, Any]) -> dict[str, Any]:
    """The same manifest with its head in the usual order."""
    ordered = {key: resource[key] for key in sorted(resource, key=_place)}
    metadata = resource["metadata"]
    ordered["metadata"] = {key: metadata[key] for key in sorted(metadata, key=_place)}
    return ordered


def _place(key: str) -> int:
    return ORDER.index(key) if key in ORDER else len(ORDER)
