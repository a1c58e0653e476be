"""A region's control plane on this machine: GitOps engine, provider-aws and External Secrets.

It speaks the same manifests, conditions, events, annotations and connection Secrets as Argo CD,
Crossplane's community provider v0.58 and External Secrets would. Run it with
`python -m clark.local.controlplane`; talk to it with `LocalClusters`.
"""

from clark.local.controlplane.client import LocalClusters, Region

__all__ = ["LocalClusters", "Region"]
