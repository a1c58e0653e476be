"""TargetGroup: every field of TargetGroupParameters, provider-aws v0.58
(package/crds/elbv2.aws.crossplane.io_targetgroups.yaml)."""

from clark.kinds.field import (
    boolean,
    integer,
    obj,
    reference,
    selector,
    string,
    tags,
    under,
)

FIELDS = under(
    "spec.forProvider",
    string("region", "The AWS region, for example us-east-1.", required=True),
    string("name", "The name in AWS: 32 characters at most.", required=True),
    string("protocol", "HTTP or HTTPS."),
    integer("port", "The port that the targets listen on."),
    string("targetType", "ip for pods, instance for nodes."),
    boolean("healthCheckEnabled"),
    integer("healthCheckIntervalSeconds"),
    string("healthCheckPath", "What is asked to see whether a target works."),
    string("healthCheckPort"),
    string("healthCheckProtocol"),
    integer("healthCheckTimeoutSeconds"),
    integer("healthyThresholdCount"),
    string("ipAddressType"),
    obj("matcher", "Which answers count as working."),
    string("matcher.grpcCode"),
    string("matcher.httpCode"),
    string("protocolVersion"),
    *tags("tags", complete=False),
    integer("unhealthyThresholdCount"),
    string("vpcID", "The network of the targets."),
    *reference("vpcIdRef"),
    *selector("vpcIdSelector"),
)
