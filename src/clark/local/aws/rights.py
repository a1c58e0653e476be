"""What the key that only reads may do, as the role for plans in production.

clark/blueprints/infra/stacks/identity/policies-read.tf: descriptions, never contents; no secret's
value, and no object but a state.
"""

from typing import Final

from clark.local.aws.calls import Call

CONTENTS: Final = frozenset({"GetSecretValue", "BatchGetSecretValue", "GetAuthorizationToken"})
STATE, LOCK = ".tfstate", ".tflock"
# The one thing that it writes: Terraform's note beside a state that somebody is at work on it.
LOCKING: Final = frozenset({"PutObject", "DeleteObject"})


def reads(call: Call, path: str) -> bool:
    """Whether the call, to this path, changes nothing and opens nothing that is secret."""
    if call.service == "s3" and path.endswith(LOCK):
        return call.reads or call.operation in LOCKING
    if call.service == "s3" and call.operation == "GetObject":
        return path.endswith(STATE)
    return call.reads and call.operation not in CONTENTS
