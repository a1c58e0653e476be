"""AWS through its SDK: what exists in an account, and AWS's prices. Every call reads."""

from clark.adapters.aws.cloud import AwsCloud
from clark.adapters.aws.price_list import AwsPriceList
from clark.adapters.aws.session import LocalAws, Session

__all__ = ["AwsCloud", "AwsPriceList", "LocalAws", "Session"]
