"""What would stop without Clark, and what replaces it; and what goes on. Pure.

Each sentence is made from what was found in the repositories and the clusters, so that nobody is
promised a workflow or an owner's rule that is not there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

WORKFLOWS: Final = ".github/workflows/"
OWNERS: Final = ("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS")


@dataclass(frozen=True)
class Found:
    """What was found without Clark's tables. Paths are those of the main branches.

    `applied` is the commit that each region's cluster has applied, `head` that of the GitOps
    repository. `objects` counts what the clusters hold, by kind.
    """

    gitops: str
    control: str
    infra: str
    head: str
    gitops_paths: tuple[str, ...] = ()
    control_paths: tuple[str, ...] = ()
    infra_paths: tuple[str, ...] = ()
    applied: Mapping[str, str] = field(default_factory=dict)
    objects: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Stop:
    """`instead` replaces it; `ready` says whether that is in place already."""

    what: str
    instead: str
    ready: bool


def goes_on(found: Found) -> tuple[str, ...]:
    """What does not need Clark, and was seen to be there."""
    return tuple(_going(found))


def stops(found: Found) -> tuple[Stop, ...]:
    """Everything that Clark does, in the order in which a request meets it."""
    return (
        _forms(found),
        _catalog(found),
        _checks(found),
        _approvals(found),
        Stop(
            "One merge at a time, of exactly what was approved",
            "The Git host's own merge. Have it require branches to be up to date, and new commits "
            "to take approvals back. Clark cannot see whether it does.",
            False,
        ),
        Stop(
            "The pages of services: why one is not ready, and who must act",
            "kubectl get managed, kubectl describe and the GitOps engine's own pages, in each "
            "region's cluster.",
            bool(found.applied),
        ),
        Stop(
            "Notices to who asked",
            f"Watch {found.gitops} at the Git host; it tells of pull requests. Of clusters your "
            "monitoring tells.",
            False,
        ),
        *([_terraform(found)] if found.infra else []),
        Stop(
            "The record of requests and decisions",
            f"Merge commits and pull requests stay in {found.gitops}; HANDOVER.md lists what went "
            "through Clark.",
            True,
        ),
    )


# Private functions


def _going(found: Found) -> Iterator[str]:
    current = [region for region, commit in found.applied.items() if commit == found.head]
    behind = [region for region in found.applied if region not in current]
    if current:
        head = found.head[:7]
        yield (
            f"The {'clusters' if len(current) > 1 else 'cluster'} in {_listed(current)} follow"
            f"{'s' * (len(current) == 1)} {found.gitops} with an access of their own, and "
            f"{'have' if len(current) > 1 else 'has'} applied {head}."
        )
    if behind:
        yield f"Not up to date with {found.gitops} when looked at: {_listed(behind)}."
    managed = sum(n for kind, n in found.objects.items() if kind not in DELIVERIES)
    if managed:
        yield f"Crossplane keeps {_counted(managed, 'resource')} in AWS as their files say."
    delivered = sum(found.objects.get(kind, 0) for kind in DELIVERIES)
    if delivered:
        yield f"External Secrets delivers logins, by {_counted(delivered, 'manifest')}."
    yield "Databases, caches, buckets and your applications: nothing of Clark is on their way."


DELIVERIES: Final = ("PushSecret", "ExternalSecret")


def _forms(found: Found) -> Stop:
    services = [path for path in found.gitops_paths if _is_service(path)]
    return Stop(
        "The forms that ask for a service or a change of one",
        f"Edit regions/<region>/<environment>/<service>/service.yaml in {found.gitops} and open a "
        f"pull request. Files of services there: {len(services)}.",
        bool(services),
    )


def _catalog(found: Found) -> Stop:
    names = sorted(
        {
            path.split("/")[1]
            for path in found.control_paths
            if path.startswith("offerings/") and path.count("/") == 2
        }
    )
    said = f" ({', '.join(names)})" if names else ""
    return Stop(
        "The catalog, and rendering an offering into files",
        f"offerings/ in {found.control}{said}: each definition and composition is one of "
        "Crossplane's. crossplane render, or clark render, which needs no server, prints the "
        "files; so does copying the directory of a service that is like it.",
        bool(names),
    )


def _checks(found: Found) -> Stop:
    policies = [p for p in found.control_paths if p.startswith("policies/") and _is_yaml(p)]
    workflows = _workflows(found.gitops_paths)
    where = f"{_counted(len(policies), 'file')} in policies/ of {found.control}"
    there = (
        f"The workflows of {found.gitops} ({', '.join(workflows)}): see that one of them runs"
        if workflows
        else f"{found.gitops} has no workflow yet. Let one run"
    )
    instead = f"{there} clark check, which needs no server, with the {where}. These are"
    return Stop(
        "Checks on every pull request: policies, names, what cannot be changed",
        f"{instead} ValidatingAdmissionPolicies: a cluster that has them, too, enforces them by "
        "itself (kubectl apply -f policies/).",
        bool(workflows and policies),
    )


def _approvals(found: Found) -> Stop:
    there = [path for path in OWNERS if path in found.gitops_paths]
    instead = (
        f"{there[0]} in {found.gitops} names who must approve."
        if there
        else f"{found.gitops} has no CODEOWNERS yet. Write one that names who must approve."
    )
    return Stop(
        "A second person's approval",
        f"{instead} Protect the branch, so that the Git host insists on it. Clark cannot see "
        "whether it does.",
        bool(there),
    )


def _terraform(found: Found) -> Stop:
    workflows = _workflows(found.infra_paths)
    stacks = {p.rsplit("/", 1)[0] for p in found.infra_paths if p.startswith("live/")}
    instead = (
        f"The workflows of {found.infra} ({', '.join(workflows)}), where its Git host runs them, or"
        if workflows
        else f"{found.infra} has no workflow."
    )
    return Stop(
        "Plans, reviews and drift of the infrastructure",
        f"{instead} terraform plan and apply by hand, in {_counted(len(stacks), 'folder')} below "
        "live/. The states are in your account's bucket.",
        bool(workflows),
    )


def _workflows(paths: tuple[str, ...]) -> list[str]:
    return sorted(
        path.removeprefix(WORKFLOWS)
        for path in paths
        if path.startswith(WORKFLOWS) and _is_yaml(path)
    )


def _is_service(path: str) -> bool:
    return path.startswith("regions/") and path.endswith("/service.yaml") and path.count("/") == 4


def _is_yaml(path: str) -> bool:
    return path.endswith((".yaml", ".yml"))


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"
