"""What Clark knows of a kind of managed resource, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from clark.kinds.field import Field, array, obj, string, strings, under
from clark.manifests import Path

_NAMES = ("PostgreSQL", "Aurora", "Redis")

# Every managed resource of the community provider has these (crossplane-runtime v1.20,
# ResourceSpec). The Kubernetes part is ObjectMeta.
COMMON = (
    string("apiVersion", required=True),
    string("kind", required=True),
    obj("metadata", required=True),
    string("metadata.name", required=True),
    string("metadata.generateName"),
    string("metadata.namespace"),
    string("metadata.uid"),
    string("metadata.resourceVersion"),
    string("metadata.creationTimestamp"),
    string("metadata.deletionTimestamp"),
    string("metadata.selfLink"),
    Field(("metadata", "generation"), "integer"),
    Field(("metadata", "deletionGracePeriodSeconds"), "integer"),
    obj("metadata.labels"),
    string("metadata.labels.*"),
    obj("metadata.annotations"),
    string("metadata.annotations.*"),
    *strings("metadata.finalizers"),
    Field(("metadata", "ownerReferences"), "array"),
    Field(("metadata", "managedFields"), "array"),
    obj("status"),
    obj("spec", required=True),
    *under(
        "spec",
        obj("forProvider", "What AWS is asked for.", required=True),
        string(
            "deletionPolicy",
            "What happens in AWS when the definition is deleted. Default Delete.",
            choices="Delete Orphan",
        ),
        array("managementPolicies", 'What the provider may do. Default ["*"]; leave it.'),
        string("managementPolicies.*", choices="* Observe Create Update Delete LateInitialize"),
        obj("providerConfigRef", "The AWS account, by the name of its ProviderConfig."),
        string("providerConfigRef.name", required=True),
        obj("providerConfigRef.policy"),
        string("providerConfigRef.policy.resolution", choices="Required Optional"),
        string("providerConfigRef.policy.resolve", choices="Always IfNotPresent"),
        obj("writeConnectionSecretToRef", "The Secret that gets endpoint and login."),
        string("writeConnectionSecretToRef.name", required=True),
        string("writeConnectionSecretToRef.namespace", required=True),
        obj("publishConnectionDetailsTo"),
        string("publishConnectionDetailsTo.name", required=True),
        obj("publishConnectionDetailsTo.metadata"),
        obj("publishConnectionDetailsTo.configRef"),
        string("publishConnectionDetailsTo.configRef.name", required=True),
        obj("publishConnectionDetailsTo.configRef.policy"),
        string(
            "publishConnectionDetailsTo.configRef.policy.resolution", choices="Required Optional"
        ),
        string(
            "publishConnectionDetailsTo.configRef.policy.resolve", choices="Always IfNotPresent"
        ),
    ),
)

# What the API server fills in where a definition says nothing.
CRD_DEFAULTS: Mapping[Path, object] = {
    ("spec", "deletionPolicy"): "Delete",
    ("spec", "managementPolicies"): ["*"],
    ("spec", "providerConfigRef"): {"name": "default"},
}


@dataclass(frozen=True, eq=False)  # one of each: hashing every field cost a tenth of a review
class Kind:
    """A kind as the provider serves it.

    `word` is what a developer calls it, `icon` a Lucide icon, `connection_keys` the keys of its
    connection Secret (crossplane.md §1.1). `part_of` is the kind that it belongs
    to: no service by itself, it stands beside that one in the same file; "" for a service.
    `size` is where the machine's size stands, one or a list; `storage` where GB do, of which the
    largest counts, because AWS may grow to it by itself.
    """

    api_version: str
    kind: str
    plural: str
    word: str
    icon: str
    fields: tuple[Field, ...]
    connection_keys: tuple[str, ...]
    part_of: str = ""
    size: Path | None = None
    storage: tuple[Path, ...] = ()

    @property
    def group(self) -> str:
        return self.api_version.partition("/")[0]

    @property
    def version(self) -> str:
        return self.api_version.partition("/")[2]

    def field(self, path: Path) -> Field | None:
        """The field at a path of a manifest, in lists and maps (labels) too."""
        path = tuple("*" if isinstance(step, int) else step for step in path)
        return self._by_path.get(path) or self._by_path.get((*path[:-1], "*"))

    @property
    def words(self) -> str:
        """What several are called in a sentence: “PostgreSQL databases”, “storage buckets”."""
        named = self.word.startswith(_NAMES)
        return f"{self.word if named else self.word[0].lower() + self.word[1:]}s"

    @cached_property
    def _by_path(self) -> Mapping[Path, Field]:
        return {known.path: known for known in self.fields}
