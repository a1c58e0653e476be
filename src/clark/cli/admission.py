"""What an API server would say, as a part of the document of `clark check --json`."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

from clark.manifests import Document, read
from clark.policy import PolicySet, answer, request
from clark.policy.judgement import Admission

_ADMINISTRATOR: Final = "kubernetes-admin"
_ALL: Final = "system:authenticated"


def user(name: str, groups: list[str]) -> dict[str, Any]:
    """userInfo of a request; without a name, that of an administrator."""
    given = groups or ([] if name else ["system:masters"])
    return {
        "username": name or _ADMINISTRATOR,
        "uid": "",
        "groups": list(dict.fromkeys((*given, _ALL))),
        "extra": {},
    }


def requests(
    texts: Mapping[str, str], former: Mapping[str, str], user: Mapping[str, Any]
) -> list[Admission]:
    """One request an object, in the order of the files."""
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = []
    for path in dict.fromkeys((*texts, *former)):
        new, old = _documents(texts.get(path, "")), _documents(former.get(path, ""))
        for which in dict.fromkeys((*new, *old)):
            found.append(request(new.get(which), old.get(which), user, at))
    return found


def document(rules: PolicySet, asked: list[Admission], operation: str) -> dict[str, Any]:
    """Where nothing could be read, nothing was asked, and nothing is called allowed."""
    found = answer(rules, asked)
    return {
        "operation": operation,
        "allowed": found.allowed and bool(asked),
        "messages": list(found.messages),
        "warnings": list(found.warnings),
        "rejectedPolicies": [asdict(each) for each in found.rejected],
        "notEvaluated": [asdict(each) for each in found.not_evaluated],
    }


def _documents(text: str) -> dict[tuple[str, str], Document]:
    """The objects of a file; what is no object has no request."""
    return {
        (each.api_version.partition("/")[0], each.label): each
        for each in (read(text) if text else ())
        if each.kind and each.name
    }
