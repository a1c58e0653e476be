"""Bucket: a bucket of Amazon S3."""

from clark.kinds.bucket.fields import FIELDS
from clark.kinds.kind import COMMON, Kind

KIND = Kind(
    api_version="s3.aws.crossplane.io/v1beta1",
    kind="Bucket",
    plural="buckets",
    word="Storage bucket",
    icon="archive",
    fields=COMMON + FIELDS,
    connection_keys=("endpoint", "region"),
)
