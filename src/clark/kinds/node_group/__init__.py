"""NodeGroup: machines that an EKS cluster runs pods on."""

from clark.kinds.kind import COMMON, Kind
from clark.kinds.node_group.fields import FIELDS

KIND = Kind(
    api_version="eks.aws.crossplane.io/v1alpha1",
    kind="NodeGroup",
    plural="nodegroups",
    word="Node group",
    icon="server",
    fields=COMMON + FIELDS,
    connection_keys=(),
    size=("spec", "forProvider", "instanceTypes"),
)
