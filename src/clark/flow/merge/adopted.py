"""Is what an adoption describes still so in AWS? Asked at the last moment before the merge.

From the merge on the provider holds AWS to the definition: what somebody changed there since it was
written would be changed back, what somebody removed would be put back, what somebody added and no
definition says could be removed, and what somebody deleted would be made anew, empty.
"""

from clark.flow.adoptable import obstacle
from clark.kinds import described, find, unlike
from clark.manifests import Document, read
from clark.ports import Cloud, Found
from clark.store.models import Request


def moved_on(request: Request, cloud: Cloud) -> str:
    """Why the definitions are no longer what is there; "" where they are, and for all else.

    Raises `TryLater` while AWS does not answer, `Refused` where it does not let Clark look.
    """
    for each in request.adopts:
        found = cloud.look(each["sort"], each["region"], each["identifier"])
        if found is None:
            return f"{each['identifier']} in {each['region']} is gone. Adopt the others anew."
        if why := obstacle(found, request.customer.account):
            return f"{found.identifier} cannot be adopted as it is by now. {why}"
        differing = _differing(found, read(request.files[each["file"]])[0])
        if differing:
            return (
                f"In AWS, {', '.join(differing)} of {found.identifier} changed since it was "
                "written down. Look into the account again, and adopt it as it is now."
            )
    return ""


def _differing(found: Found, wanted: Document) -> tuple[str, ...]:
    kind = find(wanted.api_version, wanted.kind)
    if kind is None:
        return ("apiVersion",)
    has = described(kind, found.settings, found.tags, found.region)
    return unlike(kind, wanted.value["spec"]["forProvider"], has)
