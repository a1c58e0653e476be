"""IAM: the policies that AWS manages are there, and are not written down with what is ours."""

from typing import Any

from moto.iam import urls as moto_urls
from moto.iam.models import IAMBackend

AWS_OWNED = "arn:aws:iam::aws:policy/"


class Backend(IAMBackend):
    @property
    def _url_module(self) -> Any:
        return moto_urls

    def __getstate__(self) -> dict[str, Any]:
        """Without AWS's own 1,500 policies (4 MB), but for those that a role has."""
        kept = dict(vars(self))
        del kept["aws_managed_policies"]
        kept["managed_policies"] = {
            arn: policy
            for arn, policy in self.managed_policies.items()
            if not arn.startswith(AWS_OWNED) or policy.attachment_count
        }
        return kept

    def __setstate__(self, kept: dict[str, Any]) -> None:
        policies = {**self.managed_policies, **kept["managed_policies"]}
        vars(self).update(kept)
        self.managed_policies = policies
        self.aws_managed_policies = [
            policy for arn, policy in policies.items() if arn.startswith(AWS_OWNED)
        ]
