"""The tables of docs/reference that are made from the code and the blueprints."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from clark import catalog, kinds
from clark.catalog import FormField, Offering
from clark.kinds import Kind
from clark.policy.practices import PRACTICES, Practice
from tests.places import described
from tests.unit.docs.price_tables import prices
from tests.unit.docs.way_tables import ways

ROOT = Path(__file__).parents[3]
CONTROL = ROOT / "src" / "clark" / "blueprints" / "control"
NAME = "^[a-z](-?[a-z0-9])*$"
SETTINGS = ("spec", "forProvider")
WORDS = {
    "rdsinstances": "databases",
    "dbclusters": "Aurora clusters",
    "dbinstances": "Aurora instances",
    "replicationgroups": "caches",
    "buckets": "buckets",
    "nodegroups": "node groups",
    "loadbalancers": "load balancers",
    "targetgroups": "target groups",
    "listeners": "listeners",
    "externalsecrets": "ExternalSecrets",
    "pushsecrets": "PushSecrets",
    "*": "everything",
}
OF_EVERY_RULE = ("not-by-the-provider", "not-while-deleting", "changed")
CONDITIONS = {
    "production": "in production",
    "not-production": "outside production",
    "deletion-requested": "once deletion is asked for",
    "postgres": "for PostgreSQL",
    "reviewed": "in a review only",
}

# Two values of a field where the plain ones of its type would not tell enough: what changes, the
# settings before, the settings after.
Probe = tuple[str, Mapping[str, Any], Mapping[str, Any]]
PUBLIC: tuple[Probe, ...] = (
    ("`publiclyAccessible` on", {"publiclyAccessible": False}, {"publiclyAccessible": True}),
    ("`publiclyAccessible` off", {"publiclyAccessible": True}, {"publiclyAccessible": False}),
)
PROBES: Mapping[str, tuple[Probe, ...]] = {
    "RDSInstance": (
        ("`dbInstanceClass`, one zone", {}, {"dbInstanceClass": "db.t3.large"}),
        (
            "`dbInstanceClass`, Multi-AZ",
            {"multiAZ": True},
            {"multiAZ": True, "dbInstanceClass": "db.t3.large"},
        ),
        ("`engineVersion` 14.9 → 14.12", {}, {"engineVersion": "14.12"}),
        ("`engineVersion` 14.9 → 16.3", {}, {"engineVersion": "16.3"}),
        ("`engineVersion` 14.9 → 14.5", {}, {"engineVersion": "14.5"}),
        ("`allocatedStorage` 100 → 200", {}, {"allocatedStorage": 200}),
        ("`allocatedStorage` 100 → 50", {}, {"allocatedStorage": 50}),
        ("`storageType` gp2 → gp3", {"storageType": "gp2"}, {"storageType": "gp3"}),
        ("`multiAZ` on", {}, {"multiAZ": True}),
        ("`multiAZ` off", {"multiAZ": True}, {"multiAZ": False}),
        ("`backupRetentionPeriod` 7 → 14", {}, {"backupRetentionPeriod": 14}),
        ("`backupRetentionPeriod` 7 → 0", {}, {"backupRetentionPeriod": 0}),
        ("`deletionProtection` off", {"deletionProtection": True}, {"deletionProtection": False}),
        *PUBLIC,
        ("`region` us-east-1 → eu-west-1", {}, {"region": "eu-west-1"}),
    ),
    "ReplicationGroup": (
        ("`cacheNodeType`, two nodes", {}, {"cacheNodeType": "cache.t3.small"}),
        (
            "`cacheNodeType`, one node",
            {"numCacheClusters": 1},
            {"numCacheClusters": 1, "cacheNodeType": "cache.t3.small"},
        ),
        ("`numCacheClusters` 2 → 3", {}, {"numCacheClusters": 3}),
        ("`numCacheClusters` 3 → 2", {"numCacheClusters": 3}, {}),
        ("`engineVersion` 7.0 → 7.1", {}, {"engineVersion": "7.1"}),
        ("`engineVersion` 7.0 → 6.2", {}, {"engineVersion": "6.2"}),
        ("`region` us-east-1 → eu-west-1", {}, {"region": "eu-west-1"}),
    ),
    "Bucket": (
        (
            "`versioningConfiguration` Enabled",
            {},
            {"versioningConfiguration": {"status": "Enabled"}},
        ),
        (
            "`versioningConfiguration` Suspended",
            {"versioningConfiguration": {"status": "Enabled"}},
            {"versioningConfiguration": {"status": "Suspended"}},
        ),
    ),
    "DBCluster": (
        ("`engineVersion` 15.7 → 15.10", {}, {"engineVersion": "15.10"}),
        ("`engineVersion` 15.7 → 16.3", {}, {"engineVersion": "16.3"}),
        ("`engineVersion` 15.7 → 15.4", {}, {"engineVersion": "15.4"}),
        ("`deletionProtection` off", {"deletionProtection": True}, {"deletionProtection": False}),
        ("`region` us-east-1 → eu-west-1", {}, {"region": "eu-west-1"}),
    ),
    "DBInstance": (
        *PUBLIC,
        ("`region` us-east-1 → eu-west-1", {}, {"region": "eu-west-1"}),
    ),
    "NodeGroup": (
        ("`scalingConfig` 3 → 4 nodes", {}, {"scalingConfig": {"desiredSize": 4}}),
        ("`scalingConfig` 3 → 2 nodes", {}, {"scalingConfig": {"desiredSize": 2}}),
        ("`region` us-east-1 → eu-west-1", {}, {"region": "eu-west-1"}),
    ),
    "LoadBalancer": (("`region` us-east-1 → eu-west-1", {}, {"region": "eu-west-1"}),),
    "TargetGroup": (("`region` us-east-1 → eu-west-1", {}, {"region": "eu-west-1"}),),
    "Listener": (("`region` us-east-1 → eu-west-1", {}, {"region": "eu-west-1"}),),
}
BASE: Mapping[str, Mapping[str, Any]] = {
    "DBCluster": {
        "region": "us-east-1",
        "engine": "aurora-postgresql",
        "engineVersion": "15.7",
    },
    "DBInstance": {"region": "us-east-1", "engine": "aurora-postgresql"},
    "NodeGroup": {"region": "us-east-1", "scalingConfig": {"desiredSize": 3}},
    "LoadBalancer": {"region": "us-east-1"},
    "TargetGroup": {"region": "us-east-1"},
    "Listener": {"region": "us-east-1"},
    "RDSInstance": {
        "region": "us-east-1",
        "engine": "postgres",
        "engineVersion": "14.9",
        "dbInstanceClass": "db.t3.medium",
        "allocatedStorage": 100,
        "backupRetentionPeriod": 7,
    },
    "ReplicationGroup": {
        "region": "us-east-1",
        "engine": "redis",
        "engineVersion": "7.0",
        "cacheNodeType": "cache.t3.micro",
        "numCacheClusters": 2,
    },
    "Bucket": {"locationConstraint": "us-east-1"},
}
SAMPLES: Mapping[str, tuple[Any, Any]] = {
    "string": ("a", "b"),
    "integer": (1000, 2000),
    "boolean": (False, True),
    "object": ({"name": "a"}, {"name": "b"}),
    "array": (["a"], ["b"]),
}


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    columns = list(head)
    lines = [columns, ["---"] * len(columns), *(list(row) for row in rows)]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def policies() -> str:
    return table(("policy", "for", "does", "message"), map(_policy, policy_files()))


def practices() -> str:
    """Every check, kind by kind."""
    head = ("check", "of", "weight", "what it asks", "why", "mended by", "source")
    return table(head, map(_practice, PRACTICES))


def policy_files() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each shipped policy with its binding."""
    for path in sorted((CONTROL / "policies").glob("*.yaml")):
        policy, binding = yaml.safe_load_all(path.read_text())
        yield policy, binding


def offerings() -> str:
    return "\n\n".join(map(_offering, shipped().offerings))


def shipped() -> catalog.Catalog:
    """The catalog that a new control repository begins with."""
    texts = {str(path.relative_to(CONTROL)): path.read_text() for path in CONTROL.rglob("*.yaml")}
    return catalog.load(texts | described())


def fields(kind: Kind) -> str:
    """The settings of a kind, without what only refers to other resources."""
    head = ("field of `spec.forProvider`", "type", "", "what it is")
    return table(head, (_field(field) for field in settings(kind)))


def settings(kind: Kind) -> list[kinds.Field]:
    """The fields right below spec.forProvider."""
    return [
        field
        for field in kind.fields
        if field.path[:2] == SETTINGS
        and len(field.path) == 3
        and not field.path[2].endswith(("Ref", "Refs", "Selector"))
    ]


def changes(kind: Kind) -> str:
    """What Clark says of a change of each field that it knows something about."""
    probed = {said.split("`")[1] for said, _, _ in PROBES[kind.kind]}
    rows = [_change(kind, *probe) for probe in PROBES[kind.kind]]
    alike: dict[tuple[str, ...], list[str]] = {}
    for field in settings(kind):
        name = str(field.path[2])
        if name in probed:
            continue
        before, after = SAMPLES[field.type]
        said, *rest = _change(kind, f"`{name}`", {name: before}, {name: after})
        if "does not know what AWS does" not in rest[-1]:
            alike.setdefault(tuple(rest), []).append(said)
    rows += [(", ".join(names), *rest) for rest, names in alike.items()]
    return table(("change", "effect", "waits for the window", "what Clark says"), rows)


def tables() -> dict[str, str]:
    """Every table by the name that the documentation marks its place with."""
    made = {"policies": policies(), "offerings": offerings(), "prices": prices(), "ways": ways()}
    made["practices"] = practices()
    for kind in kinds.KINDS:
        made[f"{kind.kind} fields"] = fields(kind)
        made[f"{kind.kind} changes"] = changes(kind)
    return made


# Private functions


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _practice(each: Practice) -> tuple[str, ...]:
    kind = next(kind for kind in kinds.KINDS if kind.kind == each.kind)
    writes = [str(setting.path[-1]) for setting in each.settings if setting.value is not None]
    mended = ", ".join(f"`{name}`" for name in writes) or "hand"
    return (
        f"`{each.id}`",
        kind.word,
        str(each.weight),
        each.title,
        each.reason,
        mended,
        each.source,
    )


def _policy(files: tuple[dict[str, Any], dict[str, Any]]) -> tuple[str, ...]:
    policy, binding = files
    spec = policy["spec"]
    resources = [
        WORDS[name]
        for rule in spec["matchConstraints"]["resourceRules"]
        for name in rule["resources"]
    ]
    named = [each["name"] for each in spec.get("matchConditions", ())]
    when = [CONDITIONS[name] for name in named if name not in OF_EVERY_RULE]
    action = {"Deny": "denies", "Warn": "warns"}[binding["spec"]["validationActions"][0]]
    return (
        f"`{policy['metadata']['name']}`",
        " ".join([", ".join(dict.fromkeys(resources)), *when]),
        action,
        str(spec["validations"][0]["message"]),
    )


def _offering(offering: Offering) -> str:
    rows = [_question(field) for field in offering.fields.values()]
    head = f"### `{offering.name}`: {offering.title}\n\n{offering.summary}\n\n"
    return head + table(("field", "takes", "default", "fixed for good"), rows)


def _question(field: FormField) -> tuple[str, ...]:
    if field.choices:
        takes = ", ".join(f"`{value}`" for value in field.values)
    elif field.value_type == "boolean":
        takes = "`on`, `off`"
    elif field.value_type == "integer":
        takes = f"{field.minimum} to {field.maximum} {field.unit}".strip()
    elif field.pattern == NAME:
        takes = f"a name of up to {field.max_length} characters"
    else:
        takes = field.pattern_help.removeprefix("Use ").removesuffix(".")
    unset = "required" if field.required else "none"
    default = unset if field.default is None else str(field.default)
    shown = {"True": "`on`", "False": "`off`", unset: unset}.get(default, f"`{default}`")
    return f"`{field.name}`", takes, shown, "yes" if field.immutable else ""


def _field(field: kinds.Field) -> tuple[str, ...]:
    marks = [
        word for word, set_ in (("required", field.required), ("fixed", field.immutable)) if set_
    ]
    values = f" One of {', '.join(field.choices)}." if field.choices else ""
    return f"`{field.path[2]}`", field.type, ", ".join(marks), f"{field.help}{values}".strip()


def _change(
    kind: Kind, said: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[str, ...]:
    manifests = [_manifest(kind, {**BASE[kind.kind], **each}) for each in (before, after)]
    impact = kinds.impacts(*manifests)[-1]
    name, sentence = str(impact.path[-1]), impact.sentence.partition(" It waits for the ")[0]
    if sentence.startswith(f"{name} "):
        sentence = f"It{sentence.removeprefix(name)}"
    sentence = sentence.replace(f" at {name} again", " at it again")
    waits = "yes" if impact.waits_for_window else ""
    if impact.denied:
        return said, f"**{impact.effect}**, denied", "", sentence
    return said, str(impact.effect), waits, sentence


def _manifest(kind: Kind, asked: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "apiVersion": kind.api_version,
        "kind": kind.kind,
        "metadata": {"name": "a"},
        "spec": {"forProvider": dict(asked)},
    }
