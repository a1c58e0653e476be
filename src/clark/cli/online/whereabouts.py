"""Which region a service is meant in, where nobody said."""

from clark.cli.client import Client
from clark.errors import NotFound, Problem, Refused


def region_of(client: Client, name: str, region: str) -> str:
    """The region given, or the only one that has the service. Raises `NotFound`, `Refused`."""
    if region:
        return region
    rows = client.get("/services", name=name)["rows"]
    found = sorted(row["region"] for row in rows)
    if not found:
        raise NotFound(f"There is no service {name}. See: clark services")
    if len(found) > 1:
        fix = f"Say which with --region {' or --region '.join(found)}."
        raise Refused(f"{name} runs in {len(found)} regions.", [Problem("--region", fix)])
    return str(found[0])
