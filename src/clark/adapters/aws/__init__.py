"""AWS through its SDK: what exists in an account. Every call reads."""

from clark.adapters.aws.cloud import AwsCloud
from clark.adapters.aws.session import LocalAws, Session

__all__ = ["AwsCloud", "LocalAws", "Session"]
