"""Bucket: nothing for being there. What it costs is use alone, so all of it is assumed."""

from decimal import Decimal

from clark.costs.part import Assumed, Manifest, Part, Parts, Surroundings


def parts(manifest: Manifest, around: Surroundings, assumed: Assumed) -> Parts:  # noqa: ARG001
    rows = (
        ("Storage", "storage", "GB", assumed.bucket_gb, "GB stored on average, older versions too"),
        ("Writes", "writes", "request", assumed.bucket_writes, "PUT, COPY, POST and LIST requests"),
        ("Reads", "reads", "request", assumed.bucket_reads, "GET requests and all others"),
    )
    for what, sku, of, count, text in rows:
        counted = f"{count:,} {text}, in S3 Standard"
        yield Part(what, f"s3/standard/{sku}", of, Decimal(count), counted, usage=True)
