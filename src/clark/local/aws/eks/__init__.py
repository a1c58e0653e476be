"""EKS: clusters, node groups, add-ons, access entries and Pod Identity, without Kubernetes."""

from clark.local.aws.eks.backend import Backend

__all__ = ["Backend"]
