"""What the local EKS offers. Ours, not AWS's live list, which needs an account to be read."""

import re
from typing import Final

# Kubernetes versions in standard or extended support, oldest first, and the last patch of each.
KUBERNETES: Final = {
    "1.30": "1.30.14",
    "1.31": "1.31.13",
    "1.32": "1.32.9",
    "1.33": "1.33.5",
    "1.34": "1.34.2",
    "1.35": "1.35.0",
}
DEFAULT: Final = "1.35"
IMAGES_OF: Final = "20261105"  # the day in a release version of node images
PLATFORM: Final = "eks.9"
NODES_BEHIND: Final = 3  # minor versions that nodes may be behind the control plane

# Add-on -> the namespace of its pods, and a version to begin with.
ADDONS: Final = {
    "vpc-cni": ("kube-system", "v1.21.1-eksbuild.3"),
    "kube-proxy": ("kube-system", "v1.35.0-eksbuild.2"),
    "coredns": ("kube-system", "v1.13.2-eksbuild.1"),
    "eks-pod-identity-agent": ("kube-system", "v1.3.10-eksbuild.2"),
    "metrics-server": ("kube-system", "v0.8.0-eksbuild.5"),
    "aws-ebs-csi-driver": ("kube-system", "v1.54.0-eksbuild.1"),
    "aws-efs-csi-driver": ("kube-system", "v2.1.15-eksbuild.1"),
    "amazon-cloudwatch-observability": ("amazon-cloudwatch", "v4.7.0-eksbuild.1"),
    "cert-manager": ("cert-manager", "v1.19.1-eksbuild.1"),
    "external-dns": ("external-dns", "v0.20.0-eksbuild.1"),
    "snapshot-controller": ("kube-system", "v8.3.0-eksbuild.1"),
}
ADDON_VERSION: Final = re.compile(r"v\d+\.\d+\.\d+-eksbuild\.\d+")

ACCESS_POLICIES: Final = tuple(
    f"arn:aws:eks::aws:cluster-access-policy/Amazon{name}Policy"
    for name in ("EKSClusterAdmin", "EKSAdmin", "EKSAdminView", "EKSEdit", "EKSView")
)


def minor(version: str) -> int:
    """35 of 1.35."""
    return int(version.partition(".")[2])


def release(version: str) -> str:
    """The node image of a Kubernetes version, such as 1.35.0-20261105."""
    return f"{KUBERNETES[version]}-{IMAGES_OF}"
